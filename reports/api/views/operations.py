"""The operations of the interface: parse, fetch, tell. Each says of which scope it is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.timezone import localdate
from ninja import Path, Query, Router, Schema

from compliance.status import check_year
from events.models import EventFiling
from organizations.models import Organization
from reports.api import reading, rows
from reports.api import schemas as told
from reports.api.enums import TokenScope
from reports.api.filters import (
    FilingFilter,
    FilingKey,
    OrganizationFilter,
    OrganizationKey,
    Paged,
    StatementFilter,
    StatementKey,
    YearFilter,
    YearKey,
)
from reports.api.problems import Problem
from reports.api.views.gate import ApiRequest, TokenAuth
from reports.models import AnnualStatement
from zhengzhou_ideology.paging import Page, is_token, keyset_page
from zhengzhou_ideology.workflow import Refused

router = Router()
REFUSED: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), told.ProblemDetails)


def answers(schema: Any) -> dict[int, Any]:
    return {200: schema, **REFUSED}


def page_of(request: ApiRequest, queryset: QuerySet, asked: Paged, by: Sequence[str], **wanted: Any) -> Page:
    """`wanted` narrows by what was asked for; what was not, narrows nothing."""
    refuse_unknown(request, asked)
    if asked.after is not None and not is_token(asked.after, queryset.model, by):
        raise Problem("page_unknown", token=request.auth)
    narrowed = queryset.filter(**{name: value for name, value in wanted.items() if value is not None})
    page = keyset_page(narrowed, by=by, after=asked.after, per=asked.limit)
    request.rows = len(page)
    return page


def refuse_unknown(request: ApiRequest, asked: Schema | None = None) -> None:
    known = type(asked).model_fields if asked else {}
    if strange := sorted({*request.GET} - {*known}):
        raise Problem("parameter_invalid", f"没有参数“{'、'.join(strange)}”。", token=request.auth)


def begun(request: ApiRequest, year: int) -> int:
    try:
        check_year(year, localdate())
    except Refused as refusal:
        raise Problem("year_not_begun", token=request.auth) from refusal
    return year


def one(request: ApiRequest, queryset: QuerySet, **key: Any) -> Any:
    refuse_unknown(request)
    found = queryset.filter(**key).first()
    if found is None:
        raise Http404
    request.rows = 1
    return found


@router.get(
    "/organizations",
    auth=TokenAuth(TokenScope.ORGANIZATIONS),
    response=answers(told.Rows[told.OrganizationFacts]),
    summary="社会组织",
)
def list_organizations(request: ApiRequest, asked: Query[OrganizationFilter]) -> dict[str, Any]:
    """数据范围内的社会组织，按统一社会信用代码排列。"""
    found = reading.organizations(request.auth.reader)
    wanted = {"kind": asked.kind, "status": asked.status, "district__code": asked.district}
    page = page_of(request, found, asked, ("uscc", "pk"), **wanted)
    return {"items": [rows.organization_row(row) for row in page], "next": page.next}


@router.get(
    "/organizations/{uscc}",
    auth=TokenAuth(TokenScope.ORGANIZATIONS),
    response=answers(told.OrganizationFacts),
    summary="一个社会组织",
)
def read_organization(request: ApiRequest, key: Path[OrganizationKey]) -> dict[str, Any]:
    found: Organization = one(request, reading.organizations(request.auth.reader), uscc=key.uscc)
    return rows.organization_row(found)


@router.get(
    "/statuses",
    auth=TokenAuth(TokenScope.STATUSES),
    response=answers(told.Rows[told.OrganizationYear]),
    summary="年度履职状态",
)
def list_statuses(request: ApiRequest, asked: Query[YearFilter]) -> dict[str, Any]:
    """每个社会组织一条，内含该年度各项义务的状态；尚未开启的义务也列出。"""
    year = begun(request, asked.year)
    page = page_of(request, reading.organizations_of_year(request.auth.reader, year), asked, ("uscc", "pk"))
    return {"items": reading.years(page.items, year, localdate()), "next": page.next}


@router.get(
    "/organizations/{uscc}/statuses",
    auth=TokenAuth(TokenScope.STATUSES),
    response=answers(told.OrganizationYear),
    summary="一个社会组织的年度履职状态",
)
def read_statuses(request: ApiRequest, key: Path[OrganizationKey], asked: Query[YearKey]) -> dict[str, Any]:
    refuse_unknown(request, asked)
    year = begun(request, asked.year)
    found = reading.organizations_of_year(request.auth.reader, year).filter(uscc=key.uscc).first()
    if found is None:
        raise Http404
    request.rows = 1
    return reading.years([found], year, localdate())[0]


@router.get(
    "/sums",
    auth=TokenAuth(TokenScope.SUMS),
    response=answers(told.Rows[told.AuthoritySums]),
    summary="年度汇总",
)
def list_sums(request: ApiRequest, asked: Query[YearFilter]) -> dict[str, Any]:
    """按登记管理机关、事项和期次汇总已开启的义务，只有件数，没有排名。"""
    sums = reading.Sums(request.auth.reader, begun(request, asked.year), localdate())
    page = page_of(request, sums.authorities, asked, ("code", "pk"))
    return {"items": [sums.of(row) for row in page], "next": page.next}


@router.get(
    "/filings",
    auth=TokenAuth(TokenScope.FILINGS),
    response=answers(told.Rows[told.FilingFacts]),
    summary="重大活动申报",
)
def list_filings(request: ApiRequest, asked: Query[FilingFilter]) -> dict[str, Any]:
    """已提交的申报的现行版本，按活动首日排列；不含活动名称和内容。"""
    wanted = {"state": asked.state, "starts_on__gte": asked.starts_from, "starts_on__lte": asked.starts_until}
    found = reading.filings(request.auth.reader)
    page = page_of(request, found, asked, ("starts_on", "pk"), **wanted)
    return {"items": [rows.filing_row(row) for row in page], "next": page.next}


@router.get(
    "/filings/{int:filing_id}",
    auth=TokenAuth(TokenScope.FILINGS),
    response=answers(told.FilingFacts),
    summary="一件重大活动申报",
)
def read_filing(request: ApiRequest, key: Path[FilingKey]) -> dict[str, Any]:
    found: EventFiling = one(request, reading.filings(request.auth.reader), pk=key.filing_id)
    return rows.filing_row(found)


@router.get(
    "/statements",
    auth=TokenAuth(TokenScope.STATEMENTS),
    response=answers(told.Rows[told.StatementFacts]),
    summary="年度合规报告",
)
def list_statements(request: ApiRequest, asked: Query[StatementFilter]) -> dict[str, Any]:
    """各版本都列出；is_latest 为 true 的是现行版本。"""
    wanted = {"year": asked.year, "organization__uscc": asked.uscc}
    found = reading.statements(request.auth.reader)
    page = page_of(request, found, asked, ("pk",), **wanted)
    latest = reading.latest_of(page.items)
    return {"items": [rows.statement_row(row, latest=latest) for row in page], "next": page.next}


@router.get(
    "/statements/{code}",
    auth=TokenAuth(TokenScope.STATEMENTS),
    response=answers(told.StatementFigures),
    summary="一份年度合规报告的数据",
)
def read_statement(request: ApiRequest, key: Path[StatementKey]) -> dict[str, Any]:
    found: AnnualStatement = one(request, reading.statements(request.auth.reader), verification_code=key.code)
    facts = rows.statement_row(found, latest=reading.latest_of([found]))
    return facts | {"figures": rows.figures_without_persons(found.snapshot)}


@router.get(
    "/calendar/{int:year}",
    auth=TokenAuth(TokenScope.CALENDAR),
    response=answers(told.CalendarYear),
    summary="工作日历和截止日期",
)
def read_calendar(request: ApiRequest, asked: Path[YearKey]) -> dict[str, Any]:
    """全年每一天是否上班，以及该年度各项义务的截止日期；尚未公布放假安排的年度为暂定。"""
    refuse_unknown(request)
    found = reading.calendar_of(asked.year)
    request.rows = len(found["days"])
    return found
