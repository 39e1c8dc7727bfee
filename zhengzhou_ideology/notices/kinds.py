"""The kinds of notice that people can set; each room registers its own when it starts (`AppConfig.ready`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`legal_paper`: starts a term or serves a paper, so that it always goes out at once, in quiet hours too."""

    key: str
    label: str
    digestible: bool = True
    legal_paper: bool = False


REGISTRY: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    REGISTRY.update({kind.key: kind for kind in kinds})


def get(key: str) -> Kind:
    """A kind that nobody registered is a mistake of the calling room and shows at once, not on the settings page."""
    return REGISTRY[key]


def registered() -> list[Kind]:
    return sorted(REGISTRY.values(), key=lambda kind: (kind.legal_paper, kind.label))


def label(key: str) -> str:
    """For showing what was posted once, even if its kind has gone since."""
    return REGISTRY[key].label if key in REGISTRY else "其他"
