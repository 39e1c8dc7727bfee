"""The ledgers (台账) of annual statements: of a year's organizations, publications with their revisions, roll-ups, batches."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery, Value

from organizations.ledgers import whose
from organizations.models import Organization, User
from reports.enums import BatchState, PublicationState
from reports.models import AnnualStatement, Publication, RollUp, StatementBatch
from reports.models.codes import printed
from zhengzhou_ideology.ledgers.columns import as_read_here, code, day, labelled, moment, number, text
from zhengzhou_ideology.ledgers.ledger import NO_FILTERS, Ledger, ObjectLedger, PartLedger


def standings(keys: Sequence[Any]) -> Mapping[Any, str]:
    return {row.pk: row.standing for row in _issued(keys)}


def moments(keys: Sequence[Any]) -> Mapping[Any, datetime | None]:
    return {row.pk: as_read_here(row.issued_at) for row in _issued(keys)}


def versions(keys: Sequence[Any]) -> Mapping[Any, int]:
    return {row.pk: row.version for row in _issued(keys)}


def codes(keys: Sequence[Any]) -> Mapping[Any, str]:
    return {row.pk: row.printed_code for row in _issued(keys)}


def _issued(keys: Sequence[Any]) -> QuerySet[AnnualStatement]:
    return AnnualStatement.objects.filter(pk__in=[key for key in keys if key]).defer("snapshot")


class StatementLedger(Ledger):
    """The organizations of a year, each with the statement that holds."""

    key, title, page = "statements", "年度合规报告出具台账", "reports:statement_list"
    filters = "reports.forms.statements.StatementLedgerForm"
    order = ("uscc", "pk")
    columns = (
        *whose(""),
        number("year", "年度", "year_shown"),
        moment("issued_at", "最近出具时间", "statement"),
        number("version", "版本", "statement"),
        text("standing", "发布情况", "statement"),
        code("code", "核验码", "statement"),
    )
    looked_up: ClassVar = {"issued_at": moments, "version": versions, "standing": standings, "code": codes}

    def may(self, user: User) -> bool:
        return user.authority is not None

    def heading(self, form: Any) -> str:
        return f"{form.chosen_year}年度{self.title.removeprefix('年度')}"

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        year = form.chosen_year
        organizations = Organization.objects.within_reach(user).active_in(date(year, 1, 1), date(year, 12, 31))
        of_year = AnnualStatement.objects.filter(organization=OuterRef("pk"), year=year)
        return form.narrow(organizations).annotate(
            year_shown=Value(year),
            statement=Subquery(of_year.latest().values("pk")[:1]),
        )


class PublicationLedger(ObjectLedger):
    key, title, page = "publications", "年度发布台账", "reports:publication_list"
    filters = NO_FILTERS
    perm = "reports.view_publication"
    order = ("-year", "pk")
    columns = (
        number("year", "年度", "year"),
        labelled("state", "状态", "state", PublicationState.choices),
        day("as_of", "数据截至", "as_of"),
        number("statements", "报告份数", "pk"),
        number("revisions", "更正次数", "pk"),
        text("by", "发布人", "by__name", 12),
        moment("published_at", "发布时间", "published_at"),
        code("content_sha256", "内容校验值", "content_sha256", 24),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return Publication.objects.all()

    def cells(self, row: Any, now: datetime) -> dict[str, Any]:
        return {
            "year": row.year,
            "state": row.get_state_display(),
            "as_of": row.as_of,
            "statements": row.organizations,
            "revisions": row.revisions,
            "by": str(row.by),
            "published_at": as_read_here(row.published_at),
            "content_sha256": row.content_sha256,
        }


class RevisionLedger(PartLedger):
    """The corrections of a published year, which `of` names by its key."""

    key, title, page = "revisions", "年度合规报告更正台账", "reports:publication_list"
    filters = "reports.forms.statements.RevisionLedgerForm"
    perm = "reports.view_publication"
    order = ("-pk",)
    columns = (
        *whose(),
        number("year", "年度", "year"),
        number("revision", "更正次数", "revision"),
        text("reason", "理由", "revision_reason", 50),
        text("issued_by", "办理人", "issued_by__name", 12),
        moment("issued_at", "办理时间", "issued_at"),
    )

    def wholes(self, user: User) -> QuerySet:
        return Publication.objects.all()

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(AnnualStatement.objects.filter(revision__gt=0))


class RollUpLedger(Ledger):
    key, title, page = "rollups", "年度汇总台账", "reports:rollup_list"
    filters = NO_FILTERS
    perm = "reports.view_rollup"
    order = ("-pk",)
    columns = (
        text("authority", "机关单位", "authority__name", 26),
        number("year", "年度", "year"),
        text(
            "publication",
            "数据",
            "publication",
            say=lambda publication: "正式发布" if publication else "预发稿",
        ),
        number("version", "版本", "version"),
        text("code", "核验码", "verification_code", 22, say=printed),
        text("issued_by", "出具人", "issued_by__name", 12, say=lambda name: name or "系统"),
        moment("issued_at", "出具时间", "issued_at"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return RollUp.objects.visible_to(user)


class BatchLedger(ObjectLedger):
    key, title, page = "batches", "批量年度合规报告台账", "reports:batch_list"
    filters = NO_FILTERS
    perm = "reports.view_statementbatch"
    # How far a batch is changes with every statement.
    by_the_minute = True
    order = ("-pk",)
    columns = (
        text("authority", "机关单位", "authority__name", 26),
        number("year", "年度", "year"),
        labelled("state", "状态", "state", BatchState.choices),
        number("done", "已生成", "pk"),
        number("total", "应生成", "total"),
        number("failed", "未生成", "pk"),
        text("started_by", "发起人", "started_by__name", 12),
        moment("created_at", "发起时间", "created_at"),
        moment("finished_at", "完成时间", "finished_at"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return StatementBatch.objects.visible_to(user).filter(publication=None)

    def cells(self, row: Any, now: datetime) -> dict[str, Any]:
        return {
            "authority": str(row.authority),
            "year": row.year,
            "state": row.get_state_display(),
            "done": row.done,
            "total": row.total,
            "failed": row.failed,
            "started_by": str(row.started_by),
            "created_at": as_read_here(row.created_at),
            "finished_at": as_read_here(row.finished_at),
        }
