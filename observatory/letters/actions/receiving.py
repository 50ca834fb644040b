"""What comes in becomes an item: sealed, once, whatever its state."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from observatory.journal.actions import record_entry
from observatory.letters.attachments import SafeFiles, SafePage, make_safe
from observatory.letters.models import Aside, Channel, IncomingItem, Page
from observatory.letters.permissions import may_handle_letters
from observatory.letters.queries import Content, seal_content, seal_message_id
from observatory.letters.reading import Mail, dedup_key, guess_language, read_head_only, read_mail
from observatory.letters.states import OPEN, State
from observatory.people.models import User
from observatory.phone.workdays import promised_on
from observatory.vault.actions import store_blob
from observatory.vault.sealing import server_keys

from .rules import Conflict

log = logging.getLogger(__name__)

# A mail says, or its server does, when it came: believed within these bounds.
LATEST_BEFORE = timedelta(days=60)
PAGES_OF_A_LETTER = 40


class TooManyPages(Exception):
    """A letter has no more pages than `PAGES_OF_A_LETTER`."""


@dataclass(frozen=True)
class Received:
    """The item; `is_new` is False when it was there already."""

    item: IncomingItem
    is_new: bool


def receive_mail(
    *, raw: bytes, channel: str, by: User, at: datetime, arrived_at: datetime | None = None
) -> Received:
    """Keep a mail (RFC 5322) as an item; the same mail again gives the same item.

    Whatever it holds, it is kept as far as it can be read safely, and what was
    left out is noted. Side effects, in order: pages drawn anew and sealed, the
    item with its content sealed, one journal entry, in one transaction. A mail
    that a machine sent is set aside at once. Nothing is ever answered.
    """
    try:
        mail = read_mail(raw)
    except Exception as error:
        mail = _head_of(raw, error)
    found = _known(mail.fingerprint)
    if found is not None:
        return Received(found, is_new=False)
    try:
        files = make_safe(mail.files)
    except OSError:  # this machine's trouble, not the mail's: the next turn takes it
        raise
    except Exception as error:
        mail, files = _head_of(raw, error), SafeFiles()
    return _receive(mail, files, len(raw), channel, by=by, at=at, arrived_at=arrived_at)


def _head_of(raw: bytes, error: Exception) -> Mail:
    """Something not foreseen: the mail is not lost for that, and keeps no other from coming."""
    log.error("a mail could not be read: %s", type(error).__name__)
    mail = read_head_only(raw)
    mail.leave_out("broken", "", len(raw))
    return mail


def receive_too_large(
    *,
    head: bytes,
    size: int,
    channel: str,
    by: User,
    at: datetime,
    arrived_at: datetime | None = None,
) -> Received:
    """Keep who wrote and the subject of a mail that is too large to take (`size` in bytes)."""
    mail = read_head_only(head)
    mail.leave_out("mail_too_large", "", size)
    return _receive(mail, SafeFiles(), size, channel, by=by, at=at, arrived_at=arrived_at)


def _receive(
    mail: Mail,
    files: SafeFiles,
    size: int,
    channel: str,
    *,
    by: User,
    at: datetime,
    arrived_at: datetime | None,
) -> Received:
    found = _known(mail.fingerprint)
    if found is not None:
        return Received(found, is_new=False)
    content = Content(
        sender=mail.sender,
        address=mail.address,
        subject=mail.subject,
        text=mail.text,
        files=tuple(files.names),
    )
    item = _new_item(channel, mail.fingerprint, size, _believed(arrived_at, at))
    item.sealed_id = seal_message_id(mail.message_id, item_subject=item.subject)
    item.language = guess_language(f"{mail.subject}\n{mail.text}")
    item.left_out = [*mail.left_out, *files.left_out]
    if mail.is_automatic:
        item.state, item.aside, item.closed_at = State.SET_ASIDE, Aside.AUTOMATIC, at
    return _store(item, content, files.pages, by, at)


def receive_letter(
    *, files: Sequence[SafeFiles], received_at: datetime, by: User, at: datetime
) -> Received:
    """Keep a letter that was photographed or scanned; the same pictures again give the same item.

    Side effects as `receive_mail`. Raises `TooManyPages`, `PermissionDenied`.
    """
    if not may_handle_letters(by):
        raise PermissionDenied
    pages = _in_order(files, first=0)
    if len(pages) > PAGES_OF_A_LETTER:
        raise TooManyPages
    names = tuple(name for one in files for name in one.names)
    digest = hashlib.sha256()
    for page in pages:
        digest.update(hashlib.sha256(page.picture.data).digest())
    fingerprint = f"letter {digest.hexdigest()}"
    found = _known(fingerprint)
    if found is not None:
        return Received(found, is_new=False)
    size = sum(len(page.picture.data) for page in pages)
    item = _new_item(Channel.LETTER, fingerprint, size, received_at)
    item.left_out = [note for one in files for note in one.left_out]
    return _store(item, Content(files=names), pages, by, at)


def add_pages(
    *, item: IncomingItem, revision: int, files: Sequence[SafeFiles], by: User, at: datetime
) -> int:
    """Add pages to a letter that is still open; return how many.

    A page that is there already is not added twice. Side effects: blobs, pages,
    the item's notes and revision, one journal entry. Raises `TooManyPages`,
    `Conflict`, `PermissionDenied`.
    """
    if not may_handle_letters(by):
        raise PermissionDenied
    with transaction.atomic():
        known = list(item.pages.order_by("number"))
        pages = _in_order(files, first=max((page.file for page in known), default=-1) + 1)
        if len(known) + len(pages) > PAGES_OF_A_LETTER:
            raise TooManyPages
        notes = [note for one in files for note in one.left_out]
        changed = IncomingItem.objects.filter(
            pk=item.pk, revision=revision, state__in=OPEN, channel=Channel.LETTER
        ).update(revision=revision + 1, left_out=[*item.left_out, *notes])
        if not changed:
            raise Conflict
        item.revision = revision + 1
        _store_pages(item, pages, by, at, first=max((page.number for page in known), default=0) + 1)
        record_entry(
            by=by,
            at=at,
            action="letter.add_pages",
            subject=item.subject,
            data={"pages": len(pages)},
        )
    return len(pages)


def _in_order(files: Sequence[SafeFiles], *, first: int) -> list[SafePage]:
    """Return the pages of several uploads, their files numbered through from `first`."""
    pages = []
    for one in files:
        pages += [SafePage(page.picture, first + page.file) for page in one.pages]
        first += len(one.names)
    return pages


def _known(fingerprint: str) -> IncomingItem | None:
    """Return the item of the same mail, under the key in use or one before it."""
    names = [dedup_key(key, fingerprint) for key in server_keys()]
    return IncomingItem.objects.filter(dedup_key__in=names).first()


def _believed(arrived_at: datetime | None, at: datetime) -> datetime:
    """Return when a mail came: as its server says, unless its clock must be wrong."""
    if arrived_at is None or not at - LATEST_BEFORE <= arrived_at <= at:
        return at
    return arrived_at


def _new_item(channel: str, fingerprint: str, size: int, received_at: datetime) -> IncomingItem:
    return IncomingItem(
        channel=channel,
        dedup_key=dedup_key(server_keys()[0], fingerprint),
        size=size,
        received_at=received_at,
        due_on=promised_on(localdate(received_at)),
    )


def _store(
    item: IncomingItem, content: Content, pages: Sequence[SafePage], by: User, at: datetime
) -> Received:
    item.sealed = seal_content(content, item_subject=item.subject)
    try:
        with transaction.atomic():
            item.save(force_insert=True)
            _store_pages(item, pages, by, at)
            record_entry(
                by=by,
                at=at,
                action="letter.receive",
                subject=item.subject,
                after=item.state,
                data={"channel": item.channel, "size": item.size, "pages": len(pages)},
            )
    except IntegrityError:
        # The same mail, at the same moment, by another worker or the other way in.
        found = IncomingItem.objects.filter(dedup_key=item.dedup_key).first()
        if found is None:
            raise
        return Received(found, is_new=False)
    return Received(item, is_new=True)


def _store_pages(
    item: IncomingItem, pages: Sequence[SafePage], by: User, at: datetime, *, first: int = 1
) -> None:
    for number, page in enumerate(pages, first):
        blob = store_blob(
            subject=item.subject,
            data=page.picture.data,
            media_type=page.picture.media_type,
            by=by,
            at=at,
        )
        Page.objects.create(item=item, blob=blob, number=number, file=page.file)
