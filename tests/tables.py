"""Specifications that an official can read: a table of x and dots, as test cases."""


def read_table(text: str) -> list[tuple[str, str, bool]]:
    """(row, column, whether an x stands there) for every cell."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    return [(row[0], column, mark == "x") for row in rows for column, mark in zip(head, row[1:], strict=True)]


def cells(text: str) -> dict[tuple[str, str], bool]:
    """The same by row and column, for a test that asks all of them of one set of things."""
    return {(row, column): is_marked for row, column, is_marked in read_table(text)}
