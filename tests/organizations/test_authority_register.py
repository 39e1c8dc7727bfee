"""The register of authorities in the browser: who keeps which entries, and what each act does and refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate

from compliance.cases.models import AccountabilityCase
from organizations import authorities
from organizations.enums import Role
from organizations.models import Authority, AuthorityAlias
from organizations.tasks import make_names_current
from reports.figures import figures
from tests.compliance.cases.conftest import pdf
from tests.events.factories import approved, concluded, submitted
from tests.factories import AuthorityFactory, OrganizationFactory, QuarterlyReportFactory, member
from tests.fragments import fragment_of
from tests.organizations.lives import changed, transfer
from tests.tables import read_table

pytestmark = pytest.mark.django_db

# Of a unit of 金水区, where the cast's supervisor sits; the strange one sits in 二七区.
WHO_MAY = """
                     see_list  see_unit  change_unit  see_bureau  change_bureau  see_city_unit
secretary            .         .         .            .           .              .
leader               .         .         .            .           .              .
registrar            .         .         .            .           .              .
competent            .         .         .            .           .              .
competent_supervisor .         .         .            .           .              .
supervisor           x         x         x            .           .              .
strange_supervisor   x         .         .            .           .              .
city_registrar       .         .         .            .           .              .
city_supervisor      .         .         .            .           .              .
administrator        x         x         x            x           x              x
auditor              .         .         .            .           .              .
"""


@pytest.fixture
def cast(cast):
    other = AuthorityFactory(other_district=True)
    cast.users["strange_supervisor"] = member(Role.SUPERVISOR, other)
    cast.users["competent_supervisor"] = member(Role.SUPERVISOR, cast.organization.competent_authority)
    return cast


def unit_of(district: str = "410105", code: str = "WGLJ") -> Authority:
    return Authority.objects.get(code=f"{district}-{code}")


def address(authority: Authority, act: str = "") -> str:
    return f"/authorities/{authority.pk}/{act}{'/' if act else ''}"


@pytest.mark.parametrize(("role", "what", "allowed"), read_table(WHO_MAY))
def test_who_may(role, what, allowed, cast):
    unit, bureau, client = unit_of(), cast.organization.registration_authority, cast.client(role)
    alias = {"name": "金水文旅"}
    answers = {
        "see_list": lambda: client.get("/authorities/"),
        "see_unit": lambda: client.get(address(unit)),
        "change_unit": lambda: client.post(address(unit, "aliases"), alias),
        "see_bureau": lambda: client.get(address(bureau)),
        "change_bureau": lambda: client.post(address(bureau, "aliases"), alias),
        "see_city_unit": lambda: client.get(address(unit_of("410100"))),
    }

    status = answers[what]().status_code

    assert status in ((200, 302) if allowed else (403, 404))
    assert AuthorityAlias.objects.filter(name="金水文旅").exists() is (allowed and what.startswith("change"))


@pytest.mark.parametrize("role", ["supervisor", "strange_supervisor", "administrator", "registrar", "city_supervisor"])
def test_rule_for_one_agrees_with_the_list_for_many(role, cast):
    user = cast.user(role)

    many = set(Authority.objects.kept_by(user).values_list("pk", flat=True))

    assert many == {one.pk for one in Authority.objects.all() if user.has_perm("organizations.change_authority", one)}


def new(**typed) -> dict[str, str]:
    facts = {"name": "金水区数据局", "code": "410105-sjju", "kind": "competent", "district": "410105"}
    return {**facts, **typed}


def test_supervisor_adds_a_unit_of_the_district_with_its_paper(cast):
    client = cast.client("supervisor")

    answer = client.post(
        "/authorities/new/", {**new(desk="社会组织科", desk_phone="0371-63900000"), "paper": pdf("批复.pdf")}
    )

    added = Authority.objects.get(name="金水区数据局")
    move = added.moves.get()
    assert (answer.status_code, answer["Location"], added.code) == (302, address(added), "410105-SJJU")
    assert (move.label, move.by, move.paper.name, move.acting_as) == (
        "新增单位",
        cast.supervisor,
        "批复.pdf",
        "金水区民政局 · 审批负责人",
    )
    assert client.get(f"/authorities/papers/{move.pk}/").status_code == 200
    assert cast.client("strange_supervisor").get(f"/authorities/papers/{move.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence", "status"),
    [
        ({"name": "金水区教体局"}, "“金水区教体局”已是金水区教育体育局的名称、曾用名或者别名。", 409),
        ({"name": "金水区 教育体育局"}, "“金水区教育体育局”已是金水区教育体育局的名称、曾用名或者别名。", 409),
        ({"code": "410105-wjw"}, "已有机关单位使用这一代码。", 409),
        ({"district": "410103"}, "请在列出的选项中选择", 422),
        ({"kind": "district_bureau"}, "请在列出的选项中选择", 422),
        ({"district": ""}, "请选择", 422),
        ({"code": "金水"}, "代码只能由字母、数字和连字符组成。", 422),
    ],
)
def test_supervisor_is_refused_what_is_known_or_not_of_the_district(typed, sentence, status, cast):
    answer = cast.client("supervisor").post("/authorities/new/", new(**typed))

    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)
    assert not Authority.objects.filter(code__iexact="410105-sjju").exists()


def test_bureau_is_added_by_an_administrator_below_the_city(cast, city):
    typed = new(
        name="金水区新区民政局", code="410105-XQMZ", kind="district_bureau", parent=city.pk, document_sign="金新民函"
    )

    answer = cast.client("administrator").post("/authorities/new/", typed)

    assert answer.status_code == 302
    assert Authority.objects.get(code="410105-XQMZ").parent == city


# Renaming


def rename(client, unit, effective_on, name="金水区文化旅游体育局", **more):
    typed = {"name": name, "effective_on": effective_on.isoformat(), "reason": "金编〔2026〕8号", **more}
    return client.post(address(unit, "rename"), typed)


@pytest.mark.parametrize(("days", "is_now"), [(-30, True), (0, True), (1, False), (30, False)])
def test_new_name_holds_from_its_day_on(days, is_now, cast):
    unit, today, client = unit_of(), localdate(), cast.client("supervisor")
    old, effective_on = unit.name, localdate() + timedelta(days=days)

    answer = rename(client, unit, effective_on)

    unit.refresh_from_db()
    assert answer.status_code == 302
    assert unit.name == ("金水区文化旅游体育局" if is_now else old)
    assert unit.name_on(effective_on) == "金水区文化旅游体育局"
    assert unit.name_on(effective_on - timedelta(days=1)) == old
    assert unit.name_on(today) == unit.name
    assert [(one.name, one.since, one.until) for one in unit.names.order_by("pk")] == [
        (old, None, effective_on - timedelta(days=1)),
        ("金水区文化旅游体育局", effective_on, None),
    ]


def test_rename_ahead_comes_true_in_the_night_of_its_day_once(cast):
    unit, tomorrow = unit_of(), localdate() + timedelta(days=1)
    rename(cast.client("administrator"), unit, tomorrow)

    make_names_current()
    unit.refresh_from_db()
    before = unit.name
    changed = [authorities.make_names_current(tomorrow), authorities.make_names_current(tomorrow)]

    unit.refresh_from_db()
    assert (before, unit.name, changed) == ("金水区文化广电和旅游局", "金水区文化旅游体育局", [1, 0])


def test_old_name_is_found_and_lists_still_lead_to_the_authority(cast):
    unit, client = unit_of(), cast.client("supervisor")
    rename(client, unit, localdate())

    pages = {
        q: client.get("/authorities/", {"q": q}).context["page"].items for q in ("文化广电", "金水区文旅局", "旅游体育")
    }

    assert pages == {q: [unit] for q in pages}
    assert Authority.objects.found_under("金水区文化广电和旅游局").get() == unit
    assert "金水区文化广电和旅游局" in client.get(address(unit)).content.decode()


@pytest.mark.parametrize(
    ("name", "days", "sentence"),
    [
        ("金水区文化旅游体育局", 0, "更名须在此以后生效。"),
        ("金水区教育体育局", 9, "“金水区教育体育局”已是金水区教育体育局的名称、曾用名或者别名。"),
        ("金水区文旅委", 9, "新名称与原名称相同。"),
    ],
)
def test_rename_that_cannot_be_is_refused_and_what_was_typed_stays(name, days, sentence, cast):
    unit, client = unit_of(), cast.client("supervisor")
    rename(client, unit, localdate() + timedelta(days=5), name="金水区文旅委")

    answer = rename(client, unit, localdate() + timedelta(days=days), name=name)

    text = answer.content.decode()
    assert (answer.status_code, sentence in text, "金编〔2026〕8号" in text) == (409, True, True)
    assert unit.names.count() == 2


def test_rename_ahead_is_withdrawn(cast):
    unit, client, tomorrow = unit_of(), cast.client("supervisor"), localdate() + timedelta(days=1)
    rename(client, unit, tomorrow)

    answers = [client.post(address(unit, "rename/withdraw"), {"reason": "文件未印发"}).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert unit.name_on(tomorrow) == unit.name == "金水区文化广电和旅游局"
    assert [one.label for one in unit.moves.all()] == ["更名", "撤回更名"]


def test_statement_of_a_past_year_keeps_the_name_of_that_year(cast):
    unit, client, year = cast.organization.competent_authority, cast.client("administrator"), localdate().year
    old = unit.name
    rename(client, unit, date(year, 1, 1), name="郑州市教育和体育局")

    said = {
        of: figures([cast.organization.pk], of, localdate())[cast.organization.pk]["organization"][
            "competent_authority"
        ]
        for of in (year - 1, year)
    }

    assert said == {year - 1: old, year: "郑州市教育和体育局"}


def test_paper_that_was_issued_keeps_the_old_name(cast):
    filing = approved(cast)
    paper, old = filing.issued_papers.latest("pk"), cast.organization.competent_authority.name

    rename(cast.client("administrator"), cast.organization.competent_authority, localdate(), name="郑州市教育和体育局")

    page = Client().get(f"/events/verify/{paper.code}/").content.decode()
    assert (paper.content["authority"], paper.full_number.startswith(old)) == (old, True)
    assert (old in page, "郑州市教育和体育局" in page) == (True, False)


# Details, aliases


def details(client, unit, **typed):
    form = client.get(address(unit, "edit")).context["form"]
    shown = {name: form.initial.get(name) or "" for name in form.fields if name != "paper"}
    return client.post(address(unit, "edit"), {**shown, **typed})


def test_details_are_corrected_over_the_version_that_was_opened(cast):
    unit, client = unit_of(), cast.client("supervisor")
    version = client.get(address(unit, "edit")).context["form"].initial["version"]

    answers = [
        details(client, unit, desk="审批科", seal_name="金水区文旅局印"),
        details(client, unit, desk="窗口", version=version),
    ]

    unit.refresh_from_db()
    assert ([one.status_code for one in answers], unit.desk, unit.seal_name) == ([302, 422], "审批科", "金水区文旅局印")
    assert "已有他人修改" in answers[1].content.decode()
    assert [(one.label, one.said) for one in unit.moves.all()] == [("修改信息", "印章名称、经办科室")]


def test_parent_fits_in_the_form_and_in_the_database(cast, city):
    unit, client = unit_of(), cast.client("administrator")
    above = unit_of("410100")
    answers = {
        "fits": details(client, unit, parent=above.pk).status_code,
        "circle": details(client, above, parent=unit.pk).status_code,
        "kind": details(client, unit, parent=city.pk).status_code,
    }

    assert answers == {"fits": 302, "circle": 422, "kind": 422}
    for row, facts in (
        (above, {"parent": unit}),
        (above, {"parent": above}),
        (unit, {"parent": city}),
        (city, {"parent": above}),
        (above, {"kind": "party"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Authority.objects.filter(pk=row.pk).update(**facts)


def test_database_holds_what_an_authority_says_of_itself(cast, city):
    unit, bureau, other = unit_of(), cast.organization.registration_authority, AuthorityFactory(other_district=True)

    for row, facts in (
        (bureau, {"district": None}),
        (unit, {"successor": unit_of("410103")}),
        (unit, {"closed_on": date(2026, 1, 1), "successor": unit}),
        (bureau, {"document_sign": other.document_sign}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Authority.objects.filter(pk=row.pk).update(**facts)
    Authority.objects.filter(pk=other.pk).update(closed_on=date(2026, 1, 1))
    assert Authority.objects.filter(pk=bureau.pk).update(document_sign=other.document_sign) == 1


def test_document_sign_of_another_bureau_is_refused_with_a_sentence(cast):
    bureau, other = cast.organization.registration_authority, AuthorityFactory(other_district=True)

    answer = details(cast.client("administrator"), bureau, document_sign=other.document_sign)

    assert (answer.status_code, f"该机关代字已由{other}使用。" in answer.content.decode()) == (422, True)


def test_unit_has_a_document_sign_of_its_own(cast):
    unit, client = cast.organization.competent_authority, cast.client("administrator")
    bureau = cast.organization.registration_authority

    answers = [details(client, unit, document_sign=sign).status_code for sign in (bureau.document_sign, "郑教函")]

    unit.refresh_from_db()
    assert (answers, unit.document_sign) == ([422, 302], "郑教函")
    assert "郑教函" in client.get(address(unit)).content.decode()


def test_kind_stays_where_somebody_belongs_to_it(cast):
    unit = cast.organization.competent_authority

    answer = details(cast.client("administrator"), unit, kind="party")

    unit.refresh_from_db()
    assert (answer.status_code, unit.kind) == (409, "competent")


def test_alias_leads_to_one_authority_and_can_be_taken_away(cast):
    unit, client = unit_of(), cast.client("supervisor")

    answers = [client.post(address(unit, "aliases"), {"name": name}).status_code for name in ("金水 文旅", "金水文旅")]
    alias = unit.aliases.get(name="金水文旅")
    found = Authority.objects.found_under("金水文旅").get()
    gone = [client.post(f"/authorities/aliases/{alias.pk}/remove/").status_code for _ in range(2)]

    assert (answers, found, gone) == ([302, 409], unit, [302, 404])
    assert [(one.label, one.said) for one in unit.moves.all()] == [("增加别名", "金水文旅"), ("删除别名", "金水文旅")]
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityAlias.objects.create(authority=unit_of("410103"), name=unit.aliases.first().name)


# The list


def test_supervisor_lists_the_units_of_the_district_and_no_others(cast):
    page = cast.client("supervisor").get("/authorities/").context["page"]

    assert {one.district_id for one in page} == {"410105"}
    assert {one.kind for one in page} == {"competent", "party"}


def test_fragment_is_its_part_of_the_page(cast):
    client = cast.client("administrator")

    assert "金水区教育体育局" in fragment_of(client, "/authorities/", {"q": "教体局"}, root="authorities")
    fragment_of(client, address(unit_of()), root="authority")


def test_list_takes_as_many_queries_for_three_rows_as_for_one(cast, django_assert_max_num_queries):
    client = cast.client("administrator")
    client.get("/authorities/")
    with django_assert_max_num_queries(40) as one:
        shown = len(client.get("/authorities/", {"q": "金水区教育体育局"}).context["page"])
    with django_assert_max_num_queries(40) as three:
        many = len(client.get("/authorities/", {"q": "教育体育局"}).context["page"])

    assert (shown, many) == (1, 16)
    assert len(one) == len(three)


# Closing


def close(client, unit, successor=None, **typed):
    facts = {"closed_on": localdate().isoformat(), "reason": "郑编〔2026〕3号", **typed}
    return client.post(address(unit, "close"), {**facts, **({"successor": successor.pk} if successor else {})})


@pytest.fixture
def education(cast):
    """The competent authority of the cast's organization, with a report and two filings, one of them settled."""
    unit = cast.organization.competent_authority
    report = QuarterlyReportFactory(organization=cast.organization)
    waits = submitted(cast)
    return unit, report, waits, concluded(cast, title="已办结的活动")


