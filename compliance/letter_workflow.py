"""Signing the commitment letter of the year in the portal, instead of on a printed sheet (article 9)."""

from datetime import datetime

from compliance import letters
from compliance.enums import LetterWay
from compliance.enums import ReportState as S
from compliance.models import Duty
from compliance.paper_kinds import kind_of
from compliance.report_workflow import settle_at_once, take_in
from organizations.certification import refuse_once_ended, vouch
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, move


def _settle(duty: Duty, *, by: User, now: datetime, seen: str) -> None:
    settle_at_once(duty, by=by, now=now)


@move(
    source={S.DRAFT, S.CERTIFYING, S.RETURNED},
    target=S.SUBMITTED,
    perm="compliance.sign_{model}",
    label="在线签署承诺书",
    then=_settle,
    weighty=True,
)
def sign(duty: Duty, *, by: User, now: datetime, seen: str) -> None:
    """A first responsible person signs what the portal wrote, so nobody has to prepare it; `seen` is the hash of what was read."""
    today = day_of(now)
    refuse_once_ended(duty)
    if not letters.is_letter(duty):
        raise Refused("只有承诺书可以在线签署。")
    if letters.way_of(duty) == LetterWay.PAPER:
        raise Refused("已上传签字盖章的承诺书，请由填报人送负责人确认；改为在线签署的，请先移除上传的照片。")
    if today < duty.earliest_on:
        raise Refused(f"{duty.title}自{dated(duty.earliest_on)}起签署。")
    if seen != letters.hash_on(duty, today):
        raise Refused("承诺书正文或者登记信息已有变动，请重新阅读后签署。")
    if not letters.letter_on(duty, today)["paragraphs"]:
        raise Refused("承诺书正文尚未发布，暂不能签署。")
    vouch(duty, by=by, now=now)
    duty.done_on = today
    take_in(duty, kind_of(duty).content(duty), by=by, now=now)
