"""What a log row is called on a page: said once, where the move or the act is written."""

from typing import Any

from django.apps import apps

_LABELS: dict[tuple[str, str], str] = {}


def register(module: str, **labels: str) -> None:
    """For the log rows of the app that the module belongs to: names with their labels."""
    app = apps.get_containing_app_config(module)
    for name, label in labels.items():
        _LABELS[app.name if app else module, name] = label


def label_of(move: Any) -> str:
    """The label of a log row; raises `KeyError` for a name that nobody registered."""
    return _LABELS[move._meta.app_config.name, move.name]
