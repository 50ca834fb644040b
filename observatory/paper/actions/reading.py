"""The reading of a file, page by page, each in transactions of its own: a killed worker loses none.

A file is held by a lease, and a page has its row before anything looks at it. So
whoever comes next goes on where it stopped: a page with an answer is left, one
without is tried again, and one that was tried twice is set aside with its reason.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from observatory.journal.actions import record_entry
from observatory.paper.models import Scan, Upload
from observatory.paper.scanning.pages import FoundPage
from observatory.paper.states import ScanState, State, UploadState
from observatory.people.models import User

from .holding import hold_open
from .placing import place_page
from .uploading import erase_pieces

# A reader that says nothing for so long was killed. One page takes a second at most.
LEASE = timedelta(minutes=2)
ATTEMPTS = 2


def claim_upload(*, at: datetime) -> Upload | None:
    """Take the file that waits longest for its pages to be read; None when none waits.

    Side effects: the lease, by compare-and-set: of two workers one gets it.
    """
    free = Q(lease_until_at=None) | Q(lease_until_at__lt=at)
    waiting = Upload.objects.filter(free, state=UploadState.STORED, batch__state=State.OPEN)
    for upload in waiting.select_related("batch__association").order_by("stored_at", "pk")[:5]:
        until = at + LEASE
        taken = Upload.objects.filter(free, pk=upload.pk, state=UploadState.STORED)
        if taken.update(lease_until_at=until):
            upload.lease_until_at = until
            return upload
    return None


def keep_lease(*, upload: Upload, at: datetime) -> bool:
    """Say that the file is still being read; False when somebody else has it meanwhile."""
    until = at + LEASE
    held = Upload.objects.filter(pk=upload.pk, lease_until_at=upload.lease_until_at)
    if not held.update(lease_until_at=until):
        return False
    upload.lease_until_at = until
    return True


def release_upload(*, upload: Upload) -> None:
    """Let the next worker take the file at once."""
    Upload.objects.filter(pk=upload.pk, lease_until_at=upload.lease_until_at).update(
        lease_until_at=None
    )


def note_pages(*, upload: Upload, pages: int) -> None:
    """Say how many pages a file has, as soon as that is known."""
    Upload.objects.filter(pk=upload.pk, state=UploadState.STORED).update(pages=pages)
    upload.pages = pages


def begin_page(*, upload: Upload, number: int, by: User, at: datetime) -> Scan | None:
    """Return the row of a page that is to be read, made if missing; None when it has its answer.

    Side effects: the row; one more attempt is counted before anything looks at the
    page. A page that was tried `ATTEMPTS` times is unreadable, with its reason.
    """
    with transaction.atomic():
        scan, _is_new = Scan.objects.get_or_create(
            upload=upload, number=number, part=0, defaults={"batch_id": upload.batch_id}
        )
        if scan.state != ScanState.WAITING:
            return None
        if scan.attempts >= ATTEMPTS:
            _set(scan, ScanState.UNREADABLE, "broken", at)
            return None
        Scan.objects.filter(pk=scan.pk).update(attempts=F("attempts") + 1)
    scan.attempts += 1
    scan.upload = upload
    return scan


def give_attempt_back(*, scan: Scan) -> None:
    """Say that a page was looked at without harm, and could not be kept: the try does not count."""
    Scan.objects.filter(pk=scan.pk, state=ScanState.WAITING, attempts__gt=0).update(
        attempts=F("attempts") - 1
    )


def keep_page(*, scan: Scan, found: Sequence[FoundPage], by: User, at: datetime) -> bool:
    """Keep what is on a page: one row, or one for each card; tell whether it was still to be kept.

    Side effects, in one transaction that holds the pile: what `place_page` does, for
    each. Raises `BatchClosed`.
    """
    for attempt in (1, 2):
        try:
            with hold_open(scan.upload.batch):
                return _keep(scan, found, by, at)
        except IntegrityError:
            # The same serial, in another pile, at the same moment: look again.
            if attempt == 2:
                raise
            again = Scan.objects.select_related("upload__batch").get(pk=scan.pk)
            again.is_bilevel = scan.is_bilevel
            scan = again
    return False


def _keep(scan: Scan, found: Sequence[FoundPage], by: User, at: datetime) -> bool:
    # The lease may have been lost: whoever has the page now keeps it.
    waiting = Scan.objects.filter(pk=scan.pk, state=ScanState.WAITING)
    if not waiting.update(read_at=at):
        return False
    for part, one in enumerate(found):
        row = scan
        if part:
            row = Scan(
                batch_id=scan.batch_id,
                upload=scan.upload,
                number=scan.number,
                part=part,
                attempts=scan.attempts,
                is_bilevel=scan.is_bilevel,
            )
            row.save(force_insert=True)
        place_page(scan=row, found=one, by=by, at=at)
    return True


def _set(scan: Scan, state: str, reason: str, at: datetime) -> None:
    Scan.objects.filter(pk=scan.pk, state=ScanState.WAITING).update(
        state=state, reason=reason, read_at=at, closed_at=at
    )


def _give_up_rest(upload: Upload, pages: int, reason: str, at: datetime) -> None:
    """Give the pages of a file that have no answer one: they are unreadable, and counted."""
    why = reason if reason == "too_large" else "broken"
    rows = Scan.objects.filter(upload=upload, part=0)
    for scan in rows.filter(state=ScanState.WAITING):
        _set(scan, ScanState.UNREADABLE, why, at)
    known = set(rows.values_list("number", flat=True))
    Scan.objects.bulk_create(
        Scan(
            batch_id=upload.batch_id,
            upload=upload,
            number=number,
            state=ScanState.UNREADABLE,
            reason=why,
            read_at=at,
            closed_at=at,
        )
        for number in range(1, pages + 1)
        if number not in known
    )


def finish_reading(*, upload: Upload, reason: str, by: User, at: datetime) -> None:
    """Say that every page of a file has its answer; `reason` when the rest of it cannot be read.

    Side effects, in one transaction: the state and the number of pages, a row for
    each page that was never reached, one journal entry; a file with a page that must
    not be kept is destroyed. A file of which no page could be decoded or read gives up
    its fingerprint: it may be sent again.
    """
    last = Scan.objects.filter(upload=upload).aggregate(last=Max("number"))["last"] or 0
    pages = max(last, upload.pages or 0)
    with transaction.atomic():
        read = Upload.objects.filter(pk=upload.pk, state=UploadState.STORED).update(
            state=UploadState.READ, pages=pages, reason=reason, read_at=at, lease_until_at=None
        )
        if not read:
            return
        _give_up_rest(upload, pages, reason, at)
        broken = Q(state=ScanState.UNREADABLE, reason="broken")
        if not Scan.objects.filter(~broken, upload=upload).exists():
            Upload.objects.filter(pk=upload.pk).update(sha256="")
        upload.refresh_from_db()
        if upload.is_to_destroy:
            Upload.objects.filter(pk=upload.pk).update(destroyed_at=at, sealed_name=b"")
            erase_pieces(upload=upload, by=by, at=at)
        record_entry(
            by=by,
            at=at,
            action="batch.read",
            subject=upload.batch.subject,
            before=UploadState.STORED,
            after=UploadState.READ,
            data={"number": upload.number, "pages": pages, "reason": reason},
        )
