"""The register of commitment letters by year (承诺书登记册): who has handed one in, how, and who has none."""

from typing import Any

from django.db.models import OuterRef, Subquery

from compliance.enums import DutyKind, LetterWay, ReportState
from compliance.models import CommitmentLetter, Duty
from compliance.models.duties import DutyQuerySet
from organizations.models import User

IN_HAND = (ReportState.SUBMITTED, ReportState.ACCEPTED)
NOT_OWED = (ReportState.EXEMPTED, ReportState.LAPSED)


def register(user: User) -> DutyQuerySet:
    """One row for each organization and year that the reader sees, with `letter_way` and `letter_code` of its last letter."""
    last = CommitmentLetter.objects.filter(submission__duty=OuterRef("pk")).order_by("-pk")
    duties = Duty.objects.visible_to(user).of_kind(DutyKind.COMMITMENT).current()
    return duties.annotate(letter_way=Subquery(last.values("way")[:1]), letter_code=Subquery(last.values("code")[:1]))


def with_letter(duties: DutyQuerySet) -> DutyQuerySet:
    return duties.filter(state__in=IN_HAND)


def without_letter(duties: DutyQuerySet) -> DutyQuerySet:
    """It is owed and has not come in, or was returned."""
    return duties.exclude(state__in=(*IN_HAND, *NOT_OWED))


def way_label(duty: Any) -> str:
    """How the letter that is in hand was signed; empty where there is none."""
    return LetterWay(duty.letter_way).label if duty.letter_way and duty.state in IN_HAND else ""