def test_page_shows_what_waits_and_closing_is_refused_without_a_successor(cast, education):
    unit, client = education[0], cast.client("administrator")

    page = client.get(address(unit))
    answer = close(client, unit)

    unit.refresh_from_db()
    assert [(one.label, one.number) for one in page.context["waiting"]] == [("季度报告", 1), ("重大活动申报", 1)]
    assert page.context["belonging"] == 1
    assert (answer.status_code, unit.closed_on) == (409, None)
    assert "还有季度报告1件、重大活动申报1件未办结，请选择承接单位。" in answer.content.decode()
    assert "郑编〔2026〕3号" in answer.content.decode()


def test_successor_takes_over_what_waits_with_a_log_row_and_nothing_else(cast, education):
    unit, report, waits, settled = education
    successor = AuthorityFactory(other_competent=True)

    answer = close(cast.client("administrator"), unit, successor)

    for row in (unit, report, waits, settled, cast.organization):
        row.refresh_from_db()
    assert (answer.status_code, unit.closed_on, unit.successor) == (302, localdate(), successor)
    assert [row.competent_authority for row in (report, waits, settled)] == [successor, successor, unit]
    assert {one.authority for one in waits.decisions.all()} == {successor}
    assert [(row.moves.latest("pk").label, row.moves.latest("pk").reason) for row in (report, waits)] == [
        ("由承接单位办理", f"{unit}撤销，由{successor}承接。")
    ] * 2
    assert "take_over" not in {one.name for one in settled.moves.all()}
    assert cast.organization.competent_authority == unit
    assert [(one.label, one.effective_on) for one in (*unit.moves.all(), *successor.moves.all())] == [
        ("撤销单位", localdate()),
        ("承接业务", localdate()),
    ]
    assert successor.moves.get().said == f"承接{unit}：季度报告1件、重大活动申报1件"


