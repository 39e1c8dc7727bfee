"""The register of a city of any size, by COPY: organizations, accounts with their seats, persons by post, outlets."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from django.db import connection

from organizations.enums import OrganizationStatus, Role
from organizations.models import Authority
from reports.demo.city import CITY, ENDINGS, FIELDS, LUCKY, PREFIX_OF_KIND, STREETS, units_by_district
from tests.bench.city.rows import chance, dice, insert, one_of

# What people search for: rare, of two to four characters, and one that begins as another ends.
SOUGHT = ("足球", "乒乓球", "知识产权")
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FACTORS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
COLUMNS = (
    *("uscc", "name", "kind", "registration_authority_id", "competent_authority_id", "party_superior_id"),
    *("district_id", "secretariat", "phone", "email", "founded_on", "address", "status", "ended_on"),
)
SURNAME = "'王李张赵钱孙周吴郑冯'"


def load(size: int, today: date) -> None:
    rows = organizations(size, today)
    first = next(rows)  # what it reads of authorities cannot be asked for while rows are copied
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY organizations_organization ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        copy.write_row(first)
        for row in rows:
            copy.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_organization")
    _accounts()
    _persons()
    _outlets()
    insert(
        "organizations_formername",
        f"organizations_organization o WHERE {dice('o.id', 3, 50)} = 0",
        organization_id="o.id",
        name="replace(o.name, '郑州', '郑县')",
        since="o.founded_on",
        until="o.founded_on + 400",
    )


def organizations(size: int, today: date) -> Iterator[tuple]:
    """A fifth registered by the city, the others by their district; one in seven without competent authority."""
    random = Random(11)
    city = Authority.objects.get(code="410100-MZJ")
    bureaus = list(Authority.objects.filter(kind="district_bureau").select_related("district").order_by("code"))
    units = {code: [unit.pk for unit in found] for code, found in units_by_district().items()}
    party = dict(Authority.objects.party().values_list("district_id", "pk"))
    kinds = list(PREFIX_OF_KIND)
    for number in range(1, size + 1):
        kind = random.choices(kinds, weights=(45, 52, 3))[0]
        bureau = random.choice(bureaus)
        district = bureau.district
        by_city = random.random() < 0.2
        body = f"{PREFIX_OF_KIND[kind]}{CITY if by_city else district.code}MJ{number:07d}"
        near = units[CITY if by_city or random.random() < 0.3 else district.code]
        field = random.choice(SOUGHT) if random.random() < 0.015 else random.choice(FIELDS)
        own = "".join(random.choices(LUCKY, k=2))
        ended = random.random() < 0.04
        status = (
            random.choice([OrganizationStatus.DEREGISTERED] * 3 + [OrganizationStatus.REVOKED]) if ended else "active"
        )
        yield (
            body + check_digit(body),
            f"{'郑州市' if by_city else district.name}{own}{field}{random.choice(ENDINGS[kind])}",
            kind.value,
            city.pk if by_city else bureau.pk,
            None if random.random() < 1 / 7 else random.choice(near),
            party.get(None if by_city else district.code, party.get(CITY)),
            district.code,
            "秘书处",
            f"0371-6{number % 10_000_000:07d}",
            f"org{number}@example.org",
            date(1995 + random.randrange(28), 1 + random.randrange(12), 1 + random.randrange(28)),
            f"{district.name}{random.choice(STREETS)}{number % 400 + 1}号",
            str(status),
            today - timedelta(days=20 + random.randrange(480)) if ended else None,
        )


def check_digit(body: str) -> str:
    """GB 32100-2015, as `stdnum` has it, ten times as fast."""
    total = sum(LETTERS.index(letter) * factor for letter, factor in zip(body, FACTORS, strict=True))
    return LETTERS[-total % 31]


def _accounts() -> None:
    """A secretary and a leader for each; one in thirty has no secretary, one in a hundred nobody."""
    for role, salt, without in ((Role.SECRETARY, 1, 3), (Role.LEADER, 2, 1)):
        there = f"organizations_organization o WHERE {chance('o.id', 1)} >= {without}"
        insert(
            "organizations_user",
            there,
            username=f"'{role.value}-' || o.id",
            password="'!'",
            is_active="true",
            name=f"substr({SURNAME}, 1 + {dice('o.id', salt, 10)}::int, 1) || '某某'",
            email=f"'{role.value}' || o.id || '@example.org'",
            date_joined="'2024-01-08 09:00+08'",
        )
        insert(
            "organizations_membership",
            f"organizations_user u JOIN organizations_organization o ON o.id = split_part(u.username, '-', 2)::bigint"
            f" WHERE u.username LIKE '{role.value}-%'",
            user_id="u.id",
            role=f"'{role.value}'",
            organization_id="o.id",
            starts_on="'2024-01-08'::date",
            ends_on="NULL",
        )


def _persons() -> None:
    """Leader, liaison and, of seven in ten, a branch secretary; one liaison in thirty is lacking."""
    for post, salt, of_hundred in (("leader", 4, 99), ("liaison", 5, 97), ("branch_secretary", 6, 70)):
        leads = post == "leader"
        account = "LEFT JOIN organizations_user u ON u.username = 'leader-' || o.id" if leads else ""
        insert(
            "organizations_responsibleperson",
            f"organizations_organization o {account} WHERE {chance('o.id', salt)} < {of_hundred}",
            organization_id="o.id",
            post=f"'{post}'",
            name=f"substr({SURNAME}, 1 + {dice('o.id', salt, 10)}::int, 1) || '某某'",
            office_phone="o.phone",
            office_email="o.email",
            term_from="greatest(o.founded_on, '2022-01-01'::date)",
            account_id="u.id" if leads else "NULL",
        )


def _outlets() -> None:
    insert(
        "organizations_outlet",
        f"organizations_organization o JOIN organizations_responsibleperson p ON p.organization_id = o.id"
        f" AND p.post = 'leader' WHERE {chance('o.id', 7)} < 30",
        organization_id="o.id",
        responsible_id="p.id",
        kind=one_of(("website", "public_account", "publication", "venue"), "o.id", 8),
        name="'活动室' || o.id",
        address="o.address",
        since="o.founded_on",
        until=f"CASE WHEN {chance('o.id', 9)} < 5 THEN current_date - 100 END",
    )
