"""What `check --deploy` says of the environment: values that start in silence and do harm later."""

import os
import re
from collections.abc import Iterator
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from math import nan
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.module_loading import import_string

from zhengzhou_ideology.files.scanner import OFF

MEGABYTE = 1024 * 1024
HOST = re.compile(r"([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
# Seconds and connections, see `databases`.
OF_THE_DATABASE = {
    "STATEMENT_TIMEOUT": (0, 600),
    "LOCK_TIMEOUT": (0, 600),
    "DATABASE_POOL_SIZE": (1, 100),
    "CONN_MAX_AGE": (0, 3600),
}
# Where boto3 finds credentials without asking the network.
S3_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
S3_FILES = ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE")


@register(deploy=True)
def configured(app_configs: object, **_options: object) -> list[CheckMessage]:
    return [*_servers(), *_addresses(), *_files(), *_messages(), *_numbers()]


def _servers() -> Iterator[CheckMessage]:
    database = settings.DATABASES["default"]
    if not str(database.get("ENGINE", "")).endswith("postgresql") or not database.get("NAME"):
        yield Error("DATABASE_URL 不是 postgres://用户:口令@主机:端口/库名。", id="portal.E001")
    copy = settings.DATABASES.get("replica", database)
    if not str(copy.get("ENGINE", "")).endswith("postgresql") or not copy.get("NAME"):
        yield Error("REPLICA_URL 不是 postgres://用户:口令@主机:端口/库名。", id="portal.E014")
    parts = urlsplit(settings.REDIS_URL)
    reachable = parts.hostname if parts.scheme in {"redis", "rediss"} else parts.path.strip("/")
    if parts.scheme not in {"redis", "rediss", "unix", "redis+socket"} or not reachable:
        yield Error("REDIS_URL 应为 redis://主机:端口/库、rediss://… 或 unix:///路径。", id="portal.E002")


def _addresses() -> Iterator[CheckMessage]:
    if any(host.strip() in {"*", ".", ""} for host in settings.ALLOWED_HOSTS):
        yield Error("ALLOWED_HOSTS 不能是“*”，应写明门户的域名。", id="portal.E003")
    site = urlsplit(settings.SITE_URL)
    if site.scheme not in {"https", "http"} or not site.hostname or site.path or site.query:
        yield Error("SITE_URL 应为 https://域名，不带路径；它会印在邮件和二维码上。", id="portal.E004")
    elif _is_loopback(site.hostname):
        yield Error("SITE_URL 指向本机，收件人无法打开其中的链接。", id="portal.E005")
    elif site.scheme == "http":
        yield Error("SITE_URL 应以 https:// 开头。", id="portal.E006")
    try:
        for known in settings.MONITOR_ADDRESSES:
            ip_network(known, strict=False)
    except ValueError:
        yield Error(f"MONITOR_ADDRESSES 中的“{known}”不是 IP 地址或者网段。", id="portal.E007")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _files() -> Iterator[CheckMessage]:
    if "s3" in str(settings.STORAGES["default"]["BACKEND"]):
        named = any(os.environ.get(name) for name in S3_CREDENTIALS)
        if not named and not any(
            Path(os.environ.get(name, "~/.aws/credentials")).expanduser().exists() for name in S3_FILES
        ):
            yield Error("设置了 S3_BUCKET，但没有访问凭据（AWS_ACCESS_KEY_ID 等）。", id="portal.E008")
    else:
        root = Path(settings.MEDIA_ROOT)
        place = root if root.exists() else root.parent
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            yield Error(f"MEDIA_ROOT“{root}”不存在或者不可写，附件无法保存。", id="portal.E009")
    if settings.BACKUP_FOLDER and not Path(settings.BACKUP_FOLDER).is_dir():
        yield Error(f"BACKUP_FOLDER“{settings.BACKUP_FOLDER}”不存在。", id="portal.E015")
    if settings.CLAMAV_ADDRESS in OFF:
        if not settings.CLAMAV_ADDRESS:
            yield Caution(
                "没有设置 CLAMAV_ADDRESS，附件不经查毒即保存。",
                hint="安装 clamd 并设置其地址；确实不查毒的，写明 CLAMAV_ADDRESS=none。",
                id="portal.W001",
            )
    elif not _is_clamd(settings.CLAMAV_ADDRESS):
        yield Error("CLAMAV_ADDRESS 应为 tcp://主机:端口 或 unix:///路径。", id="portal.E010")


def _is_clamd(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            bool(parts.hostname and parts.port)
            if parts.scheme == "tcp"
            else parts.scheme == "unix" and bool(parts.path)
        )
    except ValueError:
        return False


def _messages() -> Iterator[CheckMessage]:
    try:
        validate_email(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    except ValidationError:
        yield Error(f"DEFAULT_FROM_EMAIL“{settings.DEFAULT_FROM_EMAIL}”不是邮件地址。", id="portal.E011")
    if settings.SMS_PROVIDER:
        try:
            import_string(settings.SMS_PROVIDER)
        except ImportError:
            yield Error(f"SMS_PROVIDER“{settings.SMS_PROVIDER}”不存在，短信无法发送。", id="portal.E012")
    for name in ("WEBHOOK_HOSTS", "GROUP_HOSTS"):
        for host in getattr(settings, name):
            if not HOST.fullmatch(host):
                yield Error(f"{name} 中的“{host}”应为主机名或者 主机:端口，不带协议和路径。", id="portal.E016")
    if settings.WEBHOOK_CA_FILE and not Path(settings.WEBHOOK_CA_FILE).is_file():
        yield Error(f"WEBHOOK_CA_FILE“{settings.WEBHOOK_CA_FILE}”不存在，推送无法核验证书。", id="portal.E017")


def _number(name: str) -> float:
    """As the environment has it: only processes that serve pages read these. What is no number lies within no bounds."""
    try:
        return int(os.environ[name])
    except ValueError:
        return nan


def _numbers() -> Iterator[CheckMessage]:
    bounds = {
        "ATTACHMENT_MAX_MB": (settings.ATTACHMENT_MAX_BYTES // MEGABYTE, 1, 500),
        "ATTACHMENTS_MAX_MB": (
            settings.ATTACHMENTS_MAX_BYTES // MEGABYTE,
            settings.ATTACHMENT_MAX_BYTES // MEGABYTE,
            10_000,
        ),
        "ATTACHMENTS_MAX_NUMBER": (settings.ATTACHMENTS_MAX_NUMBER, 1, 10_000),
        "INVITATION_DAYS": (settings.INVITATION_DAYS, 1, 90),
        "SESSION_COOKIE_AGE": (settings.SESSION_COOKIE_AGE, 300, 7 * 24 * 3600),
        "SESSION_IDLE_MINUTES": (settings.SESSION_IDLE_MINUTES, 0, 24 * 60),
        "SESSIONS_AT_ONCE": (settings.SESSIONS_AT_ONCE, 0, 1000),
        "TRUSTED_PROXY_COUNT": (settings.ALLAUTH_TRUSTED_PROXY_COUNT, 0, 10),
        "API_REQUESTS_PER_MINUTE": (settings.API_REQUESTS_PER_MINUTE, 1, 100_000),
        "STATEMENT_LANES": (settings.STATEMENT_LANES, 1, 1000),
        "API_LOG_DAYS": (settings.API_LOG_DAYS, 1, 3660),
        **{name: (_number(name), *bounds) for name, bounds in OF_THE_DATABASE.items() if name in os.environ},
    }
    for name, (value, least, most) in bounds.items():
        if not least <= value <= most:
            yield Error(f"{name} 应在 {least} 至 {most} 之间，现为 {value}。", id="portal.E013")
