"""Whatever the owner of the database does to the trail is found and named.

Every attempt begins from the same week: a report, an event and a case, with a seal and an anchor after each. It runs as the
tables' owner, who can switch triggers off, and is taken back afterwards.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pghistory
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings as portal
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pghistory.models import Context
from psycopg import DatabaseError

from compliance import report_workflow
from compliance.models import QuarterlyReport
from tests.audit.conftest import alter, bare_sql, clock, verified
from tests.compliance.cases.conftest import (  # noqa: F401 - the states that lead to a decided case
    bench,
    decided,
    heard,
    notified,
    opened,
    proposed,
    served,
)  # fmt: skip
from tests.compliance.conftest import NOW
from tests.events.factories import approved
from tests.factories import QuarterlyReportFactory
from zhengzhou_ideology.audit import anchors, seals
from zhengzhou_ideology.audit.acknowledgements import acknowledge
from zhengzhou_ideology.audit.author_proofs import ProvenWords
from zhengzhou_ideology.audit.models import Acknowledgement, Seal
from zhengzhou_ideology.audit.rows import fetched
from zhengzhou_ideology.audit.under_seal import columns_of, sealed_tables
from zhengzhou_ideology.audit.verification import breaks

pytestmark = pytest.mark.server

NO_SEALS = ("DELETE FROM audit_anchored", "DELETE FROM audit_seal", "DELETE FROM audit_leaf", "DELETE FROM audit_node")
REWRITTEN = "UPDATE compliance_reportmove SET reason = '改'"


@pytest.fixture
def week(bench, host, request):  # noqa: F811
    """Three seals, each anchored."""
    report = QuarterlyReportFactory(organization=bench.organization, complete=True)
    with pghistory.context(user=bench.secretary.pk, acting_as="秘书处"):
        report_workflow.send_for_certification(report, by=bench.secretary, now=NOW)
        report_workflow.certify(report, by=bench.leader, now=NOW)
    sealed()
    with pghistory.context(user=bench.competent.pk, acting_as="业务主管单位经办人"):
        approved(bench)
        report_workflow.accept(report, by=bench.registrar, now=NOW)
    sealed()
    case = request.getfixturevalue("decided")
    bench.client("registrar").get(case.get_absolute_url())
    sealed()
    return host


def sealed() -> None:
    seals.seal(clock())
    anchors.send(clock())


def foreign_key(host: Path) -> str:
    """A key that the owner of the database has made."""
    path = host / "elsewhere" / "key.pem"
    path.parent.mkdir(exist_ok=True)
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(path)


def resealed(host: Path, *sql: str, key: str = "") -> None:
    """In seconds: rewrite, then let the portal's own code seal again, here with a key of one's own or with the host's."""
    alter(*sql)
    with override_settings(AUDIT=portal.AUDIT | {"KEY_FILE": key or portal.AUDIT["KEY_FILE"], "ANCHOR_FILE": ""}):
        seals.seal(clock())


def forged_papers() -> str:
    """Signed papers with another content, whose SHA-256 is right."""
    return (
        "UPDATE cases_casepaper SET content = jsonb_set(content, '{organization}', '\"另一单位\"')"
        " WHERE state = 'signed'"
    )