def test_officers_of_the_successor_go_on_with_the_filing(cast, education):
    unit, _, waits, _ = education
    successor = AuthorityFactory(other_competent=True)
    before = [cast.client(name).get(f"/events/{waits.pk}/").status_code for name in ("competent", "strange_competent")]

    close(cast.client("administrator"), unit, successor)

    after = [cast.client(name).get(f"/events/{waits.pk}/").status_code for name in ("competent", "strange_competent")]
    assert (before, after) == ([200, 404], [404, 200])


def test_organizations_are_proposed_and_moved_by_a_person(cast):
    unit, successor = unit_of(), unit_of(code="JYTY")
    inside = OrganizationFactory(competent_authority=unit)
    outside = OrganizationFactory(
        registration_authority=AuthorityFactory(other_district=True), competent_authority=unit
    )
    client = cast.client("supervisor")
    early = client.post(address(unit, "organizations"), {"reason": "改挂"})

    closed = close(client, unit, successor)
    page = client.get(address(unit))
    without = client.post(address(unit, "organizations"), {"reason": "金编〔2026〕3号"})
    typed = [{"reason": "金编〔2026〕3号", "paper": pdf("改挂.pdf")} for _ in range(2)]
    answers = [client.post(address(unit, "organizations"), facts).status_code for facts in typed]

    inside.refresh_from_db()
    outside.refresh_from_db()
    assert (early.status_code, closed.status_code, without.status_code, answers) == (409, 302, 409, [302, 409])
    assert "请上传依据文件；撤销本单位时没有上传。" in without.content.decode()
    assert (page.context["belonging"], list(page.context["organizations"])) == (2, [inside])
    assert (inside.competent_authority, outside.competent_authority) == (successor, unit)
    assert [one.said for one in unit.moves.filter(name="hand_over")] == ["1家社会组织改由金水区教育体育局负责"]


