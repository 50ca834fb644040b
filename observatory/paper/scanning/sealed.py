"""What was read of a page and what a person decided, sealed as the rows hold it."""

import json
from typing import Any

from observatory.paper.models import Doubt, Scan
from observatory.vault.sealing import Unreadable, seal, unseal

from .marks import Decided, ReadPage


def seal_reading(scan: Scan, read: ReadPage) -> bytes:
    """Return the reading of a page as its row holds it."""
    return seal(_json(read.to_json()), purpose="reading", about=scan.subject)


def reading_of(scan: Scan) -> ReadPage | None:
    """Return what was read of a page; None when nothing was, or when it is destroyed."""
    if not scan.sealed_reading:
        return None
    try:
        opened = unseal(scan.sealed_reading, purpose="reading", about=scan.subject)
    except Unreadable:
        return None
    return ReadPage.from_json(json.loads(opened))


def seal_answer(doubt: Doubt, value: Any) -> bytes:
    """Return what a person decided as the row holds it."""
    return seal(_json([value]), purpose="doubt", about=f"doubt:{doubt.pk}")


def answer_of(doubt: Doubt) -> Any:
    """Return what a person decided; None while nobody did, or when it is destroyed."""
    if doubt.answered_at is None or not doubt.sealed_answer:
        return None
    try:
        return json.loads(unseal(doubt.sealed_answer, purpose="doubt", about=f"doubt:{doubt.pk}"))[
            0
        ]
    except Unreadable:
        return None


def seal_suggestion(doubt: Doubt, text: str) -> bytes:
    """Return what a machine read, for a person to look at, as the row holds it."""
    return seal(text.encode(), purpose="suggestion", about=f"doubt:{doubt.pk}")


def suggestion_of(doubt: Doubt) -> str:
    """Return what a machine read; "" when it could not tell, or when a person has answered."""
    if doubt.answered_at is not None or not doubt.sealed_suggestion:
        return ""
    try:
        return unseal(
            doubt.sealed_suggestion, purpose="suggestion", about=f"doubt:{doubt.pk}"
        ).decode()
    except Unreadable:
        return ""


def decided(doubt: Doubt) -> Decided:
    """Return an answered doubt, read with its page, as `marks.answers_from` takes it."""
    return Decided(doubt.kind, doubt.question, doubt.option, answer_of(doubt), doubt.scan.page)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
