"""Destroying what was scanned: with a report that is refused or withdrawn at once, the rest in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from observatory.journal.actions import record_entry
from observatory.paper.models import Batch, Doubt, Scan, Sheet, Upload
from observatory.paper.queries.repeats import with_repeats
from observatory.paper.states import (
    APART,
    ON_THEIR_WAY,
    ScanState,
    SheetState,
    State,
    UploadState,
)
from observatory.people.models import User
from observatory.reports.models import Report
from observatory.vault.actions import erase_blobs

from .uploading import erase_pieces

# A page that nobody dealt with is not kept for ever.
KEPT_AT_MOST = timedelta(days=183)


def kept_after() -> timedelta:
    """Return how long pages are kept once their fate is settled (`SCANS_KEPT_DAYS`)."""
    return timedelta(days=settings.SCANS_KEPT_DAYS)


def destroy_scans(*, scans: Iterable[Scan], why: str, by: User, at: datetime) -> int:
    """Destroy what is held of pages, and the files they came in; return how many pages.

    Other pages of such a file keep their own pictures. A file that is still being
    read goes as soon as its last page has its answer. Side effects, in one
    transaction: readings, decisions and pictures go, the rows stay, empty; the
    files' pieces; one journal entry a pile with counts and fingerprints. `why`:
    "refused", "withdrawn", "consent", "by_hand", "removed", "repeated" or "time".
    """
    with transaction.atomic():
        by_batch: dict[int, list[Scan]] = {}
        for scan in scans:
            if scan.destroyed_at is None:
                by_batch.setdefault(scan.batch_id, []).append(scan)
        for batch_id, found in by_batch.items():
            _empty(found, by, at)
            files = _destroy_files(found, by, at) if why != "time" else []
            hashes = [one.picture_hash for one in found]
            _journal(batch_id, why, hashes=hashes, files=files, by=by, at=at)
    return sum(map(len, by_batch.values()))


def _empty(scans: list[Scan], by: User, at: datetime) -> None:
    pks = [scan.pk for scan in scans]
    Doubt.objects.filter(scan__in=pks).update(sealed_answer=b"", sealed_suggestion=b"")
    Scan.objects.filter(pk__in=pks).update(
        picture=None, sealed_reading=b"", likeness="", destroyed_at=at
    )
    for scan in scans:
        if scan.picture_id is not None:
            erase_blobs(subject=scan.subject, by=by, at=at)


def _destroy_files(scans: list[Scan], by: User, at: datetime) -> list[Upload]:
    uploads = Upload.objects.filter(pk__in={scan.upload_id for scan in scans}, destroyed_at=None)
    destroyed = []
    for upload in uploads:
        if upload.state == UploadState.READ:
            destroy_file(upload=upload, by=by, at=at)
            destroyed.append(upload)
        else:
            Upload.objects.filter(pk=upload.pk).update(is_to_destroy=True)
    return destroyed


def destroy_marked_file(*, upload: Upload, by: User, at: datetime) -> bool:
    """Destroy a file that is read and has a page which must not be kept; tell whether it was so.

    Of one that is still being read, `finish_reading` does so. Side effects: those of
    `destroy_file`, one journal entry.
    """
    marked = Upload.objects.filter(
        pk=upload.pk, state=UploadState.READ, is_to_destroy=True, destroyed_at=None
    ).first()
    if marked is None:
        return False
    with transaction.atomic():
        destroy_file(upload=marked, by=by, at=at)
        _journal(marked.batch_id, "refused", hashes=[], files=[marked], by=by, at=at)
    return True


def destroy_file(*, upload: Upload, by: User, at: datetime) -> None:
    """Destroy a file as it was sent: its pieces and its name. The row and its fingerprint stay."""
    Upload.objects.filter(pk=upload.pk).update(
        destroyed_at=at, sealed_name=b"", is_to_destroy=False
    )
    erase_pieces(upload=upload, by=by, at=at)


def _journal(
    batch_id: int, why: str, *, hashes: list[str], files: list[Upload], by: User, at: datetime
) -> None:
    record_entry(
        by=by,
        at=at,
        action="scans.destroy",
        subject=Batch.objects.get(pk=batch_id).subject,
        data={
            "why": why,
            "pages": len(hashes),
            "page_hashes": sorted(hashes),
            "files": sorted(upload.sha256 for upload in files),
        },
    )


def destroy_with_report(*, report: Report, why: str = "withdrawn", by: User, at: datetime) -> None:
    """Destroy the pages that a report was made from, with every other picture of the same paper.

    Called when the report is withdrawn; with `why` "consent" when the consent is that
    something on the paper rests on.
    """
    scans = with_repeats(Sheet.objects.filter(report=report))
    if scans:
        destroy_scans(scans=scans, why=why, by=by, at=at)


def destroy_pile(*, batch: Batch, by: User, at: datetime) -> int:
    """Destroy everything that was scanned of a pile, before the pile itself goes; return how many
    pages. The caller has checked who may."""
    with transaction.atomic():
        pages = destroy_scans(scans=Scan.objects.filter(batch=batch), why="removed", by=by, at=at)
        for upload in Upload.objects.filter(batch=batch, destroyed_at=None):
            destroy_file(upload=upload, by=by, at=at)
    return pages


def due_scans(at: datetime) -> QuerySet[Scan]:
    """Return the pages whose time is over: accepted or refused so long ago, or apart since the
    pile was closed so long ago, or never dealt with, or the double of one that is destroyed."""
    end = at - kept_after()
    settled = Q(state__in=[ScanState.ACCEPTED, ScanState.REFUSED], closed_at__lt=end)
    apart = Q(state__in=[*APART, *ON_THEIR_WAY], batch__closed_at__lt=end)
    forgotten = Q(read_at__lt=at - KEPT_AT_MOST)
    return Scan.objects.filter(settled | apart | forgotten | _repeats_nothing(), destroyed_at=None)


def _repeats_nothing() -> Q:
    """Doubles of what is destroyed already: they came, or were known for what they are, later."""
    gone = Scan.objects.exclude(destroyed_at=None).exclude(serial_hash="").values("serial_hash")
    of_it = Q(repeats__destroyed_at__isnull=False) | Q(serial_hash__in=gone)
    return Q(state=ScanState.DUPLICATE) & of_it


def due_files(at: datetime) -> QuerySet[Upload]:
    """Return the files that nothing needs any more.

    Read: one that has a page which must not be kept; one of which every page is destroyed
    or due to be; one with a page that was accepted or refused so long ago: the others
    have pictures of their own, or are doubles, blank, or past reading. Never read:
    the pile was closed so long ago that nobody opens it again for them.
    """
    end = at - kept_after()
    pages = Scan.objects.filter(upload=OuterRef("pk"))
    left = pages.filter(destroyed_at=None).exclude(pk__in=due_scans(at).values("pk"))
    settled = pages.filter(state__in=[ScanState.ACCEPTED, ScanState.REFUSED], closed_at__lt=end)
    is_past_it = Exists(settled) & ~Exists(pages.filter(state=ScanState.WAITING))
    is_over = Q(is_to_destroy=True) | Q(~Exists(left)) | Q(is_past_it)
    never_read = Q(batch__closed_at__lt=end) | Q(is_to_destroy=True)
    return Upload.objects.filter(
        (Q(state=UploadState.READ) & is_over)
        | (Q(state=UploadState.STORED, batch__state=State.CLOSED) & never_read),
        destroyed_at=None,
    )


def due_piles(at: datetime) -> set[int]:
    """Return the piles of which pages or files are due to be destroyed. Two queries."""
    pages = due_scans(at).values_list("batch_id", flat=True).distinct()
    return {*pages, *due_files(at).values_list("batch_id", flat=True).distinct()}


def destroy_due(*, by: User, at: datetime) -> dict[str, int]:
    """Destroy the pages and files whose time is over; return how many of each.

    A page that nobody dealt with in `KEPT_AT_MOST` is set aside with its sheet; a file
    that was never read is refused, and says so. The piles are held meanwhile.
    """
    with transaction.atomic():
        # Nobody accepts or names a page between what is found here and what is done.
        Batch.objects.filter(pk__in=due_piles(at)).update(revision=F("revision"))
        files = list(due_files(at).select_related("batch"))
        scans = list(due_scans(at).order_by("pk"))
        repeated = set(due_scans(at).filter(_repeats_nothing()).values_list("pk", flat=True))
        _set_aside_forgotten(scans, by, at)
        doubles = [scan for scan in scans if scan.pk in repeated]
        others = [scan for scan in scans if scan.pk not in repeated]
        for upload in files:
            _end_unread(upload, at)
            destroy_file(upload=upload, by=by, at=at)
        pages = destroy_scans(scans=others, why="time", by=by, at=at)
        pages += destroy_scans(scans=doubles, why="repeated", by=by, at=at)
        for upload in files:
            _journal(upload.batch_id, "time", hashes=[], files=[upload], by=by, at=at)
    return {"page": pages, "file": len(files)}


def _set_aside_forgotten(scans: list[Scan], by: User, at: datetime) -> None:
    forgotten = [scan for scan in scans if scan.state in ON_THEIR_WAY]
    Scan.objects.filter(
        pk__in=[scan.pk for scan in forgotten], state__in=ON_THEIR_WAY, destroyed_at=None
    ).update(state=ScanState.SET_ASIDE, reason="too_old", closed_at=at)
    Sheet.objects.filter(
        pk__in={scan.sheet_id for scan in forgotten}, state=SheetState.SCANNED
    ).update(state=SheetState.SET_ASIDE, keyed_at=at)


def _end_unread(upload: Upload, at: datetime) -> None:
    """Say of a file that nobody read that it never will be; of its pages some may have been."""
    last = Scan.objects.filter(upload=upload).aggregate(last=Max("number"))["last"]
    Upload.objects.filter(pk=upload.pk, state=UploadState.STORED).update(
        state=UploadState.READ if last else UploadState.REFUSED,
        reason="never_read",
        pages=upload.pages or last,
        lease_until_at=None,
    )
