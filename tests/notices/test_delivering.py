"""What goes out, when, and what happens when it cannot; mails arrive at a real server."""

from collections import Counter
from datetime import timedelta
from socket import SHUT_RDWR, create_server, socket
from threading import Barrier, Thread
from time import sleep

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from tests.notices.conftest import at, part, told
from zhengzhou_ideology.notices import delivering, mail, planning
from zhengzhou_ideology.notices.links import link_to
from zhengzhou_ideology.notices.mail import BODY, LINK, NAME, SUBJECT, NoticeLetters
from zhengzhou_ideology.notices.models import UNCERTAIN, Delivery, Notice, Preference
from zhengzhou_ideology.notices.tasks import deliver as task

NOON = at(12)


def states() -> list[tuple[str, str, int]]:
    return list(Delivery.objects.order_by("notice_id", "way").values_list("way", "state", "attempts"))


def test_notice_arrives_as_text_and_html_with_links_to_the_portal(user, sink, settings):
    settings.SITE_URL = "https://portal.example.org"
    notice = told(user, subject="第三季度报告被退回", body="请更正<附件>。\n七日内。", url="/reports/7/", when=at(11))[
        0
    ]
    link = f"https://portal.example.org{link_to(notice)}"

    delivering.deliver(NOON)

    message = sink.received[0]
    text = part(message, "plain")
    html = part(message, "html")
    assert (sink.subjects[0], message["To"], message["From"], message["Auto-Submitted"]) == (
        "【社会组织合规门户】第三季度报告被退回",
        "wang@example.org",
        settings.DEFAULT_FROM_EMAIL,
        "auto-generated",
    )
    assert text == (
        f"王某某：\n\n第三季度报告被退回\n\n请更正<附件>。\n七日内。\n\n查看：{link}\n\n——\n"
        "郑州市社会组织合规门户\n本邮件由系统自动发出，请勿直接回复。\n全部通知：https://portal.example.org/notices/\n"
        "通知设置：https://portal.example.org/notices/preferences/\n\n"
    )
    assert "<p>请更正&lt;附件&gt;。<br>七日内。</p>" in html
    assert f'href="{link}"' in html
    assert "src=" not in html
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.sent_at, delivery.last_error) == ("sent", 1, NOON, "")


def test_a_mail_says_what_its_templates_say_to_the_byte(db, settings):
    settings.SITE_URL = "https://portal.example.org"
    bodies = [
        "请于7日内更正。",
        "",
        "一<b>\n二 & “三”\n\n四",
        f"{NAME}{LINK}<p>{BODY}</p>",
        "\r\n {{ recipient.name }} \\g<0>",
    ]
    for number, body in enumerate(bodies):
        user = UserFactory(name=["王某某", f"{SUBJECT}&<i>"][number % 2])
        for url in ("", "/reports/7/"):
            told(user, key=f"{number}{url}", subject=f"{NAME}第<{number}>季度“报告”'&'", body=body, url=url)
    planning.plan(timezone.now())
    letters = NoticeLetters()

    for row in Delivery.objects.for_sending():
        link = f"https://portal.example.org{link_to(row.notice)}" if row.notice.url else ""
        facts = {"notice": row.notice, "recipient": row.recipient, "subject": row.notice.subject, "link": link}
        for name in ("inbox", "preferences"):
            facts[name] = f"https://portal.example.org{reverse(f'notices:{name}')}"
        message = letters.message(row)
        assert message.body == render_to_string("notices/mail/notice.txt", facts)
        assert message.alternatives == [(render_to_string("notices/mail/notice.html", facts), "text/html")]
    assert Delivery.objects.count() == 2 * len(bodies)


def test_a_run_renders_its_templates_once_and_asks_once_for_twenty(sink, db, monkeypatch):
    rendered = []
    monkeypatch.setattr(
        mail, "render_to_string", lambda name, facts: rendered.append(name) or render_to_string(name, facts)
    )
    told(*UserFactory.create_batch(40), when=at(11), url="/reports/7/")

    with CaptureQueriesContext(connection) as asked:
        delivering.deliver(NOON)

    assert sorted(rendered) == [f"notices/mail/notice.{kind}" for kind in ("html", "html", "txt", "txt")]
    assert len(sink.received) == 40
    assert (
        len([query for query in asked if 'FROM "notices_delivery"' in query["sql"] and "FOR UPDATE" in query["sql"]])
        == 2
    )
    assert not [query for query in asked if 'FROM "notices_notice" WHERE "notices_notice"."id" = ' in query["sql"]]


