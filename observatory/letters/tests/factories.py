"""Items as tests need them, made as they really come in."""

from datetime import UTC, datetime

from observatory.letters.actions import (
    receive_letter,
    receive_mail,
    take_item,
)
from observatory.letters.attachments import make_safe
from observatory.letters.models import Channel, IncomingItem
from observatory.letters.reading import File
from observatory.people.queries import system_actor

from .mails import make_mail, photo, raw

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def receive(mail=None, *, at=AT, channel=Channel.EMAIL, **options):
    """Take a mail as the worker does; return its item."""
    data = mail if isinstance(mail, bytes) else raw(mail or make_mail(**options))
    return receive_mail(raw=data, channel=channel, by=system_actor("worker"), at=at).item


def receive_many(count):
    return [receive(message_id=f"<{n}@example.org>", subject=f"Lettre {n}") for n in range(count)]


def taken_by(user, item=None, **options):
    """Return an item that the person has in hand."""
    item = read_again(item or receive(**options))
    take_item(item=item, revision=item.revision, by=user, at=AT)
    return read_again(item)


def photographed(by, *texts, at=AT):
    files = [make_safe([File("", "image/jpeg", photo(text))]) for text in texts or ("Page",)]
    return receive_letter(files=files, received_at=at, by=by, at=at).item


def read_again(item):
    return IncomingItem.objects.select_related("report", "taken_by").get(pk=item.pk)
