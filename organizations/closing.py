"""The end of an authority: its papers and people go to a successor or end, and its organizations follow by acts of their lives."""

from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, Value, When
from django.db.models.functions import JSONObject

from organizations import accounts, holdings, seating
from organizations.authorities import (
    CHANGE,
    Upload,
    belonging_to,
    kept,
    log_entry,
    refuse_closed,
    successors_of,
)
from organizations.enums import AuthorityAct, ChangeKind, Role
from organizations.life import following, letters
from organizations.models import Authority, Membership, OrganizationChange, User
from organizations.models.register import OrganizationQuerySet
from organizations.people import supervisors_over
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, all_under_lock, need

PLACES = ("registration_authority", "competent_authority", "party_superior")


@act(perm=CHANGE, weighty=True)
def close(
    authority: Authority,
    *,
    by: User,
    now: datetime,
    closed_on: date,
    reason: str,
    successor: Authority | None = None,
    paper: Upload = None,
) -> None:
    """It is no more from that day on. What waits there goes to the successor; its organizations stay until somebody moves them.

    Closed papers stay with whom they were.
    """
    refuse_closed(authority)
    need(reason, "请写明撤销的依据，如文件名称和文号。")
    _refuse_closing(authority, closed_on, successor, day_of(now))
    stored = kept(paper, by)
    waiting = holdings.worded(holdings.waiting_at(authority)) or "没有未办结的材料"
    if successor:
        holdings.hand_over_all(authority, successor, by=by, reason=f"{authority}撤销，由{successor}承接。", now=now)
        log_entry(
            successor,
            AuthorityAct.TAKE_OVER,
            by=by,
            said=f"承接{authority}：{waiting}",
            effective_on=closed_on,
            paper=stored,
        )
    ended = accounts.end_all_at(authority, by=by, reason=f"{authority}于{dated(closed_on)}撤销。", now=now)
    authority.closed_on, authority.successor = closed_on, successor
    authority.full_clean()
    authority.save()
    to = f"由{successor}承接{waiting}" if successor else "没有承接单位"
    log_entry(
        authority,
        AuthorityAct.CLOSE,
        by=by,
        reason=reason,
        said=to,
        effective_on=closed_on,
        paper=stored,
        before="open",
    )
    _tell(authority, ended, waiting, today=day_of(now))


def _tell(authority: Authority, ended: list[Membership], waiting: str, *, today: date) -> None:
    """Whose seats ended with it; and whoever supervises the successor and hands out seats there."""
    closed = f"{authority}于{dated(authority.closed_on)}撤销"  # type: ignore[arg-type] # it is closed
    to = f"，由{authority.successor}承接" if authority.successor else ""
    for membership in ended:
        outbox.post(
            [membership.user],
            kind=seating.KIND,
            subject=f"身份随单位撤销结束：{membership}",
            body=f"{closed}{to}，您的这一身份同时结束，已办理的材料和记录不变。到其他单位任职的，须另行提名、确认。",
            key=f"membership:{membership.pk}:closed",
        )
    if authority.successor is None:
        return
    people = Membership.objects.current(today).of_role(Role.SECURITY_ADMINISTRATOR).values("user")
    told = supervisors_over(authority.successor, today=today) | User.objects.filter(pk__in=people)
    outbox.post(
        told,
        kind=seating.KIND,
        subject=f"{closed}{to}",
        body=f"移交的材料：{waiting}。原单位的{len(ended)}个席位已经结束；"
        f"人员转入{authority.successor}的，请提名并确认其席位。",
        key=f"authority:{authority.pk}:closed",
        url=authority.successor.get_absolute_url(),
    )


