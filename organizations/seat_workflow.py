"""The life of a seat in an authority: proposed by one, confirmed by another, and only then open to the one it is meant for."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations import invitations, seating
from organizations.enums import SeatState as S
from organizations.invitations import Invited
from organizations.models import Invitation, Seat, User
from organizations.people import confirmers_of
from zhengzhou_ideology.workflow import Refused, act, asks, labels, log, move, need, need_proof

labels.register(__name__, propose="提名席位")


@asks(perm="organizations.propose_seat", weighty=True)
@transaction.atomic
def propose(draft: Seat, *, by: User, now: datetime, today: date) -> Seat:
    """Store the draft of a seat; whoever may confirm it is told at once."""
    if not by.has_perm("organizations.propose_seat", draft):
        raise PermissionDenied("organizations.propose_seat")
    need_proof(by)
    draft.state, draft.proposed_by, draft.proposed_at = S.PROPOSED, by, now
    if draft.account and (problem := seating.fault_of_account(draft.account, draft, today)):
        raise Refused(problem)
    alike = Seat.objects.proposed().filter(authority=draft.authority, role=draft.role, name=draft.name)
    if alike.filter(account=draft.account, email=draft.email).exists():
        raise Refused("相同的提名正在等待确认，无需重复提名。")
    draft.full_clean()
    draft.save()
    if not confirmers_of([draft], today)[draft.pk]:
        raise Refused("目前没有可以确认此席位的审批负责人：提名人和被提名人不能自行确认。")
    log(draft, "propose", by=by, reason=draft.reason, before="new")
    said = f"{by.name}（{by.acting_label}）提名{draft.name}任{draft.authority}{draft.get_role_display()}。"
    said += "请核对任职依据后确认或者不予确认，确认以前账号不能使用。"
    seating.tell_supervisors(draft, "席位待确认", said, today=today, key="proposed", by=by)
    return draft


@move(source={S.PROPOSED}, target=S.CONFIRMED, perm="organizations.confirm_seat", label="确认席位", weighty=True)
def confirm(seat: Seat, *, by: User, now: datetime) -> None:
    """By another person than the one who proposed it and the one who takes it; see `rules.confirms`."""
    seat.confirmed_by, seat.confirmed_at = by, now


@asks(perm="organizations.confirm_seat", source={S.PROPOSED}, weighty=True)
@transaction.atomic
def let_in(seat: Seat, *, by: User, now: datetime, today: date) -> Seat:
    """Confirm; an account that is named acts in the seat at once, an address gets its mail, a slip can be printed."""
    confirm(seat, by=by, now=now)
    if seat.account:
        seating.take(seat, account=seat.account, today=today)
    elif seat.email and seat.proposed_by:
        invitations.issue([invitation_to(seat)], by=seat.proposed_by, now=now)
    then = "请打印邀请单当面交付。" if not seat.account and not seat.email else ""
    seating.tell_proposer(seat, "席位已确认", f"{by.name}（{by.acting_label}）已确认。{then}", key="confirmed")
    return seat


@move(source={S.PROPOSED}, target=S.REFUSED, perm="organizations.refuse_seat", label="不予确认席位")
def refuse(seat: Seat, *, by: User, reason: str) -> None:
    need(reason, "请写明不予确认的理由。")
    seating.tell_proposer(
        seat, "席位未获确认", f"{by.name}（{by.acting_label}）不予确认。理由：{reason}", key="refused"
    )


@move(source={S.PROPOSED, S.CONFIRMED}, target=S.ENDED, perm="organizations.withdraw_seat", label="撤回席位")
def withdraw(seat: Seat, *, by: User, reason: str, now: datetime, today: date) -> None:
    """Before anybody took it; codes that are out are void."""
    need(reason, "请写明撤回的理由。")
    if seat.is_taken:
        raise Refused("此席位已有人就任，须结束其身份的，请在“账号管理”中办理。")
    seat.invitations.usable(now).update(revoked_at=now)
    seating.tell_supervisors(seat, "席位已撤回", f"理由：{reason}", today=today, key="withdrawn", by=by)


@move(source={S.PROPOSED, S.CONFIRMED}, target=S.ENDED, perm=None, label="结束席位")
def end(seat: Seat, *, by: User, reason: str, today: date) -> None:
    """With the membership, or taken or not with the authority; made by whoever ends that."""
    seating.tell_supervisors(seat, "席位结束", reason, today=today, key="ended", by=by)


@act(perm="organizations.hand_out_seat", source={S.CONFIRMED}, label="发出邀请", weighty=True)
def hand_out(seat: Seat, *, by: User, now: datetime) -> Invited:
    """A code for the confirmed seat, by mail or on a slip; every earlier one is void."""
    if seat.is_taken or seat.account_id:
        raise Refused("此席位已有人就任，不需要邀请。")
    seat.invitations.usable(now).update(revoked_at=now)
    return invitations.issue([invitation_to(seat)], by=by, now=now)


def invitation_to(seat: Seat) -> Invitation:
    """Not stored yet."""
    return Invitation(seat=seat, role=seat.role, authority=seat.authority, name=seat.name, email=seat.email)
