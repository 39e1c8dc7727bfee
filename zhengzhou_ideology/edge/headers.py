"""Headers and cookies that every answer bears."""

from typing import Any

from csp.constants import NONE, SELF

# What a page of the portal never asks a browser for; a passkey is asked for, so `publickey-credentials-get` is not here.
UNUSED = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope"),
    *(
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    ),
)
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in UNUSED)
EVERYWHERE = {"Permissions-Policy": PERMISSIONS_POLICY, "Cross-Origin-Resource-Policy": "same-origin"}


def content_policy(identity: str) -> dict[str, Any]:
    """django-csp's settings. Bureaus sit in closed networks and an auditor reads the headers: nothing inline, nothing from
    another host. `identity` is where the city's unified identity answers: browsers ask of a form's redirects as well.
    """
    return {
        "DIRECTIVES": {
            "default-src": [SELF],
            "img-src": [SELF, "data:"],
            "object-src": [NONE],
            "base-uri": [SELF],
            "form-action": [SELF, *([identity] if identity else [])],
            "frame-ancestors": [NONE],
        }
    }


def cookies(*, production: bool) -> dict[str, Any]:
    """Django's settings: under `__Host-` a browser takes a cookie only over TLS, from this host alone, for all of it."""
    if not production:
        return {}
    return {"SESSION_COOKIE_NAME": "__Host-session", "CSRF_COOKIE_NAME": "__Host-csrf", "CSRF_COOKIE_AGE": None}
