"""Pages around statements: who sees what, the download, the batch with its progress, and the public verification."""

import io
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.enums import Role
from reports.issuing import issue_one
from reports.models import AnnualStatement, StatementBatch
from reports.rules import reaches
from reports.tasks import continue_batches
from tests.factories import AuthorityFactory, OrganizationFactory, QuarterlyReportFactory, member
from tests.fragments import fragment_of
from tests.reports.conftest import NOW
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.celery import app as celery_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def statement(known) -> AnnualStatement:
    return issue_one(known, 2026, now=NOW)


def issue(client, organization, year=2026):
    return client.post(reverse("reports:statement_issue"), {"uscc": organization.uscc, "year": year})


WHO_MAY_ISSUE = {
    "secretary": 302,
    "leader": 302,
    "registrar": 302,
    "competent": 302,
    "supervisor": 302,
    "city_registrar": 302,
    "administrator": 302,
    "auditor": 403,
    "stranger": 404,
    "strange_registrar": 404,
    "strange_competent": 404,
}


@pytest.mark.parametrize(("name", "status"), WHO_MAY_ISSUE.items())
def test_who_may_issue(cast, known, name, status):
    assert issue(cast.client(name), known).status_code == status


WHO_MAY_DOWNLOAD = {name: 404 if status == 404 else 200 for name, status in WHO_MAY_ISSUE.items()}


@pytest.mark.parametrize(("name", "status"), WHO_MAY_DOWNLOAD.items())
def test_who_may_download(cast, statement, name, status):
    assert cast.client(name).get(statement.get_absolute_url()).status_code == status


def test_button_leads_to_the_download(cast, known):
    response = cast.client("secretary").post(
        reverse("reports:statement_issue"), {"uscc": known.uscc, "year": 2026}, follow=True
    )

    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert f"{known.uscc}_" in response["Content-Disposition"]
    assert known.name in running_text_of(response.content)
    assert AnnualStatement.objects.get().issued_by == cast.secretary


@pytest.mark.parametrize(("year", "status"), [("2030", 409), ("2018", 409), ("x", 404), ("", 404), ("²", 404)])
def test_wrong_year_issues_nothing(cast, known, year, status):
    response = issue(cast.client("secretary"), known, year)

    assert response.status_code == status
    assert not AnnualStatement.objects.exists()


def test_asking_does_not_issue(cast, known):
    response = cast.client("secretary").get(reverse("reports:statement_issue"))

    assert response.status_code == 405


def test_organization_sees_its_own_years(cast, statement):
    response = cast.client("secretary").get(reverse("reports:statement_list"))

    assert [(row["year"], row["statement"]) for row in response.context["rows"]] == [(2026, statement)]


def test_officer_finds_organizations_by_name(cast, statement, several):
    response = cast.client("registrar").get(reverse("reports:statement_list"), {"q": "镕𬬮", "year": 2026})

    assert [(row["organization"], row["statement"]) for row in response.context["rows"]] == [
        (statement.organization, statement)
    ]


def test_officer_sees_no_organization_out_of_reach(cast, known):
    response = cast.client("strange_registrar").get(reverse("reports:statement_list"))

    names = [row["organization"].pk for row in response.context["rows"]]
    assert names == [cast.stranger.acting.organization_id]


def test_auditor_gets_no_button_that_would_write(cast, statement):
    page = cast.client("auditor").get(reverse("reports:statement_list"), {"q": "镕𬬮"}).content.decode()

    assert (reverse("reports:statement_issue") in page, statement.get_absolute_url() in page) == (False, True)


def test_list_asks_as_often_for_three_as_for_one(cast, known, django_assert_num_queries):
    client, address = cast.client("registrar"), reverse("reports:statement_list")
    issue_one(known, 2026, now=NOW)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for organization in OrganizationFactory.create_batch(2):
        issue_one(organization, 2026, now=NOW)

    with django_assert_num_queries(len(one)):
        client.get(address)


def test_list_fragment_equals_the_page(cast, statement):
    fragment_of(cast.client("registrar"), reverse("reports:statement_list"), root="statements")


# Batches

WHO_SEES_BATCHES = {
    "secretary": 404,
    "leader": 404,
    "registrar": 404,
    "competent": 404,
    "supervisor": 200,
    "city_supervisor": 200,
    "administrator": 200,
    "auditor": 200,
}


@pytest.fixture
def finished(cast, known, django_capture_on_commit_callbacks) -> StatementBatch:
    with django_capture_on_commit_callbacks(execute=True):
        start(cast.client("administrator"), known.registration_authority)
    return StatementBatch.objects.get()


def start(client, authority, year=2026):
    return client.post(reverse("reports:batch_list"), {"authority": authority.pk, "year": year})


