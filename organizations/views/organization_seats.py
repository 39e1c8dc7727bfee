"""Seats of an organization on its page: who holds them, who was invited by whom, and which posts are to change."""

from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from organizations import voices
from organizations.enums import CheckWay, Role
from organizations.models import AccessReset, IdentityCheck, Invitation, Organization, PostChange, User
from organizations.requests import SignedInRequest

CONSENT, CHECK = "organizations.consent_to_seat", "organizations.check_seat"
REVOKE, LINK = "organizations.revoke_invitation", "organizations.link_account"
SHOWN = 20


def seats_and_invitations(
    request: SignedInRequest, shown: Organization, moment: datetime, today: date
) -> dict[str, Any]:
    """The part of an organization's page that says who speaks for it, who is invited to, and what changes of posts there are."""
    user = request.user
    leader = Invitation(role=Role.LEADER, organization=shown)
    may_invite = user.has_perm("organizations.issue_invitation", leader)
    seats, resets = seats_of(user, shown, today), may_reset(user, shown)
    return {
        "seats": [row | {"may_reset": resets} for row in seats],
        "invited": invitations_into(user, shown, moment),
        "resets": AccessReset.objects.visible_to(user)
        .filter(account__in=[row["seat"].user_id for row in seats])
        .for_listing()
        .latest_first()[:SHOWN],
        "may_invite": may_invite,
        "may_link": user.has_perm(LINK, shown),
        "changes": PostChange.objects.filter(organization=shown).for_listing()[:SHOWN],
        "may_enter_change": user.has_perm("organizations.enter_postchange", shown),
    }


def seats_of(user: User, shown: Organization, today: date) -> list[dict[str, Any]]:
    held = shown.memberships.current(today)
    checkable = {*held.checkable_by(user).values_list("pk", flat=True)}
    holders = voices.in_office(shown.pk, today)
    checks = Prefetch("identity_checks", IdentityCheck.objects.select_related("by"))
    return [
        {
            "seat": seat,
            "state": voices.state_of(seat, holders),
            "checks": seat.identity_checks.all(),
            "may_consent": not seat.acts and user.has_perm(CONSENT, seat),
            "may_check": seat.pk in checkable
            and all(check.way != CheckWay.CHECK for check in seat.identity_checks.all()),
        }
        for seat in held.for_acting().select_related("invitation__invited_by").prefetch_related(checks)
    ]


def invitations_into(user: User, shown: Organization, moment: datetime) -> list[dict[str, Any]]:
    """The latest; who may revoke one may revoke all of the same role, so that is asked once for each."""
    listed = shown.invitation_set.for_listing().select_related("revoked_by").order_by("-created_at", "-pk")[:SHOWN]
    by_role = {each.role: each for each in listed}
    may_revoke = {role: user.has_perm(REVOKE, each) for role, each in by_role.items()}
    states = [(each, each.state_at(moment)) for each in listed]
    return [
        {"invitation": each, "state": state, "may_revoke": state == "open" and may_revoke[each.role]}
        for each, state in states
    ]


def may_reset(user: User, shown: Organization) -> bool:
    """Who registers the organization asks for it; whether of this account, the page behind the button says."""
    return user.acts_as(Role.REGISTRAR) and user.has_perm("organizations.change_organization", shown)
