"""A page of one organization looks at its own papers, however many others there are."""

from datetime import timedelta

import pytest
from django.db import connection

from compliance.duty_years import open_year
from compliance.models import Extension, QuarterlyReport
from compliance.periods import open_period
from organizations.models import Organization
from tests.compliance.conftest import NOW
from tests.factories import OrganizationFactory
from tests.scale.plans import Recorder, carried_out, is_reading

pytestmark = [pytest.mark.django_db, pytest.mark.server]

OTHERS, OWN = 1_500, 200
PAPERS = {"compliance_duty", "compliance_quarterlyreport"}


@pytest.fixture
def city(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    body = OrganizationFactory()
    where = {
        "registration_authority": body.registration_authority,
        "competent_authority": None,
        "district": body.district,
    }
    Organization.objects.bulk_create(OrganizationFactory.build(**where) for _ in range(OTHERS))
    open_period(2026, 3, today=NOW.date())
    open_year(2026, today=NOW.date())
    Extension.objects.bulk_create(
        Extension(
            report=report,
            asked_by=cast.secretary,
            asked_at=NOW,
            reason="秘书处搬迁。",
            old_due=report.due_on,
            new_due=report.due_on + timedelta(days=15),
        )
        for report in QuarterlyReport.objects.exclude(organization=cast.organization)[: OTHERS // 3]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cast


@pytest.mark.parametrize(
    "address",
    ["/organizations/{code}/status/2026/", "/organizations/{code}/status/2026.json", "/extensions/", "/duties/"],
)
def test_page_of_an_organization_reads_the_papers_of_no_other(city, address):
    client, recorder = city.client("secretary"), Recorder()
    address = address.format(code=city.organization.uscc)
    client.get(address)

    with connection.execute_wrapper(recorder):
        answer = client.get(address)

    assert answer.status_code == 200
    looked_at = [
        (scan, sql)
        for sql, given in recorder.statements
        if is_reading(sql)
        for scan in carried_out(sql, given)
        if scan.table in PAPERS
    ]
    assert looked_at
    assert [(scan, sql) for scan, sql in looked_at if scan.rows > OWN] == []
