"""The one settings file: everything that differs between hosts comes from the environment (12-factor).

`PORTAL_ENV` says what this process is: `production` (the default, strict), `demo` (`make run`) or `test`.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from zhengzhou_ideology import databases, site_host
from zhengzhou_ideology.audit import configuration
from zhengzhou_ideology.edge import headers
from zhengzhou_ideology.environment import Env
from zhengzhou_ideology.files import storages
from zhengzhou_ideology.logs import logging_at
from zhengzhou_ideology.notices import mail_settings
from zhengzhou_ideology.security.logs import with_security_events

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env")

PORTAL_ENV = env.str("PORTAL_ENV", "production")
if PORTAL_ENV not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"PORTAL_ENV 只能是 production、demo 或 test，不能是“{PORTAL_ENV}”。")
PRODUCTION = PORTAL_ENV == "production"
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")

# `none` says that there is to be no mail: without an address, notices would be lost without a word.
REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "SITE_URL", "EMAIL_URL")
if PRODUCTION:
    missing = [name for name in REQUIRED if not env.str(name, "")]
    if missing:
        raise ImproperlyConfigured(f"生产环境缺少环境变量：{'、'.join(missing)}。")
    if DEMO or DEBUG:
        raise ImproperlyConfigured("生产环境不允许 DEMO=1 或 DEBUG=1。")

SECRET_KEY = env.str("SECRET_KEY", "only-for-demonstration-and-tests-" + "0" * 40)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "zhengzhou_ideology.inspection.InspectionConfig",
    # Before `auth`, whose `createsuperuser` it replaces.
    "zhengzhou_ideology.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "pgtrigger",
    "pghistory",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "zhengzhou_ideology.saved_views",
    "zhengzhou_ideology.workcalendar",
    "zhengzhou_ideology.files",
    "zhengzhou_ideology.notices",
    "zhengzhou_ideology.health",
    "zhengzhou_ideology.backup",
    "zhengzhou_ideology.supply",
    "zhengzhou_ideology.security",
    "organizations",
    "organizations.ladder",
    "compliance",
    "compliance.cases",
    "events",
    "reports",
    "reports.exports",
    "reports.boards",
    "reports.api",
    "reports.retention",
    "reports.manual",
]

MIDDLEWARE = [
    "zhengzhou_ideology.tracing.RequestIdMiddleware",
    "zhengzhou_ideology.health.middleware.HealthMiddleware",
    "zhengzhou_ideology.edge.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhengzhou_ideology.edge.middleware.CompressedPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "reports.api.middleware.WithoutCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhengzhou_ideology.edge.middleware.PrivatePagesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhengzhou_ideology.edge.typed.KnownAccountMiddleware",
    "organizations.middleware.ActingAsMiddleware",
    "zhengzhou_ideology.security.middleware.SessionTermMiddleware",
    "organizations.middleware.LoginRequiredMiddleware",
    "zhengzhou_ideology.audit.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhengzhou_ideology.security.middleware.SeenMiddleware",
    "zhengzhou_ideology.edge.failure_pages.FailurePagesMiddleware",
    "zhengzhou_ideology.security.middleware.RecordMiddleware",
    "zhengzhou_ideology.security.middleware.ProofMiddleware",
    "zhengzhou_ideology.security.middleware.SecondFactorMiddleware",
    "zhengzhou_ideology.workflow.middleware.RefusedMiddleware",
    "zhengzhou_ideology.edge.middleware.NulMiddleware",
]

ROOT_URLCONF = "zhengzhou_ideology.urls"
WSGI_APPLICATION = "zhengzhou_ideology.wsgi.application"

TEMPLATE_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    TEMPLATE_LOADERS if DEBUG else [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organizations.context_processors.acting",
                "reports.manual.context_processors.page_help",
                "zhengzhou_ideology.edge.typed.typed_again",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.static",
                "zhengzhou_ideology.template_days",
                "zhengzhou_ideology.template_service",
            ],
        },
    }
]
FORM_RENDERER = "zhengzhou_ideology.form_words.Renderer"

# Data

DATABASES = databases.configured(env)
DATABASE_ROUTERS = ["zhengzhou_ideology.replica.ReplicaRouter"]
# Where pg_dump and pg_restore lie, if not on the path.
PG_BIN = env.str("PG_BIN", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
# django speaks `unix://`, celery `redis+socket://`: the same server under two spellings.
CACHE_URL = REDIS_URL.replace("redis+socket://", "unix://", 1)
BROKER_URL = "redis+socket://" + REDIS_URL.split("://", 1)[1] if REDIS_URL.startswith("unix://") else REDIS_URL
CACHES = {"default": {"BACKEND": "zhengzhou_ideology.security.cache.SteadyRedisCache", "LOCATION": CACHE_URL}}

# Accounts

AUTH_USER_MODEL = "organizations.User"
from zhengzhou_ideology.sign_in import *  # noqa: E402, F403 - reads the environment, so after `read_env`

SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", 12 * 60 * 60)
SESSION_COOKIE_HTTPONLY = True
vars().update(headers.cookies(production=PRODUCTION))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 3600 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = headers.content_policy(OIDC_SERVER_URL)  # noqa: F405

# Language and time

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

# What rooms lend to the floors below them

from zhengzhou_ideology.sources import *  # noqa: E402, F403 - beside what it is about

# Annual statements: parts of a batch under way or queued at once; more keep reminders and mail waiting behind paper.
STATEMENT_LANES = env.int("STATEMENT_LANES", 4)

# Who runs the portal and answers for it, at the foot of every page
PORTAL_HOST = site_host.host_of(env)

# Files

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
STORAGES = storages.configured(env)
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_MB", 20) * 1024 * 1024
# All attachments of one paper together.
ATTACHMENTS_MAX_NUMBER = env.int("ATTACHMENTS_MAX_NUMBER", 100)
ATTACHMENTS_MAX_BYTES = env.int("ATTACHMENTS_MAX_MB", 400) * 1024 * 1024
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", "")
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o640

# Electronic signatures on papers

# A folder of CODE.p12, one for each authority with a key (see docs/signing.md); empty: no file keys.
SIGNING_KEYS_DIR = env.str("SIGNING_KEYS_DIR", "")
SIGNING_PASSPHRASE_FILE = env.str("SIGNING_PASSPHRASE_FILE", "")
# A token or an HSM instead: its driver, its label, the file with its PIN, and for which authorities it holds keys.
SIGNING_PKCS11_MODULE = env.str("SIGNING_PKCS11_MODULE", "")
SIGNING_PKCS11_TOKEN = env.str("SIGNING_PKCS11_TOKEN", "")
SIGNING_PKCS11_PIN_FILE = env.str("SIGNING_PKCS11_PIN_FILE", "")
SIGNING_PKCS11_KEYS = env.list("SIGNING_PKCS11_KEYS", default=[])
# Time stamps after RFC 3161; empty: none.
SIGNING_TSA_URL = env.str("SIGNING_TSA_URL", "")

# Messages out

vars().update(mail_settings.configured(env))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@example.org")
# A class such as zhengzhou_ideology.notices.sms.LoggingProvider; empty: no SMS.
SMS_PROVIDER = env.str("SMS_PROVIDER", "")
# Hosts (or host:port) of interfaces of one's own that group messages may be posted to; WeCom, DingTalk and Feishu need none.
GROUP_HOSTS = [host.lower() for host in env.list("GROUP_HOSTS", default=[])]

# The interface for other systems

API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 120)
# Requests with a token that nobody knows, from one address.
API_UNKNOWN_PER_MINUTE = 30
API_LOG_DAYS = env.int("API_LOG_DAYS", 400)
# Hosts (or host:port) that events may be pushed to; no other is ever asked.
WEBHOOK_HOSTS = [host.lower() for host in env.list("WEBHOOK_HOSTS", default=[])]
# Addresses of this machine itself: only where the receiver runs beside the portal.
WEBHOOK_LOOPBACK = env.bool("WEBHOOK_LOOPBACK", False)
# A file of certificates where the network has an authority of its own.
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", "")

# Jobs

CELERY_BROKER_URL = BROKER_URL
CELERY_RESULT_BACKEND = None
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 25 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# How far the clocks of host and database may be apart where something is done by the clock.
CLOCK_SECONDS = 60

# Audit

AUDIT = configuration.settings_from(env, BASE_DIR, production=PRODUCTION)
from zhengzhou_ideology.history import *  # noqa: E402, F403 - how the libraries keep it

LOGGING = with_security_events(
    logging_at(
        env.one_of("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL"),
        lines=env.one_of("LOG_FORMAT", "text", "json"),
    ),
    SECURITY_SYSLOG,  # noqa: F405
)

# Health

# Networks that may read /metrics and the details of /readyz.
MONITOR_ADDRESSES = env.list("MONITOR_ADDRESSES", default=["127.0.0.1", "::1"])
# Where the backups of each night lie, a folder for each; empty: their age is not looked at.
BACKUP_FOLDER = env.str("BACKUP_FOLDER", "")
