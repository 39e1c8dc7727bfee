"""What organizations are told about their annual statements."""

from datetime import date

from django.urls import reverse

from organizations.people import members_of, members_of_all
from reports.models import AnnualStatement, Publication
from zhengzhou_ideology.notices import outbox

KIND = "annual_statement"


def published(publication: Publication, *, today: date) -> None:
    """Everybody who acts for an organization whose statement is in it, in one statement."""
    concerned = publication.statements.values("organization")
    outbox.post(
        members_of_all(concerned, today=today),
        kind=KIND,
        subject=f"{publication.year} 年度合规报告已发布",
        body="本组织的年度合规报告已经固定并发布，可以下载。如有错误，请联系登记管理机关更正。",
        key=f"publication:{publication.pk}",
        url=reverse("reports:statement_list"),
    )


def revised(statement: AnnualStatement, *, today: date) -> None:
    outbox.post(
        members_of(statement.organization, today=today),
        kind=KIND,
        subject=f"{statement.year} 年度合规报告已作第 {statement.revision} 次更正",
        body=f"更正理由：{statement.revision_reason}\n原报告留存备查，自本次更正起以更正后的报告为准。",
        key=f"revision:{statement.pk}",
        url=reverse("reports:statement_list"),
    )
