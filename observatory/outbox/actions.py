"""Every write of the outbox."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.vault.sealing import seal

from .models import Message
from .states import State

# docs/privacy.md: what is left of a message (no recipient, no text) goes after this.
KEPT_AFTER_SENDING = timedelta(days=30)
# Without a mail server letters are written to a folder, readable: not for long.
LETTERS_KEPT = timedelta(days=7)
# A message is tried for two days; between two tries from one minute to eight hours.
TRIED_FOR = timedelta(days=2)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=8)
# Who claimed a message and was killed gives it back after this.
LEASE = timedelta(minutes=10)


def queue_message(
    *,
    kind: str,
    to: str,
    subject_line: str,
    body: str,
    language: str,
    subject: str = "",
    by: Actor,
    at: datetime,
) -> Message:
    """Put one e-mail in the outbox; call it in the transaction of what it tells.

    Recipient and text are sealed. `subject` says what it is about
    ("report:<uuid>"), `subject_line` is the line the reader sees. Writes the
    journal. A worker sends it; until then the row is all there is.
    """
    letter = {"to": to, "subject_line": subject_line, "body": body, "language": language}
    with transaction.atomic():
        message = Message.objects.create(
            kind=kind,
            subject=subject,
            sealed=seal(json.dumps(letter).encode(), purpose="message", about=kind),
            try_at=at,
            created_at=at,
        )
        record_entry(
            by=by,
            at=at,
            action="message.queued",
            subject=subject or f"message:{message.pk}",
            data={"kind": kind},
        )
    return message


def claim_message(*, message: Message, at: datetime) -> bool:
    """Take a due message to send it; False when another worker was first.

    A claim is a lease: the message is due again ten minutes later unless
    `mark_sent` or `mark_refused` comes before.
    """
    claimed = Message.objects.filter(
        pk=message.pk, state=State.WAITING, try_at=message.try_at, attempts=message.attempts
    ).update(try_at=at + LEASE, attempts=message.attempts + 1)
    if claimed:
        message.attempts += 1
        message.try_at = at + LEASE
    return bool(claimed)


def mark_sent(*, message: Message, at: datetime) -> None:
    """Say that the mail server took it, and erase recipient and text."""
    _mine(message).update(state=State.SENT, sent_at=at, sealed=b"", error="")


def mark_refused(*, message: Message, error: str, for_good: bool, at: datetime) -> None:
    """Say that sending failed: another try later, or none when `for_good` or after two days.

    `error` is a code, never what the server answered: that may name the
    recipient. A message that failed for good loses recipient and text too.
    """
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    if for_good or at + wait > message.created_at + TRIED_FOR:
        _mine(message).update(state=State.FAILED, sealed=b"", error=error)
    else:
        _mine(message).update(try_at=at + wait, error=error)


def _mine(message: Message):  # type: ignore[no-untyped-def]
    return Message.objects.filter(pk=message.pk, state=State.WAITING, attempts=message.attempts)


def purge_messages(*, at: datetime, dry_run: bool) -> int:
    """Erase the messages sent or given up more than 30 days ago; return how many."""
    old = Message.objects.exclude(state=State.WAITING).filter(
        created_at__lt=at - KEPT_AFTER_SENDING
    )
    if dry_run:
        return old.count()
    return old.delete()[0]


def purge_written_letters(*, at: datetime, dry_run: bool) -> int:
    """Erase the letters that were written to a folder, for want of a mail server; return how many.

    A week after: the links in them (invitation, forgotten password) are over by then.
    """
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return 0
    before = (at - LETTERS_KEPT).timestamp()
    old = [
        path
        for path in Path(settings.EMAIL_FILE_PATH).glob("*.log")
        if path.stat().st_mtime < before
    ]
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
    return len(old)
