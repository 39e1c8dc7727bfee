"""The wording of papers: changed by administrators, checked, previewed, restored; signed papers keep theirs."""

import pytest

from compliance.cases import case_workflow
from compliance.cases.enums import CasePaperKind
from compliance.cases.models import CasePaper, PaperWording
from compliance.cases.papers import content, wording, writing
from compliance.cases.papers.printing import paper_pdf
from tests.compliance.cases.conftest import DAY, NOTICE
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

ADDRESS = "/cases/wording/notice/"
CHANGED = wording.BUILT_IN[CasePaperKind.NOTICE].replace("本机关将充分听取意见", "本机关将认真听取意见")


@pytest.fixture
def administrator(bench):
    return bench.client("administrator")


def save(client, text: str, seen: int = 0):
    return client.post(ADDRESS, {"text": text, "seen": seen})


def test_only_administrators_change_the_wording(bench):
    for name in ("secretary", "registrar", "supervisor", "auditor"):
        client = bench.client(name)
        answers = [client.get("/cases/wording/"), client.get(ADDRESS), save(client, CHANGED)]
        answers += [client.post(f"{ADDRESS}preview/", {"text": CHANGED, "seen": 0}), client.post(f"{ADDRESS}restore/")]
        assert [answer.status_code for answer in answers] == [403] * 5
    assert not PaperWording.objects.exists()


def test_every_kind_can_be_edited_and_names_its_placeholders(administrator):
    listed = administrator.get("/cases/wording/").content.decode()

    for kind in CasePaperKind:
        page = administrator.get(f"/cases/wording/{kind}/").content.decode()
        assert f"/cases/wording/{kind}/" in listed
        assert [name for name in wording.placeholders(kind) if f"<code>{{{name}}}</code>" not in page] == []
    assert administrator.get("/cases/wording/fine/").status_code == 404


def test_a_change_is_a_version_with_who_and_when(bench, administrator):
    response = save(administrator, CHANGED.replace("\n", "\r\n"))

    version = PaperWording.objects.get()
    assert (response.status_code, version.text, version.edited_by) == (302, CHANGED, bench.administrator)
    assert "本机关将认真听取意见" in administrator.get(ADDRESS).content.decode()
    assert f"{bench.administrator.name}于" in administrator.get("/cases/wording/").content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{事实}{依据条款}{拟采取措施}", "缺少必备的占位符“{陈述申辩期限}”"),
        (CHANGED + "{罚款数额}", "没有“{罚款数额}”这一占位符"),
        (CHANGED + "{事实", "花括号不成对"),
        (CHANGED + "{事实.__class__}", "没有“{事实.__class__}”这一占位符"),
        (CHANGED + "{事实!r}", "不要使用冒号或者感叹号"),
        (CHANGED + "{}", "没有“{}”这一占位符"),
    ],
)
@pytest.mark.parametrize("door", ["", "preview/"])
def test_a_wrong_wording_comes_back_with_its_errors_and_loses_nothing(administrator, text, sentence, door):
    response = administrator.post(ADDRESS + door, {"text": text, "seen": 0})

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert response.context["form"]["text"].value() == text
    assert not PaperWording.objects.exists()


def test_who_comes_second_overwrites_nothing_and_loses_nothing(bench, administrator):
    save(administrator, CHANGED)

    response = save(administrator, CHANGED.replace("{事实}", "经核查：{事实}"), seen=0)

    page = response.content.decode()
    assert (response.status_code, PaperWording.objects.count()) == (422, 1)
    assert wording.OVERTAKEN in page
    assert ("他人修订后的最新文字" in page, "经核查：{事实}" in page) == (True, True)


def test_the_workflow_refuses_what_the_form_refuses(bench):
    with pytest.raises(Refused, match="缺少必备的占位符"):
        wording.change(CasePaperKind.NOTICE, "空", by=bench.administrator, seen=0)


def test_a_preview_is_a_marked_pdf_and_stores_nothing(administrator):
    for kind in CasePaperKind:
        response = administrator.post(f"/cases/wording/{kind}/preview/", {"text": wording.BUILT_IN[kind], "seen": 0})
        text = running_text_of(response.content)
        assert (response["Content-Type"], "样例" in text, kind.label in text) == ("application/pdf", True, True)
        assert ("郑州市示例协会" in text, "{" in text, "验证码" in text) == (True, False, False)
    assert not PaperWording.objects.exists()


def test_samples_stand_for_all_placeholders():
    assert set(wording.SAMPLES) == {name for kind in CasePaperKind for name in wording.placeholders(kind)}


def test_the_built_in_wording_can_be_restored(administrator):
    save(administrator, CHANGED)

    response = administrator.post(f"{ADDRESS}restore/")

    assert (response.status_code, PaperWording.objects.count()) == (302, 2)
    assert wording.current(CasePaperKind.NOTICE) == wording.BUILT_IN[CasePaperKind.NOTICE]
    assert f"{ADDRESS}restore/" not in administrator.get(ADDRESS).content.decode()


def test_a_signed_paper_keeps_its_wording_and_a_new_one_takes_the_new(bench, administrator, opened):
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
    before = content.content_of(opened.papers.get(), DAY)["blocks"]
    signed = case_workflow.notify(opened, by=bench.supervisor, today=DAY).latest_paper(CasePaperKind.NOTICE)
    printed = paper_pdf(signed, DAY)

    save(administrator, CHANGED)

    again = CasePaper.objects.get(pk=signed.pk)
    assert (again.content["blocks"], paper_pdf(again, DAY)) == (before, printed)
    assert "本机关将认真听取意见" in str(content.content_of(again, DAY)["blocks"])


def test_a_numbered_sentence_is_no_heading():
    blocks = wording.filled("一、{事实}\n\n二、标题\n\n三、应当改正。\n\n二十日内改正", {"事实": "甲\n乙"})

    assert [(block["heading"], block["text"]) for block in blocks] == [
        (True, "一、甲"),
        (False, "乙"),
        (True, "二、标题"),
        (False, "三、应当改正。"),
        (False, "二十日内改正"),
    ]


def test_the_case_page_lists_papers_with_service_and_its_rule(bench, served):
    page = "".join(bench.client("secretary").get(served.get_absolute_url()).content.decode().split())

    paper = served.papers.get()
    for words in (
        paper.full_number,
        paper.get_absolute_url(),
        "门户送达",
        "已送达",
        "《民事诉讼法》第九十条",
        "dossier",
    ):
        assert "".join(words.split()) in page


def test_the_case_page_says_what_waits_for_receipt(bench, notified):
    assert "待签收" in bench.client("registrar").get(notified.get_absolute_url()).content.decode()
