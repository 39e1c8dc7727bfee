"""Nobody certifies a paper who does not hold the post of a first responsible person on that day: attacked by bare SQL."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate, now

from compliance import report_workflow
from compliance.models import QuarterlyReport
from events.models import EventFiling
from organizations.models import ResponsiblePerson
from organizations.models.certified import CertifiedPaper
from tests.events.factories import NOW, submitted
from tests.factories import QuarterlyReportFactory

pytestmark = pytest.mark.django_db
TABLES = {"report": "compliance_quarterlyreport", "filing": "events_eventfiling"}


@pytest.fixture
def report(cast) -> QuarterlyReport:
    draft = QuarterlyReportFactory(organization=cast.organization, complete=True)
    certifying = report_workflow.send_for_certification(draft, by=cast.secretary, now=NOW)
    return report_workflow.certify(certifying, by=cast.leader, now=NOW)


def attack(sql: str, **values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_every_certified_paper_has_the_guard():
    papers = [model for model in apps.get_models() if issubclass(model, CertifiedPaper)]

    assert {QuarterlyReport, EventFiling} <= {*papers}
    assert [model for model in papers if "certified_in_post" not in {one.name for one in model._meta.triggers}] == []


@pytest.mark.parametrize("who", ["stranger", "strange_leader", "registrar"])
def test_who_never_held_the_post_certified_nothing(who, cast, report):
    rows = {"report": report, "filing": submitted(cast)}

    for name, row in rows.items():
        sql = f"UPDATE {TABLES[name]} SET certified_by_id = %(who)s WHERE id = %(row)s"
        with pytest.raises(IntegrityError, match="certified_in_post"):
            attack(sql, who=cast.user(who).pk, row=row.pk)
        row.refresh_from_db()
        assert row.certified_by == cast.leader


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (1, True)])
def test_the_last_day_of_the_term_is_the_last_day(days, holds, cast):
    """The day on which the paper came in counts, not the day on which the row is written."""
    leader = cast.leader
    ResponsiblePerson.objects.filter(account=leader).update(
        term_from=localdate() - timedelta(days=400), term_until=localdate() + timedelta(days=days)
    )
    report = QuarterlyReportFactory(organization=cast.organization, prepared_by=cast.secretary)
    facts = {"who": leader.pk, "row": report.pk, "at": now()}
    sql = """UPDATE compliance_quarterlyreport SET state = 'submitted', submitted_at = %(at)s, content_sha256 = 'x',
        certified_by_id = %(who)s WHERE id = %(row)s"""

    if holds:
        attack(sql, **facts)
    else:
        with pytest.raises(IntegrityError, match="certified_in_post"):
            attack(sql, **facts)

    report.refresh_from_db()
    assert (report.certified_by == leader) is holds


def test_a_certifier_named_while_it_was_written_is_looked_at_when_it_comes_in(cast):
    report = QuarterlyReportFactory(organization=cast.organization, prepared_by=cast.secretary)
    attack(
        "UPDATE compliance_quarterlyreport SET certified_by_id = %(who)s WHERE id = %(row)s",
        who=cast.stranger.pk,
        row=report.pk,
    )

    with pytest.raises(IntegrityError, match="certified_in_post"):
        attack(
            "UPDATE compliance_quarterlyreport SET state = 'submitted', submitted_at = now(), content_sha256 = 'x' "
            "WHERE id = %(row)s",
            row=report.pk,
        )
