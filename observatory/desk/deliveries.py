"""What a device without network sends, one entry at a time: read it strictly, say what is wrong.

The device keeps an entry until the answer names its identifier, so the same one
may come many times; `actions.deliver_entry` makes one report of it, and
`actions.deliver_observation` one observation.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

# A long story in a script of three bytes a letter, and every other answer, is 20 kB.
MOST_BYTES = 64 * 1024
MOST_ANSWERS = 200
CODE_LENGTH = 12
LONGEST_MOMENT = 40


class DeliveryUnreadable(Exception):
    """The body is no entry: `reason` names the first part that is wrong. Never holds its content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Delivery:
    """One entry as the device made it; answers are raw, by question key."""

    uuid: UUID
    # Number of the questionnaire's version that was on the screen.
    version: int
    language: str
    answers: dict[str, Any] = field(repr=False)
    # Keys of an association and of a group session; None when the device knew none.
    association: int | None = None
    session: int | None = None
    # The reserved code that was given on a slip, or "".
    code: str = field(default="", repr=False)
    # What the device's clock said: a hint only.
    made_at: datetime | None = None


@dataclass(frozen=True)
class Observed:
    """One observation as the device made it; `fields` are those of `ObservedForm`, as typed."""

    uuid: UUID
    # Number of the grid's version that was on the screen.
    version: int
    answers: dict[str, Any] = field(repr=False)
    # Whose observation it is: who was signed in when the device took along what is asked.
    by: int
    # What was planned, or where it was when nobody had planned it.
    slot: int | None
    round: int | None
    place: int | None
    fields: dict[str, str] = field(repr=False)
    # The day and the hour are right, the person ticked.
    is_sure: bool

    @property
    def channel(self) -> str:
        """How one observed, as it was answered."""
        given = self.answers.get("channel")
        return given if isinstance(given, str) else ""


def read_observed(body: bytes) -> Observed:
    """Return the observation of a JSON body. Raises `DeliveryUnreadable`.

    Shape: `{"uuid", "version", "answers": {key: text | [text]}, "by", "slot":
    number | null, "round": number | null, "place": number | null, "fields":
    {name: text}, "sure": true | false}`.
    """
    data = _object(body)
    return Observed(
        uuid=_uuid(data.get("uuid")),
        version=_number(data.get("version"), "version"),
        answers=_answers(data.get("answers")),
        by=_number(data.get("by"), "by"),
        slot=_key(data.get("slot"), "slot"),
        round=_key(data.get("round"), "round"),
        place=_key(data.get("place"), "place"),
        fields=_fields(data.get("fields")),
        is_sure=data.get("sure") is True,
    )


def read_delivery(body: bytes) -> Delivery:
    """Return the entry of a JSON body. Raises `DeliveryUnreadable`.

    Shape: `{"uuid", "version", "language", "answers": {key: text | [text] |
    {part: text}}, "association": number | null, "session": number | null,
    "code": text, "made_at": ISO 8601}`; the last four may be missing.
    """
    data = _object(body)
    return Delivery(
        uuid=_uuid(data.get("uuid")),
        version=_number(data.get("version"), "version"),
        language=_language(data.get("language")),
        answers=_answers(data.get("answers")),
        association=_key(data.get("association"), "association"),
        session=_key(data.get("session"), "session"),
        code=_code(data.get("code")),
        made_at=_moment(data.get("made_at")),
    )


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > MOST_BYTES:
        raise DeliveryUnreadable("size")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise DeliveryUnreadable("json") from None
    if not isinstance(data, dict):
        raise DeliveryUnreadable("json")
    return data


def _uuid(value: Any) -> UUID:
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    # One way to write it: the device compares the answer with what it holds.
    if found is None or str(found) != value:
        raise DeliveryUnreadable("uuid")
    return found


def _number(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
        raise DeliveryUnreadable(name)
    return value


def _key(value: Any, name: str) -> int | None:
    return None if value is None else _number(value, name)


def _language(value: Any) -> str:
    if not isinstance(value, str) or value not in dict(settings.LANGUAGES):
        raise DeliveryUnreadable("language")
    return value


def _answers(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not 0 < len(value) <= MOST_ANSWERS:
        raise DeliveryUnreadable("answers")
    if not all(_is_answer(one) for one in value.values()):
        raise DeliveryUnreadable("answers")
    return value


def _fields(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_ANSWERS:
        raise DeliveryUnreadable("fields")
    if not all(isinstance(one, str) and len(one) <= LONGEST_MOMENT for one in value.values()):
        raise DeliveryUnreadable("fields")
    return value


def _is_answer(value: Any) -> bool:
    """Tell whether it is a text, a list of texts, or the parts of a contact."""
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    if isinstance(value, dict):
        return all(isinstance(one, str) for one in value.values())
    return isinstance(value, str)


def _code(value: Any) -> str:
    if value in (None, ""):
        return ""
    if not (isinstance(value, str) and len(value) == CODE_LENGTH):
        raise DeliveryUnreadable("code")
    if not (value.isascii() and value.isdigit()):
        raise DeliveryUnreadable("code")
    return value


def _moment(value: Any) -> datetime | None:
    """Return the device's own moment; a clock that makes no sense is no reason to refuse."""
    if not isinstance(value, str) or len(value) > LONGEST_MOMENT:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None
