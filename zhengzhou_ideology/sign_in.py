"""Settings of accounts and of signing in; `settings` takes every one of them over."""

from typing import Any

from zhengzhou_ideology.environment import Env

env = Env()

_ENVIRONMENT = env.str("PORTAL_ENV", "production")
# The demonstration lets everybody in with a password alone, and its banner says so.
RELAXED = _ENVIRONMENT == "demo" and env.bool("DEMO", False)

SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Fernet keys for secrets at rest, the first of which encrypts; none: derived from `SECRET_KEY` (see `security.keys`).
FACTOR_KEYS = env.list("FACTOR_KEYS", default=[])

AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")},
    },
    {"NAME": "organizations.passwords.LengthValidator", "OPTIONS": {"min_length": 10, "of_officers": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "zhengzhou_ideology.security.passwords.CommonStemsValidator"},
    {"NAME": "zhengzhou_ideology.security.passwords.ReuseValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "organizations.adapters.InvitedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {"login": "organizations.forms.accounts.LoginForm"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "【郑州市社会组织合规门户】"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Passwords are slowed by `security.throttle`; what is left here is for each account, never for all behind one address.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
    "reset_password": "5/h/key",
    "reset_password_from_key": None,
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "organizations.adapters.TwoStepAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # invitations vouch for the address; many accounts have none
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# RFC 6238, 5.2: a code that ran out on its way through a busy portal is still good for one step.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "郑州市社会组织合规门户"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _ENVIRONMENT != "production"
USERSESSIONS_TRACK_ACTIVITY = True
# When a session was last used is written down at most once in so many seconds, so that reading a page writes nothing.
SESSION_SEEN_EVERY = 60
INVITATION_DAYS = env.int("INVITATION_DAYS", 14)


# Every seat in an authority, and every leader, signs in with two factors.
SECOND_FACTOR_REQUIRED = not RELAXED
# For how long a proof of identity stands for acts of weight (see `workflow.need_proof`); 0: none is asked.
PROOF_MINUTES = 0 if RELAXED else 5
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
SIGN_IN_SLOWED = True
# After how long without any act an officer's session ends; 0: never.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 30)
# How many sessions an account has at the same time; 0: any number.
SESSIONS_AT_ONCE = 0 if RELAXED else env.int("SESSIONS_AT_ONCE", 5)
# Where security events go besides the log: `udp://HOST:PORT`, or the path of a socket such as /dev/log.
SECURITY_SYSLOG = env.str("SECURITY_SYSLOG", "")


def identity_providers(env: Env) -> dict[str, Any]:
    """allauth's providers: the city's unified identity (OpenID Connect); without its address there is no such door."""
    address = env.str("OIDC_SERVER_URL", "").rstrip("/")
    app = {
        "provider_id": "city",
        "name": env.str("OIDC_NAME", "郑州市统一身份认证"),
        "client_id": env.str("OIDC_CLIENT_ID", ""),
        "secret": env.str("OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": address, "fetch_userinfo": False},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app] if address else []}}


OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "").rstrip("/")
OIDC_NAME = env.str("OIDC_NAME", "郑州市统一身份认证")
SOCIALACCOUNT_ADAPTER = "zhengzhou_ideology.security.oidc.LinkedIdentityAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_PROVIDERS = identity_providers(env)
