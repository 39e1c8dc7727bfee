"""What people are told about extensions and exemptions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from compliance.enums import PleaState
from compliance.models import Exemption, Extension
from organizations.enums import Role
from organizations.people import desk_of, members_of_each
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.outbox import Letter
from zhengzhou_ideology.wording import dated


def asked(plea: Extension | Exemption, what: str, *, today: date) -> None:
    """The supervisors of the registration authority, or of the one above if it has none."""
    paper = plea.paper
    desk = desk_of(paper.registration_authority_id, roles=[Role.SUPERVISOR], today=today)
    subject = f"{paper.organization}就{paper.title}{what}，待审批"
    key, url = f"{type(plea).__name__.lower()}:{plea.pk}:asked", reverse("compliance:extension_list")
    outbox.post(desk, kind=paper.notice_kind, subject=subject, body=f"理由：{plea.reason}", key=key, url=url)


def extended(papers: QuerySet[Any], new_due: date, *, reason: str, today: date) -> None:
    day = dated(new_due)
    _tell(papers, "extended", f"截止日期延至{day}", f"经批准，截止日期延至{day}。理由：{reason}", today)


def exempted(papers: QuerySet[Any], *, reason: str, today: date) -> None:
    _tell(papers, "exempted", "已豁免", f"经批准，不再要求报送。理由：{reason}", today)


def refused(plea: Extension | Exemption, *, today: date) -> None:
    manager: Any = type(plea.paper)._default_manager
    papers = manager.filter(pk=plea.paper.pk)
    what = "延期" if isinstance(plea, Extension) else "豁免"
    event = f"{type(plea).__name__.lower()}-{PleaState.REFUSED}-{plea.pk}"
    _tell(papers, event, f"{what}申请未获准予", f"审批意见：{plea.remark}", today)


def _tell(papers: QuerySet[Any], event: str, what: str, body: str, today: date) -> None:
    """Secretaries and leaders of each paper, in a fixed number of statements."""
    outbox.post_each(_letters(papers, event, what, body, today), kind=papers.model.notice_kind)


def _letters(papers: QuerySet[Any], event: str, what: str, body: str, today: date) -> Iterable[Letter]:
    people = members_of_each(papers.values("organization"), today)
    for paper in papers.for_listing():  # type: ignore[attr-defined]
        key = f"{paper.field}:{paper.pk}:{event}:{paper.times_extended}"
        for user in people.get(paper.organization_id, ()):
            yield Letter(user, f"{paper.title}{what}", body, key, paper.get_absolute_url())
