"""Making the tables of an empty database without rendering every model again for every operation.

For each operation Django renders the model that it is about and all that are related to it, directly or not. Here all are
related to all: a few hundred models, a few hundred operations, minutes of processor time. The statements need the one model.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def models_alone() -> Iterator[None]:
    """As long as nothing is there yet. Code that a migration runs is given all models anew, as ever (`is_delayed`)."""
    usual: Any = ProjectState._find_reload_model  # type: ignore[attr-defined]

    def alone(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        state.is_delayed = True
        return {(app_label, model_name)}

    ProjectState._find_reload_model = alone  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = usual  # type: ignore[attr-defined]
