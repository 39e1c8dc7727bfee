"""The commitment letter through a real browser: with a photo from a phone, and signed in the portal."""

import subprocess
from datetime import date

import pytest
from django.utils.timezone import localdate

from compliance.models import CommitmentLetter
from tests.browser.widths import ON_A_PHONE
from tests.compliance.test_drafting import picture
from tests.factories import duty_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def duty(cast):
    today = localdate()
    return duty_of(cast.organization, "commitment", year=today.year, today=today)


def photo() -> dict:
    return {"name": "承诺书.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}


@ON_A_PHONE
def test_letter_is_printed_signed_photographed_certified_and_accepted(width, scripts, duty, cast, arrive, tmp_path):
    mark = "letter" if scripts else "letter-without-scripts"
    secretary = arrive(cast.secretary.username, width, scripts=scripts)
    address = f"{secretary.address}/duties/{duty.pk}/"
    secretary.page.goto(address)
    secretary.look(f"{mark}-1-duty")
    with secretary.page.expect_download() as sheet:
        secretary.page.get_by_role("link", name="下载承诺书").click()
    sheet.value.save_as(secretary.shots / "letter-sheet.pdf")
    assert "承诺单位（盖章）" in _text(secretary.shots / "letter-sheet.pdf")

    secretary.page.get_by_role("link", name="上传签字照片").click()
    secretary.page.locator("#files-required input[name=files]").set_input_files(photo())
    if not scripts:
        secretary.page.locator("#files-required").get_by_role("button", name="上传").click()
    secretary.page.locator("#files-required").get_by_role("link", name="承诺书.jpg").wait_for()
    secretary.page.locator("[name=done_on]").fill(date(duty.year, 1, 5).isoformat())
    secretary.look(f"{mark}-2-photo")
    secretary.page.get_by_role("button", name="保存并送负责人确认").click()
    secretary.page.get_by_text("已保存并送负责人确认").wait_for()

    leader = arrive(cast.leader.username, width, scripts=scripts)
    leader.act(address, "确认并提交", "事项已提交。")
    registrar = arrive(cast.registrar.username, width, scripts=scripts)
    registrar.page.goto(f"{registrar.address}/letters/?year={duty.year}&state=paper")
    registrar.look(f"{mark}-3-register")
    registrar.act(address, "接收", "事项已接收。")
    registrar.look(f"{mark}-4-accepted")

    duty.refresh_from_db()
    assert (duty.state, CommitmentLetter.objects.get().way) == ("accepted", "paper")


@ON_A_PHONE
def test_leader_reads_and_signs_the_letter_in_the_portal(width, scripts, duty, cast, arrive):
    mark = "letter-online" if scripts else "letter-online-without-scripts"
    leader = arrive(cast.leader.username, width, scripts=scripts)
    address = f"{leader.address}/duties/{duty.pk}/"
    leader.page.goto(address)
    leader.look(f"{mark}-1-read")
    leader.act(address, "在线签署", "承诺书已签署并提交")
    leader.look(f"{mark}-2-signed")
    with leader.page.expect_download() as signed:
        leader.page.get_by_role("link", name="下载承诺书").click()
    signed.value.save_as(leader.shots / "letter-signed.pdf")

    code = CommitmentLetter.objects.get().code
    assert f"验证码：{code}" in _text(leader.shots / "letter-signed.pdf")
    leader.page.goto(f"{leader.address}/letters/verify/{code}/")
    leader.page.get_by_text("有效").first.wait_for()
    leader.look(f"{mark}-3-verified")


def _text(path) -> str:
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
