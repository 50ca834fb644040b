"""Photos: blackened for good by one moderator, shown once another one agrees."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.pictures import Box, blacken
from observatory.moderation.permissions import can_approve_photo, can_moderate
from observatory.people.models import User
from observatory.reports.models import Photo, Report
from observatory.reports.states import State
from observatory.vault.actions import erase_blobs, store_blob
from observatory.vault.queries import read_blob

from .rules import Conflict, NotAllowed, NothingToPublish, refuse_personal_data, require_consent


def blacken_photo(
    *, photo: Photo, boxes: Sequence[Box], description: str, by: User, at: datetime
) -> None:
    """Make the version that may be shown: the boxes (fractions of the picture) are black for good.

    Starts from the picture received while that is held, else from the
    blackened one. `description` is what the picture shows, for who does not
    see it. Side effects, in order: the new file is stored, the former public
    version is erased, any approval falls, journal, edition. Raises
    `NotAllowed`, `Conflict`, `ConsentMissing` (D6), `PersonalDataLeft`,
    `PictureRefused`, and `ValueError` for a box that is no fraction.
    """
    _require_moderator(by, photo)
    refuse_personal_data(description)
    source = photo.blob or photo.public_blob
    if source is None:
        raise NothingToPublish
    data = blacken(read_blob(source), boxes)
    with transaction.atomic():
        require_consent(photo.report, "D6")
        former, was_shown = photo.public_blob, photo.approved_at is not None
        stored = store_blob(
            subject=photo.report.subject, data=data, media_type="image/jpeg", by=by, at=at
        )
        _change(
            photo,
            public_blob=stored,
            description=description,
            blackened_by_id=by.pk,
            approved_at=None,
        )
        if former is not None:
            erase_blobs(blob=former, by=by, at=at)
        if was_shown:
            advance_edition()
        _note(photo, "photo.blacken", by, at, boxes=len(boxes))


def approve_photo(*, photo: Photo, seen: UUID, by: User, at: datetime) -> None:
    """Show the blackened picture beside the published text; the one received is erased.

    `seen` is the blackened file that the moderator looked at: another one is a
    `Conflict`. Only on a published report, and not by who blackened it. Side
    effects: approval, the received file erased, journal, edition. Raises
    `NotAllowed`, `Conflict`, `ConsentMissing` (D2, D6).
    """
    if not can_approve_photo(by, photo):
        raise NotAllowed
    if photo.public_blob_id != seen:
        raise Conflict
    with transaction.atomic():
        # Nobody takes the report back, or a consent, between this look and the write.
        now = Report.objects.select_for_update().filter(pk=photo.report_id).first()
        if now is None or now.state != State.PUBLISHED:
            raise Conflict
        require_consent(now, "D2")
        require_consent(now, "D6")
        received = photo.blob
        _change(photo, approved_at=at, blob=None)
        if received is not None:
            erase_blobs(blob=received, by=by, at=at)
        advance_edition()
        _note(photo, "photo.approve", by, at)


def hide_photo(*, photo: Photo, by: User, at: datetime) -> None:
    """Undo an approval: the picture leaves the public page and waits for a new one.

    Raises `NotAllowed`, `Conflict`.
    """
    _require_moderator(by, photo)
    with transaction.atomic():
        _change(photo, approved_at=None)
        advance_edition()
        _note(photo, "photo.hide", by, at)


def refuse_photo(*, photo: Photo, by: User, at: datetime) -> None:
    """Erase the picture for good, both versions: this cannot be undone.

    Side effects, in order: the row, its files, journal, edition when it was
    shown. Raises `NotAllowed`, `Conflict`.
    """
    _require_moderator(by, photo)
    with transaction.atomic():
        deleted, _ = Photo.objects.filter(pk=photo.pk, public_blob=photo.public_blob_id).delete()
        if not deleted:
            raise Conflict
        for blob in (photo.blob, photo.public_blob):
            if blob is not None:
                erase_blobs(blob=blob, by=by, at=at)
        if photo.approved_at is not None:
            advance_edition()
        _note(photo, "photo.refuse", by, at)


def _require_moderator(by: User, photo: Photo) -> None:
    if not can_moderate(by, photo.report):
        raise NotAllowed


def _change(photo: Photo, **values: Any) -> None:
    """Write if the photo still is as it was read, on a report that still is; else `Conflict`."""
    changed = (
        Photo.objects.filter(
            pk=photo.pk, public_blob=photo.public_blob_id, approved_at=photo.approved_at
        )
        .exclude(report__state=State.WITHDRAWN)
        .update(**values)
    )
    if not changed:
        raise Conflict
    for name, value in values.items():
        setattr(photo, name, value)


def _note(photo: Photo, action: str, by: User, at: datetime, **data: Any) -> None:
    record_entry(
        by=by,
        at=at,
        action=action,
        subject=photo.report.subject,
        before=photo.report.state,
        after=photo.report.state,
        data={"photo": photo.pk, **data},
    )
