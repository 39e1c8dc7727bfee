"""What is open without login: exactly this, so that nothing becomes public by mistake."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    # machines
    "healthz/",
    "csrf/",
    "favicon.ico",
    "manifest.webmanifest",
    "service-worker.js",
    # what the worker shows where there is no network; it says nothing of anybody
    "offline/",
    # what a government site states of itself
    "accessibility/",
    # how things are done, and whom to ask
    "manual/",
    "manual/contact/",
    "manual/examples/<str:kind>/",
    "manual/<str:name>/",
    # colours and letters, chosen before anybody signs in
    "display/",
    # signing in, signing out, a forgotten password
    "accounts/login/",
    "accounts/login/code/confirm/",
    "accounts/logout/",
    "accounts/signup/",
    "accounts/inactive/",
    "accounts/confirm-email/",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "accounts/password/reset/key/done/",
    "accounts/2fa/authenticate/",
    "accounts/2fa/webauthn/login/",
    "admin/login/",
    # by the city's unified identity: our doors before allauth's own, and what allauth says when it does not work out
    "accounts/oidc/<str:provider_id>/login/",
    "accounts/oidc/<str:provider_id>/login/callback/",
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/",
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/callback/",
    "accounts/3rdparty/login/cancelled/",
    "accounts/3rdparty/signup/",
    # whoever holds a code
    "invite/",
    "invite/<str:code>/",
    "new-password/",
    "verify/",
    "verify/file/",
    "verify/log/",
    "verify/log/heads.json",
    "verify/log/consistency.json",
    "verify/log/keys/<str:number>.pem",
    "verify/log/verify_receipt.py",
    "verify/log/proofs/<str:content>.json",
    "verify/<str:code>/",
    "events/verify/<str:code>/",
    "my-calendar/<str:token>.ics",
    "cases/verify/<str:code>/",
    "letters/verify/<str:code>/",
    # the interface for other systems: its description, and what a token alone opens
    "api/docs/",
    "api/v1/",
    "api/v1/openapi.json",
    "api/v1/organizations",
    "api/v1/organizations/<uscc>",
    "api/v1/organizations/<uscc>/statuses",
    "api/v1/statuses",
    "api/v1/sums",
    "api/v1/filings",
    "api/v1/filings/<int:filing_id>",
    "api/v1/statements",
    "api/v1/statements/<code>",
    "api/v1/calendar/<int:year>",
    "api/v1/^(?P<rest>.*)$",
}


def addresses(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        else:
            yield address, entry


def test_public_addresses_are_exactly_these():
    public = {
        address for address, entry in addresses(get_resolver()) if not getattr(entry.callback, "login_required", True)
    }

    assert public == PUBLIC
