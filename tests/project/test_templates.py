"""Every template compiles, and none lies about unused."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())
# Django looks for these by itself.
BY_NAME = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "405.html",
    "413.html",
    "429.html",
    "500.html",
    "503.html",
}
# A name in quotes, in our Python or in an include or extends; a part in braces stands for several names.
QUOTED = re.compile(r"""["']([\w/.{}-]+\.(?:html|txt|svg|js|\{kind\}))(?:#[\w-]+)?["']""")
OURS = [app for app in apps.get_app_configs() if ROOT in Path(app.path).parents and ".venv" not in Path(app.path).parts]
THEIRS = [Path(app.path) / "templates" for app in apps.get_app_configs() if app not in OURS]


def named_in_code() -> re.Pattern[str]:
    """Matches every template name that our code or our templates speak of."""
    rooms = {ROOT / "zhengzhou_ideology", *(Path(app.path) for app in OURS)}
    sources = [path for room in rooms for path in room.rglob("*.py")]
    sources += [FOLDER / name for name in NAMES]
    names = {name for path in sources for name in QUOTED.findall(path.read_text(encoding="utf-8"))}
    return re.compile("|".join(re.sub(r"\\\{.*?\\\}", r"[\\w-]+", re.escape(name)) for name in names))


def replaces_a_librarys(name: str) -> bool:
    """Django's or allauth's own template of that name, which the library asks for and ours stands in for."""
    return any((folder / name).is_file() for folder in THEIRS)


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name):
    assert get_template(name)


def test_every_template_is_used():
    named = named_in_code()

    unused = {name for name in NAMES if not named.fullmatch(name) and not replaces_a_librarys(name)}

    assert unused - BY_NAME == set()
