"""What the organization may do with a case now."""

from django import forms

from compliance.cases.offers import Offer
from compliance.models import AccountabilityCase
from organizations.models import User


def offers(user: User, case: AccountabilityCase, bound: dict[str, forms.Form]) -> list[Offer]:
    return []
