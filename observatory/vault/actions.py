"""Every write of the vault: drafts, contacts, encrypted files."""

import json
import os
import re
import secrets
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.timezone import localdate

from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.kit.prepared import as_stored

from .models import Blob, Contact, Draft
from .queries import draft_hashes, draft_name
from .sealing import seal, unseal

# docs/privacy.md: a draft lives at most this long, counted from its first answer.
DRAFT_LIFE = timedelta(hours=48)
TOKEN_BYTES = 32
LOST_AFTER = timedelta(days=1)
FOLDER = "vault"
# Every page of the wizard runs it; a queryset would be worked out anew each time.
RENEW = (
    "UPDATE vault_draft SET sealed = %s, is_kept = %s, touched_at = %s"
    " WHERE token_hash = %s AND purge_at > %s"
)
RENEW_FOR = RENEW.replace("touched_at = %s", "touched_at = %s, purge_at = %s")
REASON = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


def save_draft(
    *,
    token: str | None,
    payload: dict[str, Any],
    kept: bool,
    at: datetime,
    idle: timedelta | None = None,
) -> str:
    """Keep the answers of someone who has not sent them; return the draft's token.

    One query in the usual case. The row holds a keyed hash of the token and
    ciphertext whose key is derived from the token, so database and keys folder
    together do not open it: only the browser that holds the token can.
    The first save sets the hour of erasure, 48 hours later; it never moves. With
    `idle`, on a device that many people use, it is that long after the last use.
    A token that is unknown or whose draft is over starts a new draft under a
    new token: use the one that is returned. Not journalled: nobody acts yet.
    """
    if token:
        name = draft_name(token)
        moved = (at + idle,) if idle else ()
        values = (_seal_draft(token, name, payload), kept, at, *moved, name, at)
        with connection.cursor() as cursor:
            cursor.execute(RENEW_FOR if idle else RENEW, [as_stored(value) for value in values])
            if cursor.rowcount:
                return token
    token = secrets.token_urlsafe(TOKEN_BYTES)
    name = draft_name(token)
    Draft.objects.create(
        token_hash=name,
        sealed=_seal_draft(token, name, payload),
        is_kept=kept,
        touched_at=at,
        purge_at=at + (idle or DRAFT_LIFE),
    )
    return token


def touch_draft(*, token: str | None, idle: timedelta, at: datetime) -> None:
    """Say that the draft is in use on a shared device: it is erased `idle` after this. One query."""
    if token:
        Draft.objects.filter(token_hash=draft_name(token), purge_at__gt=at).update(
            touched_at=at, purge_at=at + idle
        )


def _seal_draft(token: str, name: str, payload: dict[str, Any]) -> bytes:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return seal(zlib.compress(text.encode()), purpose="draft", about=name, secret=token.encode())


def erase_draft(*, token: str | None, at: datetime) -> None:
    """Erase the draft of the token, if there is one."""
    if token:
        Draft.objects.filter(token_hash__in=draft_hashes(token)).delete()


def seal_contact(
    *, subject: str, values: dict[str, str], purge_on: date, by: Actor, at: datetime
) -> Contact:
    """Encrypt how to reach the person behind `subject` ("kind:key"), replacing what was there.

    Writes the journal. The caller has checked who may.
    """
    sealed = seal(json.dumps(values).encode(), purpose="contact", about=subject)
    with transaction.atomic():
        contact, _ = Contact.objects.update_or_create(
            subject=subject,
            defaults={"sealed": sealed, "purge_on": purge_on},
            create_defaults={"sealed": sealed, "purge_on": purge_on, "created_at": at},
        )
        record_entry(by=by, at=at, action="contact.sealed", subject=subject)
    return contact


def read_contact(*, subject: str, by: Actor, at: datetime, reason: str) -> dict[str, str] | None:
    """Return how to reach the person, or None when nothing is held.

    Writes in the journal who read it, when, and the `reason`: a code in small
    letters, never text (raises `ValueError`). Raises `Unreadable` when the key
    is gone. The caller has checked who may.
    """
    if not REASON.fullmatch(reason):
        raise ValueError("the reason for reading a contact is a code")
    contact = Contact.objects.filter(subject=subject).first()
    if contact is None:
        return None
    values: dict[str, str] = json.loads(unseal(contact.sealed, purpose="contact", about=subject))
    record_entry(by=by, at=at, action="contact.read", subject=subject, data={"reason": reason})
    return values


