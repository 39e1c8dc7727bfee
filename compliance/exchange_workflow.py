"""The life of a year-end exchange (年终交流, article 8): planned, invited to, answered, held with minutes, or cancelled.

Organizations answer and make suggestions as bodies; the bureau answers the suggestions.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Value
from django.utils.timezone import localtime

from compliance.enums import ExchangeState as S
from compliance.enums import InvitationAnswer
from compliance.exchange_duty import took_part
from compliance.models import Exchange, ExchangeInvitation
from organizations.models import User
from organizations.models.register import OrganizationQuerySet
from organizations.people import members_of, members_of_all
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, asks, labels, log, move, need, under_lock

KIND = "exchange"
PLAN = "compliance.plan_exchange"
ATTENDANCE = "compliance.record_attendance"

labels.register(__name__, plan_exchange="拟定年终交流")


@asks(perm=PLAN)
@transaction.atomic
def plan(*, by: User, now: datetime, organizations: OrganizationQuerySet, facts: Mapping[str, Any]) -> Exchange:
    """A plan with its set of organizations, which are told once they are invited. `facts`: the fields of the form."""
    if not by.has_perm(PLAN) or by.authority is None:
        raise PermissionDenied(PLAN)
    exchange = Exchange(authority=by.authority, planned_by=by, planned_as=by.acting_label, planned_at=now, **facts)
    exchange.content_sha256 = sha256_of(
        {**facts, "held_at": exchange.held_at.isoformat(), "answer_by": exchange.answer_by.isoformat()}
    )
    exchange.full_clean()
    exchange.save()
    rows = organizations.order_by().values_list(Value(exchange.pk), "pk")
    if not insert_select(ExchangeInvitation, rows, ("exchange", "organization")):
        raise Refused("没有符合条件的社会组织。")
    log(exchange, "plan_exchange", by=by, before="new")
    return exchange


@move(source={S.DRAFT}, target=S.INVITED, perm="compliance.invite_exchange", label="发出邀请")
def invite(exchange: Exchange, *, by: User, now: datetime) -> None:
    if exchange.has_begun(now):
        raise Refused("交流时间已过，不能再发出邀请。")
    exchange.invited_at = now
    moment = f"{localtime(exchange.held_at):%Y年%-m月%-d日 %H:%M}"
    body = f"时间：{moment}。{'线上举行' if exchange.is_online else '地点'}：{exchange.place}。"
    _tell_all(exchange, f"年终交流邀请：{exchange}", f"{body}请于{dated(exchange.answer_by)}前答复。", "invited", now)


@move(source={S.DRAFT, S.INVITED}, target=S.CANCELLED, perm="compliance.cancel_exchange", label="取消年终交流")
def cancel(exchange: Exchange, *, by: User, now: datetime, reason: str) -> None:
    """Who was invited is told why."""
    need(reason, "请写明取消的理由。")
    exchange.cancellation_reason = reason
    if exchange.state == S.INVITED:
        _tell_all(exchange, f"年终交流取消：{exchange}", f"理由：{reason}", "cancelled", now)


@move(source={S.INVITED}, target=S.HELD, perm="compliance.hold_exchange", label="登记纪要")
def hold(exchange: Exchange, *, by: User, now: datetime, minutes: str, upload: UploadedFile | None = None) -> None:
    """It has taken place: the minutes, in words and as a file."""
    need(minutes, "请填写纪要。")
    if not exchange.has_begun(now):
        raise Refused("交流尚未举行，不能登记纪要。")
    exchange.minutes = minutes
    exchange.minutes_file = store(upload, by=by) if upload else None
    _tell_all(exchange, f"年终交流纪要：{exchange}", "纪要已登记，可以查阅。", "held", now)


MOVES = (invite, cancel, hold)


def _exchange_of(invitation: ExchangeInvitation) -> Exchange:
    return invitation.exchange


@act(
    perm="compliance.answer_exchange",
    source={S.INVITED},
    of=_exchange_of,
    judged=lambda invitation: invitation,
    label="答复邀请",
)
def answer_invitation(
    invitation: ExchangeInvitation,
    exchange: Exchange,
    *,
    by: User,
    now: datetime,
    answer: str,
    headcount: int | None = None,
    reason: str = "",
) -> None:
    """Whether the organization comes, and with how many; until the exchange begins it may answer anew."""
    if exchange.has_begun(now):
        raise Refused("交流已经开始，不能再答复。")
    attends = answer == InvitationAnswer.ATTENDS
    if attends and not headcount:
        raise Refused("请填写参加人数。")
    if not attends:
        need(reason, "请写明不参加的理由。")
    invitation.answer, invitation.answered_by, invitation.answered_at = answer, by, now
    invitation.headcount, invitation.reason = (headcount, "") if attends else (None, reason)
    invitation.full_clean()
    invitation.save()


@act(
    perm="compliance.suggest_exchange",
    source={S.INVITED, S.HELD},
    of=_exchange_of,
    judged=lambda invitation: invitation,
    label="提出意见和建议",
)
def suggest(invitation: ExchangeInvitation, exchange: Exchange, *, by: User, now: datetime, suggestions: str) -> None:
    """What the organization as a body says of the bureau's work; it may be mended until the bureau has answered."""
    need(suggestions, "请填写意见和建议。")
    if invitation.reply:
        raise Refused("登记管理机关已经答复，不能再修改。")
    invitation.suggestions, invitation.suggested_at = suggestions, now
    invitation.save()


@act(
    perm="compliance.reply_exchange",
    source={S.INVITED, S.HELD},
    of=_exchange_of,
    judged=lambda invitation: invitation,
    label="答复意见和建议",
)
def reply_to(invitation: ExchangeInvitation, exchange: Exchange, *, by: User, now: datetime, reply: str) -> None:
    need(reply, "请填写答复意见。")
    if not invitation.suggestions:
        raise Refused("该组织没有提出意见和建议。")
    if invitation.reply:
        raise Refused("已经答复，不必重复。")
    invitation.reply, invitation.replied_by, invitation.replied_at = reply, by, now
    invitation.save()
    outbox.post(
        members_of(invitation.organization_id, today=day_of(now)),
        kind=KIND,
        subject=f"意见和建议已答复：{exchange}",
        body=f"{exchange.authority}答复：{reply}",
        key=f"exchange:{exchange.pk}:reply:{invitation.pk}",
        url=exchange.get_absolute_url(),
    )


@act(perm=ATTENDANCE, source={S.HELD}, label="登记到会人数")
def record_attendance(exchange: Exchange, *, by: User, now: datetime, present: Mapping[int, int | None]) -> int:
    """Headcounts by the key of the invitation, None for who did not come; who came has done its duty of the year.

    Returns how many organizations were there.
    """
    for invitation in exchange.invitations.filter(pk__in=present).select_related("organization").order_by("pk"):
        under_lock(invitation)
        came_before, invitation.present = bool(invitation.present), present[invitation.pk]
        invitation.save()
        if invitation.present and not came_before:
            took_part(invitation, exchange, by=by, now=now)
    return exchange.invitations.filter(present__gt=0).count()


def _tell_all(exchange: Exchange, subject: str, body: str, event: str, now: datetime) -> None:
    outbox.post(
        members_of_all(exchange.invitations.order_by().values("organization"), today=day_of(now)),
        kind=KIND,
        subject=subject,
        body=body,
        key=f"exchange:{exchange.pk}:{event}",
        url=exchange.get_absolute_url(),
    )
