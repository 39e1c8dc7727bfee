"""A case under its row lock, for acts that change no state of it."""

from django.core.exceptions import PermissionDenied

from compliance.cases.models import AccountabilityCase
from organizations.models import User


def locked(case: AccountabilityCase, by: User, perm: str) -> AccountabilityCase:
    """Call it inside a transaction. Raises `PermissionDenied`."""
    found = AccountabilityCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not by.has_perm(perm, found):
        raise PermissionDenied(perm)
    return found
