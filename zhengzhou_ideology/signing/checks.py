"""System checks: settings of the signature that would fail at the first paper."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error

from zhengzhou_ideology.signing.keys import key_files, passphrase


def check_signing(**_kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    folder, module = settings.SIGNING_KEYS_DIR, settings.SIGNING_PKCS11_MODULE
    if folder and not Path(folder).is_dir():
        found.append(_error("E001", f"签名密钥目录 {folder} 不存在。", "请建立目录，或者修改 SIGNING_KEYS_DIR。"))
    for path in key_files():
        found += _of_key(path)
    if settings.SIGNING_PKCS11_KEYS:
        found += _of_token(module)
    elif module:
        found.append(_error("E004", "已设置密码设备，但没有写明其中有哪些机关的密钥。", "请设置 SIGNING_PKCS11_KEYS。"))
    address = settings.SIGNING_TSA_URL
    if address and not address.startswith(("http://", "https://")):
        found.append(_error("E005", f"时间戳服务地址“{address}”不是网址。", "请修改 SIGNING_TSA_URL。"))
    if (key_files() or settings.SIGNING_PKCS11_KEYS) and not address:
        said = "未设置时间戳服务，签名时间只是本机的时间。"
        found.append(checks.Warning(said, hint="请设置 SIGNING_TSA_URL。", id="signing.W001"))
    return found


def _of_key(path: Path) -> list[CheckMessage]:
    # Only a host with keys pays for the library.
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415

    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase(path.stem))
    except (OSError, ValueError):
        return [_error("E002", f"签名密钥 {path.name} 不能打开。", f"请核对文件和口令（{path.stem}.pass）。")]
    if key is None or certificate is None:
        return [_error("E002", f"签名密钥 {path.name} 缺少私钥或者证书。", "请重新导出 PKCS#12 文件。")]
    if path.stat().st_mode & 0o077:
        said = f"签名密钥 {path.name} 可以被其他用户读取。"
        return [checks.Warning(said, hint=f"请执行 chmod 600 {path.name}。", id="signing.W002")]
    return []


def _of_token(module: str) -> list[CheckMessage]:
    lacking = [
        name
        for name, path in (
            ("SIGNING_PKCS11_MODULE", module),
            ("SIGNING_PKCS11_PIN_FILE", settings.SIGNING_PKCS11_PIN_FILE),
        )
        if not path or not Path(path).is_file()
    ]
    return [_error("E003", f"{name} 指向的文件不存在。", "请核对密码设备的驱动程序和口令文件。") for name in lacking]


def _error(code: str, said: str, hint: str) -> CheckMessage:
    return Error(said, hint=hint, id=f"signing.{code}")
