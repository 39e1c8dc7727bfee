"""How a reader wants to see the portal: by day or by night, in which letters, how close the rows of its lists. Kept in a cookie, so without an account."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhengzhou_ideology.own_address import own_address

COOKIE = "display"
YEAR = 365 * 24 * 60 * 60
COLOURS = {"auto": "跟随系统", "light": "浅色", "dark": "深色"}
LETTERS = {"normal": "标准", "large": "大字"}
ROWS = {"roomy": "宽松", "compact": "紧凑"}


@dataclass(frozen=True, slots=True)
class Display:
    """As the tokens of `css/tokens.css` and the form of `components/display.html` ask for it."""

    colours: str = "auto"
    letters: str = "normal"
    rows: str = "roomy"

    @property
    def scheme(self) -> str:
        """The value of the page's `color-scheme`, which the browser reads before any style."""
        return {"light": "light", "dark": "dark"}.get(self.colours, "light dark")


def display_of(request: HttpRequest) -> Display:
    """A cookie of before says nothing of rows."""
    return _known([*request.COOKIES.get(COOKIE, "").split("."), "", ""], Display())


def _known(picked: Sequence[str], otherwise: Display) -> Display:
    offered = zip(picked, (COLOURS, LETTERS, ROWS), astuple(otherwise), strict=False)
    return Display(*(one if one in values else old for one, values, old in offered))


@require_POST
@login_not_required
def choose(request: HttpRequest) -> HttpResponse:
    """Each button of the form changes one and leaves the others; an unknown value changes nothing."""
    picked = _known([request.POST.get(field.name, "") for field in fields(Display)], display_of(request))
    response = redirect(own_address(request.POST.get("next", "")) or "/")
    response.set_cookie(
        COOKIE,
        ".".join(astuple(picked)),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
