"""What is said where no view could answer: that the database is away, that there is no room, or that something broke."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token

RETRY_SECONDS = 15
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@requires_csrf_token
def failed(request: HttpRequest, template_name: str = "500.html") -> HttpResponse:
    """Django's `handler500`. Whatever raised it stands in the log already; a page that asks no database says what to do.

    503 while the database cannot be reached, keeps a lock for too long or takes too long; 507 where the disk is full.
    """
    name, status = _kind(sys.exc_info()[1])
    response = HttpResponse(get_template(name).render(), status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _kind(error: BaseException | None) -> tuple[str, int]:
    if isinstance(error, OperationalError | InterfaceError):
        return "503.html", 503
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return "507.html", 507
    return "500.html", 500
