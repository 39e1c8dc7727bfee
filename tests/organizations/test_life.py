"""What happens to an organization in its life: entered with day and paper, in effect on the day, and never rewriting the past."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from organizations.enums import ChangeKind
from organizations.forms.life import FORMS
from organizations.life.changes import apply_due
from organizations.models import Invitation, Organization, OrganizationChange
from organizations.tasks import apply_changes
from tests.compliance.cases.conftest import pdf
from tests.factories import AuthorityFactory, DistrictFactory, OrganizationFactory, credit_code
from tests.organizations.lives import changed, entered, transfer
from tests.tables import cells
from zhengzhou_ideology.notices.models import Notice

TODAY = date(2026, 10, 9)
AHEAD = date(2026, 11, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(datetime(2026, 10, 9, 10, 0, tzinfo=SHANGHAI), tick=False)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 0, 3, tzinfo=SHANGHAI)


@pytest.fixture
def elsewhere(cast):
    return cast.strange_registrar.acting.authority


# Who may

WHO_MAY = """
         secretary leader competent registrar supervisor city_registrar city_supervisor administrator auditor stranger strange_registrar
enter    .         .      .         x         .          x              .               .             .       .        .
revoke   .         .      .         x         x          x              x               .             .       .        .
"""


def test_who_may_enter_changes_and_take_them_back(cast):
    held = {
        (verb, role): cast.user(role).has_perm(f"organizations.{verb}_organizationchange", cast.organization)
        for verb, role in cells(WHO_MAY)
    }

    assert held == cells(WHO_MAY)


@pytest.mark.parametrize("kind", FORMS)
def test_who_may_not_enter_one_gets_no_page_and_leaves_no_trace(kind, cast):
    answers = {
        name: entered(cast.client(name), cast.organization, kind).status_code
        for name in ("secretary", "supervisor", "strange_registrar")
    }

    assert answers == {"secretary": 403, "supervisor": 403, "strange_registrar": 404}
    assert OrganizationChange.objects.count() == 0


def test_every_kind_has_its_form_save_registration_and_correction():
    assert {*FORMS} == {*ChangeKind} - {ChangeKind.REGISTRATION, ChangeKind.CORRECTION}


# Names


def test_a_renamed_organization_is_found_under_both_names(cast):
    old, client = cast.organization.name, cast.client("registrar")

    change = changed(client, cast.organization, "rename", name="金水区 文化创意协会")

    former = cast.organization.former_names.get()
    assert (cast.organization.name, former.name) == ("金水区文化创意协会", old)
    assert (former.since, former.until) == (cast.organization.founded_on, TODAY)
    assert (change.before, change.after) == ({"name": old}, {"name": "金水区文化创意协会"})
    assert (change.entered_by, change.paper.name, change.applied_at is not None) == (cast.registrar, "批复.pdf", True)
    for words in (old[3:], "文化创意"):
        page = client.get("/organizations/", {"q": words})
        assert [one.pk for one in page.context["page"]] == [cast.organization.pk]
        assert f"原名：{old}" in page.content.decode()


def test_the_page_shows_former_names_and_tells_the_story(cast):
    old, client = cast.organization.name, cast.client("registrar")
    change = changed(client, cast.organization, "rename", name="金水区文化创意协会", reason="理事会决议。")

    page = cast.client("leader").get(cast.organization.get_absolute_url())
    paper = f"/organizations/{cast.organization.uscc}/changes/{change.pk}/paper/"

    content = page.content.decode()
    assert [event.what for event in page.context["timeline"]] == [f"名称由“{old}”变更为“金水区文化创意协会”"]
    assert ("曾用名" in content, "理事会决议。" in content, paper in content) == (True, True, True)
    assert [cast.client(name).get(paper).status_code for name in ("leader", "stranger")] == [200, 404]


def test_names_follow_one_another(cast):
    first = cast.organization.name
    changed(cast.client("registrar"), cast.organization, "rename", name="甲协会", effective_on="2020-05-01")
    changed(cast.client("registrar"), cast.organization, "rename", name="乙协会", effective_on="2023-05-01")

    assert list(cast.organization.former_names.values_list("name", "since", "until")) == [
        ("甲协会", date(2020, 5, 1), date(2023, 5, 1)),
        (first, date(2015, 3, 2), date(2020, 5, 1)),
    ]
    assert (
        entered(
            cast.client("registrar"), cast.organization, "rename", name="丙协会", effective_on="2022-01-01"
        ).status_code
        == 409
    )


@pytest.mark.parametrize(
    ("kind", "typed", "status", "sentence"),
    [
        (
            "rename",
            {"name": "新名称", "effective_on": "2015-03-01"},
            409,
            "生效日期不能早于成立登记日期（2015年3月2日）。",
        ),
        ("rename", {"name": "新名称", "effective_on": "2027-10-11"}, 409, "生效日期应在今天起一年以内。"),
        ("rename", {"name": "新名称", "uploads": None}, 422, "请上传依据文件。"),
        ("address", {"address": "  "}, 422, "请填写变更后的住所。"),
        ("address", {"address": "文化路1号"}, 409, "与现登记信息相同，没有可以变更的内容。"),
        ("resumption", {}, 409, "登记状态正常，无须恢复活动。"),
        ("merger", {"codes": "51410100MJ9999999X"}, 422, "没有登记这些代码：51410100MJ9999999X。"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(kind, typed, status, sentence, cast):
    Organization.objects.update(address="文化路1号")

    answer = entered(cast.client("registrar"), cast.organization, kind, reason="请核对。", **typed)

    content = answer.content.decode()
    assert (answer.status_code, sentence in content, "请核对。" in content) == (status, True, True)
    assert OrganizationChange.objects.count() == 0


@pytest.mark.parametrize(("kind", "column"), [("address", "address"), ("purposes", "purposes")])
def test_address_and_purposes_change_with_day_and_paper(kind, column, cast):
    change = changed(cast.client("registrar"), cast.organization, kind, **{column: "花园路8号，学术交流。"})

    assert getattr(cast.organization, column) == "花园路8号，学术交流。"
    assert (change.before, change.after) == ({column: ""}, {column: "花园路8号，学术交流。"})


# Ends


@pytest.mark.parametrize(
    ("kind", "status"), [("deregistration", "deregistered"), ("revocation", "revoked"), ("merger", "merged")]
)
def test_an_end_has_its_day_and_nothing_comes_after_it(kind, status, cast):
    other = OrganizationFactory()
    typed = {"codes": other.uscc} if kind == "merger" else {}

    change = changed(cast.client("registrar"), cast.organization, kind, effective_on="2026-10-01", **typed)
    again = entered(cast.client("registrar"), cast.organization, "rename", name="新名称")

    assert (cast.organization.status, cast.organization.ended_on) == (status, date(2026, 10, 1))
    assert [*change.successors.all()] == ([other] if typed else [])
    assert (again.status_code, "只能更正登记信息" in again.content.decode()) == (409, True)


def test_a_merger_names_its_successor_for_everybody_who_reads(cast):
    successor = OrganizationFactory(name="金水区联合协会")
    changed(cast.client("registrar"), cast.organization, "merger", codes=successor.uscc)

    events = cast.client("leader").get(cast.organization.get_absolute_url()).context["timeline"]

    assert [event.what for event in events] == ["并入金水区联合协会，组织终止"]


@pytest.mark.parametrize("ends", [False, True])
def test_a_divided_organization_goes_on_or_ends(ends, cast):
    one, two = OrganizationFactory(), OrganizationFactory()
    typed = {"codes": f"{one.uscc}\n{two.uscc}", **({"ends": "on"} if ends else {})}

    change = changed(cast.client("registrar"), cast.organization, "division", **typed)

    assert {*change.successors.all()} == {one, two}
    assert cast.organization.status == ("deregistered" if ends else "active")


@pytest.mark.parametrize("which", ["itself", "ended", "none"])
def test_who_cannot_be_a_successor(which, cast):
    ended = OrganizationFactory(status="revoked", ended_on=date(2025, 1, 1))
    code = {"itself": cast.organization.uscc, "ended": ended.uscc, "none": ""}[which]

    answer = entered(cast.client("registrar"), cast.organization, "merger", codes=code)

    assert answer.status_code == (422 if which == "none" else 409)
    cast.organization.refresh_from_db()
    assert cast.organization.status == "active"


def test_suspended_and_resumed(cast):
    client = cast.client("registrar")

    changed(client, cast.organization, "suspension", effective_on="2026-06-01")
    suspended = cast.organization.status
    twice = entered(client, cast.organization, "suspension").status_code
    changed(client, cast.organization, "resumption")

    assert (suspended, twice, cast.organization.status) == ("suspended", 409, "active")


# Days ahead


def test_a_change_entered_ahead_is_shown_as_coming_and_applied_on_its_day(cast):
    old = cast.organization.name

    change = changed(cast.client("registrar"), cast.organization, "rename", name="新名称协会", effective_on=AHEAD)
    page = cast.client("registrar").get(cast.organization.get_absolute_url())

    assert (cast.organization.name, change.is_coming) == (old, True)
    assert "待生效" in page.content.decode()
    assert [apply_due(at(AHEAD - timedelta(days=1))), apply_due(at(AHEAD)), apply_due(at(AHEAD))] == [0, 1, 0]
    cast.organization.refresh_from_db()
    change.refresh_from_db()
    assert (cast.organization.name, change.is_coming) == ("新名称协会", False)
    assert cast.organization.former_names.get().until == AHEAD


def test_a_day_that_was_missed_is_caught_up_with_in_order(cast, time_machine):
    client = cast.client("registrar")
    changed(client, cast.organization, "suspension", effective_on=AHEAD)
    changed(client, cast.organization, "resumption", effective_on=AHEAD + timedelta(days=7))
    changed(client, cast.organization, "rename", name="新名称协会", effective_on=AHEAD + timedelta(days=1))
    time_machine.move_to(at(date(2026, 11, 20)), tick=False)

    apply_changes()

    cast.organization.refresh_from_db()
    assert (cast.organization.name, cast.organization.status) == ("新名称协会", "active")
    assert OrganizationChange.objects.coming().count() == 0


@pytest.mark.parametrize("name", ["registrar", "supervisor"])
def test_what_is_to_come_is_taken_back_with_a_reason(name, cast):
    change = changed(cast.client("registrar"), cast.organization, "deregistration", effective_on=AHEAD)
    address = f"/organizations/{cast.organization.uscc}/changes/{change.pk}/take-back/"

    without = cast.client(name).post(address, {"reason": " "})
    done = cast.client(name).post(address, {"reason": "决议被撤销。"})
    again = cast.client(name).post(address, {"reason": "再次撤回。"})

    change.refresh_from_db()
    assert [answer.status_code for answer in (without, done, again)] == [409, 302, 409]
    assert "撤回变更须写明原因。" in without.content.decode()
    assert (change.revoked_because, change.revoked_by, apply_due(at(AHEAD))) == ("决议被撤销。", cast.user(name), 0)
    cast.organization.refresh_from_db()
    assert cast.organization.status == "active"


def test_who_may_not_take_back(cast):
    change = changed(cast.client("registrar"), cast.organization, "deregistration", effective_on=AHEAD)
    address = f"/organizations/{cast.organization.uscc}/changes/{change.pk}/take-back/"

    codes = [
        cast.client(name).post(address, {"reason": "不。"}).status_code
        for name in ("secretary", "auditor", "strange_registrar")
    ]

    change.refresh_from_db()
    assert (codes, change.is_coming) == ([403, 403, 404], True)


def test_what_has_become_impossible_is_set_aside_and_told(cast):
    client = cast.client("registrar")
    changed(client, cast.organization, "rename", name="新名称协会", effective_on=AHEAD)
    changed(client, cast.organization, "deregistration")

    assert apply_due(at(AHEAD)) == 0

    rename = cast.organization.changes.get(kind="rename")
    told = Notice.objects.filter(recipient=cast.registrar, subject__endswith="名称变更已撤回").get()
    assert (rename.applied_at, rename.revoked_by) == (None, None)
    assert rename.revoked_because.endswith("只能更正登记信息。")
    assert rename.revoked_because in told.body


def test_one_that_the_register_does_not_take_stops_no_other(cast):
    other = OrganizationFactory()
    for organization in (cast.organization, other):
        changed(cast.client("registrar"), organization, "rename", name="新名称协会", effective_on=AHEAD)
    Organization.objects.filter(pk=cast.organization.pk).update(email="没有邮箱")

    assert apply_due(at(AHEAD)) == 1

    left = cast.organization.changes.get()
    other.refresh_from_db()
    assert (left.applied_at, bool(left.revoked_because)) == (None, True)
    assert (other.name, cast.organization.former_names.count()) == ("新名称协会", 0)


def test_one_change_of_a_kind_waits_at_a_time(cast):
    client = cast.client("registrar")
    changed(client, cast.organization, "rename", name="甲", effective_on=AHEAD)

    answer = entered(client, cast.organization, "rename", name="乙", effective_on=AHEAD)

    assert (answer.status_code, "已有一项名称变更等待生效" in answer.content.decode()) == (409, True)


# Transfer, as the register sees it


def test_both_bureaus_are_told_and_both_see_the_organization(cast, elsewhere):
    other = DistrictFactory(code="410103", name="二七区")

    changed(
        cast.client("registrar"),
        cast.organization,
        "transfer",
        **transfer(cast.organization, registration_authority=elsewhere, district=other),
    )

    page = cast.organization.get_absolute_url()
    told = Notice.objects.filter(subject__endswith="管理机关变更已生效")
    names = {user.pk: name for name, user in cast.users.items()}
    assert {names[key] for key in told.values_list("recipient", flat=True)} == {
        *("registrar", "supervisor", "competent", "secretary", "leader", "strange_registrar")
    }
    codes = {
        name: cast.client(name).get(page).status_code
        for name in ("registrar", "supervisor", "strange_registrar", "competent", "strange_competent")
    }
    assert codes == {
        "registrar": 200,
        "supervisor": 200,
        "strange_registrar": 200,
        "competent": 200,
        "strange_competent": 404,
    }
    assert cast.client("registrar").get(page + "changes/").status_code == 403
    assert cast.client("strange_registrar").get(page + "changes/").status_code == 200


def test_before_its_day_the_new_bureau_hears_of_a_transfer_and_sees_nothing(cast, elsewhere):
    changed(
        cast.client("registrar"),
        cast.organization,
        "transfer",
        effective_on=AHEAD,
        **transfer(cast.organization, registration_authority=elsewhere),
    )

    assert Notice.objects.filter(recipient=cast.strange_registrar, subject__endswith="管理机关变更待生效").count() == 1
    assert cast.client("strange_registrar").get(cast.organization.get_absolute_url()).status_code == 404


def test_who_only_reads_on_neither_invites_nor_issues(cast, elsewhere):
    changed(
        cast.client("registrar"),
        cast.organization,
        "transfer",
        **transfer(cast.organization, registration_authority=elsewhere),
    )
    invitation = Invitation(role="leader", organization=cast.organization)

    asked = [
        (name, perm)
        for name in ("registrar", "strange_registrar")
        for perm, row in {
            "organizations.issue_invitation": invitation,
            "reports.issue_annualstatement": cast.organization,
            "organizations.view_organization": cast.organization,
        }.items()
        if cast.user(name).has_perm(perm, row)
    ]

    assert asked == [
        ("registrar", "organizations.view_organization"),
        ("strange_registrar", "organizations.issue_invitation"),
        ("strange_registrar", "reports.issue_annualstatement"),
        ("strange_registrar", "organizations.view_organization"),
    ]


@pytest.mark.parametrize("kind", ["competent", "party"])
def test_only_a_bureau_registers_and_no_party_organization_is_competent(kind, cast):
    unit = AuthorityFactory(code=f"410100-{kind}", name=f"某{kind}单位", kind=kind)
    column = "registration_authority" if kind == "competent" else "competent_authority"

    answer = entered(
        cast.client("registrar"), cast.organization, "transfer", **transfer(cast.organization, **{column: unit})
    )

    assert answer.status_code == 422


# The database says it too


def row(cast, **facts) -> OrganizationChange:
    return OrganizationChange(
        **{
            "organization": cast.organization,
            "kind": "rename",
            "effective_on": TODAY,
            "entered_by": cast.registrar,
            "entered_as": "经办人",
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({}, "change_rests_on_a_paper"),
        (
            {"kind": "correction", "applied_at": at(TODAY), "revoked_at": at(TODAY), "revoked_because": "误"},
            "change_in_effect_is_not_taken_back",
        ),
        ({"kind": "correction", "revoked_at": at(TODAY)}, "change_taken_back_with_reason"),
    ],
)
def test_the_database_refuses_a_change_that_cannot_be(facts, name, cast):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row(cast, **facts).save()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organizations_organizationchange SET reason = '改写'",
        "UPDATE organizations_organizationchange SET effective_on = '2020-01-01'",
        "UPDATE organizations_organizationchange SET applied_at = NULL",
        "DELETE FROM organizations_organizationchange",
        "UPDATE organizations_formername SET name = '改写'",
        "DELETE FROM organizations_formername",
    ],
)
def test_what_has_happened_is_not_rewritten_by_sql(statement, cast):
    changed(cast.client("registrar"), cast.organization, "rename", name="新名称协会")

    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_is_to_come_changes_neither_day_nor_content_by_sql(cast):
    changed(cast.client("registrar"), cast.organization, "rename", name="新名称协会", effective_on=AHEAD)

    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('UPDATE organizations_organizationchange SET after = \'{"name": "另一名称"}\'')


# One new organization


def new(cast, by="registrar", **typed):
    facts = {
        "uscc": credit_code(4711, "52410105"),
        "name": "金水区 社区服务中心",
        "registration_authority": cast.organization.registration_authority_id,
        "district": "410105",
        "founded_on": "2026-09-30",
        **typed,
    }
    return cast.client(by).post("/organizations/new/", facts)


def test_one_new_organization_by_form(cast):
    answer = new(cast, uscc=f" {credit_code(4711, '52410105').lower()} ", uploads=pdf("登记证书.pdf"))

    made = Organization.objects.get(uscc=credit_code(4711, "52410105"))
    change = made.changes.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (made.name, made.kind, made.status, made.district_id) == (
        "金水区社区服务中心",
        "service_institution",
        "active",
        "410105",
    )
    assert (change.kind, change.effective_on, change.entered_by) == ("registration", date(2026, 9, 30), cast.registrar)


def test_the_district_follows_from_the_bureau_where_it_has_one(cast):
    city = cast.city_registrar.acting.authority_id

    by_the_city = new(cast, "city_registrar", registration_authority=city, district="")
    by_the_district = new(cast, district="410103")

    assert (by_the_city.status_code, "请选择所属县（市、区）。" in by_the_city.content.decode()) == (409, True)
    assert by_the_district.status_code == 302
    assert Organization.objects.get(name="金水区社区服务中心").district_id == "410105"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"uscc": "52410105MJ00047110"}, "统一社会信用代码校验位不正确。"),
        ({"uscc": "5241"}, "统一社会信用代码应为 18 位，现为 4 位。"),
        ({"founded_on": "2026-10-10"}, "成立登记日期晚于今天。"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_said(typed, sentence, cast):
    answer = new(cast, **typed)

    assert (answer.status_code in (409, 422), sentence in answer.content.decode()) == (True, True)
    assert Organization.objects.filter(name="金水区社区服务中心").count() == 0


def test_a_duplicate_says_which(cast):
    by_code = new(cast, uscc=cast.organization.uscc)
    by_name = new(cast, name=cast.organization.name)

    bureau = cast.organization.registration_authority
    assert f"该统一社会信用代码已登记：{cast.organization}（{bureau}，正常）。" in by_code.content.decode()
    assert f"{bureau}已登记同名社会组织（{cast.organization.uscc}）。" in by_name.content.decode()


@pytest.mark.parametrize("name", ["secretary", "competent", "supervisor", "administrator", "auditor"])
def test_only_registrars_add_organizations(name, cast):
    assert cast.client(name).get("/organizations/new/").status_code == 403


def test_a_bureau_registers_for_itself_and_those_below(cast, elsewhere):
    assert new(cast, registration_authority=elsewhere.pk).status_code == 422
