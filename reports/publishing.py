"""Publishing a year: begun by an administrator, frozen in chunks, in force once all are, corrected by revisions alone."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from compliance.status import check_year
from organizations.models import Organization, User
from reports import statement_notices
from reports.batches import open_batch
from reports.batches import resume as resume_batch
from reports.enums import PublicationState
from reports.issuing import frozen, locked, store
from reports.models import AnnualStatement, Publication
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, log, need, need_proof
from zhengzhou_ideology.workflow.labels import register

# Freezing prints nothing: as many organizations as are read in a few seconds.
CHUNK = 200

register(__name__, begin="发起发布", resume="继续发布", publish="发布", revise="更正")


@transaction.atomic
def begin(year: int, *, by: User, now: datetime) -> Publication:
    """Freeze the figures of today for every organization of the year; a double click begins one."""
    authority = by.authority
    if authority is None or not by.has_perm("reports.publish_year"):
        raise PermissionDenied("reports.publish_year")
    today = day_of(now)
    check_year(year, today)
    if today <= date(year, 12, 31):
        raise Refused(f"{year} 年度尚未结束，不能发布。")
    facts = {"as_of": today, "by": by, "acting_as": by.acting_label, "state": PublicationState.FREEZING}
    publication, is_new = Publication.objects.get_or_create(year=year, defaults=facts)
    if not is_new:
        raise Refused(f"{year} 年度合规报告已于 {publication.started_at:%Y-%m-%d} 发起发布，每个年度只发布一次。")
    keys = list(organizations_of_year(year))
    if not keys:
        raise Refused(f"{year} 年度没有社会组织。")
    need_proof(by)
    open_batch(authority, year, keys, by=by, chunk=CHUNK, publication=publication)
    log(publication, "begin", by=by)
    return publication


def organizations_of_year(year: int) -> list[int]:
    rows = Organization.objects.active_in(date(year, 1, 1), date(year, 12, 31)).order_by("uscc")
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def resume(publication: Publication, *, by: User) -> None:
    """Take up again what was given up."""
    if not by.has_perm("reports.publish_year"):
        raise PermissionDenied("reports.publish_year")
    resume_batch(publication.batch, by=by, perm="reports.publish_year")
    log(publication, "resume", by=by)


@transaction.atomic
def revise(organization: Organization, year: int, *, by: User, reason: str, now: datetime) -> AnnualStatement:
    """Take the place of the published statement of one organization, with a number and the reason; both are kept."""
    if not by.has_perm("reports.publish_year"):
        raise PermissionDenied("reports.publish_year")
    need(reason, "请写明更正的理由。")
    publication = Publication.objects.published().select_for_update().filter(year=year).first()
    if publication is None:
        raise Refused(f"{year} 年度合规报告尚未发布，不需要更正。")
    if not locked([organization.pk], year):
        raise Refused(f"“{organization}”在 {year} 年度不在登记状态，没有年度合规报告。")
    before = AnnualStatement.objects.filter(publication=publication, organization=organization).latest().first()
    found = frozen([organization.pk], year, day_of(now))
    if before and found[organization.pk]["snapshot_sha256"] == before.snapshot_sha256:
        raise Refused("现有记录与已发布的报告一致，不需要更正。请先更正有关记录。")
    need_proof(by)
    facts = {
        "publication": publication,
        "revision": before.revision + 1 if before else 1,
        "revision_reason": reason.strip(),
        "issued_at": now,
        "issued_by": by,
    }
    statement = store(found, year, **facts)[organization.pk]
    said = f"{organization}（{organization.uscc}）第{statement.revision}次更正：{statement.revision_reason}"
    log(publication, "revise", by=by, reason=said)
    statement_notices.revised(statement, today=day_of(now))
    return statement
