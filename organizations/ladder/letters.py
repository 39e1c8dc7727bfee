"""What a sweep says to whom: a letter for each person of the organization, one for all matters of a desk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from organizations.ladder.desks import DESK_ROLE, AddressBook, To
from organizations.ladder.rungs import Rung
from organizations.ladder.sources import Matter, Matters
from zhengzhou_ideology.notices.outbox import Letter


@dataclass(frozen=True, slots=True)
class LadderEntry:
    """A rung with the matters that reach it in one sweep."""

    source: Matters
    rung: Rung
    matters: Sequence[Matter]


@dataclass(frozen=True, slots=True)
class DeskPost:
    """What the group chats of an authority are told."""

    kind: str
    authority: str
    subject: str
    body: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Mailing:
    by_kind: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[tuple[str, str], DeskPost] = field(default_factory=dict)

    @property
    def letters(self) -> list[Letter]:
        return [letter for letters in self.by_kind.values() for letter in letters]


def compose(entries: Sequence[LadderEntry], today: date) -> Mailing:
    """Everything that these entries say, to everybody."""
    mailing = Mailing()
    if not any(entry.matters for entry in entries):
        return mailing
    book = AddressBook.on(today, {matter.organization_id for entry in entries for matter in entry.matters})
    for entry in entries:
        letters = mailing.by_kind[entry.source.notice_kind]
        letters += to_organizations(entry, book, today)
        for told, post in to_desks(entry, book):
            letters += [Letter(user, post.subject, post.body, post.key, post.url) for user in told]
            mailing.posts.setdefault((post.authority, post.body), post)
    return mailing


def to_organizations(entry: LadderEntry, book: AddressBook, today: date) -> Iterator[Letter]:
    to = [name for name in entry.rung.to if name not in DESK_ROLE]
    if not to:
        return
    for matter in entry.matters:
        subject, body = entry.source.words(entry.rung, matter, today)
        key = key_of(entry.rung, matter.pk, matter.round)
        for user in book.people(matter.organization_id, to):
            yield Letter(user, subject, body, key, matter.url)


def key_of(rung: Rung, matter: object, round_: object) -> str:
    return f"ladder:{rung.kind}:{matter}:{round_}:{rung.number}"


def to_desks(entry: LadderEntry, book: AddressBook) -> Iterator[tuple[list[int], DeskPost]]:
    """One letter for each desk, group of matters and rung, so that a desk with a hundred defaulters gets one."""
    lines = []
    for to in (name for name in entry.rung.to if name in DESK_ROLE):
        grouped: dict[tuple[int, str], list[Matter]] = defaultdict(list)
        for matter in entry.matters:
            for authority in matter.authorities(to, book):
                grouped[authority, matter.group].append(matter)
        for (authority, _), matters in grouped.items():
            lines.append(DeskLine(to, authority, matters, len(matters), min((one.pk, one.round) for one in matters)))
    return told_desks(entry.source, entry.rung, lines, book)


@dataclass(frozen=True, slots=True)
class DeskLine:
    """What one desk is told: of how many matters, which of them are named, and the key and round of the first."""

    to: To
    authority: int
    matters: Sequence[Matter]
    count: int
    first: tuple[int, int]


def told_desks(
    source: Matters, rung: Rung, lines: Iterable[DeskLine], book: AddressBook
) -> Iterator[tuple[list[int], DeskPost]]:
    """Who sits at two desks that are told the same is told once, and so is the authority's group chat."""
    told: dict[tuple[int, str], set[int]] = {}
    for line in lines:
        subject, body, url = source.desk_words(rung, line.matters, line.count)
        key = f"{key_of(rung, *line.first)}:{line.to}"
        post = DeskPost(source.notice_kind, book.authorities[line.authority].code, subject, body, url, key)
        known = told.setdefault((line.authority, post.body), set())
        people = [user for user in book.desks.at(line.authority, DESK_ROLE[line.to]) if user not in known]
        known.update(people)
        yield people, post
