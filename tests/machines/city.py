"""`python -m tests.machines.city NUMBER`: organizations that owe a report, each with a secretary and a leader who can sign in.

Written as sets, in the database of the environment. Names are the credit code and the role, the word is `PASSWORD`; the
leaders' second factor shows the codes of `SECRET`. Every report is a draft that lacks only what its secretary will type.
"""

import os
import sys
from datetime import date
from random import Random

PASSWORD = "Correct-Horse-9-Battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
YEAR, QUARTER = 2026, 3
TODAY = date(2026, 10, 9)


def build(count: int) -> None:
    from allauth.mfa.adapter import get_adapter  # noqa: PLC0415 - after `django.setup`
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.db.models import Value  # noqa: PLC0415
    from django.db.models.functions import Concat  # noqa: PLC0415

    from compliance.periods import open_period  # noqa: PLC0415
    from organizations.enums import Role  # noqa: PLC0415
    from organizations.models import Authority, Membership, Organization, ResponsiblePerson, User  # noqa: PLC0415
    from reports.demo import accounts, city, seats  # noqa: PLC0415

    random = Random(94)
    word, secret = make_password(PASSWORD), get_adapter().encrypt(SECRET)
    with transaction.atomic():
        rows = Organization.objects.bulk_create(city.organizations(count, random, TODAY), batch_size=2000)
        people = [person for row in rows for person in city.persons(row, random)]
        ResponsiblePerson.objects.bulk_create(people, batch_size=2000)
        accounts.founders(PASSWORD, random)
        accounts.of_authorities(random)
        administrator = User.objects.create(username="410100-mzj-administrator", name="王某某", password=word)
        seats.seated(administrator, Role.ADMINISTRATOR, Authority.objects.get(code="410100-MZJ"))
        leaders = {person.organization_id: person for person in people if person.post == "leader"}
        places = [(row, role) for row in rows for role in (Role.SECRETARY, Role.LEADER)]
        users = User.objects.bulk_create(
            (
                User(username=f"{row.uscc.lower()}-{role.value}", name=leaders[row.pk].name, password=word)
                for row, role in places
            ),
            batch_size=2000,
        )
        Membership.objects.bulk_create(
            (
                Membership(user=user, role=role, organization=row, starts_on=date(2024, 1, 1))
                for user, (row, role) in zip(users, places, strict=True)
            ),
            batch_size=2000,
        )
        for user, (row, role) in zip(users, places, strict=True):
            if role == Role.LEADER:
                leaders[row.pk].account = user
        ResponsiblePerson.objects.bulk_update(leaders.values(), ["account"], batch_size=2000)
        User.objects.filter(username__endswith="registrar").update(password=word)
        Authenticator.objects.bulk_create(
            (
                Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
                for user in User.objects.filter(password=word).exclude(username__endswith="-secretary")
            ),
            batch_size=2000,
        )
        # Here and not by SQL later: a row that was written past the portal is one that the verification of the log finds.
        User.objects.filter(email="").update(email=Concat("username", Value("@example.org")))
        open_period(YEAR, QUARTER, today=TODAY)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengzhou_ideology.settings")
    import django
    import pghistory

    django.setup()
    with pghistory.context(command="city"):
        build(int(sys.argv[1]))