@pytest.mark.parametrize(("name", "status"), WHO_SEES_BATCHES.items())
def test_who_sees_batches(cast, finished, name, status):
    client = cast.client(name)

    addresses = [
        reverse("reports:batch_list"),
        finished.get_absolute_url(),
        reverse("reports:batch_archive", args=[finished.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [status] * 3


def test_supervisor_elsewhere_sees_no_batch_of_ours(cast, finished):
    elsewhere = AuthorityFactory(other_district=True)
    client = Client()
    client.force_login(member(Role.SUPERVISOR, elsewhere), backend="django.contrib.auth.backends.ModelBackend")

    response = client.get(finished.get_absolute_url())

    assert response.status_code == 404
    assert list(client.get(reverse("reports:batch_list")).context["page"]) == []


@pytest.mark.parametrize(
    ("name", "status"),
    [("administrator", 302), ("auditor", 403), ("supervisor", 403), ("registrar", 404), ("leader", 404)],
)
def test_who_may_start_a_batch(cast, known, name, status):
    assert start(cast.client(name), known.registration_authority).status_code == status


def test_administrator_of_a_district_reaches_its_own_subtree_only(cast, city):
    administrator = member(Role.ADMINISTRATOR, cast.organization.registration_authority)

    assert (reaches(administrator, cast.organization.registration_authority), reaches(administrator, city)) == (
        True,
        False,
    )


def test_click_makes_a_zip_that_can_be_downloaded(cast, known, finished):
    response = cast.client("administrator").get(reverse("reports:batch_archive", args=[finished.pk]))

    content = b"".join(response.streaming_content)
    response.close()
    with ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    assert f"金水区/{known.uscc}_{known.name}_2026.pdf" in names
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/zip", "private, no-store")


@pytest.fixture
def broker_down(monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    celery_app.conf.task_always_eager = False
    yield
    celery_app.conf.task_always_eager = True


def test_broker_that_is_down_loses_no_click(cast, known, broker_down, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = start(cast.client("administrator"), known.registration_authority)
    before = StatementBatch.objects.get().state

    celery_app.conf.task_always_eager = True
    continue_batches()

    assert (response.status_code, before, StatementBatch.objects.get().state) == (302, "running", "finished")


def test_progress_asks_again_only_while_it_runs(cast, known, finished):
    client = cast.client("administrator")
    done = client.get(finished.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    running = start(client, known.competent_authority)

    page = client.get(running.url, headers={"HX-Request": "true"}).content.decode()

    assert ('hx-trigger="every 2s"' in page, 'hx-trigger="every 2s"' in done) == (True, False)
    assert "已处理 0／1 份" in page


# Verification


def test_verification_tells_that_it_is_valid_and_whose_and_when(statement):
    page = Client().get(reverse("reports:verify", args=[statement.verification_code])).content.decode()

    assert [words in page for words in ("有效。", "郑州市镕𬬮文化促进会", "2026年10月20日")] == [True] * 3


def test_verification_tells_nothing_else(statement):
    page = Client().get(reverse("reports:verify", args=[statement.verification_code])).content.decode()

    facts = statement.snapshot
    hidden = [facts["organization"]["uscc"], "王某某", "金水区民政局", "逾期", statement.snapshot_sha256, "2026年度"]
    assert [words for words in hidden if words in page] == []


@pytest.mark.parametrize("spell", [str.lower, lambda code: "-".join([code[:4], code[4:8], code[8:12], code[12:]])])
def test_code_may_be_typed_as_it_is_read(statement, spell):
    response = Client().get(
        reverse("reports:verify_form"), {"code": f" {spell(statement.verification_code)} "}, follow=True
    )

    assert "有效。" in response.content.decode()


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "0", "'; drop table", "镕𬬮"])
def test_unknown_code_is_invalid(statement, code):
    response = Client().get(reverse("reports:verify_form"), {"code": code}, follow=True)

    assert response.status_code == 404
    assert "无效。" in response.content.decode()


def test_superseded_statement_is_no_longer_valid(statement, known, cast):
    QuarterlyReportFactory(organization=known, period__quarter=4, period__due_on=NOW.date())
    issue_one(known, 2026, now=NOW)

    page = Client().get(reverse("reports:verify", args=[statement.verification_code])).content.decode()

    assert ("已失效。" in page, "有效。" in page.replace("已失效。", "")) == (True, False)


def test_empty_code_is_asked_for_again():
    response = Client().get(reverse("reports:verify_form"), {"code": ""})

    assert response.status_code == 422
    assert "请填写" in response.content.decode()


@pytest.mark.parametrize("name", ["statement_list", "batch_list"])
def test_other_pages_ask_to_log_in(name):
    response = Client().get(reverse(f"reports:{name}"))

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))
