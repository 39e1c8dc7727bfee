"""Whether a credit code can be one (GB 32100-2015), told in SQL: the counterpart of `organizations.credit_code.fault`."""

from functools import reduce
from operator import add

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Mod, Replace, StrIndex, Substr, Upper

from organizations.credit_code import REGIONS
from organizations.enums import KIND_OF_CODE
from organizations.folding import Folded
from organizations.models.register import OrganizationQuerySet

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH, MODULUS = 18, 31
# The beginnings, the region, and nine characters more of the alphabet with the check character.
WELL_FORMED = f"^({'|'.join(KIND_OF_CODE)})({'|'.join(sorted(REGIONS))})[{ALPHABET}]{{10}}$"
# Regions of the city itself and of what stands above it say nothing of a district.
ABOVE_DISTRICTS = ("100000", "410000", "410100", "410101")


def with_region(organizations: OrganizationQuerySet) -> OrganizationQuerySet:
    """Each with `region`, the six characters of its code that name the first registration authority's region."""
    return organizations.annotate(region=Substr("uscc", 3, 6))


def faulty(organizations: OrganizationQuerySet) -> OrganizationQuerySet:
    """Those whose code is malformed, or whose check character does not agree with the seventeen before it."""
    return organizations.annotate(sum=_weighted_sum()).exclude(uscc__regex=WELL_FORMED, sum=0)


def _weighted_sum() -> Mod:
    """Weights are the powers of 3, the check character's 1; a sound code adds up to nothing modulo 31."""
    weights = [*(pow(3, place, MODULUS) for place in range(LENGTH - 1)), 1]
    values = [
        (StrIndex(Value(ALPHABET), Substr("uscc", place, 1)) - 1) * weight
        for place, weight in enumerate(weights, start=1)
    ]
    return Mod(reduce(add, values), Value(MODULUS))


def written_twice(organizations: OrganizationQuerySet) -> OrganizationQuerySet:
    """Those whose codes are one, once widths of characters, spaces, hyphens and cases are gone."""
    return _shared(organizations, Upper(Replace(Folded(F("uscc")), Value("-"), Value(""))))


def named_twice(organizations: OrganizationQuerySet) -> OrganizationQuerySet:
    """Those whose names are one, once widths of characters and spaces are gone."""
    return _shared(organizations, Folded(F("name")))


def _shared(organizations: OrganizationQuerySet, writing: object) -> OrganizationQuerySet:
    written = organizations.annotate(writing=writing)
    several: QuerySet = written.order_by().values("writing").annotate(times=Count("pk")).filter(times__gt=1)
    return written.filter(writing__in=several.values("writing"))
