"""What a worker types during a call: a number for every answer, and a few keys that always work."""

import re
import unicodedata
from dataclasses import dataclass

# One sign each, on the number pad of any keyboard.
BACK = frozenset({"-", "*"})
UNKNOWN = 0
HANG_UP = 98
URGENT = 99
# A list with more options is numbered from 101, so that these two stay free.
LONGEST_LIST = 97
_APART = re.compile(r"[\s,.;+/]+")
LONGEST = 60


class WrongKeys(ValueError):
    """What was typed is no answer here: `reason` is letters, alone, single, unknown or missing."""

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.number = number


@dataclass(frozen=True)
class Keys:
    """What was typed: nothing, one of the keys that always work, or numbers."""

    is_back: bool = False
    numbers: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.is_back and not self.numbers

    def is_only(self, number: int) -> bool:
        return self.numbers == (number,)


def read_keys(text: str) -> Keys:
    """Return what was typed, whatever the spaces, commas and dots: "1 4 7", "1,4,7".

    Digits of any script count. Raises `WrongKeys`: "letters" for anything else
    than digits, "alone" when 0, 98, 99 or the key to go back stands beside others.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in BACK:
        return Keys(is_back=True)
    parts = [part for part in _APART.split(plain) if part]
    if len(plain) > LONGEST or not all(part.isdecimal() for part in parts):
        raise WrongKeys("alone" if BACK & set(plain) else "letters")
    numbers = tuple(dict.fromkeys(int(part) for part in parts))
    if len(numbers) > 1 and {UNKNOWN, HANG_UP, URGENT} & set(numbers):
        raise WrongKeys("alone")
    return Keys(numbers=numbers)


def first_number(count: int) -> int:
    """Return the number of the first of `count` options: 1, or 101 when there are very many."""
    return 1 if count <= LONGEST_LIST else 101
