"""A worker as a process of its own: `python -m tests.reports.worker SECONDS` makes chunks and exports until there are none.

Its clock is that of the machine, SECONDS ahead: so a test need not wait until a dead worker has been silent long enough.
With a further number it is killed as soon as it has stored so many files, before any row can name the last one.
"""

import os
import sys
from datetime import timedelta
from signal import SIGKILL
from typing import Any


def die_once_stored(files: int, storage: Any) -> None:
    save, stored = storage.save, 0

    def save_and_die(*args: Any, **more: Any) -> str:
        nonlocal stored
        name, stored = save(*args, **more), stored + 1
        if stored == files:
            os.kill(os.getpid(), SIGKILL)
        return name

    storage.save = save_and_die


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhengzhou_ideology.settings"
    import django

    django.setup()

    from django.core.files.storage import default_storage
    from django.utils import timezone

    from reports import batches
    from reports.exports import making

    ahead = timedelta(seconds=float(sys.argv[1]))
    if len(sys.argv) > 2:
        die_once_stored(int(sys.argv[2]), default_storage)

    def clock() -> Any:
        return timezone.now() + ahead

    while batches.make_next_chunk(clock) or making.make_next(clock):
        pass
    batches.tend(clock())
