"""What the portal keeps about one person, shown to that person (个人信息保护法第四十四条至第四十七条), and a request to correct it."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from organizations import people
from organizations.enums import Role
from organizations.models import Membership, ResponsiblePerson, User
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.saved_views.models import SavedView
from zhengzhou_ideology.workflow import Refused, need
from zhengzhou_ideology.workflow.acts import asks

KIND = "data_correction"
CORRECT = "organizations.correct_own_data"
# One who asks twice a day would fill the inbox of whoever answers.
ASKED_TODAY = "今天已经提出过一次，请等候答复。"


def data_of(user: User) -> dict[str, Any]:
    """All of it as JSON values, under headings that a reader understands. Days as 2026-11-26, moments as 2026-11-26 09:30, in local time."""
    return {
        "账号": {
            "用户名": user.username,
            "姓名": user.name,
            "电子邮箱": user.email,
            "办公电话": user.phone,
            "开通时间": _moment(user.date_joined),
            "最近登录": _moment(user.last_login),
            "两步验证": list(Authenticator.objects.filter(user=user).values_list("type", flat=True)),
        },
        "办理身份": [
            {"身份": str(held), "开始": _day(held.starts_on), "结束": _day(held.ends_on)}
            for held in user.memberships.select_related("organization", "authority").order_by("starts_on", "pk")
        ],
        "登记的任职": [
            {
                "社会组织": held.organization.name,
                "职务": held.get_post_display(),
                "姓名": held.name,
                "办公电话": held.office_phone,
                "办公邮箱": held.office_email,
                "开始": _day(held.term_from),
                "结束": _day(held.term_until),
            }
            for held in _posts_of(user)
        ],
        "登录设备": [
            {"地址": str(session.ip), "浏览器": session.user_agent, "最近使用": _moment(session.last_seen_at)}
            for session in UserSession.objects.filter(user=user).order_by("-last_seen_at")
        ],
        "列表视图": [
            {"列表": view.list_name, "名称": view.name, "条件": view.query}
            for view in SavedView.objects.of_owner(user).eldest_first()
        ],
        "站内通知": {"条数": Notice.objects.filter(recipient=user).count()},
        "办理记录": _moves_of(user),
    }


def _posts_of(user: User) -> QuerySet[ResponsiblePerson]:
    return ResponsiblePerson.objects.filter(account=user).select_related("organization").order_by("term_from", "pk")


def _moves_of(user: User) -> dict[str, int]:
    """How many acts of this account stand in each log; what they say belongs to the papers, and is kept with them."""
    found: dict[str, int] = {}
    for model in apps.get_models():
        if issubclass(model, Move) and (number := model._default_manager.filter(by=user).count()):  # type: ignore[attr-defined]
            found[str(model._meta.verbose_name)] = found.get(str(model._meta.verbose_name), 0) + number
    return found


@asks(perm=CORRECT)
def ask_correction(user: User, *, by: User, now: datetime, reason: str) -> int:
    """Whoever can correct it is told: security administrators for the account, registrars for a post on record.

    Returns how many are told; refused if the person has asked that day.
    """
    if not by.has_perm(CORRECT, user):
        raise PermissionDenied(CORRECT)
    need(reason, "请写明哪一项有误、应当是什么。")
    today = day_of(now)
    seats = Membership.objects.current(today)
    posts = _posts_of(user).filter(Q(term_until__isnull=True) | Q(term_until__gte=today))
    bureaus = [held.organization.registration_authority_id for held in posts]
    recipients = User.objects.filter(
        Q(pk__in=seats.of_role(Role.SECURITY_ADMINISTRATOR).values("user"))
        | Q(pk__in=people.desk_of(*bureaus, roles=(Role.REGISTRAR,), today=today).values("pk"))
    )
    told = outbox.post(
        recipients,
        kind=KIND,
        subject=f"请求更正个人信息：{user.name_and_account()}",
        body=f"{reason}\n\n请核实后更正账号信息或者任职登记，并答复本人。",
        key=f"correction:{user.pk}:{today}",
    )
    if not told:
        raise Refused(ASKED_TODAY)
    return told


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def _moment(moment: datetime | None) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
