"""A small OpenID Connect provider over HTTP: discovery, keys, and tokens that are really signed."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "portal", "a secret of the client"


class IdentityProvider(ThreadingHTTPServer):
    """`claims` is who signs in next; `key` signs, `published` is what the world may check it with."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = self.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.challenge = ""
        self.withhold_token = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def token(self) -> str:
        now = int(time.time())
        facts = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        return jwt.encode(facts, self.key, algorithm="RS256", headers={"kid": "one"})


class Handler(BaseHTTPRequestHandler):
    server: IdentityProvider

    def do_GET(self) -> None:
        at = self.server.url
        if self.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": at,
                    "authorization_endpoint": f"{at}/authorize",
                    "token_endpoint": f"{at}/token",
                    "jwks_uri": f"{at}/keys",
                    "userinfo_endpoint": f"{at}/userinfo",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.path == "/keys":
            public = RSAAlgorithm.to_jwk(self.server.published.public_key(), as_dict=True)
            self.answer({"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]})
        elif self.path == "/userinfo":
            self.answer(self.server.claims)
        else:
            self.answer({}, 404)

    def do_POST(self) -> None:
        typed = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        shown = urlsafe_b64encode(sha256(typed["code_verifier"][0].encode()).digest()).decode().rstrip("=")
        if (typed["client_secret"], typed["code"], shown) != ([SECRET], ["the-code"], self.server.challenge):
            self.answer({"error": "invalid_grant"}, 400)
            return
        token = {} if self.server.withhold_token else {"id_token": self.server.token()}
        self.answer({"access_token": "of no use", "token_type": "Bearer", **token})

    def answer(self, content: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as provider:
        threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield provider
        provider.shutdown()
