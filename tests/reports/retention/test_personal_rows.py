"""Whatever holds a name, an address or a number of a person is kept by a rule, or for a reason that is stated here."""

import re
from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import models
from pghistory.models import Event

from organizations.enums import Post, Role
from organizations.models import Invitation, ResponsiblePerson
from reports.retention.enums import RuleKey
from tests.reports.retention.test_retention import NOW, carried_out, keys_of, proposed
from zhengzhou_ideology.audit.present_rows import history_breaks
from zhengzhou_ideology.security.models import AccountMail

pytestmark = pytest.mark.django_db

PERSONAL = re.compile(
    "姓名|用户名|电话|联系科室|邮箱|邮件地址|收件地址|来源地址|浏览器|签收人|输入的账号|user agent|IP|ip"
)
OF_A_BODY = "how an authority or an organization is reached, not a person"
IN_THE_CASE = "the file of a case is kept for the years of `retention_cases_years`, and handed over whole"
GUARDED = "what was proposed or entered stays, by a trigger: two people answer for it; the account becomes a number"
KEPT: dict[str, RuleKey | str] = {
    "account.EmailAddress": RuleKey.ACCOUNTS,
    "api.AccessToken": OF_A_BODY,
    "api.TokenAccess": "goes by itself after `API_LOG_DAYS`",
    "cases.ServiceRecord": IN_THE_CASE,
    "organizations.Authority": OF_A_BODY,
    "organizations.Invitation": RuleKey.INVITATIONS,
    "organizations.Organization": OF_A_BODY,
    "organizations.PostChange": GUARDED,
    "organizations.ResponsiblePerson": RuleKey.POSTS,
    "organizations.Seat": GUARDED,
    "organizations.User": RuleKey.ACCOUNTS,
    "security.AccountMail": RuleKey.MAILS,
    "security.SecurityEvent": "under seal: docs/retention.md says that the limit is not met",
    "usersessions.UserSession": RuleKey.SESSIONS,
}


def is_personal(field: models.Field) -> bool:
    if isinstance(field, models.EmailField | models.GenericIPAddressField):
        return True
    is_text = isinstance(field, models.CharField | models.TextField)
    return is_text and bool(PERSONAL.search(str(field.verbose_name)))


def test_every_table_with_a_person_in_it_has_a_rule_or_a_reason():
    """The history of a table is not listed: it is under seal, as docs/retention.md says."""
    found = {
        model._meta.label
        for model in apps.get_models()
        if not issubclass(model, Event) and model._meta.managed and any(map(is_personal, model._meta.concrete_fields))
    }

    assert sorted(found) == sorted(KEPT)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        (models.EmailField("随便"), True),
        (models.CharField("办公电话", max_length=30), True),
        (models.GenericIPAddressField("随便"), True),
        (models.CharField("标题", max_length=30), False),
    ],
)
def test_a_column_of_a_person_is_seen_by_its_type_or_its_label(field, found):
    assert is_personal(field) is found


def invitation(cast, **facts) -> Invitation:
    values = {
        "code_sha256": f"{Invitation.objects.count():064}",
        "name": "赵某某",
        "email": "zhao@example.org",
        "role": Role.SECRETARY,
        "organization": cast.organization,
        "invited_by": cast.registrar,
        "expires_at": NOW - timedelta(days=400),
    }
    return Invitation.objects.create(**{**values, **facts})


def test_invitation_that_is_over_keeps_its_number_alone(cast, django_capture_on_commit_callbacks):
    long_ago, of_late = NOW - timedelta(days=370), NOW - timedelta(days=300)
    over = [
        invitation(cast),
        invitation(cast, used_at=long_ago, used_by=cast.secretary),
        invitation(cast, revoked_at=long_ago, expires_at=of_late),
    ]
    kept = [
        invitation(cast, expires_at=of_late),
        invitation(cast, used_at=of_late, used_by=cast.secretary),
        invitation(cast, expires_at=NOW + timedelta(days=3)),
    ]

    disposal = carried_out(proposed(RuleKey.INVITATIONS), cast, django_capture_on_commit_callbacks)

    said = [*Invitation.objects.order_by("pk").values_list("name", "email")]
    assert said == [("", "")] * len(over) + [("赵某某", "zhao@example.org")] * len(kept)
    assert disposal.tombstone == [{"id": one.pk} for one in over]
    assert keys_of(RuleKey.INVITATIONS) == []
    assert [one.what for one in history_breaks() if "organizations_invitation" in one.what] == []


def test_former_holder_of_a_post_keeps_name_and_term(cast, django_capture_on_commit_callbacks):
    def person(until: date | None) -> ResponsiblePerson:
        return ResponsiblePerson.objects.create(
            organization=cast.stranger.organization,
            post=Post.LIAISON,
            name="孙某某",
            office_phone="0371-60000000",
            office_email="sun@example.org",
            term_from=date(2019, 1, 1),
            term_until=until,
        )

    ResponsiblePerson.objects.filter(organization=cast.stranger.organization, post=Post.LIAISON).delete()
    former, recent, present = person(date(2023, 6, 30)), person(date(2024, 6, 30)), person(None)

    carried_out(proposed(RuleKey.POSTS), cast, django_capture_on_commit_callbacks)

    reached = {one.pk: (one.name, one.office_phone, one.office_email) for one in ResponsiblePerson.objects.all()}
    assert reached[former.pk] == ("孙某某", "", "")
    assert {reached[one.pk] for one in (recent, present)} == {("孙某某", "0371-60000000", "sun@example.org")}


def test_mails_and_sessions_that_are_over_go(cast, django_capture_on_commit_callbacks):
    year_ago = NOW - timedelta(days=370)
    old = {"created_at": year_ago, "address": "zhou@example.org", "subject": "请确认您的电子邮箱"}
    sent = AccountMail.objects.create(state="sent", sent_at=year_ago, **old)
    waiting = AccountMail.objects.create(**old)
    fresh = AccountMail.objects.create(**{**old, "created_at": NOW}, state="sent", sent_at=NOW)
    for key, seen in (("one", year_ago), ("two", NOW)):
        facts = {"user": cast.secretary, "ip": "192.0.2.1", "session_key": key, "created_at": seen}
        UserSession.objects.create(**facts, last_seen_at=seen)

    mails = carried_out(proposed(RuleKey.MAILS), cast, django_capture_on_commit_callbacks)
    carried_out(proposed(RuleKey.SESSIONS), cast, django_capture_on_commit_callbacks)

    assert {*AccountMail.objects.all()} == {waiting, fresh}
    assert mails.tombstone == [{"id": sent.pk, "subject": "请确认您的电子邮箱"}]
    assert [*UserSession.objects.filter(user=cast.secretary).values_list("session_key", flat=True)] == ["two"]
