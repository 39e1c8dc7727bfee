"""One signed request to one vetted address: over TLS, to a host that the operator has named, following nothing."""

import hmac
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from http.client import HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

TIMEOUT = 10
HTTPS = 443


class NotDelivered(Exception):
    """Nobody answered, or nobody may be asked; the message says why."""


def checked_address(url: str) -> SplitResult:
    """Raises `ValidationError` for what is not https, names no host of the list, or carries more than a path."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValidationError("接收地址的格式不对。") from error
    if parts.scheme != "https" or not parts.hostname:
        raise ValidationError("接收地址须以 https:// 开头，并写明主机。")
    if parts.username or parts.password or parts.fragment or not url.isprintable() or " " in url:
        raise ValidationError("接收地址中不能有用户名、密码、空格或者“#”。")
    if (parts.hostname if port is None else f"{parts.hostname}:{port}") not in settings.WEBHOOK_HOSTS:
        raise ValidationError("接收地址的主机不在允许的范围内，请运维人员在 WEBHOOK_HOSTS 中登记后再填写。")
    return parts


def signature(secret: str, body: bytes, moment: datetime) -> str:
    """Over the moment and the body, so that neither can be changed and nothing old be sent again unnoticed."""
    stamp = str(int(moment.timestamp()))
    signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
    return f"t={stamp},v1={signed}"


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer; raises `NotDelivered` where there is none."""
    try:
        parts = checked_address(url)
    except ValidationError as error:
        raise NotDelivered("；".join(error.messages)) from error
    host, port = parts.hostname or "", parts.port or HTTPS
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = VettedConnection(host, port, vetted(host, port))
        try:
            connection.request("POST", target, body, {**headers, "Content-Type": "application/json"})
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, HTTPException) as error:
        raise NotDelivered(f"{error.__class__.__name__}：{error}") from error


def vetted(host: str, port: int) -> str:
    """The address behind the name, looked at before and used as it is: a name that answers otherwise later changes nothing."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(may_be_asked(address) for address in found):
        raise NotDelivered("接收地址指向本机或者保留的网络地址，不予推送。")
    return found[0]


def may_be_asked(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return settings.WEBHOOK_LOOPBACK
    return not (address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved)


class VettedConnection(HTTPSConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        context = ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None)
        super().__init__(host, port, timeout=TIMEOUT, context=context)
        self.address, self.trust = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.trust.wrap_socket(plain, server_hostname=self.host)
