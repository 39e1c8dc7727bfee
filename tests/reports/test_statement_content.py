"""What a statement says of a year besides its quarters, made through the doors that lead there; and how its pages are filled."""

import re
import subprocess
from datetime import date

import pytest

from compliance import extensions
from compliance.cases import case_workflow, proposals
from compliance.cases.enums import CaseGround
from compliance.models import MatterReport, QuarterlyReport
from organizations.enums import OutletKind, Post
from organizations.models import FormerName, Outlet, ResponsiblePerson
from reports.figures import figures
from reports.issuing import issue_one
from reports.statement_paper import statement_copy, statement_pdf
from tests.events.factories import approved, recorded, refused
from tests.factories import OrganizationFactory, ResponsiblePersonFactory
from tests.papers.conftest import bureau, keys, root, stamps  # noqa: F401 - the key of the education authority
from tests.reports.conftest import NOW, TODAY, at
from tests.reports.pdf import lines_by_page, running_text_of, table_of

pytestmark = pytest.mark.django_db


def figured(organization, today=TODAY):
    return figures([organization.pk], 2026, today)[organization.pk]


def article(facts, number):
    return [(record["text"], record["evidence"]) for record in facts["articles"][number - 1]["records"]]


def test_posts_are_told_from_day_to_day(known):
    ResponsiblePerson.objects.filter(post=Post.LEADER).update(term_from=date(2024, 5, 1), term_until=date(2026, 6, 30))
    ResponsiblePersonFactory(organization=known, post=Post.LEADER, name="冯某某", term_from=date(2026, 7, 1))
    ResponsiblePersonFactory(organization=known, post=Post.LIAISON, name="卫某某", term_until=date(2025, 12, 31))

    facts = figured(known)

    leaders = [(t["name"], t["since"], t["until"]) for t in facts["terms"] if t["post"] == "leader"]
    assert leaders == [("王某某", "2024-05-01", "2026-06-30"), ("冯某某", "2026-07-01", None)]
    assert "卫某某" not in str(facts)
    assert article(facts, 3)[-2] == (
        "主要负责人：已登记",
        "王某某（2024年5月1日起，至2026年6月30日止）；冯某某（2026年7月1日起）",
    )


def test_end_of_a_term_after_the_year_is_not_foretold(known):
    ResponsiblePerson.objects.filter(post=Post.LEADER).update(term_until=date(2027, 6, 30))

    leader = next(term for term in figured(known, date(2028, 1, 1))["terms"] if term["post"] == "leader")

    assert leader["until"] is None


def test_former_names_are_those_that_had_ended_by_then(known):
    for name, until in (("郑州市镕文化协会", date(2020, 1, 1)), ("郑州市后改协会", date(2027, 3, 1))):
        FormerName.objects.create(organization=known, name=name, since=date(2015, 3, 2), until=until)

    facts = figured(known, date(2027, 6, 1))["organization"]

    assert facts["former_names"] == [{"name": "郑州市镕文化协会", "until": "2020-01-01"}]


def test_filings_stand_with_their_outcome_on_both_tracks(cast, known):
    yes, no = (
        approved(cast),
        refused(cast, title="超出范围的讲座", starts_on=date(2026, 10, 25), ends_on=date(2026, 10, 25)),
    )
    recorded(cast, title="已备案的研讨会", starts_on=date(2026, 10, 26), ends_on=date(2026, 10, 26))
    number = yes.issued_papers.get().full_number

    facts = figured(known)

    told = [
        (e["title"], e["state_label"], e["numbers"], e["ground"], e["record"], e["is_late"]) for e in facts["events"]
    ]
    assert told == [
        ("秋季行业发展论坛", "已批准", [number], "", "待备案", False),
        (
            "超出范围的讲座",
            "不予批准",
            [no.issued_papers.get().full_number],
            "超出章程规定的宗旨和业务范围",
            told[1][4],
            False,
        ),
        ("已备案的研讨会", "待审批", [], "", "已备案", False),
    ]
    assert article(facts, 4)[0][0] == "重大活动：申报3项，其中逾期申报0项"


def test_drafts_and_events_of_other_years_are_nobodys_business(cast, known):
    approved(cast, starts_on=date(2027, 1, 5), ends_on=date(2027, 1, 5))

    assert figured(known)["events"] == []


