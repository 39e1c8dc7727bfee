"""The icon font with the icons that the portal uses, and no other: 10 KB instead of 500.

python -m deploy.icons         makes static/vendor/icons/ from node_modules
python -m deploy.icons --list  says which icons are used
"""

import re
import sys
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules/@tabler/icons-webfont/dist"
PLACE = ROOT / "static/vendor/icons"
STYLES, FONT = "icons.css", "icons.woff2"

# Where an icon is named, and how: as a class, as what a component is given, as an entry of the menu.
NAMED = (
    ("templates/**/*.html", re.compile(r"\bti-([a-z0-9][a-z0-9-]*)|\bicon(?:=|\|default:)[\"']([a-z0-9-]+)[\"']")),
    ("static/js/*.js", re.compile(r"\bti-([a-z0-9][a-z0-9-]*)")),
    ("organizations/navigation.py", re.compile(r'\bMenuEntry\(\s*"[^"]+",\s*"([a-z0-9-]+)"')),
)
RULE = re.compile(r"\.ti-([a-z0-9-]+):before\{content:\"\\([0-9a-f]+)\"\}")
# What every icon has in common, from the whole style sheet.
COMMON = re.compile(r"\.ti\{[^}]*\}")
FACE = """/* Tabler Icons, https://tabler.io, MIT licence: those that the portal uses. */
@font-face {{ font-family: "tabler-icons"; font-style: normal; font-weight: 400; src: url("./{font}") format("woff2"); }}
"""


def used() -> set[str]:
    return {
        name
        for pattern, naming in NAMED
        for path in ROOT.glob(pattern)
        for names in naming.findall(path.read_text(encoding="utf-8"))
        for name in ([names] if isinstance(names, str) else names)
        if name
    }


def placed() -> set[str]:
    return {name for name, _ in RULE.findall((PLACE / STYLES).read_text(encoding="utf-8"))}


def make() -> None:
    styles = (SOURCE / "tabler-icons.min.css").read_text(encoding="utf-8")
    code_points, wanted = dict(RULE.findall(styles)), used()
    rules = [f'.ti-{name}:before{{content:"\\{code_points[name]}"}}' for name in sorted(wanted & set(code_points))]
    PLACE.mkdir(parents=True, exist_ok=True)
    head = FACE.format(font=FONT) + COMMON.findall(styles)[0]
    (PLACE / STYLES).write_text("\n".join([head, *rules, ""]), encoding="utf-8")

    options = subset.Options(flavor="woff2", desubroutinize=True, layout_features=[], notdef_outline=True)
    font = subset.load_font(str(SOURCE / "fonts/tabler-icons.woff2"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[int(code_points[name], 16) for name in wanted & set(code_points)])
    subsetter.subset(font)
    subset.save_font(font, str(PLACE / FONT), options)


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print("\n".join(sorted(used())))
    else:
        make()
