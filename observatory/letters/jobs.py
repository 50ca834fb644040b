"""Taking what lies in the mailbox, and erasing what is due. Safe to run twice."""

import logging
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localdate

from observatory.people.models import User
from observatory.people.queries import system_actor

from .actions import (
    Received,
    note_answer,
    note_erased_there,
    note_failure,
    purge_items,
    receive_mail,
    receive_too_large,
)
from .actions.receiving import LATEST_BEFORE
from .mailbox import MailboxFailed, OpenMailbox, Waiting, open_mailbox
from .models import Channel
from .queries import open_message_id, still_in_mailbox

log = logging.getLogger(__name__)

MOST_ERASED = 50


def poll_mailbox(at: datetime) -> int:
    """Take the messages that wait in the mailbox, oldest first; return how many are new.

    Nothing when no mailbox is named in the settings. A message is marked as
    done only once its item is on disk: a crash in between brings the same
    message again, which is known and makes no second item. When the server
    does not answer, the team sees since when; the next turn tries again.
    """
    if not settings.IMAP_HOST:
        return 0
    new = 0
    by = system_actor("worker")
    try:
        with open_mailbox() as mailbox:
            for waiting in mailbox.waiting(localdate(at - LATEST_BEFORE)):
                if not mailbox.has_time():
                    break
                received = _keep(mailbox, waiting, by, at)
                if received is not None:
                    new += received.is_new
                    mailbox.mark_done(waiting.uid)
            _erase_there(mailbox)
    except MailboxFailed as failed:
        log.warning("the mailbox could not be read: %s", failed.code)
        note_failure(error=failed.code, at=at)
        return new
    note_answer(at=at)
    return new


def _keep(mailbox: OpenMailbox, waiting: Waiting, by: User, at: datetime) -> Received | None:
    """Bring one message on disk; None when someone moved it meanwhile."""
    most = settings.MAIL_MAX_BYTES
    raw = mailbox.fetch(waiting.uid, most + 1) if waiting.size <= most else None
    channel, came = Channel.EMAIL, waiting.arrived_at
    if raw is not None and len(raw) <= most:
        return receive_mail(raw=raw, channel=channel, by=by, at=at, arrived_at=came)
    head = mailbox.fetch_head(waiting.uid)
    if head is None:
        return None
    size = max(waiting.size, len(raw or b""))
    return receive_too_large(head=head, size=size, channel=channel, by=by, at=at, arrived_at=came)


def _erase_there(mailbox: OpenMailbox) -> None:
    """Erase from the mailbox what was erased here."""
    for item in still_in_mailbox()[:MOST_ERASED]:
        if not mailbox.has_time():
            return
        if message_id := open_message_id(item):
            mailbox.erase(message_id)
        note_erased_there(item=item)


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase the letters whose time is over; return how many rows by kind."""
    return purge_items(by=system_actor("worker"), at=at, dry_run=dry_run)
