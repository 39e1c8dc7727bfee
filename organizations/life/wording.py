"""Changes, names and the whole line of time of an organization in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from organizations.enums import ChangeKind, OrganizationStatus
from organizations.models import Authority, District, FormerName, Organization, OrganizationChange

K = ChangeKind
LABELS = {
    "name": "名称",
    "address": "住所",
    "purposes": "业务范围",
    "registration_authority": "登记管理机关",
    "competent_authority": "业务主管单位",
    "party_superior": "上级党组织",
    "district": "所属县（市、区）",
    "founded_on": "成立登记日期",
    "status": "状态",
    "ended_on": "终止日期",
}
# Texts that are too long to be set side by side.
LONG = ("purposes",)


def said(change: OrganizationChange) -> str:
    return words_of([change])[change.pk]


def words_of(changes: Iterable[OrganizationChange]) -> dict[int, str]:
    """Each change in a sentence without its full stop, by key; in two statements, however many."""
    changes = list(changes)
    facts = [side for change in changes for side in (change.before, change.after)]
    named = {
        **_names(Authority, facts, "registration_authority", "competent_authority", "party_superior"),
        **_names(District, facts, "district"),
    }
    return {change.pk: _sentence(change, named) for change in changes}


def _names(model: type[Any], facts: Iterable[Mapping[str, Any]], *columns: str) -> dict[tuple[str, Any], str]:
    keys = {(column, side[column]) for side in facts for column in columns if side.get(column)}
    if not keys:
        return {}
    names = dict(model.objects.filter(pk__in={key for _, key in keys}).values_list("pk", "name"))
    return {(column, key): names.get(key, str(key)) for column, key in keys}


def _sentence(change: OrganizationChange, named: Mapping[tuple[str, Any], str]) -> str:
    successors = "、".join(one.name for one in change.successors.all())
    if change.kind == K.MERGER:
        return f"并入{successors}，组织终止" if successors else "合并终止"
    if change.kind == K.DIVISION:
        return f"分立出{successors}" + ("，组织终止" if "ended_on" in change.after else "")
    if change.kind in (K.SUSPENSION, K.RESUMPTION, K.DEREGISTRATION, K.REVOCATION, K.REGISTRATION):
        return change.get_kind_display()
    return "；".join(
        _difference(name, change, named) for name in change.after if name in LABELS and _differs(name, change)
    )


def _differs(name: str, change: OrganizationChange) -> bool:
    return change.before.get(name) != change.after.get(name)


def _difference(name: str, change: OrganizationChange, named: Mapping[tuple[str, Any], str]) -> str:
    if name in LONG:
        return f"{LABELS[name]}变更"
    before, after = (_shown(name, side.get(name), named) for side in (change.before, change.after))
    if not before:
        return f"{LABELS[name]}登记为“{after}”"
    return f"{LABELS[name]}由“{before}”变更为“{after}”"


def _shown(name: str, value: Any, named: Mapping[tuple[str, Any], str]) -> str:
    if name == "competent_authority" and not value:
        return "无（直接登记）"
    if name == "status":
        return OrganizationStatus(value).label
    return named.get((name, value)) or str(value or "")


def name_note(organization: Organization, former: Iterable[FormerName], first: date, last: date) -> str:
    """What a paper that covers `first` to `last` adds to the name that held on its last day.

    “现名：…” where it is another one today, “原名：…” where it changed within these days.
    """
    names = sorted(former, key=lambda one: (one.until, one.pk))
    then = next((one.name for one in names if one.until > last), organization.name)
    notes = [f"原名：{one.name}" for one in names if first < one.until <= last and one.name != then]
    return "；".join([*notes, *([f"现名：{organization.name}"] if then != organization.name else [])])
