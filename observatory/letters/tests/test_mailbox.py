import time
from datetime import timedelta

import pytest
from django.db import connection

from observatory.letters import jobs, mailbox
from observatory.letters.actions import erase_content, receive_mail
from observatory.letters.jobs import poll_mailbox
from observatory.letters.models import Channel, IncomingItem, Mailbox
from observatory.letters.queries import open_content
from observatory.letters.queries.inbox import mailbox_state
from observatory.outbox.models import Message
from observatory.people.queries import system_actor

from .conftest import point_to
from .mails import TEXT, make_mail, raw
from .mailserver import Line, Mute

pytestmark = pytest.mark.django_db


def states():
    return list(IncomingItem.objects.values_list("state", flat=True))


def test_a_mail_that_arrives_becomes_an_item_and_never_a_report(imap, now):
    imap.deliver(raw(make_mail()))
    assert poll_mailbox(now) == 1
    item = IncomingItem.objects.get()
    content = open_content(item)
    assert (item.channel, item.state, item.report) == ("email", "waiting", None)
    assert (content.subject, content.text) == ("Le guichet est fermé", TEXT)
    assert content.sender == "Fatima <fatima@example.org>"
    # Nobody is written to by a machine.
    assert not Message.objects.exists()


def test_nothing_of_a_mail_lies_readable_in_the_database(imap, now):
    imap.deliver(raw(make_mail(subject="Benali", text="Je suis Benali du 3e.")))
    poll_mailbox(now)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    data = (
                        bytes(value)
                        if isinstance(value, bytes | memoryview)
                        else str(value).encode()
                    )
                    assert b"Benali" not in data, table
                    assert b"fatima@example.org" not in data, table


def test_what_was_taken_is_moved_and_marked_as_read_once_it_is_on_disk(imap, now):
    imap.deliver(raw(make_mail()))
    poll_mailbox(now)
    assert imap.folder("INBOX") == []
    ((flags, data),) = imap.folder("Traités")
    assert b"\\Seen" in flags
    assert TEXT.encode()[:20] in data or b"Message-ID" in data


def test_the_next_turn_finds_nothing_to_do(imap, now):
    imap.deliver(raw(make_mail()))
    assert poll_mailbox(now) == 1
    assert poll_mailbox(now + timedelta(minutes=2)) == 0
    assert len(states()) == 1


def test_the_same_mail_five_times_is_one_item(imap, now):
    imap.deliver(*[raw(make_mail())] * 5)
    assert poll_mailbox(now) == 1
    assert len(states()) == 1
    assert imap.folder("INBOX") == []


def test_two_persons_who_write_the_same_words_are_two_items(imap, now):
    imap.deliver(
        raw(make_mail(message_id="", sender="a@example.org")),
        raw(make_mail(message_id="", sender="b@example.org")),
    )
    assert poll_mailbox(now) == 2


def test_a_mail_that_somebody_read_with_another_program_is_taken_all_the_same(imap, now):
    imap.deliver(raw(make_mail()))
    with imap.open() as client:
        client.select_folder("INBOX")
        client.add_flags(client.search("ALL"), [b"\\Seen"])
    assert poll_mailbox(now) == 1


def test_a_line_cut_between_storing_and_marking_makes_no_second_item(imap, settings, now):
    imap.deliver(raw(make_mail()))
    line = Line(imap.port, b"STORE")
    point_to(settings, line.port)
    assert poll_mailbox(now) == 1
    assert len(imap.folder("INBOX")) == 1
    assert Mailbox.objects.get().error
    line.close()
    point_to(settings, imap.port)
    assert poll_mailbox(now + timedelta(minutes=2)) == 0
    assert len(states()) == 1
    assert imap.folder("INBOX") == []
    assert Mailbox.objects.get().error == ""


def test_a_crash_while_storing_leaves_the_mail_where_it_is(imap, now, monkeypatch):
    imap.deliver(raw(make_mail()))

    def crash(**options):
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "receive_mail", crash)
        with pytest.raises(OSError, match="no space"):
            poll_mailbox(now)
    ((flags, _),) = imap.folder("INBOX")
    assert b"\\Seen" not in flags
    assert poll_mailbox(now) == 1


def test_a_mail_of_40_mb_is_not_fetched_but_the_team_sees_that_it_came(imap, now):
    big = raw(make_mail(subject="Mes papiers")) + b"x" * 76 * 1024 * 500 + b"\r\n"
    imap.deliver(big)
    assert len(big) > 37_000_000
    assert poll_mailbox(now) == 1
    item = IncomingItem.objects.get()
    assert item.left_out[0]["why"] == "mail_too_large"
    assert item.size >= len(big) - 100
    content = open_content(item)
    assert (content.subject, content.text) == ("Mes papiers", "")
    assert content.sender == "Fatima <fatima@example.org>"
    assert imap.folder("INBOX") == []
    assert len(imap.folder("Traités")) == 1


