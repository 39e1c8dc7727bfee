"""One case through a real browser from both sides: proposed, opened, told, answered, decided, reviewed, put right, closed."""

from io import BytesIO

import pikepdf
import pytest
from django.utils.timezone import localdate

from compliance.cases.enums import CaseState
from compliance.cases.models import AccountabilityCase
from organizations.enums import Role
from tests.factories import member
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.workcalendar.loading import load_calendar

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 390, 1280
ACCOUNT = "贵单位2026年第三季度报告应于2026年10月15日前报送，至立案之日仍未报送。"
NUMBERS = {
    "拟处理事项告知书": "金水民函〔{year}〕1号",
    "处理决定书": "金水民函〔{year}〕2号",
    "责令整改通知书": "金水民函〔{year}〕3号",
    "送达回证": "金水民函〔{year}〕4号",
    "复核决定书": "郑民函〔{year}〕1号",
    "结案通知书": "金水民函〔{year}〕5号",
}


def paper(name: str) -> dict:
    pdf, buffer = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(buffer)
    return {"name": name, "mimeType": "application/pdf", "buffer": buffer.getvalue()}


@pytest.fixture
def bench(cast, city):
    """Three supervisors, because opener, decider and reviewer are three persons."""
    cast.users["decider"] = member(Role.SUPERVISOR, cast.organization.registration_authority)
    cast.users["reviewer"] = member(Role.SUPERVISOR, city)
    return cast


def test_a_case_walks_from_its_proposal_to_its_closing(bench, arrive):
    registrar = arrive(bench.registrar.username, DESK)
    opener = arrive(bench.supervisor.username, DESK)
    decider = arrive(bench.decider.username, DESK)
    reviewer = arrive(bench.reviewer.username, DESK)
    secretary = arrive(bench.secretary.username, PHONE)
    leader = arrive(bench.leader.username, PHONE)

    registrar.fill(
        f"{registrar.address}/cases/proposals/new/{bench.organization.uscc}/",
        "提出建议",
        "立案建议已提出",
        ground="report_missing",
        reason="第三季度报告逾期未报送，经多次催办。",
    )
    case = AccountabilityCase.objects.get()
    proposal = f"{opener.address}/cases/proposals/{case.pk}/"
    opener.page.goto(proposal)
    opener.look("case-01-proposal")
    opener.act(proposal, "立案", "已立案", account=ACCOUNT, reason="经核查属实，予以立案。")
    address = f"{opener.address}{case.get_absolute_url()}"
    opener.look("case-02-opened")
    secretary.page.goto(address)
    secretary.look("case-03-organization-opened")

    registrar.fill(f"{address}draft/notice/", "保存草稿", "草稿已保存", article="2", measure="circulated_criticism")
    registrar.look("case-04-notice-draft")
    opener.act(f"{address}sign/notice/", "签发拟处理事项告知书", "已签发")
    opener.look("case-05-notified")

    secretary.page.goto(address)
    secretary.look("case-06-organization-notified")
    secretary.act(address, "签收《拟处理事项告知书》", "已签收《拟处理事项告知书》")
    until = load_calendar().add_working_days(localdate(), 8)
    secretary.fill(
        f"{address}time/",
        "提交申请",
        "延期申请已提交",
        new_due=until.isoformat(),
        reason="经办人出差，须核对会议记录。",
    )
    opener.act(address, "准予", "已准予", remark="同意。")
    secretary.fill(
        f"{address}statement/",
        "提交陈述申辩",
        "陈述申辩已提交",
        text="因经办人更换未能按期报送，现正补报，请求从轻。",
        is_complete=True,
        uploads=paper("情况说明.pdf"),
    )
    secretary.look("case-07-organization-heard")

    registrar.fill(
        f"{address}draft/decision/",
        "保存草稿",
        "草稿已保存",
        article="2",
        measure="rectification_order",
        rectification_days="10",
        requirements="补报2026年第三季度报告，明确报送责任人。",
        reasons="经多次催办仍未报送；陈述意见部分采纳，减轻处理。",
    )
    opener.page.goto(f"{address}sign/decision/")
    opener.look("case-08-opener-may-not-decide")
    assert opener.page.get_by_text("签发处理决定书", exact=True).count() == 0
    decider.act(f"{address}sign/decision/", "声明利害关系", "声明已记录", has_conflict="no")
    decider.act(f"{address}sign/decision/", "签发处理决定书", "已签发")
    secretary.page.goto(address)
    secretary.look("case-09-organization-decided")
    secretary.act(address, "签收《责令整改通知书》", "已签收《责令整改通知书》")

    today = localdate().isoformat()
    registrar.act(
        address, "另行送达", "送达方式已登记", nth=1, method="in_person", sent_on=today, address="社会组织住所"
    )
    registrar.act(address, "登记送达", "送达已登记", served_on=today, received_by="王某某", proof=paper("回证.pdf"))
    registrar.act(address, "出具送达回证", "送达回证")
    registrar.page.goto(address)
    registrar.look("case-10-served")

    leader.fill(f"{address}review/", "提交复核申请", "复核申请已提交", grounds="整改期限过短，请求变更。")
    reviewer.fill(
        f"{address}draft/review_decision/",
        "保存草稿",
        "草稿已保存",
        outcome="upheld",
        reasons="事实清楚，程序合法，整改期限适当。",
    )
    reviewer.act(f"{address}sign/review_decision/", "声明利害关系", "声明已记录", has_conflict="no")
    reviewer.act(f"{address}sign/review_decision/", "签发复核决定书", "已签发")
    leader.act(address, "签收《复核决定书》", "已签收《复核决定书》")
    leader.look("case-11-organization-upheld")

    put_right = {"plan": "明确专人负责季度报告。", "done": "第三季度报告已补报。"}
    secretary.fill(f"{address}rectification/", "提交整改情况", "整改情况已提交", **put_right)
    registrar.act(address, "要求补正", "已要求补正", reason="请附报送回执。")
    secretary.fill(
        f"{address}rectification/", "提交整改情况", "整改情况已提交", **put_right, uploads=paper("报送回执.pdf")
    )
    registrar.act(address, "整改核查通过", "整改情况已核查通过")
    decider.act(address, "结案", "已结案", reason="整改情况已核查通过。")
    decider.look("case-12-closed")
    secretary.page.goto(address)
    secretary.look("case-13-organization-closed")

    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    for signed in case.papers.signed():
        text = running_text_of(download(secretary, f"{secretary.address}{signed.get_absolute_url()}"))
        title = signed.get_kind_display()
        assert title in text
        assert NUMBERS[title].format(year=localdate().year) in text
        assert bench.organization.name in text
        assert f"{localdate():%Y年%-m月%-d日}" in text
    assert sorted(signed.get_kind_display() for signed in case.papers.signed()) == sorted(NUMBERS)


def download(person, address: str) -> bytes:
    answer = person.context.request.get(address)
    assert answer.status == 200
    return answer.body()
