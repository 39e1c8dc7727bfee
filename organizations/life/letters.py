"""Who is told of a change: the people of the organization, and the desks of the authorities that it concerns."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.urls import reverse

from organizations.enums import ChangeKind, Role
from organizations.life.wording import said, words_of
from organizations.models import OrganizationChange, User
from organizations.people import desk_of, members_of, members_of_each
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated

KIND = "organization_change"
DESK = (Role.REGISTRAR, Role.COMPETENT_OFFICER, Role.SUPERVISOR)
# How many changes a letter to a desk spells out.
NAMED = 20


def announced(change: OrganizationChange, *, today: date) -> None:
    """It is to come, and may still be taken back."""
    body = f"{said(change)}，自{dated(change.effective_on)}起生效；生效以前可以撤回。"
    _tell(change, f"{change.get_kind_display()}待生效", body, "announced", today)


def in_effect(change: OrganizationChange, done: Iterable[str], *, today: date) -> None:
    follows = "、".join(done)
    if follows:
        follows = f"{'随之移交' if change.kind == ChangeKind.TRANSFER else '随之处理'}：{follows}。"
    body = f"{said(change)}，自{dated(change.effective_on)}起生效。{follows}"
    _tell(change, f"{change.get_kind_display()}已生效", body, "in_effect", today)


def in_effect_together(
    changes: Iterable[OrganizationChange], *, because: str, key: str, followed: Mapping[int, str], today: date
) -> None:
    """`followed` says by organization what else was done."""

    def also(change: OrganizationChange) -> str:
        done = followed.get(change.organization_id)
        return f"，自{dated(change.effective_on)}起生效。" + (f"随之处理：{done}。" if done else "")

    _tell_together(changes, also, "已生效", because=because, key=key, today=today)


def undone_together(changes: Iterable[OrganizationChange], *, because: str, key: str, today: date) -> None:
    """The list by which they came was taken back."""
    _tell_together(
        changes, lambda change: "，因名录导入撤回，恢复原登记信息。", "已撤回", because=because, key=key, today=today
    )


def _tell_together(
    changes: Iterable[OrganizationChange],
    ending: Callable[[OrganizationChange], str],
    what: str,
    *,
    because: str,
    key: str,
    today: date,
) -> None:
    """Many at once: each organization's people hear of its own, and each desk once of all that concern it."""
    changes = list(changes)
    words, told = words_of(changes), members_of_each([change.organization_id for change in changes], today)
    letters, concerned = [], defaultdict(list)
    for change in changes:
        organization = change.organization
        line = f"{organization}（{organization.uscc}）{words[change.pk]}{ending(change)}"
        letters += [
            outbox.Letter(
                recipient_id=user,
                subject=f"{organization}{change.get_kind_display()}{what}",
                body=f"{line}依据：{because}。",
                key=f"{key}:{change.pk}",
                url=organization.get_absolute_url(),
            )
            for user in told.get(organization.pk, ())
        ]
        for authority in authorities_of(change):
            concerned[authority].append(line)
    outbox.post_each(letters, kind=KIND)
    for authority, lines in concerned.items():
        more = f"\n……共{len(lines)}项，其余见各社会组织页面的沿革。" if len(lines) > NAMED else ""
        outbox.post(
            desk_of(authority, roles=DESK, today=today),
            kind=KIND,
            subject=f"社会组织登记信息变更{len(lines)}项{what}：{because}",
            body="\n".join(lines[:NAMED]) + more,
            url=reverse("organizations:organization_list"),
            key=f"{key}:desk:{authority}",
        )


def taken_back(change: OrganizationChange, *, today: date) -> None:
    body = (
        f"原定自{dated(change.effective_on)}起生效的{change.get_kind_display()}不再生效。原因：{change.revoked_because}"
    )
    _tell(change, f"{change.get_kind_display()}已撤回", body, "taken_back", today)


def authorities_of(change: OrganizationChange) -> list[int]:
    """Those that the organization belongs to, and of a transfer those that it comes from or goes to."""
    organization = change.organization
    keys = [organization.registration_authority_id, organization.competent_authority_id]
    for facts in (change.before, change.after):
        keys += [facts.get("registration_authority"), facts.get("competent_authority")]
    return list(dict.fromkeys(key for key in keys if key))


def _tell(change: OrganizationChange, subject: str, body: str, event: str, today: date) -> None:
    organization = change.organization
    who_entered_it = User.objects.filter(pk__in=[change.entered_by_id])
    desks = desk_of(*authorities_of(change), roles=DESK, today=today)
    outbox.post(
        members_of(organization, today=today) | desks | who_entered_it,
        kind=KIND,
        subject=f"{organization}{subject}",
        body=f"{organization}（{organization.uscc}）{body}",
        url=organization.get_absolute_url(),
        key=f"organization_change:{change.pk}:{event}",
    )
