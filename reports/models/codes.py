"""Codes by which papers of the roof are verified: random, and without what is mistaken for something else."""

import secrets

# Without the letters and digits that are mistaken for one another when a code is typed from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 16


def new_code() -> str:
    """80 random bits: nobody finds a paper by trying."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def printed(code: str) -> str:
    """In groups of four, as it stands on the paper."""
    return "-".join(code[i : i + 4] for i in range(0, CODE_LENGTH, 4))
