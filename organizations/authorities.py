"""The register of authorities: added, renamed from a day on, corrected, known by aliases, closed and succeeded."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, Q, Subquery

from organizations.enums import REGISTERED, AuthorityAct, AuthorityKind
from organizations.models import Authority, AuthorityAlias, AuthorityName, Organization, User
from organizations.models.places import BUREAUS, AuthorityQuerySet
from organizations.models.register import OrganizationQuerySet
from organizations.registration import refuse_other_version
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, need

ADD = "organizations.add_authority"
CHANGE = "organizations.change_authority"
# Below which kind each kind may stand; a bureau of the city stands below none.
PARENTS: dict[str, str] = {
    AuthorityKind.DISTRICT_BUREAU: AuthorityKind.CITY_BUREAU,
    AuthorityKind.COMPETENT: AuthorityKind.COMPETENT,
    AuthorityKind.PARTY: AuthorityKind.PARTY,
}
DETAILS = (
    "kind",
    "district",
    "parent",
    "document_sign",
    "seal_name",
    "address",
    "phone",
    "email",
    "desk",
    "desk_phone",
    "desk_hours",
)
Upload = UploadedFile | None


@act(perm=ADD)
def add(
    keeper: Authority, *, by: User, code: str, name: str, facts: Mapping[str, Any], paper: Upload = None
) -> Authority:
    """A unit that the register did not have; `keeper` is the authority that the user acts for, which keeps it."""
    _refuse_known_name(name)
    if Authority.objects.filter(code__iexact=code).exists():
        raise Refused("已有机关单位使用这一代码。")
    added = Authority(code=code.upper(), name=name)
    _write(added, facts, by=by)
    log_entry(added, AuthorityAct.ADD, by=by, said=f"{added.get_kind_display()}：{name}", paper=kept(paper, by))
    return added


@act(perm=CHANGE)
def correct(authority: Authority, *, by: User, version: str, facts: Mapping[str, Any], paper: Upload = None) -> None:
    """Everything but the name, which changes from a day on. May raise `Collision`."""
    refuse_other_version(authority, version, facts)
    refuse_closed(authority)
    fields = {field.name: str(field.verbose_name) for field in authority._meta.fields}
    changed = [fields[name] for name in facts if facts[name] != getattr(authority, name)]
    if not changed:
        return
    _refuse_change_of_kind(authority, facts.get("kind", authority.kind))
    _write(authority, facts, by=by)
    log_entry(authority, AuthorityAct.CORRECT, by=by, said="、".join(changed), paper=kept(paper, by))


@act(perm=CHANGE)
def rename(
    authority: Authority, *, by: User, today: date, name: str, effective_on: date, reason: str, paper: Upload = None
) -> None:
    """From that day on it is called so, be it past or ahead; under the names before it is found for good."""
    refuse_closed(authority)
    need(reason, "请写明更名的依据，如文件名称和文号。")
    last = authority.names.filter(until__isnull=True).first()
    before = last.name if last else authority.name
    if name == before:
        raise Refused("新名称与原名称相同。")
    _refuse_known_name(name, but=authority)
    if last and last.since and effective_on <= last.since:
        raise Refused(f"“{before}”自{dated(last.since)}启用，更名须在此以后生效。")
    stored, eve = kept(paper, by), effective_on - timedelta(days=1)
    if last:
        last.until = eve
        last.save(update_fields=["until"])
    else:
        authority.names.create(name=before, until=eve)
    authority.names.create(name=name, since=effective_on, paper=stored)
    make_names_current(today, authority)
    log_entry(
        authority,
        AuthorityAct.RENAME,
        by=by,
        reason=reason,
        said=f"{before}更名为{name}",
        effective_on=effective_on,
        paper=stored,
    )


@act(perm=CHANGE)
def withdraw_rename(authority: Authority, *, by: User, today: date, reason: str) -> None:
    """One that was entered ahead and has not come yet."""
    need(reason, "请写明撤回的理由。")
    ahead = authority.names.filter(since__gt=today, until__isnull=True).first()
    if ahead is None or ahead.since is None:
        raise Refused("没有尚未生效的更名。")
    said, effective_on = f"不再更名为{ahead.name}", ahead.since
    ahead.delete()
    authority.names.filter(until=effective_on - timedelta(days=1)).update(until=None)
    log_entry(authority, AuthorityAct.WITHDRAW_RENAME, by=by, reason=reason, said=said, effective_on=effective_on)


def make_names_current(today: date, only: Authority | None = None) -> int:
    """Authorities are called as on that day; how many were called otherwise. A door of the night, safe to repeat."""
    named = AuthorityName.objects.holding_on(today).filter(authority=OuterRef("pk"))
    rows = Authority.objects.filter(pk=only.pk) if only else Authority.objects.all()
    misnamed = rows.filter(Exists(named.exclude(name=OuterRef("name"))))
    changed = misnamed.update(name=Subquery(named.values("name")[:1]))
    if only:
        only.refresh_from_db(fields=["name"])
    return changed


@act(perm=CHANGE)
def add_alias(authority: Authority, *, by: User, name: str) -> None:
    refuse_closed(authority)
    _refuse_known_name(name)
    alias = AuthorityAlias(authority=authority, name=name)
    alias.full_clean()
    alias.save()
    log_entry(authority, AuthorityAct.ADD_ALIAS, by=by, said=name)


@act(perm=CHANGE, of=lambda alias: alias.authority)
def remove_alias(alias: AuthorityAlias, authority: Authority, *, by: User) -> None:
    """A list that names it so is asked about again."""
    said = alias.name
    alias.delete()
    log_entry(authority, AuthorityAct.REMOVE_ALIAS, by=by, said=said)


def belonging_to(authority: Authority) -> OrganizationQuerySet:
    """The organizations on the register that it registers, is competent for or is the party superior of."""
    belongs = Q(registration_authority=authority) | Q(competent_authority=authority) | Q(party_superior=authority)
    registered: OrganizationQuerySet = Organization.objects.filter(status__in=REGISTERED)
    return registered.filter(belongs)


def successors_of(authority: Authority) -> AuthorityQuerySet:
    """Open, and able to do what it does: another bureau, or a unit of the same kind of the district or of the city."""
    others: AuthorityQuerySet = Authority.objects.open().exclude(pk=authority.pk)
    if authority.registers:
        return others.registering()
    return others.filter(kind=authority.kind).of_city_and(authority.district_id)


def refuse_closed(authority: Authority) -> None:
    if authority.closed_on:
        raise Refused(f"该单位已于{dated(authority.closed_on)}撤销，不能再变更。")


def _refuse_known_name(name: str, but: Authority | None = None) -> None:
    """Each name leads to one authority, whether it is today's, a former one or an alias."""
    known = next((one for one in Authority.objects.found_under(name) if one != but), None)
    if known:
        raise Refused(f"“{name}”已是{known}的名称、曾用名或者别名。")


