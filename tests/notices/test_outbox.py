"""Telling people: rows only, once per key, in the caller's transaction."""

import pytest
from django.db import transaction

from organizations.models import User
from tests.factories import UserFactory
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.models import Delivery, Notice
from zhengzhou_ideology.notices.outbox import Letter

FACTS = {"kind": "matter", "subject": "季度报告被退回", "body": "请更正。", "url": "/reports/1/"}


def test_post_writes_one_notice_for_each_and_no_delivery(db):
    users = UserFactory.create_batch(3)

    told = outbox.post(users, **FACTS, key="report:1:returned")

    assert told == 3
    assert sorted(Notice.objects.values_list("recipient", "kind", "subject", "body", "url", "is_legal_paper")) == [
        (user.pk, "matter", "季度报告被退回", "请更正。", "/reports/1/", False) for user in users
    ]
    assert not Delivery.objects.exists()


def test_post_takes_a_queryset_however_it_was_made(db):
    users = UserFactory.create_batch(3)

    told = outbox.post(User.objects.filter(pk__in=[u.pk for u in users]).order_by("-pk")[:2], **FACTS, key="k")

    assert told == 2
    assert set(Notice.objects.values_list("recipient", flat=True)) == {users[1].pk, users[2].pk}


def test_the_same_key_tells_once_and_newcomers_are_told(db):
    first, second = UserFactory.create_batch(2)
    outbox.post([first], **FACTS, key="k")

    told = [outbox.post([first, second, second], **FACTS, key="k"), outbox.post([first, second], **FACTS, key="other")]

    assert told == [1, 2]
    assert Notice.objects.count() == 4


def test_post_is_undone_with_the_act_that_caused_it(db):
    user = UserFactory()

    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        outbox.post([user], **FACTS, key="k")
        raise ZeroDivisionError

    assert not Notice.objects.exists()


def test_post_is_one_statement_however_many(db, django_assert_num_queries):
    users = UserFactory.create_batch(30)

    with django_assert_num_queries(1):
        outbox.post(users, **FACTS, key="k")


def test_letters_tell_each_something_else_in_few_statements(db, django_assert_num_queries):
    users = UserFactory.create_batch(30)
    letters = [Letter(user.pk, f"{user.username}的报告", "请更正。", key="k", url=f"/r/{user.pk}/") for user in users]

    with django_assert_num_queries(1):
        outbox.post_each(letters, kind="matter")
    outbox.post_each(letters, kind="matter")

    assert sorted(Notice.objects.values_list("recipient", "subject", "url")) == [
        (user.pk, f"{user.username}的报告", f"/r/{user.pk}/") for user in users
    ]


@pytest.mark.parametrize(
    ("kind", "legal_paper", "kept"), [("matter", False, False), ("matter", True, True), ("paper", False, True)]
)
def test_legal_paper_by_kind_or_by_word(user, kind, legal_paper, kept):
    outbox.post([user], **{**FACTS, "kind": kind}, key="a", legal_paper=legal_paper)
    outbox.post_each([Letter(user.pk, "标题", "内容", key="b")], kind=kind, legal_paper=legal_paper)

    assert list(Notice.objects.values_list("is_legal_paper", flat=True)) == [kept, kept]


def test_subject_stays_one_line(user):
    outbox.post([user], **{**FACTS, "subject": "季度报告\r\nBcc: x@example.org" + "长" * 300}, key="k")

    subject = Notice.objects.get().subject
    assert (subject[:22], len(subject)) == ("季度报告 Bcc: x@example.or"[:22], 200)


@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_links_lead_nowhere_but_here(user, url):
    with pytest.raises(ValueError, match="not a path"):
        outbox.post([user], **{**FACTS, "url": url}, key="k")


def test_unknown_kind_is_an_error_of_the_caller(user):
    with pytest.raises(KeyError):
        outbox.post([user], **{**FACTS, "kind": "nonsense"}, key="k")
