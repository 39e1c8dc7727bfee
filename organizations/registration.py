"""The register as it is looked after by hand: facts, people, outlets, and permissions to certify one's own papers."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from organizations import organization_log
from organizations.enums import OrganizationAct
from organizations.models import Authority, Organization, Outlet, ResponsiblePerson, SelfCertification, User
from organizations.models.places import AuthorityQuerySet
from zhengzhou_ideology.drafting.drafts import Collision
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, need

CHANGE = "organizations.change_organization"
CHANGE_PERSON = "organizations.change_responsibleperson"
CHANGE_OUTLET = "organizations.change_outlet"
GRANT = "organizations.grant_selfcertification"
OFFICE_CONTACT = ("office_phone", "office_email")


def facts_of(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """What is stored in these fields; of a related row its key."""
    return {name: row.serializable_value(name) for name in names}


def version_of(row: models.Model, names: Iterable[str]) -> str:
    """Changes with any of these fields, and with nothing else."""
    stored = json.dumps(facts_of(row, names), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(stored.encode()).hexdigest()[:16]


def assignable(by: User) -> AuthorityQuerySet:
    """The registration authorities that an organization may be handed to: the user's own and those below it."""
    authority = by.acting.authority_id if by.acting else None
    open_ones: AuthorityQuerySet = Authority.objects.registering().open()
    return open_ones.subtree_of(authority) if authority else open_ones.none()


@act(perm=CHANGE_PERSON, of=lambda person: person.organization)
def correct_person(
    person: ResponsiblePerson, organization: Organization, *, by: User, version: str, facts: Mapping[str, Any]
) -> None:
    """Slips of the pen and terms; another person is a new holder, see `appointments.appoint`. May raise `Collision`.

    Of a first responsible person the organization itself corrects the office contact only: who holds that post, and how
    long, changes by `post_change_workflow`.
    """
    if person.is_first_responsible and by.organization == organization and set(facts) - set(OFFICE_CONTACT):
        raise Refused("第一责任人的姓名和任期不能自行更正，请申报变更，或者请登记管理机关更正。")
    refuse_other_version(person, version, facts)
    names = {field.name: str(field.verbose_name) for field in person._meta.concrete_fields}
    changed = [names[name] for name, stored in facts_of(person, facts).items() if stored != facts[name]]
    write(person, facts)
    said = f"{person}：{'、'.join(changed)}"
    if changed:
        organization_log.record(organization, OrganizationAct.CORRECT_PERSON, said, by=by)


@act(perm=CHANGE_OUTLET)
def add_outlet(organization: Organization, *, by: User, today: date, facts: Mapping[str, Any]) -> Outlet:
    refuse_unless_in_post(facts["responsible"], organization, today)
    outlet = Outlet(organization=organization)
    write(outlet, facts)
    return outlet


@act(perm=CHANGE_OUTLET, of=lambda outlet: outlet.organization)
def correct_outlet(
    outlet: Outlet, organization: Organization, *, by: User, today: date, version: str, facts: Mapping[str, Any]
) -> None:
    refuse_other_version(outlet, version, facts)
    refuse_unless_in_post(facts["responsible"], organization, today)
    write(outlet, facts)


@act(perm=CHANGE_OUTLET, of=lambda outlet: outlet.organization)
def close_outlet(outlet: Outlet, organization: Organization, *, by: User, today: date, until: date) -> None:
    """It is used no more; the record stays."""
    if outlet.until:
        raise Refused("该阵地已登记停用。")
    if problem := fault_of_closing(outlet, until, today):
        raise Refused(problem)
    write(outlet, {"until": until})


def fault_of_closing(outlet: Outlet, until: date, today: date) -> str:
    """Why this cannot be the day on which the outlet closes; empty if it can."""
    if until > today:
        return "停用日期不能晚于今天。"
    if outlet.since and until < outlet.since:
        return "停用日期不能早于启用日期。"
    return ""


@act(perm=GRANT, weighty=True)
def permit_self_certification(
    organization: Organization, *, by: User, today: date, reason: str, valid_from: date, valid_until: date
) -> SelfCertification:
    """One person may prepare and certify, where one person does everything (article 3)."""
    need(reason, "请写明理由。")
    if problem := fault_of_permission(valid_from, today):
        raise Refused(problem)
    permission = SelfCertification(organization=organization, granted_by=by)
    write(permission, {"reason": reason, "valid_from": valid_from, "valid_until": valid_until})
    said = f"{dated(valid_from)}至{dated(valid_until)}"
    organization_log.record(organization, OrganizationAct.PERMIT_SELF_CERTIFICATION, said, by=by, reason=reason)
    return permission


def fault_of_permission(valid_from: date, today: date) -> str:
    """A permission never covers papers that are certified already."""
    return "生效日期不能早于今天。" if valid_from < today else ""


def refuse_other_version(row: models.Model, version: str, facts: Mapping[str, Any]) -> None:
    if version != version_of(row, facts):
        raise Collision


def refuse_unless_in_post(person: ResponsiblePerson, organization: Organization, today: date) -> None:
    if not organization.responsible_persons.current(today).contains(person):
        raise Refused("阵地责任人须为本组织的现任责任人。")


def write(row: models.Model, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