ATTEMPTS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    # Rows and seals, with the triggers off or by bare SQL.
    "one move is rewritten": (lambda _: alter(REWRITTEN), ["表 compliance_reportmove 第1至2次封存"]),
    "one move is deleted": (
        lambda _: alter("DELETE FROM compliance_reportmove WHERE name = 'certify'"),
        ["表 compliance_reportmove 第1次封存", "封存时 2 行，现有 1 行"],
    ),
    "a log is emptied": (
        lambda _: alter("TRUNCATE compliance_reportmove"),
        ["表 compliance_reportmove 第1至2次封存", "封存时 3 行，现有 0 行"],
    ),
    "a log is dropped": (
        lambda _: alter("DROP TABLE cases_casereading"),
        ["表 cases_casereading 已经封存，现在不存在或者不再受保护"],
    ),
    "the last seal is made again over other moves, without the key": (
        lambda host: _last_seal_again(host),
        ["第3次封存", "的签名无效", "外部存证"],
    ),
    "all seals are made again over rewritten moves, without the key": (
        lambda host: resealed(host, *NO_SEALS, REWRITTEN, key=foreign_key(host)),
        ["第1次封存", "的签名无效", "外部存证有第2次封存，数据库没有", "外部存证有第3次封存，数据库没有"],
    ),
    "all seals are made again over rewritten moves, with the key of the host": (
        lambda host: resealed(host, *NO_SEALS, REWRITTEN),
        ["与外部存证不一致", "外部存证有第2次封存，数据库没有", "外部存证有第3次封存，数据库没有"],
    ),
    "the tail is cut off, rows and seals": (lambda _: _cut_tail(), ["外部存证有第3次封存，数据库没有"]),
    "all rows of today are deleted": (
        lambda _: alter("DELETE FROM cases_casemove", "DELETE FROM events_eventmove", "DELETE FROM compliance_reportmove"),
        ["表 cases_casemove 第3次封存", "表 events_eventmove 第2次封存", "表 compliance_reportmove 第1至2次封存"],
    ),
    "there are no seals": (
        lambda _: alter(*NO_SEALS),
        ["没有任何封存记录", "外部存证有第1次封存，数据库没有", "外部存证有第3次封存，数据库没有"],
    ),
    "all logs and seals are emptied": (
        lambda _: alter("TRUNCATE " + ", ".join(["audit_seal", "audit_leaf", "audit_node", *sealed_tables()]) + " CASCADE"),
        ["没有任何封存记录", "表 compliance_quarterlyreport 有 1 行没有历史记录", "外部存证有第1次封存，数据库没有"],
    ),
    "who did it is rewritten": (
        lambda _: alter("UPDATE pghistory_context SET metadata = jsonb_set(metadata, '{user}', '1')"),
        ["表 compliance_quarterlyreportevent 第1至2次封存", "表 events_eventfilingevent 第2次封存"],
    ),
    "who did it is deleted": (
        lambda _: alter("DELETE FROM pghistory_context"),
        ["表 compliance_quarterlyreportevent 第1至2次封存"],
    ),
    "late reports are made timely, past the triggers": (
        lambda _: alter("UPDATE compliance_quarterlyreport SET first_submitted_on = due_on - 1"),
        ["表 compliance_quarterlyreport 有 1 行与其历史记录不一致"],
    ),
    "late reports are made timely, by bare SQL with the triggers on": (
        lambda _: bare_sql("UPDATE compliance_quarterlyreport SET first_submitted_on = due_on - 1"),
        ["表 compliance_quarterlyreportevent 有 1 行没有操作来源"],
    ),
    "signed papers of cases are rewritten": (
        lambda _: alter(forged_papers()),
        ["表 cases_casepaper 有 3 行与其历史记录不一致", "表 cases_casepaper 有 3 行的内容与校验值不符"],
    ),
    "signed papers of cases are rewritten with their SHA-256 and their history": (
        lambda _: _papers_with_all(),
        ["表 cases_casepaperevent 第3次封存", "表 cases_casemove 有"],
    ),
    "a submission is rewritten": (
        lambda _: alter("UPDATE compliance_reportsubmission SET content = content || '{\"findings\": \"无\"}'"),
        ["表 compliance_reportsubmission 第1次封存", "表 compliance_reportsubmission 有 1 行的内容与校验值不符"],
    ),
    "a submission is rewritten with its SHA-256": (
        lambda _: alter("UPDATE compliance_reportsubmission SET content = '{}', sha256 = encode(sha256('{}'), 'hex')"),
        ["表 compliance_reportsubmission 第1次封存", "表 compliance_reportmove 有 2 行的内容校验值与所办文书的内容不符"],
    ),
    "who decided a case, and what, is rewritten": (
        lambda _: alter("UPDATE cases_accountabilitycase SET decided_by_id = (SELECT max(id) FROM organizations_user), measure = 'interview'"),
        ["表 cases_accountabilitycase 有 1 行与其历史记录不一致"],
    ),
    "a proof of service is rewritten": (
        lambda _: alter("UPDATE cases_servicerecord SET sent_on = sent_on - 5, served_on = served_on - 5"),
        ["表 cases_servicerecord 有 3 行与其历史记录不一致"],
    ),
    "readings of a case are deleted": (
        lambda _: alter("DELETE FROM cases_casereading"),
        ["表 cases_casereading 第3次封存", "封存时 1 行，现有 0 行"],
    ),
    # In somebody's name: history on, a context written.
    "late reports are made timely, naming an author": (
        lambda _: named(WORDS, "UPDATE compliance_quarterlyreport SET first_submitted_on = due_on - 1"),
        ["表 compliance_quarterlyreportevent 有 1 行的操作来源不是门户写入的"],
    ),
    "late reports are made timely, with the words of another request and their proof": (
        lambda _: named(_borrowed_words(), "UPDATE compliance_quarterlyreport SET first_submitted_on = due_on - 1"),
        ["表 compliance_quarterlyreportevent 有 1 行的操作来源不是门户写入的"],
    ),
    "late reports are made timely, later, in another request's context": (
        lambda _: _in_a_context_of(timedelta(minutes=30)),
        ["表 compliance_quarterlyreportevent 有 1 行的时间与其操作来源的时间或前后记录的时间不符"],
    ),
    "late reports are made timely, with a history row dated into another request": (
        lambda _: _history_by_hand("pgh_created_at - interval '61 minutes'", "pgh_context_id", "pgh_label"),
        ["表 compliance_quarterlyreportevent 有 1 行的时间与其操作来源的时间或前后记录的时间不符"],
    ),
    "late reports are made timely, with a history row as of the first ones": (
        lambda _: _history_by_hand("now()", "NULL", "'baseline'"),
        ["表 compliance_quarterlyreportevent 有 1 行没有操作来源"],
    ),
    "who decided a case is rewritten, guards off, history on, in another request's context": (
        lambda _: guards_off(f"UPDATE cases_accountabilitycase SET decided_by_id = {ANOTHER}"),
        ["表 cases_accountabilitycaseevent 有 1 行是数据库不允许的改动"],
    ),
    "a case goes back, guards off, history on, in another request's context": (
        lambda _: guards_off("UPDATE cases_accountabilitycase SET state = 'heard'"),
        ["表 cases_accountabilitycaseevent 有 1 行是数据库不允许的改动"],
    ),
    "a signed paper is rewritten, guards off, history on, in another request's context": (
        lambda _: guards_off("UPDATE cases_casepaper SET signed_on = signed_on - 1 WHERE kind = 'decision'"),
        ["表 cases_casepaperevent 有 1 行是数据库不允许的改动"],
    ),
    # And beyond it.
    "a seal in the middle is taken out": (
        lambda _: alter("DELETE FROM audit_anchored WHERE seal_id = 2", "DELETE FROM audit_seal WHERE number = 2"),
        ["缺少第2次封存", "外部存证有第2次封存，数据库没有"],
    ),
    "a seal says something else": (
        lambda _: alter("UPDATE audit_seal SET tables = '{}' WHERE number = 2"),
        ["第2次封存", "的内容被改动"],
    ),
    "a decided case is deleted with its papers": (
        lambda _: alter("DELETE FROM cases_casepaper", "DELETE FROM cases_accountabilitycase"),
        ["表 cases_casepaper 有 3 行不得删除而被删除", "表 cases_accountabilitycase 有 1 行不得删除而被删除"],
    ),
    "a seat is slipped in": (
        lambda _: _slipped_in(),
        ["表 organizations_seat 有 1 行没有历史记录"],
    ),
    "a move is slipped in below the first": (
        lambda _: alter("INSERT INTO compliance_reportmove SELECT (jsonb_populate_record(m, '{\"id\": -1}')).* FROM compliance_reportmove m LIMIT 1"),
        ["表 compliance_reportmove 有 1 行不在任何封存之中"],
    ),
    "leaves point elsewhere": (lambda _: alter("UPDATE audit_leaf SET key = key + 100000"), ["在树中的叶与第1次封存", "的树根与树不符"]),
    "nodes of the tree are rewritten": (
        lambda _: alter("UPDATE audit_node SET sha256 = sha256(sha256) WHERE place % 64 = 1"),
        ["树的第1层节点被改动"],
    ),
    "the file of anchors is empty": (lambda host: (host / "anchors.jsonl").write_text(""), ["外部存证中没有任何封存记录"]),
    "the file of anchors is gone": (lambda host: (host / "anchors.jsonl").unlink(), ["外部存证中没有任何封存记录"]),
    "the file of anchors is shorter": (lambda host: _lines(host, lambda lines: lines[:-1]), ["第3次封存", "没有外部存证"]),
    "a line of the anchors is another": (
        lambda host: _lines(host, lambda lines: [lines[0].replace('"size":', '"size":1'), *lines[1:]]),
        ["外部存证的第1次封存签名无效"],
    ),
}  # fmt: skip


