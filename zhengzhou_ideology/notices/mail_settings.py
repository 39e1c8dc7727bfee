"""How mail goes out, read from the environment."""

from typing import Any

from environ import Env

OF_DJANGO = "django.core.mail.backends.smtp.EmailBackend"


def configured(env: Env) -> dict[str, Any]:
    """`EMAIL_URL` as Django's settings; without one, or with `none`, mails are printed."""
    if env.str("EMAIL_URL", "none") in {"", "none"}:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    found: dict[str, Any] = env.email("EMAIL_URL")
    if found["EMAIL_BACKEND"] == OF_DJANGO:
        # What waits for the server's last word, so that nothing goes out twice.
        found["EMAIL_BACKEND"] = "zhengzhou_ideology.notices.smtp.PatientBackend"
    return found
