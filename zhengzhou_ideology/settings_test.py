"""Settings for the tests: the same portal, with a cheap password hash and mail kept in memory."""

import os

os.environ.setdefault("PORTAL_ENV", "test")

from zhengzhou_ideology.settings import *

SECRET_KEY = "tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Tests travel in time and the database does not; those of the clocks set this back.
CLOCK_SECONDS = 100 * 366 * 24 * 3600
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment] # how allauth is told: none
# The tests' databases are copied with their triggers; emptying one between tests need not install them anew.
PGTRIGGER_INSTALL_ON_MIGRATE = False
# A demonstration in the same checkout keeps its own key.
AUDIT = {**AUDIT, "KEY_FILE": str(BASE_DIR / "var" / "test" / "audit" / "key.pem")}
# As in the demonstration; tests of the door switch each of these on.
SECOND_FACTOR_REQUIRED = False
PROOF_MINUTES = 0
SIGN_IN_SLOWED = False
SESSIONS_AT_ONCE = 0
# That a session was seen is half of what a page asks the database; tests of the sessions switch it on.
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_IDLE_MINUTES = 0
