"""What a list changes of known organizations is an act of their lives: past years stand, papers follow, the undo takes it all back."""

from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from organizations.models import Authority, FormerName, ImportBatch, Organization, OrganizationChange
from reports.figures import figures
from tests.factories import MembershipFactory, QuarterlyReportFactory
from tests.organizations.lists import CODES, HEADER, row, table, xlsx
from tests.organizations.test_registry_import import act, imported, upload
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 9)
MOVED = {"业务主管单位": "郑州市体育局", "所属区县": "金水区"}


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(datetime(2026, 10, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False)


@pytest.fixture
def registrar(cast):
    return cast.client("registrar")


@pytest.fixture
def known(registrar):
    """Read in from a list, with a secretary."""
    imported(registrar, row())
    organization = Organization.objects.get(uscc=CODES[0])
    MembershipFactory(organization=organization)
    return organization


def acts(organization: Organization) -> dict[str, tuple[dict, dict]]:
    return {change.kind: (change.before, change.after) for change in organization.changes.order_by("pk")}


def said_of_2025(organization: Organization) -> dict:
    return figures([organization.pk], 2025, TODAY)[organization.pk]["organization"]


def test_new_name_of_a_list_keeps_the_old_one_and_the_papers_of_past_years(registrar, known, cast):
    batch = imported(registrar, row(社会组织名称="金水区餐饮行业协会"))

    change = known.changes.get()
    page = registrar.get(known.get_absolute_url())
    assert (change.kind, change.effective_on, change.batch, change.entered_by) == (
        "rename",
        TODAY,
        batch,
        cast.registrar,
    )
    assert acts(known) == {"rename": ({"name": "金水区餐饮协会"}, {"name": "金水区餐饮行业协会"})}
    assert list(known.former_names.values_list("name", "since", "until")) == [
        ("金水区餐饮协会", date(2015, 3, 2), TODAY)
    ]
    assert said_of_2025(known)["name"] == "金水区餐饮协会"
    assert "名称由“金水区餐饮协会”变更为“金水区餐饮行业协会”" in page.content.decode()
    assert f"名录导入：{batch.file_name}" in page.content.decode()


def test_other_authority_of_a_list_is_a_transfer_that_open_papers_follow(registrar, known, cast):
    old = known.competent_authority
    open_, past = (
        QuarterlyReportFactory(organization=known, competent_authority=old, period__year=year, period__quarter=quarter)
        for year, quarter in ((2026, 4), (2025, 2))
    )
    settled = QuarterlyReportFactory(
        organization=known, competent_authority=old, state=ReportState.ACCEPTED, period__year=2026, period__quarter=2
    )

    imported(registrar, row(**MOVED))

    new = Authority.objects.get(code="410100-TYJ")
    change = known.changes.get()
    for report in (open_, past, settled):
        report.refresh_from_db()
    assert (change.kind, change.old_competent_authority, change.old_registration_authority) == ("transfer", old, None)
    assert [report.competent_authority for report in (open_, past, settled)] == [new, new, old]
    assert [report.counts_for_competent for report in (open_, past)] == [None, old]
    assert open_.moves.latest("pk").name == "hand_on"
    assert said_of_2025(known)["competent_authority"] == str(old)


def test_end_of_a_list_has_its_day_and_ends_what_is_owed(registrar, known):
    report = QuarterlyReportFactory(organization=known)

    cells = table(row(**{"状态": "注销", "注销（撤销）日期": "2026-09-30"}), header=[*HEADER, "注销（撤销）日期"])
    upload(registrar, content=xlsx(cells))
    batch = ImportBatch.objects.latest("pk")
    act(registrar, batch, "confirm")

    change = known.changes.get()
    report.refresh_from_db()
    assert (change.kind, change.effective_on, report.state) == ("deregistration", date(2026, 9, 30), "lapsed")
    refused = act(registrar, batch, "undo")
    assert (refused.status_code, "已终止未报送的季度报告1份，不能撤回" in refused.content.decode()) == (409, True)
    assert Organization.objects.get(pk=known.pk).status == "deregistered"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"住所": "文化路9号"}, {"address"}),
        ({"状态": "停止活动"}, {"suspension"}),
        ({"成立登记日期": "2015-03-03"}, {"correction"}),
        ({"所属区县": "中原区"}, {"correction"}),
        ({"联系电话": "0371-65551234", "法定代表人": "赵某"}, set()),
        (
            {"社会组织名称": "金水区餐饮行业协会", "住所": "文化路9号", "成立登记日期": "2015-03-03"},
            {"rename", "address", "correction"},
        ),
    ],
)
def test_kinds_of_acts_of_what_a_list_changes(said, expected, registrar, known):
    imported(registrar, row(**said))

    assert set(acts(known)) == expected


