"""A worker of batches as a process of its own: `python -m tests.reports.worker SECONDS` makes chunks until there is none.

Its clock is that of the machine, SECONDS ahead: so a test need not wait until a dead worker has been silent long enough.
"""

import os
import sys
from datetime import timedelta

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhengzhou_ideology.settings"
    import django

    django.setup()

    from django.utils import timezone

    from reports import batches

    ahead = timedelta(seconds=float(sys.argv[1]))
    while batches.make_next_chunk(lambda: timezone.now() + ahead):
        pass
