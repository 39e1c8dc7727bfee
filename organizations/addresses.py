"""The e-mail address of an account: it works once a signed link has come back from it, and the old one is told at once."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse

from organizations.enums import AccountAct
from organizations.models import AccountMove, User
from zhengzhou_ideology.security import mail
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.workflow import Refused, act

SALT = "organizations.addresses"
LINK_DAYS = 3
VOID = "此链接不正确或者已失效，请在“账号信息”页面重新填写电子邮箱。"


def ask(account: User, wanted: str) -> None:
    """Send the link to the new address, and word of it to the old one; nothing changes yet."""
    token = signing.dumps([account.pk, account.email, wanted, _secrets(account)[0]], salt=SALT)
    url = settings.SITE_URL + reverse("organizations:address_confirm", args=[token])
    _mail(wanted, "请确认您的电子邮箱", "address_confirm_mail", account=account, url=url, days=LINK_DAYS)
    tell_former(account.email, account, wanted)


@act(perm="organizations.correct_own_user")
def confirm(account: User, *, by: User, token: str) -> str:
    """The address of the link becomes the account's; returns it. A link is void once address or password changed."""
    wanted = wanted_in(token, account)
    if User.objects.filter(email__iexact=wanted).exclude(pk=account.pk).exists():
        raise Refused("该电子邮箱已被其他账号使用。")
    account.email = wanted
    account.save(update_fields=["email"])
    forget_others(account)
    record(account, by=by)
    return wanted


def record(account: User, *, by: User) -> None:
    """Where links for a new password go is a matter of who can sign in; an address that was taken away is an empty one."""
    AccountMove.objects.create(account=account, name=AccountAct.CHANGE_ADDRESS, by=by, acting_as=by.acting_label)
    note(SecurityEventKind.ADDRESS_CHANGED, account=account, detail=account.email or "已清除")


def wanted_in(token: str, account: User) -> str:
    """The address that the link stands for; raises `Refused` if it is not this account's, or does not hold any more."""
    try:
        key, former, wanted, secret = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 86400)
    except signing.BadSignature:
        raise Refused(VOID) from None
    if [key, former] != [account.pk, account.email] or secret not in _secrets(account):
        raise Refused(VOID)
    return wanted


def tell_former(former: str, account: User, wanted: str) -> None:
    if former:
        _mail(former, "您账号的电子邮箱正在更改", "address_former_mail", account=account, wanted=wanted)


def forget_others(account: User) -> None:
    """The address on the account is the only one that signs in and resets the password."""
    EmailAddress.objects.filter(user=account).exclude(email__iexact=account.email).delete()


def _secrets(account: User) -> list[str]:
    """Of the password under the key of the installation, and under those that it had before and still takes."""
    return [found[:16] for found in (account.get_session_auth_hash(), *account.get_session_auth_fallback_hash())]


def _mail(to: str, subject: str, template: str, **context: object) -> None:
    body = render_to_string(f"organizations/{template}.txt", context)
    mail.write(to, f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}", body)
