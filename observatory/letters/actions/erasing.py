"""What must go: on schedule, and with a report that is withdrawn."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from observatory.journal.actions import record_entry
from observatory.letters.models import Aside, IncomingItem, Page
from observatory.letters.states import OPEN, State
from observatory.people.models import User
from observatory.reports.models import Report
from observatory.vault.actions import erase_blobs

# docs/privacy.md: the original after it was dealt with, and at most when it never was.
KEPT_AFTER = timedelta(days=30)
KEPT_AT_MOST = timedelta(days=183)
# What is left of it (dates, states, a keyed hash): so long the same mail is not new.
ROW_KEPT = timedelta(days=400)


def erase_content(*, item: IncomingItem, by: User, at: datetime) -> None:
    """Erase what an item says and its pages; the row stays, empty.

    Side effects, in one transaction: pages and their files, the sealed
    content, the notes, one journal entry. Nothing when it was erased before.
    """
    # The Message-ID stays until the mailbox has erased the mail too (`jobs.poll_mailbox`).
    forgotten = {} if settings.IMAP_HOST else {"sealed_id": b""}
    with transaction.atomic():
        erased = IncomingItem.objects.filter(pk=item.pk, erased_at=None).update(
            sealed=b"", left_out=[], language="", erased_at=at, **forgotten
        )
        if not erased:
            return
        Page.objects.filter(item=item).delete()
        erase_blobs(subject=item.subject, by=by, at=at)
        record_entry(by=by, at=at, action="letter.erase", subject=item.subject)


def erase_with_report(*, report: Report, by: User, at: datetime) -> None:
    """Erase the letter that a report was made from: called when the report is withdrawn."""
    for item in IncomingItem.objects.filter(report=report):
        erase_content(item=item, by=by, at=at)


def purge_items(*, by: User, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase what is due and return how many by kind.

    Content goes 30 days after the item was dealt with, and 6 months after it
    came when nobody did; such an item is set aside. Empty rows go later.
    """
    due = IncomingItem.objects.filter(
        Q(closed_at__lt=at - KEPT_AFTER) | Q(received_at__lt=at - KEPT_AT_MOST), erased_at=None
    )
    rows = IncomingItem.objects.filter(erased_at__lt=at - ROW_KEPT)
    if dry_run:
        return {"letter": due.count(), "empty letter": rows.count()}
    count = 0
    for item in list(due.order_by("pk")):
        with transaction.atomic():
            _close(item, by, at)
            erase_content(item=item, by=by, at=at)
        count += 1
    return {"letter": count, "empty letter": rows.delete()[0]}


def _close(item: IncomingItem, by: User, at: datetime) -> None:
    """Let nobody find an empty item in the list of what waits."""
    closed = IncomingItem.objects.filter(pk=item.pk, state__in=OPEN).update(
        state=State.SET_ASIDE, aside=Aside.TOO_OLD, closed_at=at, revision=item.revision + 1
    )
    if closed:
        record_entry(
            by=by,
            at=at,
            action="letter.set_aside",
            subject=item.subject,
            before=item.state,
            after=State.SET_ASIDE,
            data={"reason": Aside.TOO_OLD},
        )
