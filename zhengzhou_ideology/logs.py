"""Logs without the secrets that stand in some addresses: whoever reads a log could use them."""

import logging
import re

SECRET = re.compile(r"(/(?:my-calendar|invite|accounts/password/reset/key)/)(?!revoke/)[^\s/?\"]+")


def without_secrets(text: str) -> str:
    return SECRET.sub(r"\1…", text)


class HideSecrets(logging.Filter):
    """For handlers: Django names the path of every request that went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if SECRET.search(said):
            record.msg, record.args = without_secrets(said), None
        return True
