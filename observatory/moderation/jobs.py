"""Photos that nobody needs any more go on schedule; safe to run twice."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from observatory.journal.actions import record_entry
from observatory.people.queries import system_actor
from observatory.reports.jobs import DECIDED, ORIGINAL_KEPT
from observatory.reports.models import Photo
from observatory.vault.actions import erase_blobs


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase, 30 days after the decision on the report, the photos that are not shown.

    What was received goes with the original text; a blackened version that
    nobody approved goes with it. Side effects: rows and files erased, one
    journal entry for each photo. Returns the number of rows by kind.
    """
    due = Photo.objects.filter(
        Q(blob__isnull=False) | Q(approved_at=None),
        report__state__in=DECIDED,
        report__changed_at__lt=at - ORIGINAL_KEPT,
    ).select_related("report", "blob", "public_blob")
    if dry_run:
        return {"photo": due.count()}
    count = 0
    for photo in list(due):
        with transaction.atomic():
            _let_go(photo, at)
        count += 1
    return {"photo": count}


def _let_go(photo: Photo, at: datetime) -> None:
    by = system_actor("worker")
    gone = [photo.blob]
    if photo.approved_at is None:
        gone.append(photo.public_blob)
        Photo.objects.filter(pk=photo.pk, approved_at=None).delete()
    else:
        Photo.objects.filter(pk=photo.pk).update(blob=None)
    for blob in gone:
        if blob is not None:
            erase_blobs(blob=blob, by=by, at=at)
    record_entry(by=by, at=at, action="photo.purged", subject=photo.report.subject)
