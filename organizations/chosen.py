"""Which organizations an authority means: all within reach, those of a kind, place or authority, or a list."""

from collections.abc import Iterable

from organizations.enums import REGISTERED
from organizations.models import Authority, District, Organization, User
from organizations.models.register import OrganizationQuerySet


def choosable(user: User) -> OrganizationQuerySet:
    """On the register, and the user answers for them now."""
    found: OrganizationQuerySet = Organization.objects.within_reach(user).filter(status__in=REGISTERED)
    return found


def chosen(
    user: User, *, kind: str = "", district: District | None = None, authority: Authority | None = None
) -> OrganizationQuerySet:
    equal = {"kind": kind, "district": district, "registration_authority": authority}
    return choosable(user).filter(**{name: value for name, value in equal.items() if value})


def listed(user: User, lines: Iterable[str]) -> tuple[OrganizationQuerySet, list[str]]:
    """Those that the lines name by credit code or by their whole name, and the lines that name none within reach."""
    words = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    by_code = choosable(user).filter(uscc__in=[word.upper() for word in words])
    found = choosable(user).filter(
        pk__in=by_code.values("pk").union(choosable(user).filter(name__in=words).values("pk"))
    )
    known = {key for pair in found.order_by().values_list("uscc", "name") for key in pair}
    return found, [word for word in words if word not in known and word.upper() not in known]