def test_organization_that_was_transferred_away_is_not_moved_by_its_former_bureau(cast, city):
    """The former bureau goes on reading it, and answers for it no more."""
    unit, successor = unit_of(), unit_of(code="JYTY")
    gone, client = OrganizationFactory(competent_authority=unit), cast.client("supervisor")
    to = transfer(gone, registration_authority=city)
    changed(cast.client("registrar"), gone, "transfer", effective_on=localdate().isoformat(), **to)
    close(client, unit, successor)

    page = client.get(address(unit))
    answer = client.post(address(unit, "organizations"), {"reason": "金编〔2026〕3号"})

    gone.refresh_from_db()
    assert client.get(gone.get_absolute_url()).status_code == 200
    assert (list(page.context["organizations"]), answer.status_code, gone.competent_authority) == ([], 409, unit)


@pytest.mark.parametrize("day", [1, 30])
def test_nothing_is_closed_ahead_of_its_day(day, cast):
    answer = close(cast.client("supervisor"), unit_of(), closed_on=(localdate() + timedelta(days=day)).isoformat())

    assert (answer.status_code, "撤销日期不能晚于今天" in answer.content.decode()) == (409, True)


def test_closed_authority_changes_no_more(cast):
    unit, client = unit_of(), cast.client("supervisor")
    close(client, unit)

    answers = [
        rename(client, unit, localdate()).status_code,
        client.post(address(unit, "aliases"), {"name": "金水文旅"}).status_code,
        close(client, unit).status_code,
        details(client, unit, desk="审批科").status_code,
    ]

    assert answers == [409] * 4


