"""Tables in tests, as an official would read them."""

from collections.abc import Iterator


def read_table(text: str) -> Iterator[tuple[str, str, bool]]:
    """(row, column, whether marked with x) for each cell."""
    header, *rows = [line.split() for line in text.strip().splitlines()]
    for verb, *marks in rows:
        yield from ((verb, column, mark == "x") for column, mark in zip(header, marks, strict=True))
