"""The door that gunicorn opens."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengzhou_ideology.settings")
# A request gives up sooner than a command (see `databases`); set before the settings are read.
os.environ.setdefault("PORTAL_WEB", "1")

application = get_wsgi_application()