def test_closing_is_refused_for_another_kind_of_successor_and_with_units_below(cast, city):
    bureau, client = cast.organization.registration_authority, cast.client("administrator")

    answers = {
        "of another kind": close(client, unit_of(), city),
        "no successor for its organizations": close(client, bureau),
        "units below": close(client, city, bureau),
    }

    said = {key: (one.status_code, one.content.decode()) for key, one in answers.items()}
    assert {key: status for key, (status, _) in said.items()} == {
        "of another kind": 422,
        "no successor for its organizations": 409,
        "units below": 409,
    }
    assert "个下级单位，请先修改其上级机关。" in said["units below"][1]
    assert "本机关还有登记的社会组织，请选择承接单位。" in said["no successor for its organizations"][1]


def test_bureau_with_a_case_is_not_closed(cast):
    bureau = cast.organization.registration_authority
    client = cast.client("registrar")
    client.post(
        f"/cases/proposals/new/{cast.organization.uscc}/",
        {"ground": "event_unfiled", "reason": "举办年会，未申报。"},
    )
    number = AccountabilityCase.objects.filter(registration_authority=bureau).count()

    answer = close(cast.client("administrator"), bureau, AuthorityFactory(other_district=True))

    assert number == 1
    assert (answer.status_code, "追责问责案件1件未办结" in answer.content.decode()) == (409, True)


