"""The life of a password reset by slip: one officer asks, another has seen the person, and only then there is a code."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations import accounts, reset_letters
from organizations.enums import AccessResetState as S
from organizations.enums import IdentityPaper
from organizations.invitations import code_hash, new_code
from organizations.models import AccessReset, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, asks, labels, log, move, need, need_proof

PROPOSE = "organizations.propose_reset"
PROPOSAL_DAYS = 14
SLIP_DAYS = 3
STOP = "不是本人要求的，请立即打开此事项停止办理，并与办理机关联系。"

labels.register(__name__, propose_reset="申请凭单重设密码")


class ResetSlip(NamedTuple):
    """A reset with its code, to be printed now or never."""

    reset: AccessReset
    code: str


@asks(perm=PROPOSE, weighty=True)
@transaction.atomic
def propose(draft: AccessReset, *, by: User, now: datetime, reason: str, of_factor: bool = False) -> AccessReset:
    """Store the draft (`AccessReset.draft_for`); the holder, and whoever may confirm, are told at once.

    `of_factor`: the second factor is lost as well, and is taken off with the new password.
    """
    if not by.has_perm(PROPOSE, draft):
        raise PermissionDenied(PROPOSE)
    need_proof(by)
    need(reason, "请写明理由。")
    if not draft.account.is_active:
        raise Refused("此账号已经停用，请先恢复。")
    for overdue in draft.account.access_resets.overdue(now):
        expire_reset(overdue, by=None, now=now)
    if draft.account.access_resets.open().exists():
        raise Refused("该账号已有一件申请在办，请先办结。")
    draft.state, draft.reason, draft.of_factor = S.PROPOSED, reason, of_factor
    draft.proposed_by, draft.proposed_as, draft.proposed_at = by, by.acting_label, now
    draft.expires_at = now + timedelta(days=PROPOSAL_DAYS)
    draft.full_clean()
    draft.save()
    if not reset_letters.confirmers(draft, day_of(now)):
        raise Refused("目前没有可以核验的人：申请人和账号本人不能核验。请先补齐审批负责人或者另一名经办人。")
    log(draft, "propose_reset", by=by, reason=reason, before="new")
    _tell(
        draft, "申请凭单重设密码", f"由{by}（{by.acting_label}）申请{draft.wanted}。理由：{reason}　{STOP}", now, by=by
    )
    return draft


@move(source={S.PROPOSED}, target=S.CONFIRMED, perm="organizations.confirm_reset", label="核验身份", weighty=True)
def confirm_reset(reset: AccessReset, *, by: User, now: datetime, paper: IdentityPaper, remark: str = "") -> None:
    """By another than who asked and whose account it is, who has seen the person and the paper; no number is kept."""
    need(paper, "请选择查验的证件。")
    _refuse_if_over(reset, now)
    reset.confirmed_by, reset.confirmed_as, reset.confirmed_at = by, by.acting_label, now
    reset.paper, reset.remark = paper, remark
    reset.expires_at = now + timedelta(days=SLIP_DAYS)
    said = f"{by}（{by.acting_label}）已查验{IdentityPaper(paper).label}，将打印重置单当面交给本人。{STOP}"
    _tell(reset, "凭单重设密码已核验", said, now, by=by)


@act(perm="organizations.print_reset", source={S.CONFIRMED}, label="打印重置单", weighty=True)
def print_slip(reset: AccessReset, *, by: User, now: datetime) -> ResetSlip:
    """By who confirmed; the code of an earlier slip is void, the term stays that of the confirmation."""
    _refuse_if_over(reset, now)
    code = new_code()
    reset.code_sha256 = code_hash(code)
    reset.save(update_fields=["code_sha256"])
    return ResetSlip(reset, code)


@move(source={S.PROPOSED, S.CONFIRMED}, target=S.REFUSED, perm="organizations.refuse_reset", label="不予办理")
def stop_reset(reset: AccessReset, *, by: User, now: datetime, reason: str) -> None:
    """By who may confirm, who asked, or the holder, who may know nothing of it; a code that is out is void."""
    need(reason, "请写明理由。")
    _tell(reset, "凭单重设密码不予办理", f"{by}（{by.acting_label}）：{reason}", now, by=by)


@move(source={S.CONFIRMED}, target=S.USED, perm=None, label="凭单重设密码")
def use_slip(reset: AccessReset, *, by: User, now: datetime, password: str) -> None:
    if not by.is_active:
        raise Refused("此账号已经停用，请与安全管理员联系。")
    reset.used_at = now
    accounts.set_password(by, password)
    note(SecurityEventKind.PASSWORD_RESET, account=by, about=f"access_reset:{reset.pk}", detail="凭重置单")
    if reset.of_factor:
        accounts.take_off_factors(by, reset)
    factor = "原有的两步验证已解除，登录后须重新设置" if reset.of_factor else "两步验证不变"
    said = f"本人已凭重置单设置新密码，原有登录全部退出，{factor}。不是本人办理的，请立即与办理机关联系。"
    _tell(reset, "已凭单重设密码", said, now)


@move(source={S.PROPOSED, S.CONFIRMED}, target=S.EXPIRED, perm=None, label="过期")
def expire_reset(reset: AccessReset, *, by: None, now: datetime) -> None:
    """Nobody confirmed it, or nobody used the slip, in its term."""
    _tell(reset, "凭单重设密码已过期", "需要的请重新申请。", now)


def redeem(found: AccessReset, *, visitor: User | None, password: str, now: datetime) -> None:
    """The holder's new password (checked by the form); `visitor` is whoever is signed in where the code is typed."""
    if problem := fault(found, now):
        raise Refused(problem)
    if visitor is not None and visitor.pk in {found.proposed_by_id, found.confirmed_by_id}:
        raise Refused("重置单须由账号本人使用，申请人和核验人不能使用。")
    use_slip(found, by=found.account, now=now, password=password)


def find(text: str) -> AccessReset | None:
    return AccessReset.objects.for_listing().filter(code_sha256=code_hash(text)).first()


def fault(reset: AccessReset, now: datetime) -> str:
    """Why the slip cannot be used, in a sentence for the one who holds it; empty if it can."""
    if reset.state == S.USED:
        return "此重置单已经使用。不是您本人使用的，请立即与办理机关联系。"
    if reset.state == S.EXPIRED or reset.expires_at <= now:
        return f"此重置单已于{dated(day_of(reset.expires_at))}过期，请重新申请。"
    if reset.state != S.CONFIRMED:
        return "此重置单已停止办理，请与办理机关联系。"
    return ""


def lapse(now: datetime) -> int:
    """Those whose term is over come to their end; returns how many."""
    overdue = list(AccessReset.objects.overdue(now).order_by("pk"))
    for reset in overdue:
        expire_reset(reset, by=None, now=now)
    return len(overdue)


def _refuse_if_over(reset: AccessReset, now: datetime) -> None:
    if reset.expires_at <= now:
        raise Refused("此申请已过期，请重新申请。")


def _tell(reset: AccessReset, subject: str, body: str, now: datetime, *, by: User | None = None) -> None:
    reset_letters.tell(reset, subject, body, today=day_of(now), by=by)
