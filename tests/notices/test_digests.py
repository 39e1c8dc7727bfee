"""One mail a day that holds all of a person's matters, on working days at nine."""

import pytest

from tests.factories import UserFactory
from tests.notices.conftest import at, part, told
from zhengzhou_ideology.notices import delivering
from zhengzhou_ideology.notices.links import link_to
from zhengzhou_ideology.notices.models import Delivery, Digest, Notice, Preference

MATTERS = ("第三季度报告将于10月15日到期", "会议记录待补充")


@pytest.fixture
def reader(user):
    Preference.objects.create(user=user, kind="matter", mode="digest")
    return user


def post_two(reader, when, *, keys=("a", "b")):
    for key, subject in zip(keys, MATTERS, strict=True):
        told(reader, subject=subject, key=key, when=when, url=f"/reports/{key}/")


def test_digest_merges_all_matters_into_one_mail(reader, sink, settings):
    settings.SITE_URL = "https://portal.example.org"
    post_two(reader, at(16, day=20))
    links = [f"https://portal.example.org{link_to(notice)}" for notice in Notice.objects.order_by("pk")]

    delivering.deliver(at(16, day=20))
    before_nine = len(sink.received)
    delivering.deliver(at(9))

    text = part(sink.received[0], "plain")
    html = part(sink.received[0], "html")
    assert before_nine == 0
    assert sink.subjects == ["【社会组织合规门户】10月21日通知汇总（2条）"]
    assert text.startswith(
        "王某某：\n\n您有 2 条通知。\n\n1. 第三季度报告将于10月15日到期（10月20日 16:00）\n请于7日内更正。\n"
        f"查看：{links[0]}\n\n2. 会议记录待补充（10月20日 16:00）\n请于7日内更正。\n"
        f"查看：{links[1]}\n"
    )
    assert [html.count(f'href="{link}"') for link in links] == [1, 1]
    assert set(Delivery.objects.values_list("state", "digest__day")) == {("sent", at(9).date())}


def test_one_digest_a_day_however_often_one_delivers(reader, sink):
    post_two(reader, at(16, day=20))
    for minute in (0, 1, 30):
        delivering.deliver(at(9, minute))
    told(reader, key="later", when=at(10))
    for hour in range(10, 20):
        delivering.deliver(at(hour))

    same_day = len(sink.received)
    delivering.deliver(at(9, day=22))

    assert (same_day, len(sink.received)) == (1, 2)
    assert list(Digest.objects.order_by("day").values_list("day__day", "state")) == [(21, "sent"), (22, "sent")]


@pytest.mark.parametrize(
    ("hour", "day", "arrives"),
    [
        (8, 21, False),
        (9, 21, True),
        (15, 21, True),  # nobody ran at nine
        (20, 21, False),
        (9, 24, False),  # a Saturday
        (9, 10, True),  # a Saturday on which everybody works
        (9, 5, False),  # a Monday in the holiday
    ],
)
def test_digest_goes_on_working_days_between_nine_and_the_quiet_hours(reader, sink, hour, day, arrives):
    post_two(reader, at(16, day=1).replace(month=9))

    delivering.deliver(at(hour, day=day))

    assert bool(sink.received) is arrives


def test_nothing_collected_means_no_digest(reader, sink):
    UserFactory()

    delivering.deliver(at(9))

    assert (len(sink.received), Digest.objects.count()) == (0, 0)


def test_matters_read_meanwhile_are_left_out_and_an_empty_digest_is_not_sent(reader, sink):
    other = UserFactory(username="li")
    Preference.objects.create(user=other, kind="matter", mode="digest")
    post_two(reader, at(16, day=20))
    post_two(other, at(16, day=20))
    delivering.deliver(at(16, day=20))
    Notice.objects.filter(recipient=reader, key="a").mark_read(at(17, day=20))
    Notice.objects.filter(recipient=other).mark_read(at(17, day=20))

    delivering.deliver(at(9))

    assert sink.subjects == ["【社会组织合规门户】10月21日通知汇总（1条）"]
    assert sink.recipients == ["wang@example.org"]


def test_read_after_the_digest_was_opened_and_before_it_went(reader, sink, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    post_two(reader, at(16, day=20))
    delivering.deliver(at(9))
    Notice.objects.all().mark_read(at(9, 1))
    settings.EMAIL_PORT = port

    delivering.deliver(at(9, 5))

    assert (sink.received, list(Digest.objects.values_list("state", flat=True))) == ([], ["unneeded"])


def test_digest_that_could_not_leave_on_its_day_is_merged_into_the_next(reader, sink, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    post_two(reader, at(16, day=20))
    for hour in range(9, 20):
        delivering.deliver(at(hour))
    told(reader, key="c", when=at(18))
    delivering.deliver(at(18))
    settings.EMAIL_PORT = port

    for hour in range(6, 20):
        delivering.deliver(at(hour, day=22))

    assert sink.subjects == ["【社会组织合规门户】10月22日通知汇总（3条）"]
    assert list(Digest.objects.order_by("day").values_list("state", flat=True)) == ["unneeded", "sent"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_refused_digest_loses_nothing(reader, sink):
    sink.refused["wang@example.org"] = "550 mailbox closed"
    post_two(reader, at(16, day=20))
    delivering.deliver(at(9))
    sink.refused.clear()

    delivering.deliver(at(9, day=22))

    assert sink.subjects == ["【社会组织合规门户】10月22日通知汇总（2条）"]
    assert list(Digest.objects.order_by("day").values_list("state", flat=True)) == ["failed", "sent"]


def test_whoever_wants_no_mail_finds_the_notice_in_the_inbox_only(user, sink):
    Preference.objects.create(user=user, kind="matter", mode="none")
    told(user, when=at(11))

    for hour, day in ((12, 21), (9, 22)):
        delivering.deliver(at(hour, day=day))

    assert (sink.received, Delivery.objects.count(), Notice.objects.inbox_of(user).count()) == ([], 0, 1)
