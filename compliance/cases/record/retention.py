"""How long case files are kept: sealed a year after the end, kept for the policy's years, never deleted by a machine.

Drafts that were never signed are nobody's act; they are discarded when their years are over, with a line in the log.
"""

from datetime import date

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from compliance.cases.models import AccountabilityCase, CasePaper
from compliance.cases.models.case import CaseQuerySet
from organizations.models import Authority, User
from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workflow import log

SYSTEM = "系统"
BATCH = 500


def ended(user: User, today: date) -> CaseQuerySet:
    """In the reader's reach, those whose retention has ended, each with the number of its last paper."""
    acting = user.acting
    if acting is None or acting.authority_id is None:
        return AccountabilityCase.objects.none()
    last = CasePaper.objects.signed().filter(case=OuterRef("pk")).order_by("-pk").values("content__number")[:1]
    return (
        AccountabilityCase.objects.filter(registration_authority__in=Authority.objects.subtree_of(acting.authority_id))
        .past_retention(today)
        .annotate(last_number=Subquery(last))
    )


def discard_drafts(today: date) -> int:
    """Every night. Drafts of cases that ended longer ago than drafts are kept; what was signed stays."""
    until = _years_before(today, policy_on(today).retention_drafts_years)
    with transaction.atomic():
        drafts = _drafts(until).select_related("case").select_for_update(of=("self",), skip_locked=True)[:BATCH]
        for draft in drafts:
            log(draft.case, "discard_draft", by=None, reason=f"{draft.get_kind_display()}草稿未签发，保存期限已满。")
        keys = [draft.pk for draft in drafts]
        CasePaper.objects.filter(pk__in=keys).delete()
    return len(keys)


def _drafts(until: date) -> QuerySet[CasePaper]:
    return CasePaper.objects.drafts().filter(case__in=AccountabilityCase.objects.over(), case__closed_on__lte=until)


def _years_before(day: date, years: int) -> date:
    last_day_of_february = day.month == 2 and day.day == 29
    return day.replace(year=day.year - years, day=28 if last_day_of_february else day.day)
