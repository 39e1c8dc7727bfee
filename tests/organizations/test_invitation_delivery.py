"""Invitations on their way: mails that survive a dead server, and slips that a printer can take."""

import socket
from datetime import datetime, timedelta
from io import BytesIO
from smtplib import SMTPRecipientsRefused
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.core.mail.backends.locmem import EmailBackend

from organizations import invitation_mail, invitations, tasks
from organizations.enums import Role
from organizations.invitation_slips import slips_pdf
from organizations.models import Invitation

NOW = datetime(2026, 10, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Choosy(EmailBackend):
    """A mail server that knows no `unknown@example.org`."""

    def send_messages(self, messages):
        for message in messages:
            if "unknown@example.org" in message.to:
                raise SMTPRecipientsRefused({"unknown@example.org": (550, b"no such user")})
        return super().send_messages(messages)


def invite(cast, *addresses: str) -> list[Invitation]:
    drafts = [Invitation(role=Role.SECRETARY, organization=cast.organization, email=one) for one in addresses]
    invitations.issue(drafts, by=cast.registrar, now=NOW)
    return drafts


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()


def test_mail_goes_out_once(cast, mailoutbox):
    invite(cast, "a@example.org", "b@example.org")

    assert invitation_mail.deliver(NOW) == 2
    assert invitation_mail.deliver(NOW + timedelta(days=1)) == 0
    assert sorted(mail.to[0] for mail in mailoutbox) == ["a@example.org", "b@example.org"]


def test_mail_goes_out_in_batches(cast, mailoutbox, monkeypatch):
    monkeypatch.setattr(invitation_mail, "BATCH", 2)
    invite(cast, *(f"p{number}@example.org" for number in range(5)))

    assert invitation_mail.deliver(NOW) == len(mailoutbox) == 5


def test_dead_server_loses_nothing_and_is_asked_again_later(cast, no_server, settings, mailoutbox):
    invite(cast, "a@example.org", "b@example.org")

    assert invitation_mail.deliver(NOW) == 0
    assert {row.last_error.split("：")[0] for row in Invitation.objects.all()} == {"ConnectionRefusedError"}
    assert Invitation.objects.unsendable(NOW).count() == 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert invitation_mail.deliver(NOW + timedelta(minutes=9)) == 0
    assert invitation_mail.deliver(NOW + timedelta(minutes=10)) == 2
    assert set(Invitation.objects.values_list("attempts", "last_error", "send_after")) == {(2, "", None)}


def test_each_attempt_makes_a_fresh_code(cast, no_server):
    invite(cast, "a@example.org")
    before = Invitation.objects.get().code_sha256

    invitation_mail.deliver(NOW)

    assert Invitation.objects.get().code_sha256 != before


def test_one_unknown_address_stops_nobody_else(cast, settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.organizations.test_invitation_delivery.Choosy"
    invite(cast, "a@example.org", "unknown@example.org", "b@example.org")

    assert invitation_mail.deliver(NOW) == 2
    failed = Invitation.objects.get(sent_at=None)
    assert failed.email == "unknown@example.org"
    assert "no such user" in failed.last_error
    assert failed.send_after == NOW + timedelta(minutes=10)


def test_pauses_grow_and_end_growing():
    pauses = [invitation_mail.pause_after(attempt) for attempt in (1, 2, 3, 8, 60)]

    assert pauses == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 720, 720)]


@pytest.mark.parametrize("facts", [{"revoked_at": NOW}, {"expires_at": NOW}, {"used_at": NOW}])
def test_mail_of_a_void_invitation_stays_unsent(cast, mailoutbox, facts):
    invite(cast, "a@example.org")
    Invitation.objects.update(**facts)

    assert invitation_mail.deliver(NOW) == 0
    assert mailoutbox == []


def test_task_sends_what_waits(cast, mailoutbox):
    invite(cast, "a@example.org")
    Invitation.objects.update(
        expires_at=datetime.now(tz=NOW.tzinfo) + timedelta(days=1), send_after=NOW - timedelta(days=900)
    )

    tasks.send_invitations()

    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("slips", "pages"), [(1, 1), (8, 1), (9, 2)])
def test_slips_stand_eight_to_a_sheet(cast, slips, pages):
    drafts = [Invitation(role=Role.SECRETARY, organization=cast.organization) for _ in range(slips)]
    outcome = invitations.issue(drafts, by=cast.registrar, now=NOW)

    pdf = pikepdf.open(BytesIO(slips_pdf(outcome.slips, issuer="金水区民政局", now=NOW)))

    assert len(pdf.pages) == pages
