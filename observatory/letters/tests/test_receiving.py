import smtplib
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.letters.actions import TooManyPages, add_pages, receive_letter
from observatory.letters.attachments import make_safe
from observatory.letters.models import IncomingItem, Page
from observatory.letters.queries import open_content
from observatory.letters.queries.item import left_out_lines
from observatory.letters.reading import File
from observatory.outbox.models import Message
from observatory.vault.models import Blob
from observatory.vault.queries import read_blob

from .factories import AT, photographed, read_again, receive
from .mails import attach, make_mail, photo, photo_with_place, scan, zip_bomb
from .mailserver import free_port

pytestmark = pytest.mark.django_db


def test_pages_are_kept_sealed_in_the_vault(tmp_path):
    item = receive(attach(make_mail(), photo_with_place(), "Benali.jpg", "image/jpeg"))
    (page,) = item.pages.all()
    assert read_blob(page.blob).startswith(b"\xff\xd8")
    stored = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert stored
    assert not any(b"\xff\xd8\xff" in data[:64] for data in stored)
    assert open_content(item).files == ("Benali.jpg",)


def test_what_was_left_out_is_said_in_words():
    mail = attach(make_mail(), zip_bomb(), "tout.zip", "application/zip")
    item = receive(attach(mail, scan("un"), "scan.pdf", "application/pdf"))
    (line,) = left_out_lines(item)
    assert line.startswith("Une pièce jointe n’a pas été prise\u202f: une archive (zip), ")
    assert item.pages.count() == 1
    assert "tout.zip" not in str(item.left_out)


def test_a_forged_sender_is_shown_and_never_believed_nor_answered():
    item = receive(
        sender="Bourgmestre <bourgmestre@commune.example>", Reply_To="piege@evil.example"
    )
    assert open_content(item).sender == "Bourgmestre <bourgmestre@commune.example>"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-generated"}, {"List_Id": "<x.y>"}, {"Return_Path": "<>"}]
)
def test_what_a_machine_sent_is_set_aside_and_answered_by_nobody(headers):
    item = receive(**headers)
    assert (item.state, item.aside, item.closed_at) == ("set_aside", "automatic", AT)
    assert not Message.objects.exists()


def test_the_journal_says_when_it_came_and_nothing_of_what_it_says():
    item = receive(subject="Benali")
    (entry,) = Entry.objects.about(item.subject)
    assert (entry.action, entry.state_after) == ("letter.receive", "waiting")
    assert set(entry.data) == {"channel", "size", "pages"}


def test_the_same_photos_sent_twice_are_one_letter(nadia):
    first = photographed(nadia, "un", "deux")
    assert photographed(nadia, "un", "deux") == first
    assert first.pages.count() == 2
    assert Blob.objects.count() == 2
    assert photographed(nadia, "deux", "un") != first


def test_a_page_is_added_after_the_others(nadia):
    item = photographed(nadia, "un")
    more = [make_safe([File("", "image/jpeg", photo("deux"))])]
    assert add_pages(item=item, revision=0, files=more, by=nadia, at=AT) == 1
    assert list(item.pages.values_list("number", "file")) == [(1, 0), (2, 1)]
    assert read_again(item).revision == 1


def test_a_letter_has_forty_pages_at_most(nadia):
    pages = [make_safe([File("", "image/jpeg", photo(str(n), (100, 100)))]) for n in range(41)]
    with pytest.raises(TooManyPages):
        receive_letter(files=pages, received_at=AT, by=nadia, at=AT)
    assert not Page.objects.exists()


def test_a_relay_does_not_receive_letters(amine):
    with pytest.raises(PermissionDenied):
        photographed(amine)
    assert not IncomingItem.objects.exists()


class Box:
    """What a mail server does with a mail that comes in: it puts it in the mailbox."""

    def __init__(self, imap):
        self.imap = imap

    async def handle_DATA(self, server, session, envelope):
        self.imap.deliver(envelope.content)
        return "250 OK"


def test_a_mail_sent_over_smtp_and_polled_over_imap_arrives_whole(imap):
    from observatory.letters.jobs import poll_mailbox

    controller = Controller(Box(imap), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        mail = EmailMessage()
        mail["From"], mail["To"] = "fatima@example.org", "observatoire@example.org"
        mail["Subject"] = "Ma lettre"
        mail.set_content("Le guichet est fermé.")
        mail.add_attachment(photo(), maintype="image", subtype="jpeg", filename="lettre.jpg")
        with smtplib.SMTP("127.0.0.1", controller.port) as server:
            server.send_message(mail)
    finally:
        controller.stop()
    assert poll_mailbox(AT) == 1
    item = IncomingItem.objects.get()
    assert open_content(item).text == "Le guichet est fermé."
    assert item.pages.count() == 1
