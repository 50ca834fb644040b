"""The words of urgency, and the one number that is kept of a call that needed them."""

import json
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils.timezone import localdate

from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.people.models import User
from observatory.phone.models import PRESSED, UrgentCount, UrgentKind, UrgentWord
from observatory.phone.permissions import may_answer, may_edit_urgent_words
from observatory.phone.urgency import fold_words

DATA = Path(__file__).resolve().parent.parent / "data" / "urgent_words.json"


class WordTaken(ValueError):
    """The list has these words already, for this kind and language."""


class NoWord(ValueError):
    """There is no letter in it, or only a star."""


def load_urgent_words(*, by: Actor, at: datetime, path: Path = DATA) -> int:
    """Add the words of the data file that were never loaded; return how many.

    What stands is left as the team edited it, what the team switched off stays off.
    """
    known = set(UrgentWord.objects.values_list("code", flat=True))
    taken = set(UrgentWord.objects.values_list("kind", "language", "text"))
    new = [
        word
        for word in _words_of(json.loads(path.read_text(encoding="utf-8"))["words"])
        if word.code not in known and (word.kind, word.language, word.text) not in taken
    ]
    if not new:
        return 0
    with transaction.atomic():
        UrgentWord.objects.bulk_create(new)
        record_entry(
            by=by,
            at=at,
            action="urgent_words.load",
            subject="urgent_words:all",
            data={"n": len(new)},
        )
    return len(new)


def _words_of(kinds: dict[str, dict[str, list[str]]]) -> list[UrgentWord]:
    return [
        UrgentWord(
            code=f"{language}:{'-'.join(fold_words(text))}"[:60],
            kind=UrgentKind(kind).value,
            language=language,
            text=text,
        )
        for kind, languages in kinds.items()
        for language, texts in languages.items()
        for text in texts
    ]


def add_urgent_word(*, kind: str, language: str, text: str, by: User, at: datetime) -> UrgentWord:
    """Add words to the list. Writes the journal (no words in it).

    Raises `WordTaken`, `NoWord`, `PermissionDenied`, and `ValueError` for an unknown kind.
    """
    text = _checked(text, by)
    try:
        with transaction.atomic():
            word = UrgentWord.objects.create(
                kind=UrgentKind(kind).value, language=language, text=text
            )
            _note(word, "add", by, at)
    except IntegrityError as error:
        raise WordTaken from error
    return word


def change_urgent_word(
    *, word: UrgentWord, text: str, is_active: bool, by: User, at: datetime
) -> None:
    """Change the words of a line, or switch it off or on. Writes the journal.

    Raises `WordTaken`, `NoWord`, `PermissionDenied`.
    """
    text = _checked(text, by)
    if (text, is_active) == (word.text, word.is_active):
        return
    try:
        with transaction.atomic():
            UrgentWord.objects.filter(pk=word.pk).update(text=text, is_active=is_active)
            _note(word, "change" if is_active == word.is_active else "switch", by, at)
    except IntegrityError as error:
        raise WordTaken from error
    word.text, word.is_active = text, is_active


def _checked(text: str, by: User) -> str:
    if not may_edit_urgent_words(by):
        raise PermissionDenied
    text = " ".join(text.split())
    words = fold_words(text)
    # Fewer than three letters before the star would find nearly every story.
    if not words or any(len(word) < 4 for word in words if word.endswith("*")):
        raise NoWord
    return text


def _note(word: UrgentWord, what: str, by: User, at: datetime) -> None:
    record_entry(
        by=by,
        at=at,
        action=f"urgent_word.{what}",
        subject=f"urgent_word:{word.pk}",
        data={"kind": word.kind, "language": word.language},
    )


def count_urgency(*, kinds: list[str], by: User, at: datetime) -> None:
    """Count one call for each kind of urgency in the month: the only thing that is kept.

    Neither the journal nor the report hears of it. Raises `PermissionDenied`,
    and `ValueError` for an unknown kind.
    """
    if not may_answer(by):
        raise PermissionDenied
    unknown = set(kinds) - {*UrgentKind.values, PRESSED}
    if unknown:
        raise ValueError("no such kind of urgency")
    month: date = localdate(at).replace(day=1)
    with transaction.atomic():
        for kind in kinds:
            UrgentCount.objects.get_or_create(month=month, kind=kind)
            UrgentCount.objects.filter(month=month, kind=kind).update(count=models.F("count") + 1)
