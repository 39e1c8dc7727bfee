"""The interface for other systems (`v1/`), and the pages on which its tokens and endpoints are looked after."""

from django.urls import URLPattern, URLResolver, path

from reports.api.views import description, endpoints, tokens
from reports.api.views.interface import guarded

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", tokens.token_list, name="token_list"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<int:pk>/", tokens.token, name="token"),
    path("tokens/<int:pk>/confirm/", tokens.MOVES["token_confirm"], name="token_confirm"),
    path("tokens/<int:pk>/refuse/", tokens.MOVES["token_refuse"], name="token_refuse"),
    path("tokens/<int:pk>/hand-out/", tokens.token_hand_out, name="token_hand_out"),
    path("tokens/<int:pk>/revoke/", tokens.MOVES["token_revoke"], name="token_revoke"),
    path("tokens/<int:pk>/log/", tokens.token_log, name="token_log"),
    path("webhooks/", endpoints.endpoint_list, name="endpoint_list"),
    path("webhooks/new/", endpoints.endpoint_new, name="endpoint_new"),
    path("webhooks/<int:pk>/", endpoints.endpoint, name="endpoint"),
    path("webhooks/<int:pk>/off/", endpoints.MOVES["endpoint_off"], name="endpoint_off"),
    path("webhooks/<int:pk>/on/", endpoints.MOVES["endpoint_on"], name="endpoint_on"),
    path("webhooks/<int:pk>/key/", endpoints.endpoint_key, name="endpoint_key"),
    path("webhooks/<int:pk>/redeliver/", endpoints.MOVES["endpoint_redeliver"], name="endpoint_redeliver"),
    path("webhooks/deliveries/<int:pk>/redeliver/", endpoints.delivery_redeliver, name="delivery_redeliver"),
    path("docs/", description.description, name="description"),
    path("v1/", guarded()),
]
