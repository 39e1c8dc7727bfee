"""How a reader wants to see the portal: by day or by night, in ordinary or in large letters. Kept in a cookie, so without an account."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "display"
YEAR = 365 * 24 * 60 * 60
COLOURS = {"auto": "跟随系统", "light": "浅色", "dark": "深色"}
LETTERS = {"normal": "标准", "large": "大字"}


@dataclass(frozen=True, slots=True)
class Display:
    """As the tokens of `css/tokens.css` and the form of `components/display.html` ask for it."""

    colours: str = "auto"
    letters: str = "normal"

    @property
    def scheme(self) -> str:
        """The value of the page's `color-scheme`, which the browser reads before any style."""
        return {"light": "light", "dark": "dark"}.get(self.colours, "light dark")


def display_of(request: HttpRequest) -> Display:
    colours, _, letters = request.COOKIES.get(COOKIE, "").partition(".")
    return _known(colours, letters, Display())


def _known(colours: str, letters: str, otherwise: Display) -> Display:
    return Display(
        colours if colours in COLOURS else otherwise.colours, letters if letters in LETTERS else otherwise.letters
    )


@require_POST
@login_not_required
def choose(request: HttpRequest) -> HttpResponse:
    """Each button of the form changes one of the two and leaves the other; an unknown value changes nothing."""
    picked = _known(request.POST.get("colours", ""), request.POST.get("letters", ""), display_of(request))
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    response = redirect(address if ours else "/")
    response.set_cookie(
        COOKIE,
        f"{picked.colours}.{picked.letters}",
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
