"""The ledgers (台账) of the interface: tokens and what was read by them, endpoints and what was pushed. No secret stands in them."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from organizations.models import User
from reports.api.enums import DeliveryState, EndpointState, EventName, TokenScope, TokenState
from reports.api.models import AccessToken, TokenAccess, WebhookDelivery, WebhookEndpoint
from zhengzhou_ideology.ledgers.columns import CellKind, LedgerColumn, as_read_here, labelled, moment, number, text
from zhengzhou_ideology.ledgers.ledger import NO_FILTERS, ObjectLedger, PartLedger

VIEW = "api.view_tokens"


class TokenLedger(ObjectLedger):
    key, title, page = "tokens", "数据接口令牌台账", "api:token_list"
    filters = "reports.api.forms.tokens.TokenListForm"
    perm = VIEW
    # Whether one has expired is a matter of the minute.
    by_the_minute = True
    order = ("-pk",)
    columns = (
        text("name", "名称", "name", 24),
        text("system", "使用系统", "system", 30),
        text("authority", "数据范围", "authority__name", 24),
        text("scopes", "可以读取", "scopes", 40),
        LedgerColumn("last_day", "有效期至", "expires_at", CellKind.DATE, 12),
        moment("last_used_at", "最近使用时间", "last_used_at"),
        text("state", "状态", "state", 16),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(AccessToken.objects.visible_to(user))

    def cells(self, row: AccessToken, now: datetime) -> dict[str, Any]:
        expired = row.state == TokenState.ISSUED and row.expires_at <= now
        return {
            "name": row.name,
            "system": row.system,
            "authority": str(row.authority),
            "scopes": "、".join(str(TokenScope(scope).label) for scope in row.scopes),
            "last_day": row.last_day,
            "last_used_at": as_read_here(row.last_used_at),
            "state": "已过期" if expired else TokenState(row.state).label,
        }


class AccessLedger(PartLedger):
    """What was read with one token."""

    key, title, page = "token_accesses", "数据接口读取记录", "api:token_list"
    filters = "reports.api.forms.ledgers.AccessLedgerForm"
    perm = VIEW
    order = ("-pk",)
    columns = (
        moment("at", "时间", "at"),
        text("path", "请求", "path", 60),
        number("status", "应答", "status"),
        number("rows", "条数", "rows", summed=True),
        text("address", "来源地址", "address", 18),
    )

    def wholes(self, user: User) -> QuerySet:
        return AccessToken.objects.visible_to(user)

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(TokenAccess.objects.all())


class EndpointLedger(ObjectLedger):
    key, title, page = "endpoints", "推送地址台账", "api:endpoint_list"
    filters = NO_FILTERS
    perm = VIEW
    order = ("-pk",)
    columns = (
        text("url", "接收地址", "url", 40),
        text("token", "令牌", "token__name", 24),
        text("kinds", "推送的事项", "kinds", 40),
        number("pending", "待送达", "pk"),
        number("delivered", "已送达", "pk"),
        number("given_up", "已放弃", "pk"),
        labelled("state", "状态", "state", EndpointState.choices),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return WebhookEndpoint.objects.visible_to(user)

    def listed(self, found: Any) -> QuerySet:
        rows: QuerySet = found.for_listing().with_counts()
        return rows

    def cells(self, row: Any, now: datetime) -> dict[str, Any]:
        return {
            "url": row.url,
            "token": row.token.name,
            "kinds": "、".join(row.kind_labels),
            "pending": row.pending,
            "delivered": row.delivered,
            "given_up": row.given_up,
            "state": row.get_state_display(),
        }


class DeliveryLedger(PartLedger):
    """What was pushed to one endpoint, without what was told."""

    key, title, page = "deliveries", "推送记录", "api:endpoint_list"
    filters = "reports.api.forms.ledgers.DeliveryLedgerForm"
    perm = VIEW
    order = ("-pk",)
    columns = (
        moment("created_at", "产生时间", "created_at"),
        labelled("kind", "事项", "kind", EventName.choices, 22),
        text("event_id", "事件编号", "event_id", 30),
        number("attempts", "次数", "attempts"),
        text("last_error", "最近错误", "last_error", 40),
        number("last_status", "最近应答", "last_status"),
        labelled("state", "状态", "state", DeliveryState.choices),
        moment("delivered_at", "送达时间", "delivered_at"),
    )

    def wholes(self, user: User) -> QuerySet:
        return WebhookEndpoint.objects.visible_to(user)

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(WebhookDelivery.objects.all())
