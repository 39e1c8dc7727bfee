"""The packages that are installed here and the front-end files that are served, each with its licence."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from django.conf import settings
from packaging.utils import canonicalize_name

LONGEST_LICENCE = 80


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """`ecosystem` as OSV calls it: `PyPI` or `npm`."""

    ecosystem: str
    name: str
    version: str
    licence: str

    @property
    def purl(self) -> str:
        """Its package URL (ECMA-427)."""
        kind = {"PyPI": "pypi", "npm": "npm"}[self.ecosystem]
        return f"pkg:{kind}/{self.name.replace('@', '%40')}@{self.version}"


def parts() -> list[Component]:
    return sorted({*_python(), *_front_end()})


def _python() -> Iterator[Component]:
    for found in distributions():
        name = found.metadata["Name"]
        if name:
            yield Component("PyPI", canonicalize_name(name), found.version, _licence_of(found))


def _licence_of(found: Distribution) -> str:
    """The expression, else the classifiers, else the first line of the field, which some fill with the whole text."""
    said = found.metadata
    given = (said.get_all("License-Expression") or [""])[0]
    named = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    text = (said.get_all("License") or [""])[0].strip().partition("\n")[0]
    return given or " OR ".join(named) or (text if 0 < len(text) <= LONGEST_LICENCE else "") or "unknown"


def _front_end() -> Iterator[Component]:
    """What `package-lock.json` lists; tools of the tests are not served."""
    lock = Path(settings.BASE_DIR) / "package-lock.json"
    for place, entry in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if place and not entry.get("dev"):
            yield Component(
                "npm", place.rpartition("node_modules/")[2], entry["version"], entry.get("license", "unknown")
            )
