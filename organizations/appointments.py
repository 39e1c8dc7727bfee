"""Who holds which post: a new holder ends the term of the one before, in the same moment."""

from datetime import date

from django.db import transaction

from organizations.enums import Post
from organizations.models import Organization, ResponsiblePerson


def current_holder(organization: Organization, post: Post, today: date) -> ResponsiblePerson | None:
    return organization.responsible_persons.current(today).filter(post=post).latest_term_first().first()


@transaction.atomic
def appoint(person: ResponsiblePerson) -> ResponsiblePerson:
    """Begin the term of `person`; whoever still holds the post ends on that day."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=person.organization_id)
    organization.responsible_persons.filter(post=person.post, term_until__isnull=True).update(
        term_until=person.term_from
    )
    person.save()
    return person
