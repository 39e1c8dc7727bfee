"""What an organization confirms of the register is a duty of its year (articles 3, 5 and 9): confirming settles the duty."""

from datetime import datetime

from django.urls import reverse

from compliance.duties import settle
from compliance.enums import DutyKind
from compliance.models import Duty
from organizations.confirmations import ConfirmationSource
from organizations.enums import ConfirmationKind
from organizations.models import Confirmation, User
from zhengzhou_ideology.clock import day_of

DUTY_OF = {
    ConfirmationKind.OUTLETS: DutyKind.OUTLETS_CONFIRMED,
    ConfirmationKind.POSTS: DutyKind.POSTS_CONFIRMED,
}
WORDS = {
    ConfirmationKind.OUTLETS: "已逐项核对登记的阵地及责任人。",
    ConfirmationKind.POSTS: "已核对任职和联系人登记情况。",
}


class DutiesConfirmed(ConfirmationSource):
    """Named in `settings.CONFIRMATION_SOURCES`."""

    def confirmed(self, confirmation: Confirmation, *, by: User, now: datetime) -> None:
        settle(
            confirmation.organization,
            DUTY_OF[ConfirmationKind(confirmation.kind)],
            confirmation.year,
            part=confirmation.part,
            by=by,
            now=now,
            done_on=day_of(now),
            reason=WORDS[ConfirmationKind(confirmation.kind)],
        )


def catch_up(year: int) -> None:
    """Settle what was confirmed before the duties of that year were opened; it cannot be confirmed again."""
    for kind, duty in DUTY_OF.items():
        owed = Duty.objects.of_year(year).of_kind(duty).never_submitted().values("organization", "part")
        made = Confirmation.objects.filter(kind=kind, year=year, organization__in=owed.values("organization"))
        for confirmation in made.select_related("organization", "by"):
            DutiesConfirmed().confirmed(confirmation, by=confirmation.by, now=confirmation.at)


def page_for(duty: Duty) -> str:
    """Where the organization confirms it; empty for a duty that is filled in, or that came back after it was confirmed."""
    if not duty.is_confirmed_elsewhere:
        return ""
    code = duty.organization.uscc
    if duty.kind == DutyKind.OUTLETS_CONFIRMED:
        return reverse("organizations:outlets_confirm", args=[code, duty.year])
    return reverse("organizations:posts_confirm", args=[code, duty.year, duty.part])