@act(perm=CHANGE)
def hand_over(authority: Authority, *, by: User, now: datetime, reason: str, paper: Upload = None) -> int:
    """The organizations within the user's reach go from a closed authority to its successor, each by a transfer of today; how many."""
    need(reason, "请写明理由。")
    if authority.successor is None:
        raise Refused("本单位没有承接单位，请逐一办理社会组织的管理机关变更。")
    organizations = all_under_lock(belonging_to(authority).within_reach(by))
    if not organizations.exists():
        raise Refused("没有需要改挂的社会组织。")
    rests_on = kept(paper, by) or _paper_of_closing(authority)
    if rests_on is None:
        raise Refused("请上传依据文件；撤销本单位时没有上传。")
    keys = list(organizations.values_list("pk", flat=True))
    _transfer(organizations, authority, reason=reason, paper=rests_on, by=by, now=now)
    for field in PLACES:
        organizations.filter(**{field: authority}).update(**{field: authority.successor})
    changes = OrganizationChange.objects.filter(organization__in=keys, entered_by=by, applied_at=now).for_reading()
    changes = changes.select_related("organization__registration_authority", "organization__competent_authority")
    moved = Q(old_registration_authority=authority) | Q(old_competent_authority=authority)
    following.move_together(changes.filter(moved), by=by, now=now)
    because, key = (
        f"{authority}撤销，由{authority.successor}承接",
        f"authority:{authority.pk}:hand_over:{now.isoformat()}",
    )
    letters.in_effect_together(changes, because=because, key=key, followed={}, today=day_of(now))
    said = f"{len(keys)}家社会组织改由{authority.successor}负责"
    log_entry(authority, AuthorityAct.HAND_OVER, by=by, reason=reason, said=said, paper=rests_on)
    return len(keys)


def _transfer(
    organizations: OrganizationQuerySet,
    authority: Authority,
    *,
    reason: str,
    paper: StoredFile,
    by: User,
    now: datetime,
) -> None:
    """The act of each in one statement, before the register is written."""
    to = Value(authority.successor_id, BigIntegerField())
    gone = Value(authority.pk, BigIntegerField())
    columns: dict[str, Any] = {
        "organization": F("pk"),
        "kind": Value(ChangeKind.TRANSFER.value),
        "effective_on": Value(day_of(now)),
        "reason": Value(reason.strip()),
        "paper": Value(paper.pk),
        "before": JSONObject(**{place: F(f"{place}_id") for place in PLACES}),
        "after": JSONObject(
            **{
                place: Case(
                    When(**{place: authority}, then=to), default=F(f"{place}_id"), output_field=BigIntegerField()
                )
                for place in PLACES
            }
        ),
        "old_registration_authority": Case(When(registration_authority=authority, then=gone)),
        "old_competent_authority": Case(When(competent_authority=authority, then=gone)),
        "entered_by": Value(by.pk),
        "entered_as": Value(by.acting_label),
        "applied_at": Value(now),
        "revoked_because": Value(""),
    }
    insert_select(OrganizationChange, organizations.order_by("pk").values_list(*columns.values()), tuple(columns))


def _paper_of_closing(authority: Authority) -> StoredFile | None:
    closing = authority.moves.filter(name=AuthorityAct.CLOSE, paper__isnull=False).select_related("paper").first()
    return closing.paper if closing else None


def _refuse_closing(authority: Authority, closed_on: date, successor: Authority | None, today: date) -> None:
    if closed_on > today:
        raise Refused("撤销须在生效之日或者以后办理，撤销日期不能晚于今天。")
    if successor and not successors_of(authority).contains(successor):
        raise Refused("承接单位须为同类别、未撤销的单位。")
    below = Authority.objects.open().filter(parent=authority).count()
    if below:
        raise Refused(f"还有{below}个下级单位，请先修改其上级机关。")
    waiting = holdings.waiting_at(authority)
    if stuck := [one for one in waiting if not one.moves]:
        raise Refused(f"还有{holdings.worded(stuck)}未办结，须由本单位办结以后再撤销。")
    if waiting and not successor:
        raise Refused(f"还有{holdings.worded(waiting)}未办结，请选择承接单位。")
    if authority.registers and not successor and belonging_to(authority).exists():
        raise Refused("本机关还有登记的社会组织，请选择承接单位。")
