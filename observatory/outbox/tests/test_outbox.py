"""Messages leave through a real mail server, which may refuse them or hang up."""

import logging
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction

from observatory.outbox.actions import claim_message, mark_sent, purge_messages, queue_message
from observatory.outbox.jobs import send_due_messages
from observatory.outbox.models import Message
from observatory.outbox.queries import read_letter
from observatory.outbox.states import State


class Post:
    """The mail server's behaviour: it takes what comes, unless told otherwise."""

    def __init__(self):
        self.taken = []
        self.answer = None
        self.hang_up = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hang_up:
            server.transport.abort()
            return "421 gone"
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def post(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 5
    yield post
    controller.stop()


@pytest.fixture
def write(olu):
    def write_to(at, to="fatima@example.org"):
        return queue_message(
            kind="invitation",
            to=to,
            subject_line="Votre guichet",
            body="Bonjour, voilà l’été.\n",
            language="fr",
            subject="report:1",
            by=olu,
            at=at,
        )

    return write_to


@pytest.fixture
def message(write, now):
    return write(now)


def test_a_message_leaves_and_nothing_of_it_is_kept(post, message, now):
    assert send_due_messages(now) == 1
    [(recipients, text)] = post.taken
    assert recipients == ["fatima@example.org"]
    assert "Content-Language: fr" in text
    message.refresh_from_db()
    assert message.state == State.SENT
    assert message.sent_at == now
    assert bytes(message.sealed) == b""
    assert send_due_messages(now + timedelta(days=1)) == 0
    assert len(post.taken) == 1


def test_recipient_and_text_are_unreadable_in_the_database(message):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_message")
        raw = repr(
            [
                [bytes(v) if isinstance(v, memoryview) else v for v in row]
                for row in cursor.fetchall()
            ]
        )
    assert "fatima" not in raw
    assert "Bonjour" not in raw
    assert read_letter(message).to == "fatima@example.org"


def test_a_message_of_a_change_that_failed_does_not_exist(write, now):
    def change_and_fail():
        with transaction.atomic():
            write(now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert not Message.objects.exists()


def test_a_server_that_is_not_there_is_tried_again_later_and_later(message, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    waits, at = [], now
    while True:
        assert send_due_messages(at) == 0
        message.refresh_from_db()
        if message.state == State.FAILED:
            break
        waits.append(message.try_at - at)
        assert send_due_messages(message.try_at - timedelta(seconds=1)) == 0
        at = message.try_at
    assert waits[:4] == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert max(waits) == timedelta(hours=8)
    assert timedelta(days=1, hours=12) < at - now <= timedelta(days=2)
    assert bytes(message.sealed) == b""
    assert message.error == "ConnectionRefusedError"


def test_a_server_that_hangs_up_is_tried_again(post, message, now):
    post.hang_up = True
    assert send_due_messages(now) == 0
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert message.error == "SMTPServerDisconnected"
    post.hang_up = False
    assert send_due_messages(message.try_at) == 1
    assert len(post.taken) == 1


def test_a_server_that_says_later_is_tried_again(post, message, now):
    post.answer = "451 fatima@example.org come back later"
    send_due_messages(now)
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert message.error == "SMTPRecipientsRefused 451"


def test_an_address_that_does_not_exist_is_given_up_at_once(post, message, now):
    post.answer = "550 fatima@example.org unknown"
    send_due_messages(now)
    message.refresh_from_db()
    assert message.state == State.FAILED
    assert message.error == "SMTPRecipientsRefused 550"


def test_neither_the_log_nor_the_row_names_the_recipient(post, message, now, caplog):
    post.answer = "550 fatima@example.org unknown"
    with caplog.at_level(logging.DEBUG):
        send_due_messages(now)
    # The test's own mail server writes in this process too: what it says is not ours.
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert ours
    assert "fatima" not in repr(ours)
    assert "fatima" not in Message.objects.get().error


def test_one_message_that_fails_does_not_hold_up_the_next(post, write, now):
    write(now, to="fatima@example.org\nBcc: all@example.org")
    write(now, to="jean@example.org")
    assert send_due_messages(now) == 1
    assert [recipients for recipients, _ in post.taken] == [["jean@example.org"]]
    assert Message.objects.filter(state=State.FAILED).count() == 1


def test_two_workers_do_not_send_the_same_message(post, message, now):
    same = Message.objects.get()
    assert claim_message(message=message, at=now)
    assert not claim_message(message=same, at=now)
    assert send_due_messages(now) == 0


def test_what_a_killed_worker_had_claimed_is_sent_by_another(post, message, now):
    claim_message(message=message, at=now)
    assert send_due_messages(now + timedelta(minutes=9)) == 0
    assert send_due_messages(now + timedelta(minutes=10)) == 1


def test_a_worker_that_wakes_up_late_does_not_undo_what_another_did(post, message, now):
    claim_message(message=message, at=now)
    assert send_due_messages(now + timedelta(minutes=10)) == 1
    mark_sent(message=message, at=now + timedelta(hours=1))
    assert Message.objects.get().sent_at == now + timedelta(minutes=10)


def test_what_is_left_of_a_message_goes_after_thirty_days(post, message, write, now):
    send_due_messages(now)
    waiting = write(now)
    assert purge_messages(at=now + timedelta(days=30), dry_run=False) == 0
    assert purge_messages(at=now + timedelta(days=31), dry_run=True) == 1
    assert purge_messages(at=now + timedelta(days=31), dry_run=False) == 1
    assert Message.objects.get() == waiting