def test_delivering_again_sends_nothing_again(user, sink):
    told(user, when=at(11))

    for minute in range(3):
        delivering.deliver(at(12, minute))

    assert len(sink.received) == 1


def test_task_delivers_what_is_due_now(user, sink):
    told(user, kind="paper")

    task.delay()

    assert sink.recipients == ["wang@example.org"]


def test_whoever_has_no_address_or_no_account_any_more_gets_no_mail(sink, db):
    told(UserFactory(email=""), UserFactory(is_active=False), UserFactory(email="here@example.org"), when=at(11))

    delivering.deliver(NOON)

    assert sink.recipients == ["here@example.org"]
    assert len(states()) == 1


def test_what_was_read_in_the_portal_needs_no_mail_but_a_legal_paper_does(user, sink):
    told(user, subject="日常", key="a", when=at(11))
    told(user, subject="文书", key="b", kind="paper", when=at(11))
    Notice.objects.all().mark_read(at(11, 30))

    delivering.deliver(NOON)

    assert sink.subjects == ["【社会组织合规门户】文书"]
    assert states() == [("email", "unneeded", 1), ("email", "sent", 1)]


def test_hundreds_go_over_few_connections(sink, db, monkeypatch):
    monkeypatch.setattr(delivering, "BATCH", 20)
    told(*UserFactory.create_batch(45), when=at(11))

    delivering.deliver(NOON)

    assert len(sink.received) == len(set(sink.recipients)) == 45


# Trouble


def test_one_bad_address_never_stops_the_others(sink, db):
    users = [UserFactory(username=f"u{n}") for n in range(3)]
    sink.refused["u1@example.org"] = "550 no such user"
    told(*users, when=at(11))

    delivering.deliver(NOON)

    assert sink.recipients == ["u0@example.org", "u2@example.org"]
    failed = Delivery.objects.get(state="failed")
    assert (failed.recipient, failed.attempts) == (users[1], 1)
    assert "550" in failed.last_error


def test_malformed_address_fails_alone(sink, db):
    told(UserFactory(email="bad\n@example.org"), UserFactory(email="good@example.org"), when=at(11))

    delivering.deliver(NOON)

    assert sink.recipients == ["good@example.org"]
    assert sorted(state for _way, state, _attempts in states()) == ["failed", "sent"]


def test_refused_content_fails_and_the_next_mail_goes_over_the_same_connection(sink, db):
    sink.answer = lambda message: "554 spam" if message["To"].startswith("u0") else "250 OK"
    told(UserFactory(username="u0"), UserFactory(username="u1"), when=at(11))

    delivering.deliver(NOON)

    assert sink.recipients == ["u1@example.org"]
    assert states() == [("email", "failed", 1), ("email", "sent", 1)]


def test_greylisted_address_is_tried_again_later_and_later(user, sink):
    sink.refused["wang@example.org"] = "451 come back later"
    told(user, when=at(11))
    waits = []

    now = NOON
    for _ in range(7):
        delivering.deliver(now)
        following = Delivery.objects.get().next_attempt_at
        waits.append((following - now) / timedelta(minutes=1))
        now = following
    sink.refused.clear()
    delivering.deliver(now - timedelta(seconds=1))
    too_early = len(sink.received)
    delivering.deliver(now)

    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert (too_early, len(sink.received)) == (0, 1)
    assert states() == [("email", "sent", 8)]


def test_passing_trouble_of_a_week_is_given_up(user, sink):
    sink.refused["wang@example.org"] = "451 come back later"
    told(user, when=at(11))
    delivering.deliver(NOON)
    Delivery.objects.update(created_at=NOON - timedelta(days=8))

    delivering.deliver(at(13))

    assert states() == [("email", "failed", 2)]


def test_message_that_the_server_cannot_bear_never_holds_up_the_rest(sink, db):
    sink.answer = lambda message: "421 closing" if message["To"].startswith("u0") else "250 OK"
    told(*[UserFactory(username=f"u{n}") for n in range(4)], when=at(11))

    delivering.deliver(NOON)

    assert sink.recipients == ["u1@example.org", "u2@example.org", "u3@example.org"]
    assert sorted(states()) == [("email", "sent", 1)] * 3 + [("email", "waiting", 1)]


