"""Who is told of a report of a matter: the desks that it went to, and the organization. No group chat: it is private to them.

Subjects name neither organization nor matter, because administrators see them where a mail has failed.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from compliance.enums import AddressedAs
from compliance.matters.checklist import DESKS
from compliance.models import MatterAddressee, MatterReport
from organizations.models import User
from organizations.people import Desks, members_of
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated

KIND = "matter_report"
# Told at once, whatever somebody has set for the others.
URGENT_KIND = "urgent_matter_report"


def desks(addressees: Iterable[MatterAddressee], today: date) -> QuerySet[User]:
    """Whoever answers at these desks; a vacant one is answered for by its supervisors, then from above."""
    rows = list(addressees)
    book = Desks.on(today, [row.authority_id for row in rows])
    found = {user for row in rows for user in book.at(row.authority_id, *DESKS[AddressedAs(row.addressed_as)])}
    return User.objects.filter(pk__in=found)


def sent(report: MatterReport, *, today: date) -> None:
    for addressee in report.addressees.select_related("authority"):
        _tell(
            report,
            desks([addressee], today),
            "收到一份随时报告，请确认收悉",
            f"{report.organization}向{addressee.authority}报告“{report.title}”（{report.get_kind_display()}）。"
            f"请于{dated(addressee.due_on, provisional=addressee.due_provisional)}前确认收悉。",
            "sent",
        )


def acknowledged(report: MatterReport, by: User, *, today: date) -> None:
    text = f"{by.acting_label}已确认收悉“{report.title}”。"
    _tell(report, _organization(report, today), "随时报告已收悉", text, "acknowledged")


def asked(report: MatterReport, by: User, text: str, *, today: date) -> None:
    body = f"{by.acting_label}就“{report.title}”询问：{text}\n请在报告页面补充或者答复。"
    _tell(report, _organization(report, today), "随时报告有询问，请答复", body, "asked")


def supplemented(report: MatterReport, by: User, text: str, *, today: date) -> None:
    told = desks(report.addressees.not_closed(), today)
    _tell(report, told, "随时报告有补充", f"{by.acting_label}就“{report.title}”补充：{text}", "supplemented")


def closed(report: MatterReport, by: User, remark: str, *, today: date) -> None:
    text = f"{by.acting_label}已办结“{report.title}”。办结意见：{remark}"
    _tell(report, _organization(report, today), "随时报告已办结", text, "closed")


def _organization(report: MatterReport, today: date) -> QuerySet[User]:
    return members_of(report.organization_id, today=today)


def _tell(report: MatterReport, to: Any, subject: str, body: str, event: str) -> None:
    """One key for each event and state of the log: whoever sits at two addressed desks is told once."""
    outbox.post(
        to,
        kind=URGENT_KIND if report.is_urgent else KIND,
        subject=f"【紧急】{subject}" if report.is_urgent else subject,
        body=body,
        url=report.get_absolute_url(),
        key=f"matter:{report.pk}:{event}:{report.moves.count()}",
    )
