"""A file comes in, piece by piece: sealed and whole before anything of it is read."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max

from observatory.journal.actions import record_entry
from observatory.paper.models import Batch, Piece, Upload
from observatory.paper.scanning.originals import (
    NoRoom,
    fingerprint_of,
    most_bytes,
    require_room,
    room_needed,
    seal_name,
)
from observatory.paper.states import State, UploadState
from observatory.people.models import User
from observatory.vault.actions import erase_blobs, store_blob
from observatory.vault.sealing import Unreadable

from .holding import BatchClosed, hold_open, require_work

# Two people who send a file at the same moment want the same number.
TRIES = 20


class FileTooLarge(Exception):
    """The file weighs more than a file may: `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} bytes")
        self.most = most


class WrongOffset(Exception):
    """The piece does not follow what is here: `received` bytes are."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes are here")
        self.received = received


@dataclass(frozen=True)
class SentFile:
    """What is known of a file before its first byte. `modified` tells two of one name apart."""

    size: int
    name: str = ""
    modified: str = ""


def begin_upload(*, batch: Batch, file: SentFile, by: User, at: datetime) -> Upload:
    """Make room for a file; its pieces come with `append_piece`.

    Side effects: the row, with the name sealed. Raises `FileTooLarge`, `NoRoom`,
    `BatchClosed`, `PermissionDenied`.
    """
    _require_open(batch, by)
    most = most_bytes()
    if file.size > most:
        raise FileTooLarge(most)
    require_room(file.size)
    for attempt in range(TRIES):
        upload = Upload(batch=batch, size=file.size, sent_by_id=by.pk, sent_at=at)
        upload.number = _next_number(batch)
        upload.sealed_name = seal_name(upload, file.name, file.modified)
        try:
            with room_needed(), transaction.atomic():
                upload.save(force_insert=True)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
        else:
            break
    return upload


def _next_number(batch: Batch) -> int:
    last = Upload.objects.filter(batch=batch).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def append_piece(*, upload: Upload, start: int, data: bytes, by: User, at: datetime) -> int:
    """Add a piece to the end of a file; return how many bytes are here now.

    Side effects, in one transaction: the count moves by compare-and-set, the
    piece is sealed and stored, its row. A piece that came before, or skips one, is
    `WrongOffset`. Raises `FileTooLarge` past the announced size, `NoRoom`,
    `BatchClosed`, `PermissionDenied`.
    """
    _require_open(upload.batch, by)
    after = start + len(data)
    if after > upload.size:
        raise FileTooLarge(upload.size)
    with room_needed(), transaction.atomic():
        moved = Upload.objects.filter(
            pk=upload.pk, state=UploadState.RECEIVING, received=start
        ).update(received=after)
        if not moved:
            raise WrongOffset(_received(upload))
        blob = store_blob(
            subject=upload.subject,
            data=data,
            media_type="application/octet-stream",
            by=by,
            at=at,
        )
        Piece.objects.create(upload=upload, start=start, blob=blob)
    upload.received = after
    return after


def _received(upload: Upload) -> int:
    found = Upload.objects.filter(pk=upload.pk).values_list("received", flat=True).first()
    return found or 0


def settle_size(*, upload: Upload, by: User) -> None:
    """Say that a file whose size was not known when it began is whole as it is here."""
    _require_open(upload.batch, by)
    Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING).update(size=F("received"))
    upload.refresh_from_db(fields=["size", "received"])


def finish_upload(*, upload: Upload, by: User, at: datetime) -> Upload:
    """Take a file whose last byte is here: from now on its pages are read.

    Reads every piece back. Side effects, in one transaction that holds the pile: the
    state, the fingerprint, one journal entry with number, size and fingerprint. A
    file that is empty, of another kind, or here already is refused with a reason,
    and its pieces are erased. Nothing when it was taken before, nor in a pile that
    was closed meanwhile: it is taken when the pile is opened again. Raises
    `PermissionDenied`.
    """
    require_work(by, upload.batch)
    if not upload.size:
        return _refuse(upload, "empty", by=by, at=at)
    try:
        sha256, kind = fingerprint_of(upload)
    except (Unreadable, FileNotFoundError):
        return _refuse(upload, "lost", by=by, at=at)
    if not kind:
        return _refuse(upload, "kind", by=by, at=at)
    try:
        with hold_open(upload.batch):
            moved = Upload.objects.filter(
                pk=upload.pk, state=UploadState.RECEIVING, received=upload.size
            ).update(state=UploadState.STORED, sha256=sha256, stored_at=at)
            if moved:
                record_entry(
                    by=by,
                    at=at,
                    action="batch.upload",
                    subject=upload.batch.subject,
                    after=UploadState.STORED,
                    data={"number": upload.number, "size": upload.size, "sha256": sha256},
                )
    except BatchClosed:
        pass
    except IntegrityError:
        return _refuse(upload, "known", by=by, at=at, sha256=sha256)
    upload.refresh_from_db()
    return upload


def refuse_upload(*, upload: Upload, reason: str, by: User, at: datetime) -> Upload:
    """Say of a file that none of its pages can be read, and why; a machine does.

    Side effects: as for a file that `finish_upload` refuses.
    """
    require_work(by, upload.batch)
    return _refuse(upload, reason, by=by, at=at)


def _refuse(upload: Upload, reason: str, *, by: User, at: datetime, sha256: str = "") -> Upload:
    with transaction.atomic():
        refused = Upload.objects.filter(
            pk=upload.pk, state__in=(UploadState.RECEIVING, UploadState.STORED)
        ).update(
            state=UploadState.REFUSED,
            reason=reason,
            sha256=sha256 or upload.sha256,
            lease_until_at=None,
            destroyed_at=at,
        )
        if refused:
            erase_pieces(upload=upload, by=by, at=at)
            record_entry(
                by=by,
                at=at,
                action="batch.upload",
                subject=upload.batch.subject,
                after=UploadState.REFUSED,
                data={"number": upload.number, "size": upload.size, "reason": reason},
            )
    upload.refresh_from_db()
    return upload


def erase_pieces(*, upload: Upload, by: User, at: datetime) -> int:
    """Erase the sealed pieces of a file; return how many. Its row stays.

    Side effects: the rows of the pieces, their blobs (overwritten after the
    commit), a journal entry for each. The caller has checked who may.
    """
    with transaction.atomic():
        Piece.objects.filter(upload=upload).delete()
        return erase_blobs(subject=upload.subject, by=by, at=at)


def drop_upload(*, upload: Upload, by: User, at: datetime) -> bool:
    """Forget a file that is not whole; tell whether it was so. Who sent it may, and machines.

    Side effects: its pieces, its row.
    """
    if upload.sent_by_id != by.pk and by.kind != User.Kind.SYSTEM:
        raise PermissionDenied
    with transaction.atomic():
        held = Upload.objects.select_for_update().filter(pk=upload.pk, state=UploadState.RECEIVING)
        if not held.exists():
            return False
        erase_pieces(upload=upload, by=by, at=at)
        held.delete()
    return True


def _require_open(batch: Batch, by: User) -> None:
    require_work(by, batch)
    if batch.state != State.OPEN:
        raise BatchClosed


__all__ = [
    "FileTooLarge",
    "NoRoom",
    "SentFile",
    "WrongOffset",
    "append_piece",
    "begin_upload",
    "drop_upload",
    "erase_pieces",
    "finish_upload",
    "refuse_upload",
    "settle_size",
]
