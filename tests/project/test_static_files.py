"""What browsers keep for ever is named after its content, and so is what it imports."""

import json
import re

from django.core.management import call_command

from deploy import icons


def test_collected_modules_import_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "zhengzhou_ideology.static_files.HashedModulesStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["vendor", "css", "print"])

    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    portal = (tmp_path / names["js/portal.js"]).read_text()
    imported = {f"js/{name}" for name in re.findall(r'from "\./([^"]+)"', portal)}
    assert imported == {
        names[f"js/{module}.js"]
        for module in (
            "autosave",
            "charts",
            "dialogs",
            "display",
            "forms",
            "installed",
            "keys",
            "menus",
            "session",
            "steps",
            "typed",
            "uploads",
        )
    }
    assert all(re.fullmatch(r"js/\w+\.[0-9a-f]{12}\.js", name) for name in imported)
    for name in imported:
        assert not re.search(r'from "\./\w+\.js"', (tmp_path / name).read_text())


def test_icon_is_found_where_browsers_look_for_it_of_themselves(client):
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer.url) == (302, "/static/img/mark.svg")


def test_every_icon_that_is_used_is_in_the_font_that_was_made():
    """A new one comes in with the next `make`; one that is missing here is not among Tabler's."""
    assert icons.used() == icons.placed()
    assert {"menu-2", "circle-x", "inbox", "checklist", "alert-circle"} < icons.used()
    assert (icons.PLACE / icons.FONT).stat().st_size < 20_000
