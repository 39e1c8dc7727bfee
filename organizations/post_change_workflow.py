"""A change of a first responsible person: entered with its paper, confirmed by another, and only then the posts change.

Confirmed by the outgoing or another first responsible person, or, where no account is one, by the registrar from the paper
(article 3).
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, QuerySet

from organizations.appointments import fault_of_succession, last_holder, succeed
from organizations.enums import Post, Role
from organizations.enums import PostChangeState as S
from organizations.models import Membership, Organization, PostChange, ResponsiblePerson, User
from organizations.models.voices import PostChangeQuerySet
from organizations.people import desk_of, members_of
from organizations.reach import subtree
from organizations.voices import KIND, made_its_voice, voices_of
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, labels, log, move, need

ENTER = "organizations.enter_postchange"
LONGEST_AHEAD = timedelta(days=366)

labels.register(__name__, enter="申报任职变更")


@act(perm=ENTER)
def enter(
    organization: Organization, *, by: User, now: datetime, post: Post, upload: UploadedFile, facts: Mapping[str, Any]
) -> PostChange:
    """By the secretary, also ahead of time. `facts`: name, office_phone, office_email, effective_on, basis."""
    today = day_of(now)
    if problem := fault_of_day(organization, post, facts["effective_on"], today):
        raise Refused(problem)
    if PostChange.objects.open().filter(organization=organization, post=post).exists():
        raise Refused("该职务已有一件变更待确认，请先办结或者撤回。")
    change = PostChange(organization=organization, post=post, entered_by=by, entered_as=by.acting_label, **facts)
    change.paper = store(upload, by=by)
    change.content_sha256 = sha256_of(content_of(change))
    change.full_clean()
    change.save()
    log(change, "enter", by=by, before="", after=S.ENTERED)
    _tell(
        change,
        f"待确认：{change}",
        f"{by}申报，{dated(change.effective_on)}起任职。{_who_confirms(change, today)}",
        today,
        after=S.ENTERED,
    )
    return change


def fault_of_day(organization: Organization, post: Post, begins: date, today: date) -> str:
    """Why the change cannot take effect on that day; empty if it can."""
    if begins > today + LONGEST_AHEAD:
        return "任职开始日期不能晚于一年以后。"
    return fault_of_succession(begins, last_holder(organization, post))


def content_of(change: PostChange) -> dict[str, Any]:
    names = ("post", "name", "office_phone", "office_email", "basis")
    facts = {name: getattr(change, name) for name in names}
    return facts | {"effective_on": change.effective_on.isoformat(), "paper": change.paper.sha256}


@move(
    source={S.ENTERED}, target=S.CONFIRMED, perm="organizations.decide_postchange", label="确认任职变更", weighty=True
)
def confirm_change(change: PostChange, *, by: User, now: datetime) -> None:
    """The posts change: the new term begins on its day, and the one before ends with that day."""
    today = day_of(now)
    _refuse_unless_asked(change, by, today)
    post = Post(change.post)
    if problem := fault_of_day(change.organization, post, change.effective_on, today):
        raise Refused(problem)
    contact = {"office_phone": change.office_phone, "office_email": change.office_email}
    change.person = succeed(
        change.organization, post, {"name": change.name, "term_from": change.effective_on, **contact}, today
    )
    _decide(change, by, now)
    body = f"{by}（{by.acting_label}）确认，{dated(change.effective_on)}起任职。请登记管理机关邀请继任者开通账号。"
    _tell(change, f"已确认：{change}", body, today, after=S.CONFIRMED, desk=True)


@move(source={S.ENTERED}, target=S.REFUSED, perm="organizations.decide_postchange", label="不予确认任职变更")
def refuse_change(change: PostChange, *, by: User, now: datetime, reason: str) -> None:
    need(reason, "请写明不予确认的理由。")
    _refuse_unless_asked(change, by, day_of(now))
    _decide(change, by, now)
    _tell(
        change, f"未予确认：{change}", f"{by}（{by.acting_label}）：{reason}", day_of(now), after=S.REFUSED, desk=True
    )


@move(source={S.ENTERED}, target=S.WITHDRAWN, perm="organizations.withdraw_postchange", label="撤回任职变更")
def withdraw_change(change: PostChange, *, by: User, now: datetime, reason: str = "") -> None:
    _decide(change, by, now)
    _tell(change, f"已撤回：{change}", f"{by}（{by.acting_label}）撤回。{reason}", day_of(now), after=S.WITHDRAWN)


MOVES = (confirm_change, refuse_change, withdraw_change)


def confirmers(change: PostChange, today: date) -> QuerySet[User]:
    """The outgoing or another first responsible person, but for whoever entered it."""
    return voices_of(change.organization, today).exclude(pk=change.entered_by_id)


def why_not(change: PostChange, user: User, today: date) -> str:
    """Why this account does not decide about the change now; empty if it may."""
    found = confirmers(change, today)
    if user.pk == change.entered_by_id:
        return "申报人不能确认本人申报的变更。"
    if user.acts_as(Role.LEADER):
        return "" if found.contains(user) else "须由现任第一责任人确认。"
    if found.exists():
        return "本组织有第一责任人账号，须由其确认。"
    if made_its_voice(user, change.entered_by, change.organization):
        return "申报人的账号由您邀请或者核验，须由其他人员确认。"
    return ""


def awaiting(user: User, today: date) -> PostChangeQuerySet:
    """The open changes about which this account decides now: the counterpart of the permission and `why_not`."""
    waiting = PostChange.objects.visible_to(user).open().exclude(entered_by=user)
    acting = user.acting
    if user.acts_as(Role.LEADER) and user.organization is not None:
        return waiting if voices_of(user.organization, today).contains(user) else waiting.none()
    if acting is None or not user.acts_as(Role.REGISTRAR):
        return waiting.none()
    here = OuterRef("organization")
    leading = Membership.objects.current(today).of_role(Role.LEADER).acting()
    confirming = ResponsiblePerson.objects.first_responsible().current(today).exclude(account=OuterRef("entered_by"))
    confirming = confirming.filter(
        Exists(leading.filter(organization=OuterRef("organization"), user=OuterRef("account"))), organization=here
    )
    entering = Membership.objects.made_by(user).filter(organization=here, user=OuterRef("entered_by"))
    registered = waiting.filter(organization__registration_authority__in=subtree(acting.authority_id))
    return registered.exclude(Exists(confirming)).exclude(Exists(entering))


def _refuse_unless_asked(change: PostChange, by: User, today: date) -> None:
    if problem := why_not(change, by, today):
        raise Refused(problem)


def _decide(change: PostChange, by: User, now: datetime) -> None:
    change.decided_by, change.decided_at = by, now


def _who_confirms(change: PostChange, today: date) -> str:
    if confirmers(change, today).exists():
        return "请现任第一责任人核对依据文件后确认。"
    return "本组织没有第一责任人账号，请登记管理机关核对依据文件后确认。"


def _tell(change: PostChange, subject: str, body: str, today: date, *, after: S, desk: bool = False) -> None:
    """All who hold seats of the organization, whoever is in office with an account, and the registrars where they act next."""
    organization = change.organization
    told = {*members_of(organization, today=today), change.entered_by}
    if desk or not confirmers(change, today).exists():
        told |= {*desk_of(organization.registration_authority, roles=(Role.REGISTRAR,), today=today)}
    outbox.post(
        told,
        kind=KIND,
        subject=subject,
        body=body,
        key=f"post-change:{change.pk}:{after.value}",
        url=change.get_absolute_url(),
    )
