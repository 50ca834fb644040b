"""Reading back drafts and files. Contacts are read by an action: that is journalled."""

import json
import zlib
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage

from observatory.kit.keys import keyed_hash
from observatory.kit.prepared import Rows

from .models import Blob, Contact, Draft
from .sealing import Unreadable, key_in_use, server_keys, unseal

_sealed_draft = Rows(
    lambda name, at: Draft.objects.filter(token_hash=name, purge_at__gt=at).values_list("sealed"),
    str,
    datetime,
)


def draft_name(token: str) -> str:
    """Return the name of a draft in the table under the key in use."""
    return keyed_hash(key_in_use(), "draft", token)


def draft_hashes(token: str) -> list[str]:
    """Return the names a draft may have in the table, the one under the key in use first."""
    return [keyed_hash(key, "draft", token) for key in server_keys()]


def open_draft(*, token: str | None, at: datetime) -> dict[str, Any] | None:
    """Return the answers of the draft, or None when there is none, or no longer.

    One query while the vault's key was not changed. Nobody but the holder of
    the token can open it.
    """
    if not token:
        return None
    name = draft_name(token)
    rows = _sealed_draft(name, at)
    if not rows:
        # Sealed before the key was changed, or no longer there.
        for name in draft_hashes(token)[1:]:
            rows = _sealed_draft(name, at)
            if rows:
                break
        else:
            return None
    try:
        plain = unseal(rows[0][0], purpose="draft", about=name, secret=token.encode())
    except Unreadable:
        return None
    answers: dict[str, Any] = json.loads(zlib.decompress(plain))
    return answers


def has_contact(subject: str) -> bool:
    """Tell whether a contact is held for the subject, without opening it."""
    return Contact.objects.filter(subject=subject).exists()


def read_blob(blob: Blob) -> bytes:
    """Return the file in clear.

    Raises `Unreadable` when the file is not the one that was stored, and
    `FileNotFoundError` when it is gone.
    """
    with default_storage.open(blob.path, "rb") as file:
        return unseal(file.read(), purpose="blob", about=str(blob.pk))
