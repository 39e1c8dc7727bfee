"""Seats of an organization on its page: who holds them, who was invited by whom, and which posts are to change."""

from datetime import date, datetime
from typing import Any

from organizations import voices
from organizations.models import Organization, PostChange
from organizations.requests import SignedInRequest

CONSENT, CHECK = "organizations.consent_to_seat", "organizations.check_seat"
REVOKE, LINK = "organizations.revoke_invitation", "organizations.link_account"
SHOWN = 20


def seats_and_invitations(
    request: SignedInRequest, shown: Organization, moment: datetime, today: date
) -> dict[str, Any]:
    """The part of an organization's page that says who speaks for it, who is invited to, and what changes of posts there are."""
    user = request.user
    seats = list(shown.memberships.current(today).for_acting().select_related("invitation__invited_by"))
    listed = shown.invitation_set.for_listing().select_related("revoked_by").order_by("-created_at", "-pk")[:SHOWN]
    may_invite = user.has_perm("organizations.invite_accounts") and user.has_perm(
        "organizations.view_organization", shown
    )
    return {
        "seats": [
            {
                "seat": seat,
                "state": voices.state_of(seat, today),
                "checks": seat.identity_checks.select_related("by"),
                "may_consent": seat.needs_check and not seat.acts and user.has_perm(CONSENT, seat),
                "may_check": user.has_perm(CHECK, seat) and not seat.identity_checks.filter(way="check").exists(),
            }
            for seat in seats
        ],
        "invited": [
            {
                "invitation": each,
                "state": (state := each.state_at(moment)),
                "may_revoke": state == "open" and user.has_perm(REVOKE, each),
            }
            for each in listed
        ],
        "may_invite": may_invite,
        "may_link": user.has_perm(LINK, shown),
        "changes": PostChange.objects.filter(organization=shown).for_listing()[:SHOWN],
        "may_enter_change": user.has_perm("organizations.enter_postchange", shown),
    }