def test_server_down_for_a_day_loses_and_doubles_nothing(sink, settings, db):
    users = UserFactory.create_batch(5)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # nobody listens there
    told(*users[:3], key="before", when=at(9))
    now = at(9)
    while now < at(9, day=22):
        delivering.deliver(now)
        now += timedelta(minutes=10)
    told(*users, key="after", when=at(8, 59, day=22))
    errors = set(Delivery.objects.values_list("state", "last_error"))

    settings.EMAIL_PORT = port
    for minute in range(0, 60, 5):
        delivering.deliver(at(9, minute, day=22))

    assert {state for state, _error in errors} == {"waiting"}
    assert [error.startswith("ConnectionRefusedError") for _state, error in errors] == [True]
    assert sink.recipients == sorted([user.email for user in users[:3]] + [user.email for user in users])
    assert {state for _way, state, _attempts in states()} == {"sent"}


def test_mail_whose_receipt_got_lost_comes_again_under_the_same_message_id(user, sink):
    seen = []

    def lose_the_first(message):
        seen.append(message["Message-ID"])
        return "421 closing" if len(seen) == 1 else "250 OK"

    sink.answer = lose_the_first
    told(user, when=at(11))

    delivering.deliver(NOON)
    delivering.deliver(at(12, 5))

    assert len(seen) == 2
    assert len(set(seen)) == 1


class DiesAtTheFourth(EmailBackend):
    """The worker's process ends after the server took the third mail."""

    taken = 0

    def send_messages(self, messages):
        if DiesAtTheFourth.taken == 3:
            raise SystemExit
        DiesAtTheFourth.taken += 1
        return super().send_messages(messages)


def test_worker_that_dies_sends_at_most_those_under_its_lock_again(sink, settings, db, monkeypatch):
    monkeypatch.setattr(delivering, "TOGETHER", 2)
    told(*UserFactory.create_batch(5), when=at(11))
    ordinary, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.DiesAtTheFourth"
    with pytest.raises(SystemExit):
        delivering.deliver(NOON)
    noted = [state for _, state, _ in states()].count("sent")

    settings.EMAIL_BACKEND = ordinary
    delivering.deliver(NOON)

    ids = Counter(message["Message-ID"] for message in sink.received)
    assert noted == 2
    assert sorted(ids.values()) == [1, 1, 1, 1, 2]
    assert {state for _, state, _ in states()} == {"sent"}


@pytest.fixture
def relay(settings):
    """A mail server that takes each mail, and then does as `after` says; what it took is in `mails`."""
    mails: list[str] = []
    after = {"do": "hang up"}

    def talk(line: socket) -> None:
        with line, line.makefile("rb") as said:
            line.sendall(b"220 relay\r\n")
            for word in said:
                if word[:4].upper() == b"DATA":
                    line.sendall(b"354 go on\r\n")
                    mails.append(b"".join(iter(said.readline, b".\r\n")).decode())
                    if after["do"] == "hang up":
                        return
                    sleep(0.6)
                line.sendall(b"250 ok\r\n")

    def serve() -> None:
        while True:
            try:
                line, _address = door.accept()
            except OSError:
                return
            Thread(target=talk, args=(line,), daemon=True).start()

    door = create_server(("127.0.0.1", 0))
    Thread(target=serve, daemon=True).start()
    settings.EMAIL_BACKEND = "zhengzhou_ideology.notices.smtp.PatientBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = door.getsockname()
    yield mails, after
    door.shutdown(SHUT_RDWR)
    door.close()


def test_mail_of_unknown_fate_is_marked_and_tried_once_more_at_most(user, relay, settings):
    mails, _after = relay
    told(user, when=at(9))

    delivering.deliver(at(9))
    marked = Delivery.objects.values_list("state", "last_error").get()
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT  # away for a while: the mark stays
    delivering.deliver(at(9, 30))
    settings.EMAIL_PORT = port
    for hour in range(10, 18):
        delivering.deliver(at(hour))

    assert (marked[0], marked[1].startswith(UNCERTAIN)) == ("waiting", True)
    assert len(mails) == 2
    assert states() == [("email", "failed", 3)]
    assert Delivery.objects.get().last_error.startswith(f"{UNCERTAIN}两次都没有得到答复")


