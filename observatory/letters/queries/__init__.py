"""Reading what came in: the content of one item, the lists, how the mailbox is."""

import json
import re
from dataclasses import dataclass, field

from django.db.models import QuerySet

from observatory.letters.models import IncomingItem
from observatory.vault.sealing import Unreadable, seal, unseal

PURPOSE = "incoming"
ID_PURPOSE = "incoming-id"
LONGEST_ID = 300
# What can be searched for in a mailbox, word for word: no space, quote or backslash.
_ID = re.compile(r"<[!#-\[\]-~]+@[!#-\[\]-~]+>")


@dataclass(frozen=True)
class Content:
    """What an item says, in clear: all of it is what the sender says."""

    sender: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    # Names of the files, in the order of `Page.file`.
    files: tuple[str, ...] = field(default=(), repr=False)
    is_readable: bool = True


def seal_content(content: Content, *, item_subject: str) -> bytes:
    """Return the content as ciphertext that opens for this item only."""
    plain = {
        "sender": content.sender,
        "address": content.address,
        "subject": content.subject,
        "text": content.text,
        "files": list(content.files),
    }
    return seal(json.dumps(plain).encode(), purpose=PURPOSE, about=item_subject)


def seal_message_id(message_id: str, *, item_subject: str) -> bytes:
    """Return a Message-ID as ciphertext; b"" for one that would not tell one mail from another."""
    if len(message_id) > LONGEST_ID or not _ID.fullmatch(message_id):
        return b""
    return seal(message_id.encode(), purpose=ID_PURPOSE, about=item_subject)


def open_message_id(item: IncomingItem) -> str:
    """Return the Message-ID of an item, or "" when there is none or its key is gone."""
    try:
        return unseal(item.sealed_id, purpose=ID_PURPOSE, about=item.subject).decode()
    except Unreadable:
        return ""


def still_in_mailbox() -> QuerySet[IncomingItem]:
    """Return the items that were erased here and whose mail may still lie in the mailbox."""
    erased = IncomingItem.objects.filter(erased_at__isnull=False)
    return erased.exclude(sealed_id=b"").order_by("pk")


def open_content(item: IncomingItem) -> Content:
    """Return what the item says; empty when it was erased, `is_readable` False without its key."""
    if item.erased_at is not None or not item.sealed:
        return Content()
    try:
        plain = json.loads(unseal(item.sealed, purpose=PURPOSE, about=item.subject))
    except Unreadable:
        return Content(is_readable=False)
    return Content(**{**plain, "files": tuple(plain["files"])})
