"""What a sweep tells of the matters that it gave a rung: in one statement each where many are told the same."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Count, Min, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, RowNumber

from organizations.enums import Post
from organizations.ladder.desks import DESK_ROLE, ROLE_OF, AddressBook, To
from organizations.ladder.letters import DeskLine, LadderEntry, key_of, to_desks, to_organizations, told_desks
from organizations.ladder.rungs import Rung
from organizations.ladder.sources import NAMED, Matter, Matters
from organizations.models import Membership, ResponsiblePerson
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.outbox import Letter

# Stand in the words for the organization's name, the matter's key and its round, until the database puts them in.
NAME, KEY, ROUND = "\ue000", "\ue001", "\ue002"
# The matters are read once, and those who are told joined by what a person is found by: the same as `AddressBook.people`.
# Who holds two seats comes twice, and is told once: a letter has one key for each.
SAID = """
WITH matter (id, round, organization, name) AS MATERIALIZED ({matters}),
seat (organization, "user", role, email) AS ({seats}),
liaison (organization, email) AS ({liaisons}),
named AS (
  SELECT organization, "user", role = ANY(%s) OR liaison.organization IS NOT NULL AS is_so
  FROM seat LEFT JOIN liaison USING (organization, email)
),
told AS (SELECT *, bool_or(is_so) OVER (PARTITION BY organization) AS some_are FROM named)
SELECT told."user", left(replace(%s, %s, matter.name), 200), replace(%s, %s, matter.name), replace(%s, %s, matter.id::text),
  replace(replace(%s, %s, matter.id::text), %s, matter.round::text)
FROM matter JOIN told ON told.organization = matter.organization WHERE told.is_so OR NOT told.some_are
"""
THESE = RawSQL("SELECT organization FROM matter", [])
NOBODY = "SELECT NULL::bigint, NULL::text WHERE false"


def tell_organizations(source: Matters, rung: Rung, matters: QuerySet, today: date) -> int:
    """A letter to each person of each organization that the rung tells; returns how many."""
    to = [name for name in rung.to if name not in DESK_ROLE]
    if not to:
        return 0
    if source.alike:
        return sum(_tell_alike(source, rung, rows, one, to, today) for rows, one in _alike(source, matters))
    entry = LadderEntry(source, rung, source.read(matters))
    letters = list(to_organizations(entry, _book(today, entry.matters), today))
    outbox.post_each(letters, kind=source.notice_kind)
    return len(letters)


def tell_desks(source: Matters, rung: Rung, matters: QuerySet, today: date) -> int:
    """A letter to each desk that the rung tells, whatever the number of matters, and a post to its group chat."""
    if not rung.tells_desks:
        return 0
    if source.alike:
        book = AddressBook.on(today, ())
        telling = told_desks(source, rung, _lines(source, rung, matters, book), book)
    else:
        entry = LadderEntry(source, rung, source.read(matters))
        telling = to_desks(entry, _book(today, entry.matters))
    count = 0
    for people, post in telling:
        letters = [Letter(user, post.subject, post.body, post.key, post.url) for user in people]
        outbox.post_each(letters, kind=post.kind)
        outbox.post_to_groups(
            [post.authority], kind=post.kind, subject=post.subject, body=post.body, key=post.key, url=post.url
        )
        count += len(letters)
    return count


def _book(today: date, matters: Sequence[Matter]) -> AddressBook:
    return AddressBook.on(today, {matter.organization_id for matter in matters})


def _alike(source: Matters, matters: QuerySet) -> Iterator[tuple[QuerySet, Matter]]:
    """The matters of which the same is said but for the name, with one of them to say it of."""
    for facts in matters.order_by().values(*source.alike, "due_on", "due_provisional").annotate(one=Min("pk")):
        one = facts.pop("one")
        yield matters.filter(**facts), source.read(matters.filter(pk=one))[0]


def _tell_alike(source: Matters, rung: Rung, rows: QuerySet, one: Matter, to: Sequence[To], today: date) -> int:
    subject, body = source.words(rung, replace(one, organization=NAME), today)
    address = outbox.local(one.url).replace(f"/{one.pk}/", f"/{KEY}/")
    matters, matter_values = rows.order_by().values_list(
        "pk", "round", "organization", "organization__name"
    ).query.sql_with_params()  # fmt: skip
    seats, seat_values = _seats(today).query.sql_with_params()
    liaisons, liaison_values = _liaisons(today).query.sql_with_params() if To.LIAISON in to else (NOBODY, ())
    roles = [ROLE_OF[name].value for name in to if name in ROLE_OF]
    values = (outbox.one_line(subject), NAME, body, NAME, address, KEY, key_of(rung, KEY, ROUND), KEY, ROUND)
    select = SAID.format(matters=matters, seats=seats, liaisons=liaisons)
    params = [*matter_values, *seat_values, *liaison_values, roles, *values]
    return outbox.post_selected(select, params, kind=source.notice_kind)


def _seats(today: date) -> QuerySet:
    held = Membership.objects.current(today).filter(organization__in=THESE).order_by()
    return held.values_list("organization", "user", "role", Lower("user__email"))


def _liaisons(today: date) -> QuerySet:
    known = ResponsiblePerson.objects.current(today).filter(post=Post.LIAISON, organization__in=THESE)
    return known.exclude(office_email="").order_by().values_list("organization", Lower("office_email")).distinct()


def _lines(source: Matters, rung: Rung, matters: QuerySet, book: AddressBook) -> Iterator[DeskLine]:
    """How many lie with each authority the database counts; of each only the few are read that may be named."""
    together = ("registration_authority", *source.alike)
    counts = matters.order_by().values(*together).annotate(count=Count("pk"), first=Min("pk"))
    counted = {tuple(row[name] for name in together): (row["count"], row["first"]) for row in counts}
    rounds = dict(matters.filter(pk__in=[first for _, first in counted.values()]).values_list("pk", "round"))
    place = Window(RowNumber(), partition_by=together, order_by=("organization__uscc", "pk"))
    shown = matters.annotate(place=place).filter(place__lte=NAMED).order_by()
    group_of = {row[0]: row[1:] for row in shown.values_list("pk", *together)}
    read = source.read(matters.filter(pk__in=list(group_of)))
    for to in (name for name in rung.to if name in DESK_ROLE):
        grouped: dict[tuple[int, str], list[Matter]] = defaultdict(list)
        for matter in read:
            for authority in matter.authorities(to, book):
                grouped[authority, matter.group].append(matter)
        for (authority, _), named in grouped.items():
            parts = [counted[part] for part in {group_of[matter.pk] for matter in named}]
            first = min(first for _, first in parts)
            yield DeskLine(to, authority, named[:NAMED], sum(count for count, _ in parts), (first, rounds[first]))
