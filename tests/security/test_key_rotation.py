"""The key of the installation changes while people work: what was signed with the former one holds as long as it stands behind."""

import pytest
from django.test import Client

from organizations import addresses
from tests.organizations.test_accounts import links_in
from tests.security.conftest import OWN, sign_in
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.links import link_to
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.security import alarms

pytestmark = pytest.mark.django_db


def signed_with_the_present_key(cast, mailoutbox) -> tuple[Client, str, str]:
    """A session, the link of a notice, and the link that confirms an address."""
    outbox.post([cast.secretary], kind=alarms.KIND, subject="通知", body="请查看。", url=OWN, key="one")
    addresses.ask(cast.secretary, "new@example.org")
    (confirming,) = links_in(mailoutbox, "new@example.org")
    return sign_in(cast.secretary), link_to(Notice.objects.get(recipient=cast.secretary)), confirming


@pytest.mark.parametrize(("stands_behind", "answers"), [(True, [200, 302, 200]), (False, [302, 404, 409])])
def test_sessions_and_links_hold_as_long_as_their_key_is_a_fallback(stands_behind, answers, cast, settings, mailoutbox):
    session, notice, confirming = signed_with_the_present_key(cast, mailoutbox)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key of this installation, as long as the former one"
    settings.SECRET_KEY_FALLBACKS = [former] if stands_behind else []

    kept = session.get(OWN)
    fresh = sign_in(cast.secretary)
    found = [kept, fresh.get(notice), fresh.get(confirming)]

    assert [answer.status_code for answer in found] == answers
