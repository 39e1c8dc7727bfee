"""A small city in which the lists of offices have rows: what was told, who was let in, registry lists, statements, the interface."""

from datetime import date, timedelta

from compliance.cases import case_workflow, proposals
from compliance.cases.enums import CaseGround
from compliance.cases.models import AccountabilityCase
from organizations import reset_workflow, substitutions
from organizations.models import AccessReset, Organization
from reports import batches, publishing
from reports.api.models import TokenAccess, WebhookDelivery, WebhookEndpoint
from reports.issuing import issue_one
from reports.rollup import issue_rollup
from tests.compliance.test_exchange import do, planned
from tests.conftest import CAST, Cast
from tests.factories import OrganizationFactory
from tests.organizations.lists import row
from tests.organizations.test_announcements import sent, written
from tests.organizations.test_registry_import import act, previewed
from tests.reports.api.conftest import propose, system
from tests.reports.ledger_rows import NOW, TODAY
from tests.reports.test_statement_content import closed_case
from tests.snapshot import Snapshot
from zhengzhou_ideology.notices.models import Delivery, Digest, GroupChannel, GroupPost, Notice

SECRET = "geheim-4471"
FAILED = {"state": "failed", "attempts": 3, "last_error": "550 no such user"}


def _office() -> Cast:
    cast = CAST.build()
    OrganizationFactory(name="郑州市书画协会")
    for made in (_told, _exchanges, _accounts, _groups, _lists, _cases, _statements, _interface, _outbox):
        made(cast)
    return cast


def _told(cast: Cast) -> None:
    first = sent(cast)
    sent(cast, title="关于年检的通知")
    written(cast, title="尚未发布的通知")
    cast.client("secretary").get(first.get_absolute_url())


def _exchanges(cast: Cast) -> None:
    invited = planned(cast)
    assert do(cast, "registrar", invited, "invite") == 302
    planned(cast, title="另一次座谈")


def _accounts(cast: Cast) -> None:
    for account in (cast.secretary, cast.leader):
        draft = AccessReset.draft_for(account, TODAY)
        reset_workflow.propose(draft, by=cast.registrar, now=NOW, reason="本人忘记密码，没有电子邮箱。")
    reset_workflow.stop_reset(AccessReset.objects.latest("pk"), by=cast.supervisor, now=NOW, reason="本人已经想起。")
    seat = cast.secretary.memberships.in_person().get()
    for first in (0, 30):
        days = {"starts_on": TODAY + timedelta(days=first), "ends_on": TODAY + timedelta(days=first + 6)}
        substitutions.grant(seat, deputy=cast.stranger, reason="出差", by=cast.secretary, today=TODAY, **days)


def _groups(cast: Cast) -> None:
    for number, active in ((1, True), (2, False)):
        channel = GroupChannel.objects.create(
            owner=cast.registrar.authority.code, name=f"办件群{number}", url=f"json://127.0.0.1/{SECRET}", active=active
        )
        GroupPost.objects.create(channel=channel, kind="deadline", subject="催办", key=str(number), **FAILED)


def _lists(cast: Cast) -> None:
    client = cast.client("registrar")
    given_up = previewed(client, row())
    act(client, given_up, "discard")
    known = Organization.objects.get(name="郑州市书画协会")
    changed = row(社会组织名称="郑州市书画研究协会", 统一社会信用代码=known.uscc)
    previewed(client, row(业务主管单位="金水区文教局"), row(统一社会信用代码="51410104MJ"), changed)


def _cases(cast: Cast) -> None:
    over = closed_case(cast, cast.organization, TODAY)
    AccountabilityCase.objects.filter(pk=over.pk).update(keep_until=date(2026, 1, 1))
    for ground in (CaseGround.REPORT_MISSING, CaseGround.DUTY_UNRECORDED):
        proposals.propose(cast.organization, by=cast.registrar, today=TODAY, ground=ground, reason="逾期未报送。")
    opened = AccountabilityCase.objects.proposed().first()
    facts = {"account": "你单位2026年第三季度报告至今未报送。", "reason": "经核查属实。"}
    case_workflow.open_case(opened, by=cast.supervisor, today=TODAY, ground=opened.ground, **facts)


def _statements(cast: Cast) -> None:
    bureau = cast.organization.registration_authority
    for year in (2024, 2025):
        publishing.begin(year, by=cast.administrator, now=NOW)
    while batches.make_next_chunk(lambda: NOW):
        pass
    Organization.objects.filter(pk=cast.organization.pk).update(address="迁址后的地址")
    for year in (2024, 2025):
        reason = "办公地址已经更正。"
        publishing.revise(cast.organization, year, by=cast.administrator, reason=reason, now=NOW)
        issue_rollup(bureau, year, now=NOW, by=cast.administrator)
    issue_one(cast.organization, 2026, now=NOW, by=cast.administrator)
    batches.start(bureau, 2026, by=cast.administrator, now=NOW)


def _interface(cast: Cast) -> None:
    tokens = [system(cast, now=NOW).token, propose(cast, now=NOW)]
    tokens[1].name = "另一个令牌"
    for number in range(3):
        TokenAccess.objects.create(token=tokens[0], path=f"/organizations?page={number}", status=200, rows=number)
    TokenAccess.objects.create(path="/organizations", status=401)
    facts = {"token": tokens[0], "kinds": ["report.accepted"], "since": NOW, "made_by": cast.administrator}
    for name in ("a", "b"):
        endpoint = WebhookEndpoint.objects.create(url=f"https://{name}.example.org/hook", **facts)
        for number in range(2):
            WebhookDelivery.objects.create(
                endpoint=endpoint,
                event_id=f"{name}-{number}",
                kind="report.accepted",
                body="{}",
                next_at=NOW,
                since=NOW,
                created_at=NOW,
            )


def _outbox(cast: Cast) -> None:
    for number, facts in enumerate((FAILED, {**FAILED, "state": "waiting"}, {"state": "waiting"})):
        notice = Notice.objects.create(recipient=cast.secretary, kind="account", subject="退回通知", key=f"o{number}")
        Delivery.objects.create(notice=notice, recipient=cast.secretary, way="email", **facts)
    Digest.objects.create(recipient=cast.leader, day=TODAY, **FAILED)


OFFICE = Snapshot(_office)