def transfer_form(client, organization):
    return client.get(f"/organizations/{organization.uscc}/changes/transfer/").context["form"]


def test_closed_authority_is_offered_nowhere_but_where_it_stands(cast):
    unit = unit_of()
    stays = OrganizationFactory(competent_authority=unit)
    close(cast.client("supervisor"), unit)
    client = cast.client("registrar")

    offered = {
        name: set(transfer_form(client, one).fields["competent_authority"].queryset)
        for name, one in (("stays", stays), ("other", cast.organization))
    }

    assert (unit in offered["stays"], unit in offered["other"]) == (True, False)


def test_organization_of_a_district_has_a_party_superior_of_the_city_or_its_own_district(cast):
    form = cast.client("registrar").get(f"/organizations/{cast.organization.uscc}/edit/").context["form"]

    assert set(form.fields["party_superior"].queryset.values_list("district", flat=True)) == {"410100", "410105"}


def test_unit_of_another_district_is_no_competent_authority_of_a_transfer(cast):
    unit = Authority.objects.competent().exclude(kind="district_bureau").filter(district="410106").first()
    organization = cast.organization
    facts = {
        "registration_authority": organization.registration_authority_id,
        "competent_authority": unit.pk,
        "district": "410105",
        "effective_on": "2026-10-09",
    }

    answer = cast.client("registrar").post(f"/organizations/{organization.uscc}/changes/transfer/", facts)

    assert answer.status_code == 422
    assert "业务主管单位应为市级单位，或者金水区的单位。" in answer.content.decode()
