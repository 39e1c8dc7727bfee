"""The year of an authority: sums of acts over the statements of its organizations, and nothing that they do not say.

Of a published year the published statements are summed, of another the last one of each organization. The sums are made
in the database, out of the frozen figures; districts stand beside each other in sums, in the order of their codes.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from compliance.enums import DutyStatus
from compliance.status import check_year
from organizations.models import Authority, User
from organizations.paper_numbers import next_number, numbered
from reports.batches import organizations_of
from reports.enums import Timeliness
from reports.models import AnnualStatement, Publication, RollUp
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, need_proof

SERIES = "rollup"
OVERDUE = Timeliness.OVERDUE.label

LINES = """
SELECT line ->> 'duty', line ->> 'period', line ->> 'status', count(*),
       count(*) FILTER (WHERE line ->> 'status_label' = %(overdue)s), min(line ->> 'title'), min(line ->> 'article')
FROM reports_annualstatement s, jsonb_array_elements(s.snapshot -> 'lines') line
WHERE s.id = ANY(%(keys)s) GROUP BY 1, 2, 3
"""
LISTED = """
SELECT entry ->> '{name}', count(*) FROM reports_annualstatement s, jsonb_array_elements(s.snapshot -> '{fact}') entry
WHERE s.id = ANY(%(keys)s){only} GROUP BY 1
"""
MEETINGS = """
SELECT meeting ->> 'kind', count(*) FROM reports_annualstatement s, jsonb_array_elements(s.snapshot -> 'quarters') quarter,
       jsonb_array_elements(quarter -> 'meetings') meeting
WHERE s.id = ANY(%(keys)s) GROUP BY 1
"""
PLAIN = """
SELECT count(*), coalesce(sum((s.snapshot ->> 'matters')::int), 0), coalesce(sum((s.snapshot ->> 'after_the_fact')::int), 0),
       coalesce(sum(jsonb_array_length(s.snapshot -> 'outlets')), 0)
FROM reports_annualstatement s WHERE s.id = ANY(%(keys)s)
"""
DISTRICTS = """
SELECT s.snapshot #>> '{organization,district_code}', min(s.snapshot #>> '{organization,district}'), count(*),
  sum((SELECT count(*) FROM jsonb_array_elements(s.snapshot -> 'lines') line WHERE line ->> 'status' <> 'not_applicable')),
  sum((SELECT count(*) FROM jsonb_array_elements(s.snapshot -> 'lines') line WHERE line ->> 'status' = 'met')),
  sum((SELECT count(*) FROM jsonb_array_elements(s.snapshot -> 'lines') line WHERE line ->> 'status' = 'late')),
  sum((SELECT count(*) FROM jsonb_array_elements(s.snapshot -> 'lines') line
       WHERE line ->> 'status_label' = %(overdue)s)),
  sum(jsonb_array_length(s.snapshot -> 'events')),
  sum((SELECT count(*) FROM jsonb_array_elements(s.snapshot -> 'events') event
       WHERE event ->> 'state' IN ('approved', 'concluded')))
