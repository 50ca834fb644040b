"""Reading a message that has not been sent."""

import json
from dataclasses import dataclass
from datetime import datetime

from observatory.vault.sealing import unseal

from .models import Message


@dataclass(frozen=True)
class Letter:
    """Recipient and text of a message, in clear."""

    to: str
    subject_line: str
    body: str
    language: str


def read_letter(message: Message) -> Letter:
    """Return recipient and text. Raises `vault.sealing.Unreadable`."""
    return Letter(**json.loads(unseal(message.sealed, purpose="message", about=message.kind)))


def due_messages(at: datetime, limit: int = 100) -> list[Message]:
    """Return the messages to send now, oldest first."""
    return list(Message.objects.due(at)[:limit])
