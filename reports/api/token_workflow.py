"""The life of a token: proposed by one, confirmed by another, handed out once, revoked at once."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from organizations.enums import Role
from organizations.models import Membership, User
from reports.api.enums import TokenState as S
from reports.api.models import AccessToken
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, asks, labels, log, move, need, need_proof

KIND = "access_token"
PREFIX = "zzmz_"
NOTICE = timedelta(days=30)
labels.register(__name__, propose="申请令牌")


@asks(perm="api.propose_accesstoken", weighty=True)
@transaction.atomic
def propose(draft: AccessToken, *, by: User, now: datetime) -> AccessToken:
    """Store the draft; whoever may confirm it is told at once."""
    draft.state, draft.proposed_by, draft.proposed_at = S.PROPOSED, by, now
    if not by.has_perm("api.propose_accesstoken", draft):
        raise PermissionDenied("api.propose_accesstoken")
    need_proof(by)
    draft.full_clean()
    draft.save()
    log(draft, "propose", by=by, before="new")
    seats = Membership.objects.current(day_of(now)).of_role(Role.SECURITY_ADMINISTRATOR)
    said = (
        f"{by.name}（{by.acting_label}）为“{draft.system}”申请读取{draft.authority}的数据。请核对后确认或者不予确认。"
    )
    _tell(User.objects.filter(pk__in=seats.values("user")), draft, "数据接口令牌待确认", said, key="proposed")
    return draft


@move(source={S.PROPOSED}, target=S.CONFIRMED, perm="api.confirm_accesstoken", label="确认令牌", weighty=True)
def confirm(token: AccessToken, *, by: User, now: datetime) -> None:
    """By the security administrator; nothing can be read with it before it is handed out."""
    if token.has_expired(now):
        raise Refused("申请的有效期已过，请重新申请。")
    token.confirmed_by, token.confirmed_at = by, now
    said = f"{by.name}（{by.acting_label}）已确认，请领取令牌并交给使用系统。"
    _tell([token.proposed_by], token, "数据接口令牌已确认", said, key="confirmed")


@move(source={S.PROPOSED}, target=S.REFUSED, perm="api.refuse_accesstoken", label="不予确认令牌")
def refuse(token: AccessToken, *, by: User, reason: str) -> None:
    need(reason, "请写明不予确认的理由。")
    _tell([token.proposed_by], token, "数据接口令牌未获确认", f"理由：{reason}", key="refused")


@asks(perm="api.issue_accesstoken", source={S.CONFIRMED}, weighty=True)
@transaction.atomic
def hand_out(token: AccessToken, *, by: User, now: datetime) -> str:
    """The secret itself, of which the portal keeps no more than a hash: nobody can look it up again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    issue(token, by=by, now=now, token_sha256=hashed(secret))
    return secret


@move(source={S.CONFIRMED}, target=S.ISSUED, perm="api.issue_accesstoken", label="领取令牌", weighty=True)
def issue(token: AccessToken, *, by: User, now: datetime, token_sha256: str) -> None:
    if token.has_expired(now):
        raise Refused("令牌的有效期已过，请重新申请。")
    token.token_sha256 = token_sha256


@move(source={S.PROPOSED, S.CONFIRMED, S.ISSUED}, target=S.REVOKED, perm="api.revoke_accesstoken", label="停用令牌")
def revoke(token: AccessToken, *, by: User, now: datetime, reason: str) -> None:
    """From the next request on nothing is read with it, and its endpoints hear nothing more."""
    need(reason, "请写明停用的理由。")
    token.revoked_by, token.revoked_at, token.revoked_because = by, now, reason


def tell_of_ends(now: datetime) -> None:
    """Whoever applied for a token is told once, a month before it ends: a new one takes two people and their time."""
    for token in AccessToken.objects.live(now).filter(expires_at__lte=now + NOTICE).for_listing():
        said = f"有效期至{dated(token.last_day)}，到期后“{token.system}”不能再读取。仍须使用的，请重新申请。"
        _tell([token.proposed_by], token, "数据接口令牌即将到期", said, key="ending")


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _tell(recipients: QuerySet[User] | list[User], token: AccessToken, subject: str, body: str, *, key: str) -> None:
    outbox.post(
        recipients,
        kind=KIND,
        subject=f"{subject}：{token}",
        body=body,
        key=f"token:{token.pk}:{key}",
        url=token.get_absolute_url(),
    )
