"""Later due days and exemptions: asked, granted, refused, for one and for many."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance import extensions, report_workflow
from compliance.cases import proposals
from compliance.cases.models import AccountabilityCase
from compliance.enums import ReportState
from compliance.models import Exemption, Extension, QuarterlyReport
from organizations.enums import Role
from organizations.ladder.models import Reminder
from organizations.ladder.sweep import sweep
from organizations.models import Authority
from tests.compliance.conftest import NOW
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory, member
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

DUE, LATER, LATEST = date(2026, 10, 15), date(2026, 10, 30), date(2026, 11, 30)
FLOOD = "汛情严重，集中抢险。"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_ninth_of_october(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def asked(cast, draft) -> Extension:
    return extensions.ask_extension(draft, by=cast.secretary, new_due=LATER, reason="秘书处搬迁。", now=NOW)


def everything():
    return QuarterlyReport.objects.all()


def extend(by, reports=None, new_due=LATER, reason=FLOOD):
    return extensions.extend(
        everything() if reports is None else reports, by=by, new_due=new_due, reason=reason, now=NOW
    )


def moves(report) -> list[tuple[str, str, str]]:
    return [(move.name, move.before, move.after) for move in report.moves.all()]


# Granting


def test_grant_moves_the_due_day_and_says_why(cast, draft):
    outcome = extend(cast.supervisor)

    draft.refresh_from_db()
    assert (outcome.granted, outcome.left) == (1, 0)
    assert (draft.due_on, draft.times_extended, draft.is_extended) == (LATER, 1, True)
    assert draft.due_steps[-1] == {
        "date": "2026-10-30",
        "counts": True,
        "why": f"经{cast.supervisor.acting_label}准予延期：{FLOOD}",
    }
    row = Extension.objects.get()
    assert (row.old_due, row.new_due, row.state, row.decided_by) == (DUE, LATER, "granted", cast.supervisor)
    assert moves(draft) == [("extend", "draft", "draft")]
    assert {*Notice.objects.values_list("recipient", flat=True)} == {cast.secretary.pk, cast.leader.pk}


def test_grant_leaves_what_has_arrived_and_what_is_due_later(cast, submitted):
    later = QuarterlyReportFactory(organization=OrganizationFactory(), due_on=LATEST)

    outcome = extend(cast.supervisor)

    assert (outcome.granted, outcome.left) == (0, 2)
    later.refresh_from_db()
    assert later.due_on == LATEST
    assert not Extension.objects.exists()


def test_grant_stays_within_the_supervisors_reach(cast, city, draft):
    elsewhere = QuarterlyReportFactory(
        organization=OrganizationFactory(registration_authority=Authority.objects.get(code="410103-MZJ"))
    )

    assert extend(cast.supervisor).granted == 1
    assert extend(cast.city_supervisor, new_due=LATEST).granted == 2
    elsewhere.refresh_from_db()
    assert (elsewhere.due_on, elsewhere.times_extended) == (LATEST, 1)


@pytest.mark.parametrize("role", ["registrar", "administrator", "secretary", "competent", "auditor"])
def test_grant_is_a_supervisors(role, cast, draft):
    with pytest.raises(PermissionDenied):
        extend(cast.user(role))


@pytest.mark.parametrize(
    ("new_due", "sentence"),
    [
        (date(2026, 10, 31), "不是工作日"),
        (date(2026, 10, 8), "今天至一年以内"),
        (date(2028, 1, 3), "今天至一年以内"),
    ],
)
def test_new_day_is_a_working_day_to_come(new_due, sentence, cast, draft):
    with pytest.raises(Refused, match=sentence):
        extend(cast.supervisor, new_due=new_due)


def test_grant_without_reason_is_refused(cast, draft):
    with pytest.raises(Refused, match="请写明理由"):
        extend(cast.supervisor, reason=" ")


def test_extension_into_an_unpublished_year_is_provisional(cast, draft):
    extend(cast.supervisor, new_due=date(2027, 1, 12))

    draft.refresh_from_db()
    assert draft.due_provisional is True


def test_extended_report_is_not_overdue_and_later_is(cast, draft):
    extend(cast.supervisor)

    day_after_old = DUE + timedelta(days=5)
    assert [*everything().overdue(day_after_old)] == []
    assert [*everything().extended(day_after_old)] == [draft]
    assert [*everything().overdue(LATER + timedelta(days=1))] == [draft]


def test_extension_stops_the_ladder_and_starts_it_anew(cast, draft):
    sweep(date(2026, 10, 14))
    sweep(date(2026, 10, 22))
    extend(cast.supervisor)

    for day in range(60):
        sweep(date(2026, 10, 23) + timedelta(days=day))

    given = [(row.round, row.rung.removeprefix("quarterly_report:"), row.due_on) for row in Reminder.objects.all()]
    assert given == [
        (0, "before_1", DUE),
        (0, "overdue_5", DUE),
        (1, "before_7", LATER),
        (1, "before_1", LATER),
        (1, "overdue_1", LATER),
        (1, "overdue_5", LATER),
        (1, "overdue_10", LATER),
        (1, "overdue_20", LATER),
    ]
    proposals.gather()
    extension = {"from": "2026-10-15", "to": "2026-10-30", "reason": FLOOD}
    assert AccountabilityCase.objects.get().facts["extensions"] == [extension]


def test_exemption_for_many_is_logged_for_each(cast, draft):
    certifying = QuarterlyReportFactory(organization=OrganizationFactory(), state=ReportState.CERTIFYING)

    outcome = extensions.exempt(everything(), by=cast.supervisor, reason=FLOOD, now=NOW)

    assert (outcome.granted, outcome.left) == (1, 1)
    draft.refresh_from_db()
    certifying.refresh_from_db()
    assert (draft.state, certifying.state) == (ReportState.EXEMPTED, ReportState.CERTIFYING)
    assert draft.decided_by == cast.supervisor
    assert moves(draft) == [("exempt", "draft", "exempted")]
    assert Exemption.objects.get().report == draft
    assert sweep(date(2026, 10, 22)).rungs["quarterly_report:overdue_5"] == 1


@pytest.mark.parametrize("verb", ["extend", "exempt"])
def test_grant_takes_the_same_statements_for_one_report_and_for_many(verb, cast):
    facts = {"new_due": LATER} if verb == "extend" else {}

    def granted() -> int:
        with CaptureQueriesContext(connection) as captured:
            getattr(extensions, verb)(everything(), by=cast.supervisor, reason=FLOOD, now=NOW, **facts)
        return len(captured)

    member(Role.SECRETARY, QuarterlyReportFactory().organization)
    assert cast.supervisor.acting
    one = granted()
    for _ in range(10):
        member(Role.SECRETARY, QuarterlyReportFactory().organization)

    assert granted() == one


# Asking


def test_asking_changes_nothing_yet(cast, draft, asked):
    draft.refresh_from_db()

    assert (asked.state, asked.old_due, asked.new_due) == ("asked", DUE, LATER)
    assert (draft.due_on, draft.times_extended) == (DUE, 0)
    assert moves(draft) == [("ask_extension", "draft", "draft")]
    assert [*Notice.objects.values_list("recipient", flat=True)] == [cast.supervisor.pk]


def test_second_request_waits_for_the_first(cast, draft, asked):
    with pytest.raises(Refused, match="正在审批"):
        extensions.ask_extension(draft, by=cast.secretary, new_due=LATEST, reason="搬迁。", now=NOW)


def test_arrived_report_asks_for_nothing(cast, submitted):
    with pytest.raises(Refused, match="尚未报送"):
        extensions.ask_exemption(submitted, by=cast.secretary, reason="搬迁。", now=NOW)


@pytest.mark.parametrize("role", ["leader", "stranger", "registrar", "supervisor"])
def test_asking_is_the_own_secretarys(role, cast, draft):
    with pytest.raises(PermissionDenied):
        extensions.ask_extension(draft, by=cast.user(role), new_due=LATER, reason="搬迁。", now=NOW)


def test_request_is_granted_with_the_day_that_the_supervisor_sets(cast, draft, asked):
    extensions.grant(asked, by=cast.supervisor, now=NOW, remark="同意。", new_due=LATEST)

    draft.refresh_from_db()
    asked.refresh_from_db()
    assert (draft.due_on, asked.state, asked.new_due, asked.remark) == (LATEST, "granted", LATEST, "同意。")
    assert Extension.objects.count() == 1


def test_grant_for_many_answers_those_who_had_asked(cast, draft, asked):
    QuarterlyReportFactory(organization=OrganizationFactory())

    extend(cast.supervisor, new_due=LATEST)

    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.remark) == ("granted", "秘书处搬迁。", FLOOD)
    assert Extension.objects.granted().count() == 2


def test_exemption_is_asked_and_granted(cast, draft):
    plea = extensions.ask_exemption(draft, by=cast.secretary, reason="停业整修。", now=NOW)

    extensions.grant(plea, by=cast.supervisor, now=NOW, remark="")

    draft.refresh_from_db()
    assert draft.state == ReportState.EXEMPTED


def test_refusal_says_why_and_tells(cast, draft, asked):
    with pytest.raises(Refused, match="须写明理由"):
        extensions.refuse(asked, by=cast.supervisor, now=NOW, remark="")
    extensions.refuse(asked, by=cast.supervisor, now=NOW, remark="理由不充分。")

    draft.refresh_from_db()
    assert (draft.due_on, asked.__class__.objects.get().state) == (DUE, "refused")
    assert Notice.objects.filter(recipient=cast.secretary).get().body == "审批意见：理由不充分。"
    with pytest.raises(Refused, match="不能再次审批"):
        extensions.refuse(asked, by=cast.supervisor, now=NOW, remark="理由不充分。")


def test_request_for_a_report_that_arrived_meanwhile_cannot_be_granted(cast, asked):
    report = asked.report
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    report_workflow.certify(report, by=cast.leader, now=NOW)

    with pytest.raises(Refused, match="不能准予"):
        extensions.grant(asked, by=cast.supervisor, now=NOW, remark="")


@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_decided_row_cannot_be_altered_by_bare_sql(statement, cast, draft):
    extend(cast.supervisor)

    with pytest.raises(Exception, match="decided_is_final"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("compliance_extension"))


# Pages


def test_secretary_asks_in_the_browser_with_evidence(cast, draft):
    paper = SimpleUploadedFile("证明.txt", "搬迁通知".encode(), content_type="text/plain")
    url = reverse("compliance:extension_ask", args=[draft.pk])
    client = cast.client("secretary")

    wrong = client.post(url, {"what": "extension", "new_due": "2026-10-30", "reason": "搬迁。", "evidence": paper})
    right = client.post(url, {"what": "extension", "new_due": "2026-10-30", "reason": "搬迁。"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "只能上传" in wrong.content.decode()
    assert Extension.objects.get().new_due == LATER


def test_extension_without_a_day_is_an_error_of_the_form(cast, draft):
    response = cast.client("secretary").post(
        reverse("compliance:extension_ask", args=[draft.pk]), {"what": "extension", "reason": "搬迁。"}
    )

    assert response.status_code == 422
    assert response.context["form"].errors == {"new_due": ["延期须填写延至日期。"]}


@pytest.mark.parametrize(("role", "status"), [("leader", 403), ("registrar", 403), ("stranger", 404)])
def test_asking_page_is_the_own_secretarys(role, status, cast, draft):
    assert cast.client(role).get(reverse("compliance:extension_ask", args=[draft.pk])).status_code == status


def test_a_search_looks_the_organization_up_once_for_extensions_and_exemptions(cast, draft, asked):
    reader = cast.client("supervisor")
    reader.get(reverse("compliance:extension_list"))

    with CaptureQueriesContext(connection) as queries:
        page = reader.get(reverse("compliance:extension_list"), {"q": draft.organization.name[:4]})

    looked_up = [one["sql"] for one in queries if one["sql"].startswith('SELECT "organizations_formername"')]
    assert len(page.context["waiting"]) == 1
    assert len(looked_up) == 1


def test_queue_is_read_in_reach_and_decided_by_the_supervisor(cast, draft, asked):
    url = reverse("compliance:extension_list")
    grant = reverse("compliance:extension_decide", args=["extension", asked.pk, "grant"])
    waiting = {
        role: len(cast.client(role).get(url).context["waiting"]) for role in ("secretary", "supervisor", "stranger")
    }

    assert waiting == {"secretary": 1, "supervisor": 1, "stranger": 0}
    assert cast.client("registrar").post(grant, {"new_due": "2026-10-30"}).status_code == 403
    assert cast.client("stranger").post(grant, {"new_due": "2026-10-30"}).status_code == 404
    assert cast.client("supervisor").post(grant, {"new_due": "2026-10-30"}).status_code == 302
    draft.refresh_from_db()
    assert draft.due_on == LATER
    page = cast.client("supervisor").get(url)
    assert (page.context["waiting"], len(page.context["decided"])) == ([], 1)


@pytest.mark.parametrize(("scope", "granted"), [("picked", 1), ("all", 2)])
def test_supervisor_grants_to_those_ticked_or_to_all_that_match(scope, granted, cast, draft):
    QuarterlyReportFactory(organization=OrganizationFactory())
    other_quarter = QuarterlyReportFactory(
        organization=cast.organization, period=ReportingPeriodFactory(year=2026, quarter=2, due_on=date(2026, 7, 15))
    )
    url = f"{reverse('compliance:extension_grant')}?period={draft.period_id}"

    response = cast.client("supervisor").post(
        url,
        {
            "what": "extension",
            "new_due": "2026-10-30",
            "reason": FLOOD,
            "scope": scope,
            "paper": [draft.pk, other_quarter.pk],
        },
    )

    assert response.status_code == 302
    assert everything().filter(due_on=LATER).count() == granted
    other_quarter.refresh_from_db()
    assert other_quarter.due_on == date(2026, 7, 15)


def test_granting_page_is_a_supervisors(cast, draft):
    url = reverse("compliance:extension_grant")

    assert [cast.client(role).get(url).status_code for role in ("supervisor", "registrar", "secretary")] == [
        200,
        403,
        403,
    ]
