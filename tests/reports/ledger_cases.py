"""Which list, as which reader has narrowed it, each ledger is compared with, and by what a row is known in the workbook."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from organizations.models import Announcement, ImportBatch
from reports.api.models import AccessToken, WebhookEndpoint
from reports.models import Publication


@dataclass(frozen=True)
class Case:
    """`of` is the key of the one thing whose rows they are, where the ledger is of one; the address has it at `{}`."""

    key: str
    reader: str
    address: str
    query: dict[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ("统一社会信用代码",)
    known_by: Callable[[Any], tuple[Any, ...]] = lambda row: (row.organization.uscc,)
    rows_of: Callable[[Any], list[Any]] = lambda context: list(context["page"])
    of: Callable[[], Any] | None = None


def listed(case: Case, cast: Any) -> list[tuple[Any, ...]]:
    """Over all pages."""
    client, found, after = cast.client(case.reader), [], None
    address = case.address.format(case.of() if case.of else "")
    while True:
        answer = client.get(address, case.query | ({"after": after} if after else {}))
        assert answer.status_code == 200
        found += [case.known_by(row) for row in case.rows_of(answer.context)]
        page = answer.context.get("page")
        after = page.next if page else None
        if after is None:
            return found


def as_listed(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def paper(row: Any) -> tuple[Any, ...]:
    return row.organization.uscc, row.due_on, row.get_state_display()


def pleas(context: Any) -> list[Any]:
    return [row["plea"] for row in (*context["waiting"], *context["decided"])]


def figures(context: Any) -> list[Any]:
    return [(table.title, str(row[0]), cell) for table in context["tables"] for row in table.rows for cell in row[1:]]


PAPER = ("统一社会信用代码", "截止日期", "办理状态")
CITY_CASES = [
    Case("organizations", "registrar", "/organizations/", known_by=lambda row: (row.uscc,)),
    Case("organizations", "registrar", "/organizations/", {"q": "足球"}, known_by=lambda row: (row.uscc,)),
    Case("organizations", "competent", "/organizations/", {"q": "书画"}, known_by=lambda row: (row.uscc,)),
    Case("reports", "registrar", "/reports/", {}, PAPER, paper),
    Case("reports", "registrar", "/reports/", {"state": "overdue", "q": "足球"}, PAPER, paper),
    Case("reports", "secretary", "/reports/", {"state": "accepted"}, PAPER, paper),
    Case("duties", "registrar", "/duties/", {"kind": "study"}, PAPER, paper),
    Case("duties", "secretary", "/duties/", {}, PAPER, paper),
    Case("letters", "registrar", "/letters/", {"state": "none"}),
    Case(
        "outlets",
        "registrar",
        "/outlets/",
        {"standing": "without_responsible"},
        ("名称",),
        lambda row: (row.name,),
    ),
    Case("outlets", "city_registrar", "/outlets/", {}, ("名称",), lambda row: (row.name,)),
    Case("filings", "competent", "/events/", {"when": "all"}, ("申报编号",), lambda row: (str(row.pk),)),
    Case(
        "filings",
        "registrar",
        "/events/",
        {"when": "all", "state": "refused"},
        ("申报编号",),
        lambda row: (str(row.pk),),
    ),
    Case("filings", "secretary", "/events/", {}, ("申报编号",), lambda row: (str(row.pk),)),
    Case("cases", "supervisor", "/cases/", {"show": "all"}),
    Case(
        "invitations",
        "registrar",
        "/invitations/",
        {"role": "leader"},
        ("被邀请人", "角色"),
        lambda row: (row.name, row.get_role_display()),
    ),
    Case("accounts", "security", "/accounts/manage/", {"role": "supervisor"}, ("用户名",), lambda row: (row.username,)),
    Case(
        "seats",
        "security",
        "/seats/",
        {"role": "registrar"},
        ("姓名", "就任账号"),
        lambda row: (row.name, row.holder.username),
    ),
    Case(
        "authorities", "administrator", "/authorities/", {"kind": "district_bureau"}, ("代码",), lambda row: (row.code,)
    ),
    Case("entries", "registrar", "/paper-entries/", {}, ("签署人",), lambda row: (row.signed_by.name,)),
    Case("after_the_fact", "competent", "/events/after-the-fact/", {}, ("活动名称",), lambda row: (row.title,)),
    Case("extensions", "supervisor", "/extensions/", {}, ("理由",), lambda row: (row.reason,), pleas),
    Case(
        "case_sums",
        "administrator",
        "/cases/statistics/",
        {},
        ("统计表", "项目"),
        lambda row: row[:2],
        figures,
    ),
    Case(
        "data_quality",
        "registrar",
        "/data-quality/vacant_leader/",
        {},
        ("代码",),
        lambda row: (row.uscc,),
    ),
]


def subject(row: Any) -> tuple[Any, ...]:
    return row.title, row.get_state_display()


TITLED = ("标题", "状态")
EXCHANGE = ("名称", "状态")
OUTBOX = ("内容", "收件人", "尝试次数")


def sending(row: Any) -> tuple[Any, ...]:
    return str(row), row.addressee, row.attempts


OFFICE_CASES = [
    Case("announcements", "registrar", "/announcements/", {}, TITLED, subject),
    Case("announcements", "registrar", "/announcements/", {"state": "draft"}, TITLED, subject),
    Case(
        "announcements",
        "supervisor",
        "/announcements/",
        {"q": "年检"},
        ("标题", "收件组织数", "已阅组织数"),
        lambda row: (row.title, row.sent_to, row.opened_by),
    ),
    Case("own_announcements", "secretary", "/announcements/", {}, TITLED, subject),
    Case("own_announcements", "secretary", "/announcements/", {"q": "年检"}, TITLED, subject),
    Case(
        "announcement_receipts",
        "registrar",
        "/announcements/{}/",
        {"reading": "unread"},
        of=lambda: Announcement.objects.earliest("pk").pk,
    ),
    Case("exchanges", "registrar", "/exchanges/", {"state": "invited"}, EXCHANGE, subject),
    Case(
        "exchanges",
        "registrar",
        "/exchanges/",
        {},
        ("名称", "受邀组织数", "参加组织数"),
        lambda row: (row.title, row.invited, row.attending),
    ),
    Case("own_exchanges", "secretary", "/exchanges/", {}, EXCHANGE, subject),
    Case(
        "access_resets",
        "registrar",
        "/access-resets/",
        {},
        ("账号", "状态"),
        lambda row: (row.account.username, row.get_state_display()),
    ),
    Case(
        "access_resets",
        "supervisor",
        "/access-resets/",
        {"all": "1"},
        ("账号", "状态"),
        lambda row: (row.account.username, row.get_state_display()),
    ),
    Case(
        "substitutions",
        "secretary",
        "/substitutions/",
        {},
        ("代理身份", "开始日期", "状态"),
        lambda row: (str(row[0]), row[0].membership.starts_on, row[1].label),
        lambda context: context["rows"],
    ),
    Case(
        "group_channels",
        "administrator",
        "/group-channels/",
        {},
        ("群名称", "所属单位", "最近错误"),
        lambda row: (row[0].name, row[1], row[0].last_error),
        lambda context: context["rows"],
    ),
    Case(
        "registry_imports",
        "registrar",
        "/registry/imports/",
        {},
        ("文件", "状态", "错误行数"),
        lambda row: (row.file_name, row.get_state_display(), row.counts["error"]),
    ),
    Case(
        "registry_rows",
        "registrar",
        "/registry/imports/{}/",
        {"verdict": "error"},
        ("行号", "结论", "统一社会信用代码"),
        lambda row: (row.row, row.get_verdict_display(), row.uscc or None),
        of=lambda: ImportBatch.objects.latest("pk").pk,
    ),
    Case(
        "registry_rows",
        "registrar",
        "/registry/imports/{}/",
        {},
        ("行号", "结论", "社会组织"),
        lambda row: (row.row, row.get_verdict_display(), row.name),
        of=lambda: ImportBatch.objects.latest("pk").pk,
    ),
    Case(
        "authority_proposals",
        "supervisor",
        "/registry/units/",
        {},
        ("名录中的名称", "涉及行数"),
        lambda row: (row.name, row.rows),
    ),
    Case(
        "own_cases",
        "secretary",
        "/cases/own/",
        {},
        ("事由", "状态", "待签收文书"),
        lambda row: (row.get_ground_display(), row.get_state_display(), row.to_receive),
    ),
    Case(
        "case_proposals",
        "supervisor",
        "/cases/proposals/",
        {},
        ("统一社会信用代码", "事由"),
        lambda row: (row.organization.uscc, row.get_ground_display()),
    ),
    Case("case_retention", "auditor", "/cases/retention/", {}, ("案卷编号",), lambda row: (str(row.pk),)),
    Case(
        "statements",
        "registrar",
        "/statements/",
        {"year": "2025"},
        ("统一社会信用代码", "核验码", "发布情况"),
        lambda row: (row["organization"].uscc, row["statement"].printed_code, row["statement"].standing),
        lambda context: context["rows"],
    ),
    Case(
        "statements",
        "administrator",
        "/statements/",
        {"q": "书画"},
        ("统一社会信用代码", "核验码"),
        lambda row: (row["organization"].uscc, row["statement"] and row["statement"].printed_code),
        lambda context: context["rows"],
    ),
    Case(
        "publications",
        "auditor",
        "/statements/publications/",
        {},
        ("年度", "报告份数", "更正次数"),
        lambda row: (row.year, row.organizations, row.revisions),
    ),
    Case(
        "revisions",
        "administrator",
        "/statements/publications/2025/",
        {},
        ("统一社会信用代码", "更正次数", "年度"),
        lambda row: (row.organization.uscc, row.revision, row.year),
        of=lambda: Publication.objects.get(year=2025).pk,
    ),
    Case("rollups", "auditor", "/statements/rollups/", {}, ("核验码",), lambda row: (row.printed_code,)),
    Case(
        "batches",
        "administrator",
        "/statements/batches/",
        {},
        ("机关单位", "年度", "应生成"),
        lambda row: (str(row.authority), row.year, row.total),
    ),
    Case("tokens", "administrator", "/api/", {}, ("名称", "状态"), lambda row: (row.name, row.get_state_display())),
    Case("tokens", "security", "/api/", {"state": "proposed"}, ("名称",), lambda row: (row.name,)),
    Case(
        "token_accesses",
        "auditor",
        "/api/tokens/{}/log/",
        {},
        ("请求", "条数"),
        lambda row: (row.path, row.rows),
        of=lambda: AccessToken.objects.earliest("pk").pk,
    ),
    Case(
        "endpoints",
        "administrator",
        "/api/webhooks/",
        {},
        ("接收地址", "待送达"),
        lambda row: (row.url, row.pending),
    ),
    Case(
        "deliveries",
        "administrator",
        "/api/webhooks/{}/",
        {},
        ("事件编号",),
        lambda row: (row.event_id,),
        of=lambda: WebhookEndpoint.objects.earliest("pk").pk,
    ),
    Case("outbox", "administrator", "/notices/outbox/", {}, OUTBOX, sending),
    Case("outbox", "administrator", "/notices/outbox/", {"queue": "groups"}, OUTBOX, sending),
    Case("outbox", "administrator", "/notices/outbox/", {"queue": "digests"}, OUTBOX, sending),
]
