"""Reading what was scanned, and what must go on schedule (docs/privacy.md); safe to run twice."""

import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django_tasks import task

from observatory.kit.ocr import is_installed, read_letters
from observatory.kit.omr.files import FileProblem, PageImage, isolated_pages_of
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.vault.sealing import Unreadable

from . import actions
from .models import Batch, Scan, SecondKeying, Sheet, Upload
from .queries.suggesting import doubts_to_suggest, letters_of
from .queries.uploads import first_to_read, whole_uploads
from .scanning.originals import NotStored, read_original
from .scanning.pages import look_at
from .states import SheetState, UploadState

log = logging.getLogger(__name__)

# After a pile is closed: the note on it, and who looks at which illegible sheet.
NOTES_KEPT = timedelta(days=30)
# A file of which pieces are missing, after it was begun.
UNFINISHED_KEPT = timedelta(hours=24)
# A turn gives way to the worker's other duties after so many seconds.
TURN = 60.0
# The model is loaded once for so many pieces of handwriting.
SUGGESTED_AT_ONCE = 8
# The disk is full, the storage or the database is away: no page is at fault.
AWAY = (NotStored, OSError, OperationalError, InterfaceError)


def wake_reader() -> None:
    """Let a worker read at once what waits. The rows are the truth: without it, the next turn reads."""
    read_scans.enqueue()


@task()
def read_scans() -> None:
    """Read what waits, as long as a turn lasts; then leave the rest to the next."""
    if not read_waiting_scans(timezone.now()):
        wake_reader()


def read_waiting_scans(at: datetime, *, seconds: float = TURN) -> bool:
    """Read the files that wait, oldest first; tell whether the next turn may come in its own time.

    False when there is more to read at once. When nothing can be kept now (a full
    disk), the turn ends, and the next one tries again.
    """
    end = time.monotonic() + seconds
    by = system_actor("worker")
    for whole in whole_uploads():
        # Its last piece came, and the process went before the file was taken.
        actions.finish_upload(upload=whole, by=by, at=at)
    while time.monotonic() < end:
        upload = actions.claim_upload(at=timezone.now())
        if upload is None:
            return True
        if not read_upload(upload, by=by, end=end):
            return True
    return False


def read_upload(upload: Upload, *, by: User, end: float = float("inf")) -> bool:
    """Read the pages of a file that this worker holds, from where it stands to the last or to `end`.

    Tell whether others can follow: False when nothing can be kept now. The file is
    let go then, and no page has lost a try.
    """
    try:
        data = read_original(upload)
    except Unreadable:
        actions.refuse_upload(upload=upload, reason="lost", by=by, at=timezone.now())
        return True
    try:
        _read_pages(upload, data, by, end)
    except AWAY as error:
        log.error("what was read cannot be kept: %s", type(error).__name__)
        with suppress(DatabaseError):
            _leave_a_lost_connection()
            actions.release_upload(upload=upload)
        return False
    return True


def _read_pages(upload: Upload, data: bytes, by: User, end: float) -> None:
    reason = ""

    def tell(total: int) -> None:
        if upload.pages is None:
            actions.reading.note_pages(upload=upload, pages=total)

    try:
        for image in isolated_pages_of(data, start=first_to_read(upload), opened=tell):
            if time.monotonic() > end or not actions.keep_lease(upload=upload, at=timezone.now()):
                actions.release_upload(upload=upload)
                return
            read_page(upload, image, by=by)
        actions.ask_sheets(upload=upload)
    except FileProblem as problem:
        reason = problem.reason
    except actions.BatchClosed:
        actions.release_upload(upload=upload)
        return
    if reason and not Scan.objects.filter(upload=upload).exists():
        actions.refuse_upload(upload=upload, reason=reason, by=by, at=timezone.now())
        return
    actions.finish_reading(upload=upload, reason=reason, by=by, at=timezone.now())


def read_page(upload: Upload, image: PageImage, *, by: User) -> None:
    """Read one page, twice at most; one that breaks the reader is given up, and the others go on."""
    while True:
        scan = actions.begin_page(upload=upload, number=image.number, by=by, at=timezone.now())
        if scan is None:
            return
        scan.is_bilevel = bool(image.is_bilevel)
        try:
            found = look_at(image)
        except Exception as error:
            # Only its kind: what a page holds is written to no log.
            log.error("a page broke the reader: %s", type(error).__name__)
            continue
        try:
            actions.keep_page(scan=scan, found=found, by=by, at=timezone.now())
        except (actions.BatchClosed, *AWAY):
            with suppress(DatabaseError):
                _leave_a_lost_connection()
                actions.reading.give_attempt_back(scan=scan)
            raise
        except Exception as error:
            log.error("a page could not be kept: %s", type(error).__name__)
            continue
        return


def _leave_a_lost_connection() -> None:
    """Close a connection that is of no use; whoever opened a transaction on it ends it."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def suggest_words(at: datetime, *, seconds: float = TURN) -> None:
    """Have printed and block letters read before a person types them, where that is wanted.

    An extra (`OBSERVATORY_SCANS_OCR`); what it reads stands in the field, to be looked
    at and sent by a person.
    """
    if not settings.SCANS_OCR or not is_installed():
        return
    end = time.monotonic() + seconds
    by = system_actor("worker")
    while time.monotonic() < end:
        found = doubts_to_suggest(SUGGESTED_AT_ONCE)
        if not found:
            return
        pictures = [letters_of(doubt) for doubt in found]
        told = read_letters([one for one in pictures if one is not None])
        for doubt, picture in zip(found, pictures, strict=True):
            text = "" if picture is None else next(told)
            actions.keep_suggestion(doubt=doubt, text=text, by=by, at=timezone.now())


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase the notes of piles closed 30 days ago, what a second keying found of a sheet
    whose report was withdrawn, files that never arrived whole, and what was scanned once its
    time is over.

    Returns the number of rows by kind.
    """
    by = system_actor("worker")
    closed = Batch.objects.filter(closed_at__lt=at - NOTES_KEPT)
    notes = closed.exclude(note="")
    names = Sheet.objects.filter(batch__in=closed).exclude(given_to="")
    seconds = SecondKeying.objects.filter(sheet__state=SheetState.WITHDRAWN)
    unfinished = Upload.objects.filter(
        state=UploadState.RECEIVING, sent_at__lt=at - UNFINISHED_KEPT
    )
    counts = {
        "note of a pile": notes.count(),
        "name on an illegible sheet": names.count(),
        "second keying of a withdrawn report": seconds.count(),
        "unfinished file": unfinished.count(),
        # By piles: a limit on rows is there for a wrong clock, not for a large pile.
        "scans of a pile": len(actions.due_piles(at)),
    }
    if not dry_run:
        notes.update(note="")
        Sheet.objects.filter(pk__in=list(names.values_list("pk", flat=True))).update(given_to="")
        seconds.delete()
        for upload in unfinished:
            actions.drop_upload(upload=upload, by=by, at=at)
        actions.destroy_due(by=by, at=at)
    return counts