FROM reports_annualstatement s WHERE s.id = ANY(%(keys)s) GROUP BY 1 ORDER BY 1
"""
DISTRICT_FACTS = ("code", "name", "organizations", "owed", "met", "late", "overdue", "events", "approved")


def summed(authority: Authority, year: int) -> list[int]:
    """The keys of the statements that hold, one for each organization."""
    holding = AnnualStatement.objects.filter(year=year).latest().values("pk")
    return list(AnnualStatement.objects.filter(pk__in=holding).of_authority(authority).values_list("pk", flat=True))


def sums(authority: Authority, year: int) -> dict[str, Any]:
    """`duties` as {duty: {period: {status: n}}}, `overdue` of those still open as {duty: {period: n}}; the others by kind."""
    return _sums(summed(authority, year))


def _sums(keys: list[int]) -> dict[str, Any]:
    duties: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    overdue: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    titles: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for duty, period, status, count, late, title, article in _rows(LINES, keys):
        duties[duty][period][status] = count
        overdue[duty][period] += late
        titles[duty][period] = [title, article]
    [(organizations, matters, after_the_fact, outlets)] = _rows(PLAIN, keys)
    return {
        "organizations": organizations,
        "duties": {duty: dict(periods) for duty, periods in duties.items()},
        "overdue": {duty: dict(periods) for duty, periods in overdue.items()},
        "titles": dict(titles),
        "meetings": dict(_rows(MEETINGS, keys)),
        "events": _by("state", "events", keys),
        "late_events": sum(_by("is_late", "events", keys, " AND (entry ->> 'is_late')::boolean").values()),
        "extensions": _by("kind", "extensions", keys, " AND entry ->> 'state' = 'granted'"),
        "matters": matters,
        "after_the_fact": after_the_fact,
        "outlets": outlets,
        "cases": _by("measure", "cases", keys),
    }


def by_district(keys: list[int]) -> list[dict[str, Any]]:
    return [dict(zip(DISTRICT_FACTS, row, strict=True)) for row in _rows(DISTRICTS, keys)]


def _by(name: str, fact: str, keys: list[int], only: str = "") -> dict[str, int]:
    return dict(_rows(LISTED.format(name=name, fact=fact, only=only), keys))


def _rows(statement: str, keys: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"keys": keys, "overdue": OVERDUE})
        return [tuple(int(cell) if _is_number(cell) else cell for cell in row) for row in cursor.fetchall()]


def _is_number(cell: Any) -> bool:
    return not isinstance(cell, str | bool) and cell is not None


@transaction.atomic
def issue_rollup(
    authority: Authority,
    year: int,
    *,
    now: datetime,
    by: User | None = None,
    addressee: str = "",
    signatory: str = "",
) -> RollUp:
    """The last one if neither its sums nor what is said of it has changed; `by` is None on the command line."""
    if by is not None and not by.has_perm("reports.issue_rollup", authority):
        raise PermissionDenied("reports.issue_rollup")
    check_year(year, day_of(now))
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    keys = summed(authority, year)
    if not keys:
        raise Refused(f"“{authority}”在 {year} 年度还没有已出具的年度合规报告，请先批量生成。")
    need_proof(by)
    publication = Publication.objects.published().filter(year=year).first()
    snapshot = snapshot_of(authority, year, keys, is_published=publication is not None)
    sha256 = sha256_of(snapshot)
    last = RollUp.objects.filter(authority=authority, year=year).latest().first()
    addressee = addressee or superior_of(authority)
    if last and last.snapshot_sha256 == sha256 and last.addressee == addressee and signatory in ("", last.signatory):
        return last
    return RollUp.objects.create(
        authority=authority,
        year=year,
        version=last.version + 1 if last else 1,
        publication=publication,
        document_number=number_of(authority, day_of(now).year),
        addressee=addressee,
        signatory=signatory,
        snapshot=snapshot,
        snapshot_sha256=sha256,
        issued_at=now,
        issued_by=by,
    )


def number_of(authority: Authority, year: int) -> str:
    """郑民报〔2027〕1号: the authority's sign, with 报 for what goes upward; an authority without a sign is named."""
    sign = authority.document_sign.removesuffix("函") or str(authority)
    return numbered(f"{sign}报", year, next_number(SERIES, authority, year))


def superior_of(authority: Authority) -> str:
    """主送, if nobody says otherwise: the authority above or, where the register knows none, the government it belongs to."""
    if authority.parent is not None:
        return str(authority.parent)
    place = authority.district
    if place is None or place.is_city:
        return "郑州市人民政府"
    return f"{place}{'管理委员会' if place.is_zone else '人民政府'}"


def snapshot_of(authority: Authority, year: int, keys: list[int], *, is_published: bool) -> dict[str, Any]:
    """`expected` counts the organizations of the year, so that a sum over fewer says so."""
    return {
        "authority": {"code": authority.code, "name": authority.name_on(date(year, 12, 31)), "kind": authority.kind},
        "year": year,
        "is_published": is_published,
        "expected": len(keys) if is_published else organizations_of(authority, year).count(),
        "sums": _sums(keys),
        "districts": by_district(keys),
    }


def counted(duties: dict[str, dict[str, dict[str, int]]], *, duty: str = "") -> dict[str, int]:
    """Over all periods: how many stand where."""
    found = {status.value: 0 for status in DutyStatus}
    for kind, periods in duties.items():
        if duty in ("", kind):
            for statuses in periods.values():
                for status, count in statuses.items():
                    found[status] += count
    return found