def test_a_relay_that_answers_late_gets_a_mail_once(user, relay, settings):
    mails, after = relay
    settings.EMAIL_TIMEOUT = 0.3
    after["do"] = "answer late"
    told(user, when=at(9))

    delivering.deliver(at(9))

    assert (len(mails), states()) == (1, [("email", "sent", 1)])


# Quiet hours


@pytest.mark.parametrize(
    ("posted", "runs", "arrives"),
    [
        (at(19, 59), at(19, 59), True),
        (at(20), at(20), False),
        (at(23), at(3, day=22), False),
        (at(23), at(7, 59, day=22), False),
        (at(23), at(8, day=22), True),
        (at(10, day=24), at(10, day=24), True),
    ],
)
def test_quiet_hours(user, sink, posted, runs, arrives):
    told(user, when=posted)

    delivering.deliver(posted if posted == runs else posted + timedelta(seconds=30))
    delivering.deliver(runs)

    assert bool(sink.received) is arrives


def test_legal_papers_know_no_quiet_hours_and_no_wishes(user, sink):
    Preference.objects.create(user=user, kind="paper", mode="none")
    Preference.objects.create(user=user, kind="matter", mode="digest")
    told(user, kind="paper", key="a", when=at(23))
    told(user, kind="matter", key="b", legal_paper=True, when=at(23))

    delivering.deliver(at(23))

    assert len(sink.received) == 2


# Several at once


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_send_nothing_twice(sink):
    def slowly(message):
        sleep(0.02)
        return "250 OK"

    sink.answer = slowly
    told(*UserFactory.create_batch(30), when=at(11))
    together = Barrier(2)
    trouble = []

    def run():
        try:
            together.wait()
            delivering.deliver(NOON)
        except Exception as error:  # a thread has nobody to raise to
            trouble.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert trouble == []
    assert len(sink.received) == len(set(sink.recipients)) == 30
    assert set(states()) == {("email", "sent", 1)}


@pytest.mark.django_db(transaction=True)
def test_row_that_another_worker_holds_is_left_to_it(sink):
    first, second = UserFactory(username="u0"), UserFactory(username="u1")
    told(first, second, when=at(11))
    delivering.planning.plan(NOON)
    trouble = []

    def run():
        try:
            delivering.deliver(NOON)
        except Exception as error:  # a thread has nobody to raise to
            trouble.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        Delivery.objects.select_for_update().get(recipient=first)
        thread = Thread(target=run)
        thread.start()
        thread.join(10)
        sent_meanwhile = sink.recipients

    assert trouble == []
    assert sent_meanwhile == ["u1@example.org"]
    assert states() == [("email", "waiting", 0), ("email", "sent", 1)]


# Short messages


class Telephone:
    rung: list[tuple[str, str]] = []

    def send(self, phone, text):
        self.rung.append((phone, text))


def test_short_messages_go_for_legal_papers_to_mobile_numbers_only(sink, settings, db):
    settings.SMS_PROVIDER = "tests.notices.test_delivering.Telephone"
    Telephone.rung.clear()
    mobile, office = UserFactory(phone="13800000000"), UserFactory(phone="0371-60000000")
    told(mobile, office, kind="paper", subject="处理决定书", key="a", when=at(11))
    told(mobile, kind="matter", key="b", when=at(11))

    delivering.deliver(NOON)
    delivering.deliver(at(12, 1))

    assert Telephone.rung == [("13800000000", "【社会组织合规门户】处理决定书，请登录门户查看。")]
    assert len(sink.received) == 3


def test_logging_provider_masks_the_number(settings, caplog, db):
    settings.SMS_PROVIDER = "zhengzhou_ideology.notices.sms.LoggingProvider"
    caplog.set_level("INFO")
    told(UserFactory(phone="13800000000"), kind="paper", subject="处理决定书")

    delivering.deliver(timezone.now())

    assert [record.getMessage() for record in caplog.records if record.name.endswith("sms")] == [
        "SMS to 138****0000: 【社会组织合规门户】处理决定书，请登录门户查看。"
    ]