def _refuse_change_of_kind(authority: Authority, kind: str) -> None:
    if kind == authority.kind or {kind, authority.kind} == set(BUREAUS):
        return
    if belonging_to(authority).exists() or authority.memberships.exists():
        raise Refused("已有社会组织或者账号属于该单位，不能修改类别，请另行新增单位。")


def fault_of_place(kind: str, district: Any, parent: Authority | None, of: Authority | None = None) -> tuple[str, str]:
    """The field and what is wrong with it; two empty strings where nothing is."""
    if district is None:
        return "district", "请选择县（市、区）；市级单位选择郑州市。"
    if kind == AuthorityKind.DISTRICT_BUREAU and district.is_city:
        return "district", "县（市、区）登记管理机关须写明所在县（市、区）。"
    if parent is None:
        return "", ""
    if parent.kind != PARENTS.get(kind):
        wanted = PARENTS.get(kind)
        return "parent", f"上级机关须为{AuthorityKind(wanted).label}。" if wanted else "市级登记管理机关没有上级机关。"
    if of and of.pk and Authority.objects.subtree_of(of.pk).contains(parent):
        return "parent", "上级机关不能是本单位或者其下级。"
    if parent.closed_on:
        return "parent", f"{parent}已撤销，不能作为上级机关。"
    return "", ""


def _write(authority: Authority, facts: Mapping[str, Any], *, by: User) -> None:
    """The permission is asked of what it becomes, too: nobody moves a unit out of or into another's district."""
    for name, value in facts.items():
        setattr(authority, name, value)
    if not by.has_perm(CHANGE, authority):
        raise PermissionDenied(CHANGE)
    _, problem = fault_of_place(authority.kind, authority.district, authority.parent, authority)
    if problem:
        raise Refused(problem)
    authority.full_clean()
    authority.save()


def kept(paper: Upload, by: User) -> StoredFile | None:
    return store(paper, by=by) if paper else None


def log_entry(authority: Authority, name: AuthorityAct, *, by: User, before: str = "", **facts: Any) -> None:
    standing = "closed" if authority.closed_on else "open"
    authority.moves.create(
        name=name, before=before or standing, after=standing, by=by, acting_as=by.acting_label, **facts
    )
