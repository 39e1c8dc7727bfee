"""Where a token's system wants to be told: set up, switched off and on, its key changed, what failed sent anew."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.models import User
from reports.api.enums import SCOPE_OF, DeliveryState, EventName
from reports.api.enums import EndpointState as S
from reports.api.models import WebhookDelivery, WebhookEndpoint
from reports.api.models.webhooks import new_salt
from reports.api.posting import checked_address
from reports.api.pushing import send_anew
from zhengzhou_ideology.workflow import Refused, act, asks, labels, log, move

CHANGE = "api.change_webhookendpoint"
labels.register(__name__, set_up="设置推送地址")


@asks(perm=CHANGE)
@transaction.atomic
def set_up(draft: WebhookEndpoint, *, by: User, now: datetime) -> WebhookEndpoint:
    """The right to read was given by two; this only says where its system listens, of hosts that the operator has named."""
    if not by.has_perm(CHANGE, draft):
        raise PermissionDenied(CHANGE)
    beyond = [kind for kind in draft.kinds if SCOPE_OF[EventName(kind)] not in draft.token.scopes]
    if beyond:
        raise Refused(f"令牌不能读取“{'、'.join(str(EventName(kind).label) for kind in beyond)}”的数据。")
    checked_address(draft.url)
    draft.made_by, draft.since = by, now
    draft.full_clean()
    draft.save()
    log(draft, "set_up", by=by, before="new", reason=draft.url)
    return draft


@move(source={S.ACTIVE}, target=S.OFF, perm=CHANGE, label="停用推送")
def switch_off(endpoint: WebhookEndpoint, *, by: User) -> None:
    """What waits goes on waiting for a day."""


@move(source={S.OFF}, target=S.ACTIVE, perm=CHANGE, label="恢复推送")
def switch_on(endpoint: WebhookEndpoint, *, by: User, now: datetime) -> None:
    """What happened meanwhile is not told; it can be read."""
    checked_address(endpoint.url)
    endpoint.since = now


@act(perm=CHANGE, label="更换签名密钥")
def change_key(endpoint: WebhookEndpoint, *, by: User) -> str:
    endpoint.salt = new_salt()
    endpoint.save()
    return endpoint.secret


@act(perm=CHANGE, source={S.ACTIVE}, label="重新推送", verb="重新推送")
def redeliver(endpoint: WebhookEndpoint, *, by: User, now: datetime) -> int:
    """All that was given up."""
    given_up = WebhookDelivery.objects.given_up().filter(endpoint=endpoint)
    if not given_up.exists():
        raise Refused("没有已放弃的推送。")
    return send_anew(given_up, now)


@act(
    perm=CHANGE,
    source={S.ACTIVE},
    of=lambda delivery: delivery.endpoint,
    label="重新推送一条",
    verb="重新推送",
)
def redeliver_one(delivery: WebhookDelivery, endpoint: WebhookEndpoint, *, by: User, now: datetime) -> int:
    """Also one that arrived: the receiver knows it by its id."""
    if delivery.state == DeliveryState.PENDING:
        raise Refused("此条正在推送，无需重新推送。")
    return send_anew(WebhookDelivery.objects.filter(pk=delivery.pk), now)
