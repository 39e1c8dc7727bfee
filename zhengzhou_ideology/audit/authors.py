"""Nothing changes without an author: requests, tasks and commands each say in the history who or what they are."""

from typing import Any

import pghistory
from celery import Task


class AuthoredTask(Task):
    """A task is the author of what it changes, unless a request runs it at once."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with pghistory.context(task=self.name):
            return super().__call__(*args, **kwargs)
