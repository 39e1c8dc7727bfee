"""File names as people give them, made fit to be shown, stored and sent."""

import unicodedata
from pathlib import PurePosixPath

MAX_LENGTH = 120


def extension(name: str) -> str:
    return PurePosixPath(clean(name)).suffix.lower()


def clean(name: str) -> str:
    """The last part of the path, without control or direction characters, short enough, its extension kept."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(character for character in name if not unicodedata.category(character).startswith("C"))
    name = " ".join(name.split()).strip(". ")
    suffix = PurePosixPath(name).suffix
    return name.removesuffix(suffix)[: MAX_LENGTH - len(suffix)].rstrip() + suffix if len(name) > MAX_LENGTH else name
