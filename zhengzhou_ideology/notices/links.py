"""Addresses of notices as mails carry them: signed, so that the portal can say for whom a link is, and to nobody else."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from zhengzhou_ideology.notices.models import Notice

SALT = "notices.links"


class Links:
    """Paths of many notices: what they have in common is looked up once."""

    def __init__(self) -> None:
        self.begin, _, self.end = reverse("notices:follow", args=["token"]).rpartition("token")
        self.signer = Signer(salt=SALT)

    def to(self, notice: Notice) -> str:
        """The path that leads its recipient to the matter; empty where there is none."""
        return f"{self.begin}{self.signer.sign(str(notice.pk))}{self.end}" if notice.url else ""


def link_to(notice: Notice) -> str:
    return Links().to(notice)


def notice_of(token: str) -> Notice | None:
    """None alike for a token that is not ours and for a notice that is gone."""
    try:
        key = Signer(salt=SALT).unsign(token)
    except BadSignature:
        return None
    return Notice.objects.select_related("recipient").filter(pk=key).first()


def masked(name: str) -> str:
    """王某某 is 王**: enough for its bearer to recognize, not enough to tell others."""
    return name[:1] + "*" * max(len(name) - 1, 1)
