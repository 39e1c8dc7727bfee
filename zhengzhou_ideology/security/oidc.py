"""Signing in by the city's unified identity (OpenID Connect): for accounts that exist and were linked by their holder.

Who somebody is stands in the signed identity token and nowhere else: what an address answers is not asked. State and PKCE
tie the answer to the browser that asked (allauth).
"""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter


class SignedIdentity(OpenIDConnectOAuth2Adapter):
    def complete_login(self, request: Any, app: Any, token: Any, **facts: Any) -> Any:
        if not facts["response"].get("id_token"):
            raise OAuth2Error("no identity token")
        return super().complete_login(request, app, token, **facts)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """The signature is checked always; allauth leaves it out where the token came over TLS."""
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


class LinkedIdentityAdapter(DefaultSocialAccountAdapter):
    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "connected_other": "此统一身份已关联其他账号。",
    }

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        """An identity opens the account that its holder linked it to, and never makes one."""
        return False