WORDS = '{"user": 1, "url": "/reports/1/certify/", "acting_as": "秘书处"}'
ANOTHER = (
    "(SELECT max(id) FROM organizations_user WHERE id NOT IN (SELECT decided_by_id FROM cases_accountabilitycase))"
)
BORROWED = "SELECT pgh_context_id::text FROM cases_accountabilitycaseevent ORDER BY pgh_id DESC LIMIT 1"
OWN_ROW = "SELECT * FROM compliance_quarterlyreportevent ORDER BY pgh_id DESC LIMIT 1"


def named(words: str, *statements: str, context: str = "gen_random_uuid()::text") -> None:
    """With the triggers on, after naming an author to the history as the portal does."""
    bare_sql(
        f"SELECT set_config('pghistory.context_id', {context}, true)",
        f"SELECT set_config('pghistory.context_metadata', '{words}', true)",
        *statements,
    )


def guards_off(*statements: str) -> None:
    """The owner has guards ignored, and history written in the name of what the portal did just now."""
    guards = "(SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgtype & 2 = 2 AND tgrelid <> 'pghistory_context'::regclass)"
    named("{}", f"SELECT set_config('pgtrigger.ignore', {guards}, true)", *statements, context=f"({BORROWED})")


def _borrowed_words() -> str:
    return json.dumps(Context.objects.get(pk=fetched(BORROWED)[0][0]).metadata)