def test_of_an_ended_organization_a_list_corrects_only(registrar, known):
    imported(registrar, row(状态="注销"))
    imported(registrar, row(社会组织名称="金水区饮食协会", 状态="注销", 业务主管单位="郑州市体育局"))

    assert [change.kind for change in known.changes.order_by("pk")] == ["deregistration", "correction"]
    assert not known.former_names.exists()


def test_resumption_comes_from_a_list_too(registrar, known):
    imported(registrar, row(状态="停止活动"))
    imported(registrar, row())

    assert [change.kind for change in known.changes.order_by("pk")] == ["suspension", "resumption"]


def test_people_and_desks_are_told_once_of_what_a_list_changed(registrar, known, cast):
    secretary = known.memberships.get().user
    Notice.objects.all().delete()

    imported(registrar, row(社会组织名称="金水区餐饮行业协会", 住所="文化路9号"))

    own = Notice.objects.filter(recipient=secretary, kind="organization_change")
    assert {notice.subject for notice in own} == {
        "金水区餐饮行业协会名称变更已生效",
        "金水区餐饮行业协会住所变更已生效",
    }
    desk = Notice.objects.get(recipient=cast.supervisor, kind="organization_change")
    assert desk.subject.startswith("社会组织登记信息变更2项已生效：名录导入")
    assert "名称由“金水区餐饮协会”变更为“金水区餐饮行业协会”" in desk.body


def test_undo_takes_the_acts_back_and_the_papers_return(registrar, known, cast):
    report = QuarterlyReportFactory(organization=known, competent_authority=known.competent_authority)
    batch = imported(registrar, row(社会组织名称="金水区餐饮行业协会", **MOVED))
    report.refresh_from_db()
    away = report.competent_authority

    answer = act(registrar, batch, "undo")

    report.refresh_from_db()
    back = Organization.objects.get(pk=known.pk)
    assert (answer.status_code, back.name, back.competent_authority) == (
        302,
        "金水区餐饮协会",
        known.competent_authority,
    )
    assert (away.code, report.competent_authority) == ("410100-TYJ", known.competent_authority)
    assert (back.changes.count(), FormerName.objects.count()) == (0, 0)
    secretary = known.memberships.get().user
    assert Notice.objects.filter(recipient=secretary, subject__endswith="已撤回").count() == 2


def test_list_by_command_is_entered_by_nobody_and_says_so(known, tmp_path, registrar):
    file = tmp_path / "名录.xlsx"
    file.write_bytes(xlsx(table(row(住所="文化路9号"))))

    call_command("import_registry", str(file), stdout=StringIO())

    change = known.changes.get()
    assert (change.entered_by, change.entered_as, change.batch.file_name) == (None, "命令行", "名录.xlsx")
    assert "名录导入：名录.xlsx" in registrar.get(known.get_absolute_url()).content.decode()


@pytest.mark.parametrize("model", [OrganizationChange, FormerName])
def test_nothing_else_deletes_an_act_or_a_former_name(model, registrar, known):
    imported(registrar, row(社会组织名称="金水区餐饮行业协会"))

    with pytest.raises(DatabaseError, match="never_deleted"), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert model.objects.exists()


def test_sums_of_a_past_quarter_stand_after_a_list_moved_many(registrar, known):
    reports = [
        QuarterlyReportFactory(
            organization=known,
            competent_authority=known.competent_authority,
            period__year=2025,
            period__quarter=quarter,
        )
        for quarter in (1, 2)
    ]
    before = list(QuarterlyReport.objects.by_authority().values_list("pk", "figures_authority"))

    imported(registrar, row(**MOVED))

    assert list(QuarterlyReport.objects.by_authority().values_list("pk", "figures_authority")) == before
    assert {QuarterlyReport.objects.get(pk=one.pk).counts_for_competent for one in reports} == {
        known.competent_authority
    }
