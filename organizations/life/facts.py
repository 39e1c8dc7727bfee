"""What each kind of change alters in the register, and why it cannot be made on a day."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from organizations.enums import ENDS, REGISTERED, ChangeKind, OrganizationStatus
from organizations.models import Authority, Organization
from zhengzhou_ideology.wording import dated

K, S = ChangeKind, OrganizationStatus
# How far ahead a change may be entered, in days.
FARTHEST = 366
ENDED_AS = {K.MERGER: S.MERGED, K.DEREGISTRATION: S.DEREGISTERED, K.REVOCATION: S.REVOKED}
WITH_SUCCESSOR = (K.MERGER, K.DIVISION)
# The columns that a kind may alter; of those that end or suspend, the state follows from the kind.
ALTERS: dict[str, tuple[str, ...]] = {
    K.RENAME: ("name",),
    K.ADDRESS: ("address",),
    K.PURPOSES: ("purposes",),
    K.TRANSFER: ("registration_authority", "competent_authority", "district"),
}

# What may have been mistyped; everything else changes by an act or is a way to reach the organization.
CORRECTABLE = ("name", "district", "founded_on", "address", "purposes")


def as_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of related rows their keys, days in ISO form."""
    keys = {name: getattr(value, "pk", value) for name, value in facts.items()}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in keys.items()}


def altered(kind: ChangeKind, effective_on: date, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts after the change as JSON keeps them: keys of related rows, days in ISO form.

    A division ends the organization only where `facts` say `ends`.
    """
    if kind in ENDS or (kind == K.DIVISION and facts.get("ends")):
        return {"status": ENDED_AS.get(kind, S.DEREGISTERED).value, "ended_on": effective_on.isoformat()}
    if kind in (K.SUSPENSION, K.RESUMPTION):
        return {"status": (S.SUSPENDED if kind == K.SUSPENSION else S.ACTIVE).value}
    return as_json({name: facts[name] for name in ALTERS.get(kind, ())})


def ends(after: Mapping[str, Any]) -> bool:
    """A list may name the state without the day."""
    return after.get("status", S.ACTIVE) not in REGISTERED


def stored(organization: Organization, names: Collection[str]) -> dict[str, Any]:
    """The same facts as they are now."""
    return as_json({name: organization.serializable_value(name) for name in names})


def fault(
    organization: Organization, kind: ChangeKind, effective_on: date, after: Mapping[str, Any], today: date
) -> str:
    """Why the change cannot take effect, or be entered for that day; empty if it can."""
    if organization.has_ended:
        ended = f"（{dated(organization.ended_on)}）" if organization.ended_on else ""
        return f"{organization}已{organization.get_status_display()}{ended}，只能更正登记信息。"
    return _fault_of_day(organization, kind, effective_on, today) or _fault_of_facts(organization, kind, after)


def _fault_of_day(organization: Organization, kind: ChangeKind, effective_on: date, today: date) -> str:
    if effective_on < organization.founded_on:
        return f"生效日期不能早于成立登记日期（{dated(organization.founded_on)}）。"
    if effective_on > today + timedelta(days=FARTHEST):
        return "生效日期应在今天起一年以内。"
    later = organization.changes.applied().filter(kind=kind, effective_on__gt=effective_on).first()
    if later:
        return f"已有{later.get_kind_display()}自{dated(later.effective_on)}起生效，生效日期不能早于该日。"
    return ""


def _fault_of_facts(organization: Organization, kind: ChangeKind, after: Mapping[str, Any]) -> str:
    if kind == K.SUSPENSION and organization.status == S.SUSPENDED:
        return f"{organization}已停止活动。"
    if kind == K.RESUMPTION and organization.status == S.ACTIVE and not _suspension_coming(organization):
        return f"{organization}登记状态正常，无须恢复活动。"
    if kind in ALTERS and after == stored(organization, after):
        return "与现登记信息相同，没有可以变更的内容。"
    if kind == K.TRANSFER:
        return _fault_of_transfer(after)
    return "" if kind != K.RENAME or after["name"].strip() else "请填写变更后的名称。"


def _suspension_coming(organization: Organization) -> bool:
    return organization.changes.coming().filter(kind=K.SUSPENSION).exists()


def _fault_of_transfer(after: Mapping[str, Any]) -> str:
    """Asked of the register, not of the form: neither a party organization nor a unit that registers nobody will do."""
    if not Authority.objects.registering().filter(pk=after["registration_authority"]).exists():
        return "登记管理机关须为市或者县（市、区）民政局。"
    competent = after["competent_authority"]
    if competent and not Authority.objects.competent().filter(pk=competent).exists():
        return "上级党组织不能作为业务主管单位。"
    return ""
