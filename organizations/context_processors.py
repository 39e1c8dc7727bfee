"""What every page knows: as whom one acts, what else one could act as, and where one can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate

from organizations.navigation import entries_for, grouped
from organizations.voices import standing_of


def acting(request: HttpRequest) -> dict[str, Any]:
    ours = {
        "demo": settings.DEMO,
        "relaxed": settings.RELAXED,
        "identity": settings.OIDC_SERVER_URL and settings.OIDC_NAME,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {**ours, "acting": None, "own_standing": "", "memberships": [], "navigation": []}
    links = entries_for(user, request.path)
    seldom = [link for link in links if link.seldom]
    return {
        **ours,
        # Asked on the page of the second factor alone.
        "must_have_factor": lambda: settings.SECOND_FACTOR_REQUIRED and user.needs_second_factor,
        "acting": user.acting,
        "own_standing": standing_of(user, localdate()),
        "memberships": user.capacities,
        "navigation": [link for link in links if not link.seldom],
        "navigation_more": seldom,
        "navigation_groups": grouped(seldom),
    }
