"""The life of an organization as acts: entered with day and paper, taken back while they are to come, in effect on their day."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from organizations.enums import ChangeKind
from organizations.life import facts as register
from organizations.life import letters
from organizations.life.following import follow, suspended_since
from organizations.models import FormerName, Organization, OrganizationChange, User
from organizations.registration import refuse_other_version, write
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import Refused, act, need, under_lock

ENTER = "organizations.enter_organizationchange"
TAKE_BACK = "organizations.revoke_organizationchange"
K = ChangeKind


@act(perm=ENTER)
def enter(
    organization: Organization,
    *,
    by: User,
    now: datetime,
    kind: ChangeKind,
    effective_on: date,
    reason: str,
    uploads: UploadedFile | None,
    facts: Mapping[str, Any],
    successors: Collection[Organization] = (),
) -> OrganizationChange:
    """Of today or earlier it is in effect at once; of a day ahead it waits for that day (see `apply_due`).

    `facts` name the columns in `facts.ALTERS`; of a division, `ends` says whether the organization ends by it.
    """
    after, today = register.altered(kind, effective_on, facts), day_of(now)
    if problem := register.fault(organization, kind, effective_on, after, today):
        raise Refused(problem)
    _check_successors(organization, kind, successors)
    if organization.changes.coming().filter(kind=kind).exists():
        raise Refused(f"该组织已有一项{kind.label}等待生效，请先撤回。")
    if uploads is None:
        raise Refused("请上传变更的依据文件。")
    change = _write(organization, kind, effective_on, reason, after, by=by, paper=store(uploads, by=by))
    change.successors.set(successors)
    if effective_on <= today:
        _take_effect(change, organization, by=by, now=now)
    else:
        letters.announced(change, today=today)
    return change


@act(perm=ENTER)
def correct(
    organization: Organization, *, by: User, now: datetime, version: str, reason: str, facts: Mapping[str, Any]
) -> Organization:
    """How to reach it; and slips of the pen in what the register says, for which no former name arises.

    Code and kind stay for life. May raise `Collision`.
    """
    refuse_other_version(organization, version, facts)
    named = {name: facts[name] for name in register.CORRECTABLE}
    write(organization, {name: value for name, value in facts.items() if name not in named})
    before, typed = register.stored(organization, named), register.as_json(named)
    after = {name: value for name, value in typed.items() if value != before[name]}
    if after:
        _correct_register(organization, before, after, reason, by=by, now=now)
    return organization


def _correct_register(
    organization: Organization,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    *,
    by: User,
    now: datetime,
) -> None:
    need(reason, "更正名称、区划、成立日期、住所或者业务范围，须写明更正的理由。")
    change = _write(organization, K.CORRECTION, day_of(now), reason, after, by=by)
    change.before, change.applied_at = {name: before[name] for name in after}, now
    _write_register(organization, after)
    change.save()


@act(perm=TAKE_BACK, of=lambda change: change.organization)
def take_back(change: OrganizationChange, organization: Organization, *, by: User, now: datetime, reason: str) -> None:
    """A change that is still to come will not come."""
    if not change.is_coming:
        raise Refused("该变更已经生效或者已经撤回。")
    need(reason, "撤回变更须写明原因。")
    _set_aside(change, reason, by=by, now=now)


def apply_due(now: datetime) -> int:
    """Bring into effect what was entered for today or a day that was missed; safe to run twice, at once, or late.

    What has become impossible since is set aside with the reason, and whoever entered it is told. Returns how many took
    effect.
    """
    keys = list(OrganizationChange.objects.due(day_of(now)).values_list("pk", flat=True))
    return sum(_apply_one(key, now) for key in keys)


@transaction.atomic
def _apply_one(key: int, now: datetime) -> bool:
    locked = OrganizationChange.objects.due(day_of(now)).select_for_update(of=("self",), skip_locked=True)
    change = locked.filter(pk=key).first()
    if change is None:
        return False
    organization = under_lock(change.organization)
    kind, today = ChangeKind(change.kind), day_of(now)
    if problem := register.fault(organization, kind, change.effective_on, change.after, today):
        _set_aside(change, problem, by=None, now=now)
        return False
    try:
        with transaction.atomic():
            _take_effect(change, organization, by=None, now=now)
    except ValidationError as error:  # one that the register does not take must not stop the next
        _set_aside(change, "".join(error.messages), by=None, now=now)
        return False
    return True


def _take_effect(change: OrganizationChange, organization: Organization, *, by: User | None, now: datetime) -> None:
    change.before = register.stored(organization, change.after)
    before = {name: getattr(organization, name) for name in ("registration_authority", "competent_authority")}
    if change.kind == K.RENAME:
        _keep_name(organization, until=change.effective_on)
    since = suspended_since(organization)
    _write_register(organization, change.after)
    if change.kind == K.TRANSFER:
        change.old_registration_authority, change.old_competent_authority = (
            old if old != getattr(organization, name) else None for name, old in before.items()
        )
    change.applied_at = now
    change.save()
    letters.in_effect(change, follow(change, organization, since, by=by, now=now), today=day_of(now))


def _keep_name(organization: Organization, *, until: date) -> None:
    last = organization.former_names.order_by("-until", "-pk").first()
    since = last.until if last else organization.founded_on
    FormerName.objects.create(organization=organization, name=organization.name, since=since, until=until)


def _write_register(organization: Organization, after: Mapping[str, Any]) -> None:
    for name, value in after.items():
        field: Any = Organization._meta.get_field(name)
        setattr(organization, field.attname, field.to_python(value))
    organization.full_clean()
    organization.save()
    organization.refresh_from_db()


def _write(
    organization: Organization,
    kind: ChangeKind,
    effective_on: date,
    reason: str,
    after: Mapping[str, Any],
    *,
    by: User,
    paper: Any = None,
) -> OrganizationChange:
    change = OrganizationChange(
        organization=organization,
        kind=kind,
        effective_on=effective_on,
        reason=reason.strip(),
        paper=paper,
        before=register.stored(organization, after),
        after=dict(after),
        entered_by=by,
        entered_as=by.acting_label,
    )
    change.full_clean()
    change.save()
    return change


def _check_successors(organization: Organization, kind: ChangeKind, successors: Collection[Organization]) -> None:
    if kind not in register.WITH_SUCCESSOR:
        return
    if not successors:
        raise Refused("请写明承继的社会组织；新设立的，请先登记。")
    for successor in successors:
        if successor.pk == organization.pk:
            raise Refused("承继的社会组织不能是该组织自己。")
        if successor.has_ended:
            raise Refused(f"{successor}已{successor.get_status_display()}，不能承继。")


def _set_aside(change: OrganizationChange, reason: str, *, by: User | None, now: datetime) -> None:
    change.revoked_at, change.revoked_by, change.revoked_because = now, by, reason
    change.save()
    letters.taken_back(change, today=day_of(now))