def keep_contact_until(*, subject: str, purge_on: date, by: Actor, at: datetime) -> bool:
    """Change the day on which the contact is erased, without opening it; tell whether there is one.

    For what the day hangs on, an event that was moved. Writes the journal. The caller
    has checked who may.
    """
    with transaction.atomic():
        found = Contact.objects.filter(subject=subject).update(purge_on=purge_on)
        if found:
            record_entry(by=by, at=at, action="contact.kept_until", subject=subject)
    return bool(found)


def erase_contact(*, subject: str, by: Actor, at: datetime) -> bool:
    """Erase the contact of the subject; tell whether there was one. Writes the journal."""
    with transaction.atomic():
        erased, _ = Contact.objects.filter(subject=subject).delete()
        if erased:
            record_entry(by=by, at=at, action="contact.erased", subject=subject)
    return bool(erased)


def store_blob(*, subject: str, data: bytes, media_type: str, by: Actor, at: datetime) -> Blob:
    """Encrypt a file, write it to the file storage, then its row and the journal.

    The name on disk is random and says nothing. When the surrounding
    transaction is rolled back, the ciphertext that stays behind is erased by
    `purge_lost_files`.
    """
    key = uuid4()
    sealed = seal(data, purpose="blob", about=str(key))
    path = default_storage.save(f"{FOLDER}/{key.hex[:2]}/{key.hex}", ContentFile(sealed))
    with transaction.atomic():
        blob = Blob.objects.create(
            id=key,
            subject=subject,
            media_type=media_type,
            size=len(data),
            path=path,
            created_at=at,
        )
        record_entry(by=by, at=at, action="blob.stored", subject=subject, data={"size": len(data)})
    return blob


def erase_blobs(
    *, subject: str | None = None, blob: Blob | None = None, by: Actor, at: datetime
) -> int:
    """Erase one file, or all files of a subject; return how many.

    In one transaction: the rows go and the journal says so. After the commit
    the files are overwritten, where the storage is a disk, and deleted.
    Raises `ProtectedError` while another row still points to one of them.
    """
    if (subject is None) == (blob is None):
        raise ValueError("name a subject or a file, one of the two")
    with transaction.atomic():
        found = Blob.objects.filter(pk=blob.pk) if blob else Blob.objects.filter(subject=subject)
        rows = list(found.values_list("pk", "path", "subject"))
        Blob.objects.filter(pk__in=[pk for pk, _, _ in rows]).delete()
        for _, path, about in rows:
            record_entry(by=by, at=at, action="blob.erased", subject=about)
            transaction.on_commit(partial(_erase_file, path))
    return len(rows)


def _erase_file(path: str) -> None:
    """Overwrite the file where it lies on a disk, then delete it. Nothing when it is gone."""
    try:
        disk_path = default_storage.path(path)
    except NotImplementedError:  # an object store: it has no place to overwrite
        disk_path = None
    if disk_path:
        try:
            with open(disk_path, "r+b", buffering=0) as file:  # noqa: PTH123
                _overwrite(file)
        except FileNotFoundError:
            return
    default_storage.delete(path)


def _overwrite(file: Any) -> None:
    left = file.seek(0, os.SEEK_END)
    file.seek(0)
    zeros = bytes(65536)
    while left > 0:
        left -= file.write(zeros[: min(left, len(zeros))])
    os.fsync(file.fileno())


def purge_drafts(*, at: datetime, dry_run: bool) -> int:
    """Erase the drafts whose 48 hours are over; return how many."""
    over = Draft.objects.filter(purge_at__lte=at)
    if dry_run:
        return over.count()
    return over.delete()[0]


def purge_contacts(*, by: Actor, at: datetime, dry_run: bool) -> int:
    """Erase the contacts whose day has come, journalling each; return how many."""
    over = Contact.objects.filter(purge_on__lte=localdate(at)).order_by("pk")
    if dry_run:
        return over.count()
    erased = 0
    for subject in list(over.values_list("subject", flat=True)):
        erased += erase_contact(subject=subject, by=by, at=at)
    return erased


def purge_lost_files(*, at: datetime, dry_run: bool) -> int:
    """Erase the encrypted files that no row names, a day after they were written.

    They come from a transaction that was rolled back, or from a process that
    was killed between the erasure of a row and that of its file.
    """
    lost = 0
    for path in _stored_paths():
        if default_storage.get_modified_time(path) > at - LOST_AFTER:
            continue
        if not Blob.objects.filter(path=path).exists():
            lost += 1
            if not dry_run:
                _erase_file(path)
    return lost


def _stored_paths() -> Iterator[str]:
    try:
        folders, _ = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in folders:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            yield f"{FOLDER}/{folder}/{name}"
