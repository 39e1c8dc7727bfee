from reports.api.models.accesses import TokenAccess
from reports.api.models.tokens import AccessToken, TokenMove
from reports.api.models.webhooks import EndpointMove, LogCursor, WebhookDelivery, WebhookEndpoint

__all__ = [
    "AccessToken",
    "EndpointMove",
    "LogCursor",
    "TokenAccess",
    "TokenMove",
    "WebhookDelivery",
    "WebhookEndpoint",
]
