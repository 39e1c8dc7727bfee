"""A request as the rooms above the register get it."""

from organizations.models import User
from zhengzhou_ideology.htmx import HtmxHttpRequest


class SignedInRequest(HtmxHttpRequest):
    """Somebody is signed in: the login middleware lets nobody else in."""

    user: User
