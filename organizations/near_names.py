"""Names of the register that are near to one that is not in it: proposed to whoever typed it, and never taken for it."""

from difflib import get_close_matches

from django.db.models import Value

from organizations.models import Organization
from zhengzhou_ideology.bigrams import Resemblance, resembling

# Of those that share the most bigrams so many are compared sign by sign; below the cutoff two names are unlike.
COMPARED, CUTOFF = 50, 0.7


def near_names(text: str, *, most: int = 3) -> list[str]:
    query = resembling(text)
    if not query:
        return []
    ranked = Organization.objects.annotate(resemblance=Resemblance("name_bigrams", Value(query)))
    alike = ranked.filter(resemblance__gt=0).order_by("-resemblance", "pk")
    return get_close_matches(text, list(alike.values_list("name", flat=True)[:COMPARED]), n=most, cutoff=CUTOFF)
