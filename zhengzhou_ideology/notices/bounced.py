"""Addresses that mails do not reach: the last one failed for good, and none has arrived since."""

from django.db.models import Exists, OuterRef, Q

from zhengzhou_ideology.notices.enums import SendState, Way
from zhengzhou_ideology.notices.models import Delivery, Digest, SendingQuerySet


def bounced(account: str = "pk") -> Q:
    """Rows whose account, under that name, is one to whom single mails or digests no longer get through."""
    mails = (Delivery.objects.by_way(Way.EMAIL), Digest.objects.all())
    return Q(*(Q((f"{account}__in", _lost(sent).values("recipient"))) for sent in mails), _connector=Q.OR)


def _lost(mails: SendingQuerySet) -> SendingQuerySet:
    arrived = mails.filter(recipient=OuterRef("recipient"), state=SendState.SENT, pk__gt=OuterRef("pk"))
    return mails.failed().filter(~Exists(arrived)).order_by()
