"""A web process as gunicorn begins it: everything is loaded before the first request, and stays."""

import json
import os
import subprocess
import sys

from django.conf import settings

BEGUN = """
import gc, json, sys
import zhengzhou_ideology.wsgi
print(json.dumps({
    "stays": gc.get_freeze_count(), "looked through": len(gc.get_objects()), "home": "reports.views.home" in sys.modules,
}))
"""


def test_what_is_loaded_is_not_looked_through_again():
    """A quarter of a million objects were looked through for what could be freed, in the middle of a page: a third of a second."""
    # Neither server is there: a process begins without them, and says so to whoever asks.
    gone = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/gone", "REDIS_URL": "redis://127.0.0.1:1/0"}
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BEGUN],
        cwd=settings.BASE_DIR,
        env={**os.environ, **gone, "PORTAL_ENV": "test"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    begun = json.loads(ran.stdout.splitlines()[-1])
    assert begun["home"]
    assert begun["looked through"] < begun["stays"] / 100