def _in_a_context_of(ago: timedelta) -> None:
    """As if the request had been so long ago: its own time is in its proof, so the portal makes it then."""

    def named_then() -> tuple[str, str]:
        with time_machine.travel(clock() - ago), pghistory.context(user=1, url="/reports/") as own:
            return str(own.id), ProvenWords().encode(own.metadata)

    with ThreadPoolExecutor(1) as another:  # a context belongs to its thread
        number, said = another.submit(named_then).result()
    named(said, "UPDATE compliance_quarterlyreport SET first_submitted_on = due_on - 1", context=f"'{number}'")


def _history_by_hand(at: str, context: str, label: str) -> None:
    """The row is changed past the triggers, and its history written like any table."""
    columns = [name for name in columns_of(QuarterlyReport.pgh_event_model) if name != "pgh_id"]
    own = {"pgh_created_at": at, "pgh_context_id": context, "pgh_label": label, "first_submitted_on": "due_on - 1"}
    alter(
        "UPDATE compliance_quarterlyreport SET first_submitted_on = due_on - 1",
        f"INSERT INTO compliance_quarterlyreportevent ({', '.join(columns)})"
        f" SELECT {', '.join(own.get(name, name) for name in columns)} FROM ({OWN_ROW}) last",
    )


def _last_seal_again(host: Path) -> None:
    two = Seal.objects.get(number=2)
    alter(
        "DELETE FROM audit_anchored WHERE seal_id = 3",
        "DELETE FROM audit_seal WHERE number = 3",
        f"DELETE FROM audit_leaf WHERE number >= {two.size}",
        f"DELETE FROM audit_node WHERE (place / 64 + 1) * (1::bigint << (place % 64)::int) > {two.size}",
    )
    resealed(host, "UPDATE cases_casemove SET reason = '改'", key=foreign_key(host))


def _cut_tail() -> None:
    """As if the last seal and all that came with it had never been."""
    two, three = Seal.objects.get(number=2), Seal.objects.get(number=3)
    since = dict.fromkeys(three.tables, 0)
    for seal in Seal.objects.filter(number__lte=2).order_by("number"):
        since |= {table: facts["to"] for table, facts in seal.tables.items() if table in since}
    alter(
        "DELETE FROM audit_anchored WHERE seal_id = 3",
        "DELETE FROM audit_seal WHERE number = 3",
        f"DELETE FROM audit_leaf WHERE number >= {two.size}",
        f"DELETE FROM audit_node WHERE (place / 64 + 1) * (1::bigint << (place % 64)::int) > {two.size}",
        *(
            f'DELETE FROM "{table}" WHERE "{sealed_tables()[table]._meta.pk.column}" > {last}'
            for table, last in since.items()
        ),
    )


