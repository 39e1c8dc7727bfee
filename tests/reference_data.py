"""Districts, authorities and the catalogue of duties as the migrations leave them, for tests on real connections, which empty the tables."""

from importlib import import_module

from django.apps import apps

from compliance.models import DutyCatalogueEntry, LetterText
from organizations.models import Authority, AuthorityAlias, District

FIRST = import_module("organizations.migrations.0002_reference_data")
CATALOGUE = import_module("compliance.migrations.0003_duty_catalogue")
ZONES = import_module("organizations.migrations.0013_development_zones")
FURTHER = import_module("organizations.migrations.0004_authority_reference_data")
LETTERS = import_module("compliance.migrations.0006_letters")


def load_duty_catalogue() -> None:
    """The catalogue of duties and the text of the commitment letter, where they are missing."""
    if not DutyCatalogueEntry.objects.exists():
        CATALOGUE.load_catalogue(apps, None)
    if not LetterText.objects.exists():
        LETTERS.load_text(apps, None)


def load_reference_data() -> None:
    """Where they are missing; what 0002 wrote into a column of aliases goes into the table that 0003 made of it."""
    if District.objects.filter(code="410185").exists():
        return
    District.objects.all().delete()
    District.objects.bulk_create(District(code=code, name=name) for code, name in FIRST.DISTRICTS)
    city = _load("410100-MZJ", "郑州市民政局", "city_bureau", ["市民政局", "郑州民政局"], document_sign="郑民函")
    for code, name in FIRST.DISTRICTS[1:]:
        _load(f"{code}-MZJ", f"{name}民政局", "district_bureau", FIRST.bureau_aliases(name), parent=city)
    for unit, name in FIRST.COMPETENT:
        _load(f"410100-{unit}", name, "competent", [name.removeprefix("郑州")])
    _load("410100-SHZZDW", "中共郑州市社会组织委员会", "party", ["市社会组织党委"])
    FURTHER.load(apps, None)
    ZONES.load(apps, None)


def _load(code: str, name: str, kind: str, aliases: list[str], **facts) -> Authority:
    loaded = Authority.objects.create(code=code, name=name, kind=kind, district_id=code[:6], **facts)
    AuthorityAlias.objects.bulk_create(AuthorityAlias(authority=loaded, name=alias) for alias in aliases)
    return loaded
