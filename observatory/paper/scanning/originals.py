"""The files that were sent, as they lie in the vault: sealed pieces, put together to be read."""

import errno
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import OperationalError

from observatory.paper.models import Piece, Upload
from observatory.people.models import User
from observatory.vault.queries import read_blob
from observatory.vault.sealing import Unreadable, seal, unseal

MEGABYTE = 1024 * 1024
# One piece at most, in bytes; the page sends pieces of this size.
PIECE = 2 * MEGABYTE
# What must stay free on the disk once a file is there: the database needs room too.
SPARE = 256 * MEGABYTE
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# What PostgreSQL says then (disk_full); SQLite only has words.
_DISK_FULL, _FULL_WORDS = "53100", ("is full", "No space left on device")

# First bytes of what can be read. HEIC says its name from the fifth byte on.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})


class NotStored(Exception):
    """The file storage or the database does not take it now: it is no fault of what was sent."""


class NoRoom(NotStored):
    """The disk is full, or would be: nothing of the file is kept."""


def most_bytes() -> int:
    """Return what a file may weigh, in bytes (`SCANS_MAX_BYTES`)."""
    return int(settings.SCANS_MAX_BYTES)


@contextmanager
def room_needed() -> Iterator[None]:
    """Turn what a full disk makes fail, in the file storage or in the database, into `NoRoom`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoom from error
        raise
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == _DISK_FULL or any(
            words in str(error) for words in _FULL_WORDS
        ):
            raise NoRoom from error
        raise


def require_room(size: int) -> None:
    """Raise `NoRoom` when the disk would not hold so many bytes; an object store is not asked."""
    try:
        folder = default_storage.path("")
    except NotImplementedError:
        return
    try:
        free = shutil.disk_usage(folder).free
    except FileNotFoundError:  # nothing was ever stored
        return
    if free < size + SPARE:
        raise NoRoom


def kind_of(head: bytes) -> str:
    """Return "pdf" or "picture" by the first kilobyte of a file, "" for anything else."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_PICTURES) or (head[4:8] == b"ftyp" and head[8:12] in _HEIF):
        return "picture"
    return ""


def pieces_of(upload: Upload) -> Iterator[bytes]:
    """Yield the file in clear, piece by piece. Raises `Unreadable`, `FileNotFoundError`."""
    for piece in Piece.objects.filter(upload=upload).select_related("blob").order_by("start"):
        yield read_blob(piece.blob)


def read_original(upload: Upload) -> bytes:
    """Return the whole file in clear, in memory and nowhere else.

    Raises `Unreadable` when a piece is not the one that was stored, or is gone.
    """
    try:
        return b"".join(pieces_of(upload))
    except FileNotFoundError as error:
        raise Unreadable from error


def fingerprint_of(upload: Upload) -> tuple[str, str]:
    """Return the SHA-256 of the file in hexadecimal, and its kind. Reads every piece back."""
    digest, kind = hashlib.sha256(), ""
    for place, piece in enumerate(pieces_of(upload)):
        if not place:
            kind = kind_of(piece)
        digest.update(piece)
    return digest.hexdigest(), kind


def seal_name(upload: Upload, name: str, modified: str) -> bytes:
    """Return the name of a file and when it was last changed, sealed: a name may name a person."""
    text = json.dumps([name[:200], modified[:20]], ensure_ascii=False)
    return seal(text.encode(), purpose="upload", about=upload.subject)


def name_for(upload: Upload, by: User) -> tuple[str, str]:
    """Return what the file is called and when it was changed, for who sent it; ("", "") for others."""
    if upload.sent_by_id != by.pk or not upload.sealed_name:
        return "", ""
    try:
        opened = unseal(upload.sealed_name, purpose="upload", about=upload.subject)
    except Unreadable:
        return "", ""
    name, modified = json.loads(opened)
    return str(name), str(modified)