def test_a_mail_that_cannot_be_read_keeps_no_other_from_coming(imap, now):
    imap.deliver(b"\xff\xfe\x00 nothing like a mail", raw(make_mail()))
    assert poll_mailbox(now) == 2


def test_mails_of_a_mailbox_used_for_years_are_left_where_they_are(imap, now):
    imap.deliver(raw(make_mail()), at=now - timedelta(days=90))
    assert poll_mailbox(now) == 0
    assert len(imap.folder("INBOX")) == 1


def test_the_two_working_days_are_counted_from_the_day_the_mail_came(imap, now):
    friday = now - timedelta(days=3)
    imap.deliver(raw(make_mail()), at=friday)
    poll_mailbox(now)
    item = IncomingItem.objects.get()
    assert item.received_at == friday
    assert item.due_on == friday.date() + timedelta(days=4)


def test_a_server_whose_clock_is_wrong_by_a_year_is_not_believed(now):
    received = receive_mail(
        raw=raw(make_mail()),
        channel=Channel.EMAIL,
        by=system_actor("worker"),
        at=now,
        arrived_at=now + timedelta(days=365),
    )
    assert received.item.received_at == now


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(mailbox, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(mailbox, "READ_SECONDS", 0.5)
    monkeypatch.setattr(mailbox, "SECONDS", 1.5)


@pytest.mark.parametrize("drip", [b"", b"*", b"* OK still here\r\n"])
def test_a_server_that_stops_answering_does_not_hold_the_worker(settings, now, hurried, drip):
    mute = Mute(drip)
    point_to(settings, mute.port)
    began = time.monotonic()
    assert poll_mailbox(now) == 0
    assert time.monotonic() - began < 5
    mute.close()
    assert Mailbox.objects.get().error in {"timeout", "protocol"}
    assert mailbox_state()["failing_since_at"] == now


def test_the_team_is_told_since_when_the_mailbox_does_not_answer(imap, settings, now):
    poll_mailbox(now)
    assert mailbox_state() == {"answered_at": now, "failing_since_at": None, "error": ""}
    settings.IMAP_PORT = 1
    first, second = now + timedelta(minutes=2), now + timedelta(minutes=4)
    poll_mailbox(first)
    poll_mailbox(second)
    assert mailbox_state()["failing_since_at"] == first
    assert mailbox_state()["answered_at"] == now
    settings.IMAP_PORT = imap.port
    poll_mailbox(now + timedelta(minutes=6))
    assert mailbox_state()["failing_since_at"] is None


def test_a_wrong_password_is_named_by_its_code_and_not_logged(imap, settings, now, caplog):
    settings.IMAP_PASSWORD = "secret-of-the-association"
    poll_mailbox(now)
    assert Mailbox.objects.get().error == "login"
    assert "secret-of" not in caplog.text
    assert "login" in caplog.text


def test_without_a_mailbox_in_the_settings_nothing_happens(settings, now):
    settings.IMAP_HOST = ""
    assert poll_mailbox(now) == 0
    assert mailbox_state() is None
    assert not Mailbox.objects.exists()


def test_what_is_erased_here_is_erased_from_the_mailbox_too(imap, now):
    imap.deliver(raw(make_mail()), raw(make_mail(message_id="<deux@example.org>")))
    poll_mailbox(now)
    item = next(i for i in IncomingItem.objects.all() if open_content(i).subject)
    kept = IncomingItem.objects.exclude(pk=item.pk).get()
    erase_content(item=item, by=system_actor("worker"), at=now)
    poll_mailbox(now + timedelta(minutes=2))
    ((_, left),) = imap.folder("Traités")
    assert (b"<deux@" in left) == (kept.pk > item.pk)
    assert not IncomingItem.objects.filter(erased_at__isnull=False).exclude(sealed_id=b"").exists()


def test_the_same_mail_again_after_it_was_erased_is_not_new(imap, now):
    imap.deliver(raw(make_mail()))
    poll_mailbox(now)
    erase_content(item=IncomingItem.objects.get(), by=system_actor("worker"), at=now)
    imap.deliver(raw(make_mail()))
    assert poll_mailbox(now + timedelta(minutes=2)) == 0
    assert len(states()) == 1


@pytest.mark.parametrize("message_id", ["<é@x.be>", '<"a b"@x.be>', "<*>", "no brackets", "<@>"])
def test_a_strange_message_id_does_not_stop_the_mailbox(imap, now, message_id):
    imap.deliver(f"Message-ID: {message_id}\r\nSubject: x\r\n\r\ny\r\n".encode())
    assert poll_mailbox(now) == 1
    item = IncomingItem.objects.get()
    erase_content(item=item, by=system_actor("worker"), at=now)
    poll_mailbox(now + timedelta(minutes=2))
    assert Mailbox.objects.get().error == ""
