"""The door that gunicorn opens."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengzhou_ideology.settings")
# A request gives up sooner than a command (see `databases`); set before the settings are read.
os.environ.setdefault("PORTAL_WEB", "1")

application = get_wsgi_application()
# The first request need not load the pages' code.
get_resolver().url_patterns  # noqa: B018 - read for what it does
# What is there by now stays. To look through all of it for what could be freed held up a page from time to time.
gc.collect()
gc.freeze()
