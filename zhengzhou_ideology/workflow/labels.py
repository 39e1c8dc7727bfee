"""What a log row is called on a page: said once, where the move or the act is written."""

from typing import Any

from django.apps import apps

_LABELS: dict[tuple[str, str], str] = {}


def register(module: str, **labels: str) -> None:
    """For the log rows of the app that the module belongs to: names with their labels.

    Raises `ValueError` where a name has another label already: the rows of one log would be told in another's words.
    """
    app = apps.get_containing_app_config(module)
    for name, label in labels.items():
        key = app.name if app else module, name
        if _LABELS.setdefault(key, label) != label:
            raise ValueError(f"{key} has two labels: {_LABELS[key]}, {label}")


def label_of(move: Any) -> str:
    """The label of a log row; raises `KeyError` for a name that nobody registered."""
    return _LABELS[move._meta.app_config.name, move.name]
