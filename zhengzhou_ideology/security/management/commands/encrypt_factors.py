"""Encrypt the secrets of second factors, and mails that wait, under the first key: once after an upgrade, and when keys rotate."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from zhengzhou_ideology.security.keys import is_current, sealed_anew
from zhengzhou_ideology.security.models import AccountMail

SECRETS = ("secret", "seed")


class Command(BaseCommand):
    help = "用第一个密钥重新加密第二重验证的密钥和待发的账号邮件；可以重复运行。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已加密 {sum(factors())} 个验证密钥，{sum(mails())} 封待发邮件。")


def factors() -> list[bool]:
    done = []
    for factor in Authenticator.objects.select_for_update().order_by("pk"):
        stale = [name for name in SECRETS if name in factor.data and not is_current(factor.data[name])]
        for name in stale:
            factor.data[name] = sealed_anew(factor.data[name])
        if stale:
            factor.save(update_fields=["data"])
        done.append(bool(stale))
    return done


def mails() -> list[bool]:
    done = []
    for mail in AccountMail.objects.waiting().select_for_update().order_by("pk"):
        stale = bool(mail.sealed_body) and not is_current(mail.sealed_body)
        if stale:
            mail.sealed_body = sealed_anew(mail.sealed_body)
            mail.save(update_fields=["sealed_body"])
        done.append(stale)
    return done
