"""What people are told about extensions and exemptions."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from compliance.enums import PleaState
from compliance.models import Exemption, Extension, QuarterlyReport
from compliance.notices import KIND
from organizations.enums import Role
from organizations.people import desk_of, members_of_each
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.outbox import Letter
from zhengzhou_ideology.wording import dated


def asked(plea: Extension | Exemption, what: str, *, today: date) -> None:
    """The supervisors of the registration authority, or of the one above if it has none."""
    report = plea.report
    desk = desk_of(report.registration_authority_id, roles=[Role.SUPERVISOR], today=today)
    subject = f"{report.organization}就{report.period}报告{what}，待审批"
    key, url = f"{type(plea).__name__.lower()}:{plea.pk}:asked", reverse("compliance:extension_list")
    outbox.post(desk, kind=KIND, subject=subject, body=f"理由：{plea.reason}", key=key, url=url)


def extended(reports: QuerySet[QuarterlyReport], new_due: date, *, reason: str, today: date) -> None:
    day = dated(new_due)
    _tell(reports, "extended", f"截止日期延至{day}", f"经批准，截止日期延至{day}。理由：{reason}", today)


def exempted(reports: QuerySet[QuarterlyReport], *, reason: str, today: date) -> None:
    _tell(reports, "exempted", "已豁免", f"经批准，本季度不再要求报送。理由：{reason}", today)


def refused(plea: Extension | Exemption, *, today: date) -> None:
    reports = QuarterlyReport.objects.filter(pk=plea.report_id)
    what = "延期" if isinstance(plea, Extension) else "豁免"
    event = f"{type(plea).__name__.lower()}-{PleaState.REFUSED}-{plea.pk}"
    _tell(reports, event, f"{what}申请未获准予", f"审批意见：{plea.remark}", today)


def _tell(reports: QuerySet[QuarterlyReport], event: str, what: str, body: str, today: date) -> None:
    """Secretaries and leaders of each report, in three statements."""
    outbox.post_each(_letters(reports, event, what, body, today), kind=KIND)


def _letters(reports: QuerySet[QuarterlyReport], event: str, what: str, body: str, today: date) -> Iterable[Letter]:
    people = members_of_each(reports.values("organization"), today)
    for report in reports.select_related("period").only(
        "organization", "times_extended", "period__year", "period__quarter"
    ):
        key = f"report:{report.pk}:{event}:{report.times_extended}"
        for user in people.get(report.organization_id, ()):
            yield Letter(user, f"{report.period}报告{what}", body, key, report.get_absolute_url())