def _papers_with_all() -> None:
    sha = "encode(sha256(convert_to(content::text, 'UTF8')), 'hex')"
    alter(
        forged_papers(),
        f"UPDATE cases_casepaper SET sha256 = {sha} WHERE state = 'signed'",
        "UPDATE cases_casepaperevent e SET content = p.content, sha256 = p.sha256 FROM cases_casepaper p"
        " WHERE e.pgh_obj_id = p.id AND e.state = 'signed'",
    )


def _slipped_in() -> None:
    alter(
        "INSERT INTO organizations_seat SELECT (jsonb_populate_record(s, '{\"id\": 999999}')).* FROM organizations_seat s WHERE NOT is_founding LIMIT 1"
    )


def _lines(host: Path, change: Callable[[list[str]], list[str]]) -> None:
    path = host / "anchors.jsonl"
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


def test_every_attempt_is_found_and_named(week, capsys):
    """Each alone, from the same beginning, which holds."""
    kept = (week / "anchors.jsonl").read_text()
    assert verified(capsys) == (
        0,
        f"共核验 3 次封存、{Seal.objects.get(number=3).size} 片叶，已与外部存证核对，全部一致。\n",
    )
    unnamed = {}

    for name, (attempt, words) in ATTEMPTS.items():
        with transaction.atomic():
            attempt(week)
            status, said = verified(capsys)
            transaction.set_rollback(True)
        (week / "anchors.jsonl").write_text(kept)
        if status != 1 or [word for word in words if word not in said]:
            unnamed[name] = status, said

    assert unnamed == {}
    assert len(ATTEMPTS) > 20
    assert verified(capsys)[0] == 0


def test_who_did_it_can_neither_be_changed_nor_deleted_by_bare_sql(week, capsys):
    bare_sql("UPDATE pghistory_context SET metadata = '{}'")
    with pytest.raises(DatabaseError, match="Cannot delete rows from pghistory_context"), transaction.atomic():
        bare_sql("DELETE FROM pghistory_context")

    assert verified(capsys)[0] == 0


def test_seals_that_have_stopped_are_a_break(week, capsys):
    alter("UPDATE audit_seal SET at = at - interval '1 day'")
    stopped = "此后超过2日没有封存"

    assert not [one for one in breaks(clock() + timedelta(hours=23)) if one.what.endswith(stopped)]
    assert [one for one in breaks(clock() + timedelta(hours=25)) if one.what.endswith(stopped)]


def test_a_break_is_acknowledged_by_name_and_stays_in_the_list(week, cast, capsys):
    alter("UPDATE compliance_reportmove SET reason = '改'")
    mark = verified(capsys)[1].split()[0]

    call_command("acknowledge_break", mark, "恢复备份时的已知差异。", account=cast.auditor.username)

    status, said = verified(capsys)
    assert status == 0
    assert said.startswith(f"{mark} 表 compliance_reportmove 第1至2次封存")
    assert f"（{cast.auditor}已于" in said
    assert "确认：恢复备份时的已知差异。）" in said
    alter("UPDATE compliance_reportmove SET reason = '再改'")
    assert verified(capsys)[0] == 1


def test_an_acknowledgement_that_the_database_forged_counts_for_nothing(week, cast, capsys):
    alter("UPDATE compliance_reportmove SET reason = '改'")
    broken = next(iter(breaks(clock())))
    acknowledge(broken.mark, [broken], reason="已知。", by=cast.auditor, now=clock())
    alter("UPDATE audit_acknowledgement SET reason = '另一说明'")

    assert verified(capsys)[0] == 1


@pytest.mark.parametrize(
    ("words", "account", "said"),
    [
        (["000000000000", "已知。"], "auditor", "没有编号为“000000000000”的问题。"),
        (["MARK", " "], "auditor", "请写明说明。"),
        (["MARK", "已知。"], "registrar", "只有系统管理员和审计员可以确认问题。"),
        (["MARK", "已知。"], "", "没有账号“nobody”。"),
    ],
)
def test_what_is_not_acknowledged(words, account, said, week, cast, capsys):
    alter("UPDATE compliance_reportmove SET reason = '改'")
    mark = verified(capsys)[1].split()[0]

    name = cast.user(account).username if account else "nobody"
    given = [mark if word == "MARK" else word for word in words]

    with pytest.raises(SystemExit) as stop:
        call_command("acknowledge_break", *given, account=name)

    assert (stop.value.code, capsys.readouterr().err.strip()) == (2, said)
    assert not Acknowledgement.objects.exists()
