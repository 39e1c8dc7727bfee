"""Year-end exchanges on the home page: invitations to answer, and suggestions that the bureau has to answer."""

from datetime import date

from django.urls import reverse

from compliance.models import ExchangeInvitation
from organizations.models import User
from reports.home_page.todos import HomeSection, Todo, section


def to_answer(user: User, today: date) -> HomeSection:
    invitations = ExchangeInvitation.objects.visible_to(user).unanswered()
    return section(
        "待答复的年终交流邀请",
        invitations.for_listing().order_by("exchange__answer_by", "pk"),
        lambda one: Todo(
            one.exchange.title,
            one.exchange.get_absolute_url(),
            "submitted",
            one.get_answer_display(),
            due_on=one.exchange.answer_by,
        ),
        more_url=reverse("compliance:exchange_list"),
        is_quiet=True,
    )


def to_reply(user: User, today: date) -> HomeSection:
    """Of exchanges of one's own authority alone: nobody else answers for it."""
    owing = ExchangeInvitation.objects.visible_to(user).owing_reply().filter(exchange__authority=user.authority)
    return section(
        "待答复的意见和建议",
        owing.for_listing().order_by("suggested_at", "pk"),
        lambda one: Todo(str(one), one.exchange.get_absolute_url() + "?answer=owing_reply", "submitted", "待答复"),
        more_url=reverse("compliance:exchange_list"),
        is_quiet=True,
    )
