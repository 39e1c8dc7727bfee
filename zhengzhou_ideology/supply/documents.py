"""The list of parts for machines (CycloneDX 1.6) and for people (NOTICE)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from zhengzhou_ideology.supply.parts import Component


def cyclonedx(parts: Iterable[Component], *, version: str, now: datetime) -> dict[str, Any]:
    """A bill of materials after CycloneDX 1.6 as JSON; the same parts give the same serial number."""
    found = list(parts)
    serial = uuid5(NAMESPACE_URL, version + "".join(part.purl for part in found))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": now.isoformat(timespec="seconds"),
            "component": {"type": "application", "name": "zhengzhou-ideology", "version": version},
        },
        "components": [
            {
                "type": "library",
                "bom-ref": part.purl,
                "name": part.name,
                "version": part.version,
                "purl": part.purl,
                "licenses": [{"license": {"name": part.licence}}],
            }
            for part in found
        ],
    }


def notice(parts: Iterable[Component]) -> str:
    """Licence by licence, whose work is used; the texts lie beside each package."""
    by_licence: dict[str, list[Component]] = defaultdict(list)
    for part in parts:
        by_licence[part.licence].append(part)
    blocks = [
        "\n".join([licence, *(f"  {part.name} {part.version} ({part.ecosystem})" for part in found)])
        for licence, found in sorted(by_licence.items())
    ]
    return (
        "This portal uses the following works of others, each under its own licence.\n\n" + "\n\n".join(blocks) + "\n"
    )
