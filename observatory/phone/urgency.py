"""Finding words of urgency in what a caller tells: whole words, whatever the accents and the case.

A phrase is words in a row. A `*` at the end of a word stands for any ending:
"expuls*" is in "ils nous expulsent". Nothing else is clever, so that whoever
edits the list can tell what it will find.
"""

import re
import unicodedata
from collections.abc import Iterable

from .models import UrgentWord

# "œ" and "æ" stay whole when accents are taken off.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_WORDS = re.compile(r"[^\W_]+\*?")


def fold_words(text: str) -> list[str]:
    """Return the words of a text in small letters without accents; apostrophes part words."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return _WORDS.findall("".join(c for c in plain if not unicodedata.combining(c)))


def find_kinds(text: str, words: Iterable[UrgentWord]) -> list[str]:
    """Return the kinds of urgency whose words are in the text, in the order of the list."""
    said = [word.rstrip("*") for word in fold_words(text)]
    found = {word.kind: None for word in words if _is_in(fold_words(word.text), said)}
    return list(found)


def _is_in(phrase: list[str], said: list[str]) -> bool:
    if not phrase:
        return False
    return any(
        all(_fits(part, said[start + place]) for place, part in enumerate(phrase))
        for start in range(len(said) - len(phrase) + 1)
    )


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
