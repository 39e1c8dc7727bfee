"""The demo's accounts: the thirteen that `make run` prints, and a secretary and a leader for nearly every organization."""

from random import Random

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from organizations.enums import Role
from organizations.models import Authority, Membership, Organization, ResponsiblePerson, User
from organizations.models.places import BUREAUS
from reports.demo import seats
from reports.demo.city import person
from reports.demo.seats import SINCE


def founders(password: str, random: Random) -> None:
    """The security administrator whom `make run` prints, and a supervisor of the city bureau."""
    people = [
        User.objects.create(username=username, name=person(random), email=email, password=make_password(word))
        for username, email, word in (
            ("security", "security@example.org", password),
            ("410100-mzj-supervisor", "", None),
        )
    ]
    seats.founded(*people)


Leaders = dict[int, ResponsiblePerson]


def named(first: Organization, second: Organization, password: str, random: Random, leaders: Leaders) -> None:
    """The accounts of the command contract: two organizations and the authorities of the first.

    A leader is the person on record: `leaders` are the main leaders by their organization's key.
    """
    city = Authority.objects.get(code="410100-MZJ")
    places = {
        "secretary": (Role.SECRETARY, first),
        "leader": (Role.LEADER, first),
        "secretary2": (Role.SECRETARY, second),
        "leader2": (Role.LEADER, second),
        "competent": (Role.COMPETENT_OFFICER, first.competent_authority),
        "registrar": (Role.REGISTRAR, first.registration_authority),
        "supervisor": (Role.SUPERVISOR, first.registration_authority),
        "decider": (Role.SUPERVISOR, first.registration_authority),
        "reviewer": (Role.SUPERVISOR, city),
        "administrator": (Role.ADMINISTRATOR, city),
        "auditor": (Role.AUDITOR, city),
    }
    hashed = make_password(password)
    for username, (role, body) in places.items():
        holder = leaders[body.pk] if isinstance(body, Organization) and role == Role.LEADER else None
        name = holder.name if holder else person(random)
        user = User.objects.create(username=username, name=name, email=f"{username}@example.org", password=hashed)
        if isinstance(body, Authority):
            seats.seated(user, role, body)
        else:
            Membership.objects.create(user=user, role=role, starts_on=SINCE, organization=body)
        if holder:
            holder.account = user
            holder.save(update_fields=["account"])


def of_organizations(organizations: list[Organization], random: Random, leaders: Leaders) -> None:
    """Accounts that nobody signs in with; one organization in twenty has no secretary yet."""
    unusable = make_password(None)
    users, places = [], []
    for organization in organizations:
        for role in (Role.SECRETARY, Role.LEADER):
            if role == Role.SECRETARY and random.random() < 0.05:
                continue
            username = f"{organization.uscc.lower()}-{role.value}"
            name = leaders[organization.pk].name if role == Role.LEADER else person(random)
            users.append(User(username=username, name=name, password=unusable))
            places.append((role, organization))
    created = User.objects.bulk_create(users)
    Membership.objects.bulk_create(
        Membership(user=user, role=role, organization=organization, starts_on=SINCE)
        for user, (role, organization) in zip(created, places, strict=True)
    )
    posts = []
    for user, (role, organization) in zip(created, places, strict=True):
        if role == Role.LEADER:
            leaders[organization.pk].account = user
            posts.append(leaders[organization.pk])
    ResponsiblePerson.objects.bulk_update(posts, ["account"], batch_size=500)


def of_authorities(random: Random) -> None:
    """Officers in every bureau, and wherever an organization belongs, so that whatever was approved has somebody who did it.

    A bureau has two supervisors: who opens a case does not decide it.
    """
    unusable, already_there = make_password(None), set(User.objects.values_list("username", flat=True))
    belongs = Organization.objects.filter(competent_authority__isnull=False).values("competent_authority")
    for authority in Authority.objects.competent().filter(Q(kind__in=BUREAUS) | Q(pk__in=belongs)):
        roles = {Role.SUPERVISOR.value: Role.SUPERVISOR}
        if authority.registers:
            roles |= {Role.REGISTRAR.value: Role.REGISTRAR, "decider": Role.SUPERVISOR}
        else:
            roles[Role.COMPETENT_OFFICER.value] = Role.COMPETENT_OFFICER
        for seat, role in roles.items():
            username = f"{authority.code.lower()}-{seat}"
            if username in already_there:
                continue
            user = User.objects.create(username=username, name=person(random), password=unusable)
            seats.seated(user, role, authority)


def of_party_organizations(first: Organization, password: str, random: Random) -> None:
    """An officer in each, so that whatever is reported to one has somebody who reads it; that of `first` is printed."""
    for body in Authority.objects.party().order_by("code"):
        printed = body == first.party_superior
        username = "party" if printed else f"{body.code.lower()}-party"
        user = User.objects.create(
            username=username,
            name=person(random),
            email=f"{username}@example.org" if printed else "",
            password=make_password(password if printed else None),
        )
        seats.seated(user, Role.PARTY_OFFICER, body)