def test_outlets_are_those_in_use_at_the_end_of_the_year(known):
    leader = known.responsible_persons.get(post=Post.LEADER)
    for name, facts in {
        "官方网站": {"kind": OutletKind.WEBSITE},
        "旧会刊": {"kind": OutletKind.PUBLICATION, "until": date(2026, 5, 1)},
        "明年启用": {"kind": OutletKind.VENUE, "since": date(2027, 1, 1)},
    }.items():
        Outlet.objects.create(organization=known, name=name, responsible=leader, **facts)

    facts = figured(known)

    assert [(o["label"], o["name"], o["responsible"]) for o in facts["outlets"]] == [
        ("网站", "官方网站", "王某某（主要负责人）")
    ]
    assert article(facts, 9)[-1] == ("登记在用的网站和公众账号：1处", "官方网站")


def put_off(cast, known):
    report = QuarterlyReport.objects.get(organization=known, period__quarter=3)
    QuarterlyReport.objects.filter(pk=report.pk).update(due_on=date(2026, 10, 30))
    report.refresh_from_db()
    plea = extensions.ask_extension(
        report, by=cast.secretary, new_due=date(2026, 11, 30), reason="理事会换届。", now=at(2026, 10, 9)
    )
    extensions.grant(plea, by=cast.supervisor, now=at(2026, 10, 10), remark="情况属实。")


def test_extensions_are_told_without_their_reasons(cast, known):
    put_off(cast, known)

    [found] = figured(known)["extensions"]

    assert (found["label"], found["paper"], found["state_label"], found["new_due"]) == (
        "延期",
        "2026年第三季度报告",
        "已准予",
        "2026-11-30",
    )
    assert "换届" not in str(figured(known))


def closed_case(cast, organization, day):
    case = proposals.propose(
        organization, by=cast.registrar, today=day, ground=CaseGround.REPORT_MISSING, reason="逾期。"
    )
    facts = {"ground": CaseGround.REPORT_MISSING, "account": "第三季度报告至今未报。", "reason": "经核查属实。"}
    case_workflow.open_case(case, by=cast.supervisor, today=day, **facts)
    return case_workflow.close_without_measure(case, by=cast.supervisor, today=day, reason="已经补办。")


def test_closed_cases_stand_with_measure_and_state_alone(cast, known):
    closed_case(cast, known, TODAY)

    facts = figured(known)

    assert facts["cases"] == [
        {
            "measure": "",
            "measure_label": "未采取措施",
            "state": "closed",
            "state_label": "已结案",
            "closed_on": TODAY.isoformat(),
        }
    ]
    assert [word for word in ("至今未报", "补办", "核查属实", cast.registrar.name) if word in str(facts["cases"])] == []
    assert figures([known.pk], 2025, TODAY)[known.pk]["cases"] == []


def told(cast, known):
    MatterReport.objects.create(
        organization=known,
        state="sent",
        title="屋顶漏水",
        kind="safety",
        prepared_by=cast.secretary,
        sent_at=at(2026, 5, 4),
        content_sha256="0" * 64,
    )


def test_matters_are_counted_and_not_told(cast, known):
    told(cast, known)

    facts = figured(known)

    assert (facts["matters"], "漏水" in str(facts)) == (1, False)
    assert ("随时报告：1件", "随时报告回执") in article(facts, 2)


def test_every_article_says_what_stands_for_it(known):
    facts = figured(known)

    assert [one["article"] for one in facts["articles"]] == [f"第{n}条" for n in "一二三四五六七八九十"]
    assert all(one["records"] for one in facts["articles"])
    assert [text for text, _ in article(facts, 1)] == [
        "2026年度学习教育（上半年）：逾期报送",
        "2026年度学习教育（下半年）：按期报送",
    ]
    assert article(facts, 10)[0] == ("理事会会议：已报送2次", "季度报告（2026年3月20日、2026年6月5日召开）")


def test_paper_has_places_for_both_sides_to_sign_and_seal(known):
    text = running_text_of(statement_pdf(issue_one(known, 2026, now=NOW)))

    assert [words in text for words in ("第一责任人（签字）：", "经办人（签字）：", "逐条对照", "曾用名")] == [True] * 4
    assert text.count("（盖章）") == 2


