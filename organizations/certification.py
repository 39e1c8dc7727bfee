"""Certifying: a first responsible person vouches for a paper, and certifying submits it (article 3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from organizations.models import User
from organizations.models.certified import CertifiedPaper
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused

OFF_POST = (
    "您的账号没有对应的现任第一责任人任职，不能确认。任职已结束的，请由继任者办理；"
    "任职未登记或者未关联账号的，请联系登记管理机关。"
)


def refuse_once_ended(paper: Any) -> None:
    """An organization that has ended files nothing more, and nobody is left to correct what came in."""
    organization = paper.organization
    if organization.has_ended:
        raise Refused(f"{organization}已{organization.get_status_display()}，不再报送、更正或者撤回材料。")


def prepare(paper: CertifiedPaper, *, by: User) -> None:
    """The secretary has finished it; whoever certified an earlier text has not certified this one."""
    refuse_once_ended(paper)
    paper.prepared_by, paper.certified_by, paper.self_certification = by, None, None


def vouch(paper: Any, *, by: User, now: datetime) -> None:
    """Note who certifies: an account whose person holds the post on that day (article 3), and another account than the
    preparer's, or the same one under its authority's permission.

    `paper` has `organization`, `prepared_by`, `certified_by` and `self_certification`. Raises `Refused`.
    """
    if not by.holds_first_post(paper.organization.pk, day_of(now)):
        raise Refused(OFF_POST)
    paper.certified_by, paper.self_certification = by, None
    if by.pk != paper.prepared_by_id:
        return
    paper.self_certification = paper.organization.self_certifications.valid_on(day_of(now)).first()
    if paper.self_certification is None:
        raise Refused("填报人不能确认自己填报的材料；确由一人兼任的，请先向登记管理机关申请许可。")


def freeze(paper: CertifiedPaper, content: Mapping[str, Any], *, by: User, now: datetime) -> Any:
    """The text as it goes in, with its hash and the day it first came; returns the submission."""
    paper.submitted_at = now
    paper.first_submitted_on = paper.first_submitted_on or day_of(now)
    paper.content_sha256 = sha256_of(content)
    return paper.submissions.create(
        number=paper.submissions.count() + 1,
        content=content,
        sha256=paper.content_sha256,
        submitted_at=now,
        certified_by=by,
        certified_as=by.acting_label,
    )
