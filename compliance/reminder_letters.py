"""What a sweep says to whom: a letter for each person of the organization, one for all matters of a desk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from compliance.ladder import Rung, To
from compliance.matters import Matter
from organizations.enums import AuthorityKind, Post, Role
from organizations.models import Authority, Membership, ResponsiblePerson
from zhengzhou_ideology.notices.outbox import Letter

KIND = "reminder"
NAMED = 10
ROLE_OF = {To.SECRETARY: Role.SECRETARY, To.FIRST_RESPONSIBLE: Role.LEADER}
DESK_ROLE = {To.REGISTRATION_DESK: Role.REGISTRAR, To.CITY_DESK: Role.REGISTRAR, To.SUPERVISORS: Role.SUPERVISOR}


@dataclass(frozen=True, slots=True)
class Entry:
    """A rung with the matters that reach it in one sweep."""

    rung: Rung
    matters: Sequence[Matter]


@dataclass(frozen=True, slots=True)
class DeskPost:
    """What the group chats of an authority are told."""

    authority: str
    subject: str
    body: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Account:
    user_id: int
    role: str
    email: str


@dataclass
class AddressBook:
    """Accounts by organization and by desk, read in four statements however many matters there are."""

    members: dict[int, list[Account]] = field(default_factory=lambda: defaultdict(list))
    liaisons: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    desks: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    authorities: dict[int, Authority] = field(default_factory=dict)

    @classmethod
    def on(cls, today: date, organizations: Iterable[int]) -> "AddressBook":
        book, concerned = cls(), list(organizations)
        current = Membership.objects.current(today).order_by("pk")
        for organization, user, role, email in current.filter(organization__in=concerned).values_list(
            "organization", "user", "role", "user__email"
        ):
            book.members[organization].append(Account(user, role, email.lower()))
        liaisons = ResponsiblePerson.objects.current(today).filter(post=Post.LIAISON, organization__in=concerned)
        for organization, email in liaisons.exclude(office_email="").values_list("organization", "office_email"):
            book.liaisons[organization].add(email.lower())
        for authority, role, user in current.filter(authority__isnull=False).values_list("authority", "role", "user"):
            book.desks[authority, role].append(user)
        book.authorities = Authority.objects.in_bulk()
        return book

    def people(self, organization: int, to: Sequence[To]) -> list[int]:
        """A liaison is told through an account of the organization with the same e-mail address.

        Where nobody holds an account in the roles that a rung names, whoever holds one is told.
        """
        members = self.members.get(organization, [])
        roles = {ROLE_OF[name] for name in to if name in ROLE_OF}
        liaisons = self.liaisons.get(organization, set()) if To.LIAISON in to else set()
        told = [member.user_id for member in members if member.role in roles or member.email in liaisons]
        return list(dict.fromkeys(told or [member.user_id for member in members]))

    def desk(self, authority: int, role: Role) -> list[int]:
        """The officers in the role; a vacant desk is answered for by the authority's supervisors, then from above."""
        found = self.desks.get((authority, role)) or self.desks.get((authority, Role.SUPERVISOR))
        parent = self.authorities[authority].parent_id
        return list(dict.fromkeys(found)) if found else self.desk(parent, role) if parent else []

    def desk_of(self, to: To, authority: int) -> int:
        return self.city_above(authority) if to == To.CITY_DESK else authority

    def city_above(self, authority: int) -> int:
        while self.authorities[authority].kind != AuthorityKind.CITY_BUREAU:
            parent = self.authorities[authority].parent_id
            if parent is None:
                return authority
            authority = parent
        return authority


@dataclass(frozen=True, slots=True)
class Mailing:
    letters: list[Letter]
    posts: list[DeskPost]


def compose(entries: Sequence[Entry], today: date) -> Mailing:
    """Everything that these entries say, to everybody."""
    if not any(entry.matters for entry in entries):
        return Mailing([], [])
    book = AddressBook.on(today, {matter.organization_id for entry in entries for matter in entry.matters})
    letters: list[Letter] = []
    posts: list[DeskPost] = []
    for entry in entries:
        letters += _to_organizations(entry, book, today)
        for told, post in _to_desks(entry, book):
            letters += [Letter(user, post.subject, post.body, post.key, post.url) for user in told]
            posts.append(post)
    return Mailing(letters, posts)


def _to_organizations(entry: Entry, book: AddressBook, today: date) -> Iterator[Letter]:
    to = [name for name in entry.rung.to if name not in DESK_ROLE]
    if not to:
        return
    for matter in entry.matters:
        subject, body = _words(matter, today)
        key = _key(entry.rung, matter)
        for user in book.people(matter.organization_id, to):
            yield Letter(user, subject, body, key, matter.url)


def _key(rung: Rung, matter: Matter) -> str:
    return f"ladder:{rung.kind}:{matter.pk}:{matter.round}:{rung.number}"


def _words(matter: Matter, today: date) -> tuple[str, str]:
    """By the days that are left today, not by the rung: a late run never says “tomorrow” of yesterday."""
    day = f"{matter.due_on:%Y年%-m月%-d日}" + ("（暂定）" if matter.provisional else "")
    left = (matter.due_on - today).days
    if left < 0:
        subject = f"{matter.title}已逾期，请尽快报送"
        body = f"{matter.organization}的{matter.title}应于{day}前报送，现已逾期{-left}天。请尽快填报，经第一责任人确认后提交；确有困难的，请申请延期。"
    else:
        when = "今日截止" if left == 0 else f"还有{left}天截止"
        subject = f"{matter.title}{when}，请按时报送"
        body = f"{matter.organization}的{matter.title}报送截止日期为{day}，{when}。请填报后送第一责任人确认提交；已报送的请忽略本提醒。"
    return subject, body


def _to_desks(entry: Entry, book: AddressBook) -> Iterator[tuple[list[int], DeskPost]]:
    """One letter for each desk, kind of paper and rung, so that a desk with a hundred defaulters gets one."""
    for to in (name for name in entry.rung.to if name in DESK_ROLE):
        grouped: dict[tuple[int, str], list[Matter]] = defaultdict(list)
        for matter in entry.matters:
            grouped[book.desk_of(to, matter.authority_id), matter.title].append(matter)
        for (authority, title), matters in grouped.items():
            post = _desk_post(entry.rung, to, book.authorities[authority].code, title, matters)
            yield book.desk(authority, DESK_ROLE[to]), post


def _desk_post(rung: Rung, to: To, authority: str, title: str, matters: Sequence[Matter]) -> DeskPost:
    names = "、".join(matter.organization for matter in matters[:NAMED]) + ("等" if len(matters) > NAMED else "")
    first = min(matters, key=lambda matter: (matter.pk, matter.round))
    key = f"{_key(rung, first)}:{to}"
    if rung.proposes:
        subject = f"{title}逾期满{rung.offset}个工作日，{len(matters)}家社会组织待研究是否立案"
        body = f"{names}的{title}逾期已满{rung.offset}个工作日仍未报送。系统已列出有关事实，是否立案由承办人研究决定，系统不作任何处理。"
        return DeskPost(authority, subject, body, reverse("compliance:proposal_list"), key)
    subject = f"{len(matters)}家社会组织的{title}逾期满{rung.offset}个工作日"
    body = f"{names}的{title}逾期已满{rung.offset}个工作日仍未报送，请督促。"
    return DeskPost(authority, subject, body, matters[0].list_url, key)