def test_paper_says_one_of_everything(cast, known):
    yes = approved(cast)
    no = refused(cast, title="超出范围的讲座", starts_on=date(2026, 10, 25), ends_on=date(2026, 10, 25))
    FormerName.objects.create(
        organization=known, name="郑州市镕文化协会", since=date(2015, 3, 2), until=date(2020, 1, 1)
    )
    leader = known.responsible_persons.get(post=Post.LEADER)
    Outlet.objects.create(organization=known, kind=OutletKind.WEBSITE, name="官方网站", responsible=leader)
    put_off(cast, known)
    closed_case(cast, known, TODAY)
    told(cast, known)

    paper = statement_pdf(issue_one(known, 2026, now=NOW))

    text, day = running_text_of(paper), r"\d{4}年\d{1,2}月\d{1,2}日"
    outcomes = [row["审批和备案结果"] for row in table_of(paper, "活动名称和类别", by="申报日期", cell=day)]
    [extension] = table_of(paper, "事项", by="办理", cell="延期，已准予")
    said = {
        "曾用名": "曾用名郑州市镕文化协会（用至2020年1月1日）",
        "event": yes.title,
        "文号": yes.issued_papers.get().full_number,
        "refused": no.issued_papers.get().full_number,
        "outlet": "网站官方网站王某某（主要负责人）—",
        "case": f"{TODAY.year}年{TODAY.month}月{TODAY.day}日未采取措施已结案",
        "matters": "本年度随时报告1件（通知第二条、第八条），本报告不载其内容。",
    }
    assert {what: words for what, words in said.items() if words not in text} == {}
    assert [words.split("（")[0] for words in outcomes] == ["已批准", "不予批准"]
    assert "事由：超出章程规定的宗旨和业务范围" in outcomes[1]
    assert extension == {
        "事项": "2026年第三季度报告",
        "办理": "延期，已准予",
        "申请日期": "2026年10月9日",
        "决定日期": "2026年10月10日",
        "延至": "2026年11月30日",
    }
    assert [word for word in ("漏水", "换届", "至今未报", "已经补办") if word in text] == []


# Pages


def busy(cast, known):
    """Everything at once, and much of it."""
    for number in range(12):
        day = date(2026, 10, 18 + number)
        approved(cast, title=f"第{number + 1}次行业发展和会员服务交流研讨活动", starts_on=day, ends_on=day)
    leader = known.responsible_persons.get(post=Post.LEADER)
    for number in range(15):
        Outlet.objects.create(organization=known, kind="venue", name=f"第{number + 1}活动室", responsible=leader)
    closed_case(cast, known, TODAY)


def few_events(cast, known):
    for number in range(3):
        day = date(2026, 10, 18 + number)
        approved(cast, title=f"第{number + 1}次活动", starts_on=day, ends_on=day)


def nothing_more(cast, known):
    pass


# With signature, chain and time stamp.
MOST = {nothing_more: 150_000, few_events: 152_000, busy: 165_000}


@pytest.mark.parametrize("fill", MOST)
def test_signed_statement_is_small_and_no_page_of_it_holds_a_few_lines(registrar_key, cast, known, fill):
    fill(cast, known)

    content = statement_copy(issue_one(known, 2026, now=NOW), NOW)
    found = lines_by_page(content)

    assert len(found) >= 6
    assert min(found) >= 12, found
    assert len(content) < MOST[fill], len(content)


def test_no_page_of_an_empty_or_ended_organization_holds_a_few_lines(cast):
    empty = OrganizationFactory(founded_on=date(2026, 10, 1), competent_authority=None)
    ended = OrganizationFactory(status="deregistered", ended_on=date(2026, 5, 1))

    for organization in (empty, ended):
        found = lines_by_page(statement_pdf(issue_one(organization, 2026, now=NOW)))
        assert min(found) >= 12, found


def words_of_cover(content: bytes) -> dict[str, float]:
    """Each word of the first page with its upper edge."""
    said = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    return {word: float(top) for top, word in re.findall(r'yMin="([\d.]+)"[^>]*>([^<]+)</word>', said)}


@pytest.mark.parametrize("length", [12, 120])
def test_cover_bears_the_longest_name_without_printing_over_its_foot(known, length):
    known.name = ("郑州市" + "文化交流促进" * 20)[: length - 2] + "协会"
    known.save()

    content = statement_pdf(issue_one(known, 2026, now=NOW))

    tops = words_of_cover(content)
    box = next(top for word, top in tops.items() if word.startswith("数据截至") and top > 100)
    foot = next(top for word, top in tops.items() if word.startswith("登记管理机关"))
    assert len(known.name) == length
    assert box + 30 < foot
    assert known.name in running_text_of(content)
