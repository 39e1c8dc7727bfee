"""What happened to organizations of the demo city in its year: ends, a merger, a transfer, changes of name, one to come."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from random import Random
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import make_aware

from compliance.life import ReportLife
from organizations.enums import ChangeKind, OrganizationStatus, Role
from organizations.life import changes
from organizations.models import Authority, Membership, Organization, OrganizationChange, User
from zhengzhou_ideology.files.intake import store

K = ChangeKind
END_OF = {OrganizationStatus.DEREGISTERED: K.DEREGISTRATION, OrganizationStatus.REVOKED: K.REVOCATION}


def write(today: date, random: Random, printed: set[int]) -> None:
    """Those that the register began with as ended, and one of each kind among the others."""
    _note_ends(today)
    quiet = Organization.objects.active().filter(
        registration_authority__kind="district_bureau", cases__isnull=True, filings__isnull=True
    )
    found = [*quiet.exclude(pk__in=printed).order_by("pk")]
    # A small city has the first of these and leaves out the others.
    for (happens, places), chosen in zip(HAPPENS, _apart(random.sample(found, min(LIVES, len(found)))), strict=False):
        if len(chosen) == places:
            happens(chosen, today)


def _apart(found: list[Organization]) -> Iterator[list[Organization]]:
    """As many for each of what happens as it takes."""
    rest = iter(found)
    for _, places in HAPPENS:
        yield [*islice(rest, places)]


def _renamed(chosen: list[Organization], today: date) -> None:
    _enter(chosen[0], K.RENAME, today - timedelta(days=200), facts={"name": _another_name(chosen[0])})


def _merged(chosen: list[Organization], today: date) -> None:
    _enter(chosen[0], K.MERGER, today - timedelta(days=45), successors=chosen[1:])


def _deregistered(chosen: list[Organization], today: date) -> None:
    _enter(chosen[0], K.DEREGISTRATION, today - timedelta(days=30))


def _suspended(chosen: list[Organization], today: date) -> None:
    _enter(chosen[0], K.SUSPENSION, today - timedelta(days=12))


def _to_be_renamed(chosen: list[Organization], today: date) -> None:
    _enter(chosen[0], K.RENAME, today, ahead=30, facts={"name": _another_name(chosen[0])})


def _note_ends(today: date) -> None:
    for organization in Organization.objects.filter(status__in=END_OF, ended_on__isnull=False):
        ended = organization.ended_on or today
        clerk = _registrar(organization)
        change = OrganizationChange.objects.create(
            organization=organization,
            kind=END_OF[OrganizationStatus(organization.status)],
            effective_on=ended,
            paper=store(_paper(), by=clerk),
            before={"status": "active", "ended_on": None},
            after={"status": organization.status, "ended_on": ended.isoformat()},
            entered_by=clerk,
            entered_as=clerk.acting_label,
            applied_at=_at(ended),
        )
        ReportLife().ended(organization, change, by=clerk, now=_at(ended))


def _transfer(chosen: list[Organization], today: date) -> None:
    organization = chosen[0]
    others = Authority.objects.filter(kind="district_bureau").exclude(pk=organization.registration_authority_id)
    bureau = others.select_related("district").order_by("pk")[0]
    facts = {
        "registration_authority": bureau,
        "competent_authority": _counterpart(organization.competent_authority, bureau),
        "district": bureau.district,
    }
    _enter(organization, K.TRANSFER, today - timedelta(days=20), facts=facts)
    superior = Authority.objects.party().filter(district=bureau.district).first()
    Organization.objects.filter(pk=organization.pk).update(party_superior=superior)


def _counterpart(unit: Authority | None, bureau: Authority) -> Authority | None:
    """A unit of the city stays; of a district's it is the one of that name in the new district."""
    if unit is None or unit.district is None or not unit.is_of_a_district or bureau.district is None:
        return unit
    name = unit.name.replace(unit.district.name, bureau.district.name)
    return Authority.objects.competent().filter(name=name).first()


def _enter(organization: Organization, kind: ChangeKind, on: date, *, ahead: int = 0, **what: Any) -> None:
    """On the day itself, or `ahead` days before it takes effect."""
    changes.enter(
        organization,
        by=_registrar(organization),
        now=_at(on),
        kind=kind,
        effective_on=on + timedelta(days=ahead),
        reason="",
        uploads=_paper(),
        **{"facts": {}, **what},
    )


def _registrar(organization: Organization) -> User:
    seats = Membership.objects.filter(role=Role.REGISTRAR, authority=organization.registration_authority_id)
    return seats.select_related("user").order_by("pk")[0].user


def _another_name(organization: Organization) -> str:
    """Registered under the name of the trade (行业) from then on."""
    endings = (("协会", "行业协会"), ("学会", "学术研究会"), ("服务中心", "社会服务中心"), ("研究院", "应用研究院"))
    for old, new in endings:
        if organization.name.endswith(old) and not organization.name.endswith(new):
            return organization.name.removesuffix(old) + new
    return organization.name.replace(organization.district.name, f"{organization.district.name}惠民", 1)


def _paper() -> SimpleUploadedFile:
    content = BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.save(content)
    return SimpleUploadedFile("登记批复.pdf", content.getvalue(), content_type="application/pdf")


def _at(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(10, 30)))


# What happens to how many of them.
HAPPENS = (
    (_transfer, 1),
    (_renamed, 1),
    (_merged, 2),
    (_deregistered, 1),
    (_suspended, 1),
    (_to_be_renamed, 1),
)
LIVES = sum(places for _, places in HAPPENS)
