"""The words that every printed form says besides its questions, in each language it is printed in.

They stand in `words.json` and not in the catalogues: a form is printed in the
language of whoever fills it in, which may be none of the site's.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("words.json")


class LanguageUnknown(ValueError):
    """Nothing can be printed in this language: its fixed words are missing."""


@dataclass(frozen=True)
class FormWords:
    """The fixed words of a form; parts in braces are filled in. `direction`: "ltr" or "rtl"."""

    direction: str
    titles: Mapping[str, str]
    intro: Mapping[str, str]
    how: str
    one: str
    several: str
    continued: str
    if_above: str
    if_numbered: str
    # Whom a question is for, where the way of an observation decides.
    if_channel: str
    month: str
    month_unknown: str
    # What stands beside the rectangle of a number, by its unit, and of a "duration".
    units: Mapping[str, str]
    # What is written at the head of an observation sheet: where, when, who.
    sheet_of: Sequence[str]
    # What is written of each attempt to call: its number, when, how long one waited, how it ended.
    attempt_of: Sequence[str]
    page: str
    over: str
    next: str
    give_back: str
    send_back: str
    contact_apart: str
    contact_parts: Mapping[str, str]
    stub_title: str
    stub_code: str
    stub_write: str
    stub_why: str
    stub_phone: str
    stub_phone_only: str
    stub_web: str
    stub_association: str
    # Between two answers of one condition.
    either: str
    both: str

    @property
    def is_rtl(self) -> bool:
        return self.direction == "rtl"

    def filled(self, sentence: str, **values: str) -> str:
        """Return a sentence with its parts filled in; what is not words keeps its own direction.

        From right to left, a number with spaces would else be read from its end.
        """
        if self.is_rtl:
            values = {name: f"\u2066{value}\u2069" for name, value in values.items()}
        return sentence.format(**values)


@cache
def _read() -> dict[str, FormWords]:
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return {language: FormWords(**words) for language, words in found.items()}


def words_of(language: str) -> FormWords:
    """Return the fixed words in a language. Raises `LanguageUnknown`."""
    try:
        return _read()[language]
    except KeyError:
        raise LanguageUnknown(language) from None


def printed_languages() -> tuple[str, ...]:
    """Return the languages that forms can be printed in, French first."""
    return tuple(_read())
