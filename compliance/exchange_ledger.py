"""The ledger (台账) of the organizations that were invited to a year-end exchange: answers and headcounts, no persons."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from compliance.enums import ExchangeState, InvitationAnswer
from compliance.models import Exchange, ExchangeInvitation
from organizations.ledgers import whose
from organizations.models import User
from zhengzhou_ideology.ledgers.columns import LedgerColumn, counted_by, day, labelled, moment, number, text
from zhengzhou_ideology.ledgers.ledger import Ledger


def invited(keys: Sequence[Any]) -> Mapping[Any, int]:
    return counted_by(ExchangeInvitation.objects.all(), "exchange", keys)


def attending(keys: Sequence[Any]) -> Mapping[Any, int]:
    return counted_by(ExchangeInvitation.objects.filter(answer=InvitationAnswer.ATTENDS), "exchange", keys)


class ExchangesLedger(Ledger):
    """The exchanges of a bureau and of those below it."""

    key, title, page = "exchanges", "年终交流台账", "compliance:exchange_list"
    filters = "compliance.forms.exchange.ExchangeFilterForm"
    order: ClassVar[tuple[str, ...]] = ("-held_at", "-pk")
    columns: ClassVar[tuple[LedgerColumn, ...]] = (
        text("title", "名称", "title", 34),
        text("authority", "组织单位", "authority__name", 24),
        moment("held_at", "时间", "held_at"),
        labelled("state", "状态", "state", ExchangeState.choices),
        number("invited", "受邀组织数", "pk"),
        number("attending", "参加组织数", "pk"),
    )
    looked_up: ClassVar = {"invited": invited, "attending": attending}
    also_reads: ClassVar[tuple[str, ...]] = ("compliance_exchangeinvitation",)

    def may(self, user: User) -> bool:
        return user.authority is not None

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Exchange.objects.visible_to(user))


class OwnExchangesLedger(ExchangesLedger):
    """The exchanges that an organization was invited to, with its own answer."""

    key = "own_exchanges"
    order = ("-exchange__held_at", "-pk")
    columns: ClassVar[tuple[LedgerColumn, ...]] = (
        text("title", "名称", "exchange__title", 34),
        text("authority", "组织单位", "exchange__authority__name", 24),
        moment("held_at", "时间", "exchange__held_at"),
        labelled("state", "状态", "exchange__state", ExchangeState.choices),
        labelled("answer", "本组织答复", "answer", InvitationAnswer.choices),
    )
    looked_up: ClassVar = {}
    also_reads = ()

    def may(self, user: User) -> bool:
        return user.organization is not None

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        exchanges = form.narrow(Exchange.objects.visible_to(user))
        return ExchangeInvitation.objects.visible_to(user).filter(exchange__in=exchanges.values("pk"))


class ExchangeLedger(Ledger):
    """Of one exchange, whose page names it, or of all that the reader sees."""

    key, title, page = "exchange_invitations", "年终交流邀请台账", "compliance:exchange_list"
    filters = "compliance.forms.exchange.ExchangeLedgerForm"
    order = ("organization__uscc", "pk")
    columns = (
        *whose(),
        text("exchange", "年终交流", "exchange__title", 34),
        number("year", "年度", "exchange__year"),
        text("authority", "组织单位", "exchange__authority__name", 22),
        moment("held_at", "时间", "exchange__held_at"),
        day("answer_by", "答复截止日期", "exchange__answer_by"),
        labelled("answer", "答复", "answer", InvitationAnswer.choices),
        number("headcount", "参加人数", "headcount", summed=True),
        text("reason", "不参加的理由", "reason", 30),
        moment("answered_at", "答复时间", "answered_at"),
        number("present", "实到人数", "present", summed=True),
        text("suggestions", "意见和建议", "suggestions", 50),
        text("reply", "答复意见", "reply", 50),
        moment("replied_at", "答复意见时间", "replied_at"),
    )

    def form(self, user: User, query: Mapping[str, str]) -> forms.Form:
        form: Any = super().form(user, query)
        form.fields["exchange"].queryset = Exchange.objects.visible_to(user)
        return form

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(ExchangeInvitation.objects.visible_to(user))
