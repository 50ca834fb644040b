"""What is the same for everyone until the next edition, kept in the process."""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection

from observatory.journal.queries import edition_number
from observatory.kit.remembered import memory

T = TypeVar("T")


class ByEdition(Generic[T]):
    """One value for each language, built on first use and again when pages or reference data change.

    The edition is read before the value is built, so a value built while the
    edition advances is only built once more. Inside a transaction nothing is
    kept: what it sees may never be committed.
    """

    def __init__(self, build: Callable[[str], T]) -> None:
        self._build = build
        self._kept: dict[str, tuple[tuple[int, int], T]] = {}

    def get(self, language: str) -> T:
        """Return the value; it is shared, so whoever reads it must not change it. One query."""
        if connection.in_atomic_block:
            return self._build(language)
        version = (edition_number(), memory.version())
        kept = self._kept.get(language)
        if kept is not None and kept[0] == version:
            return kept[1]
        value = self._build(language)
        self._kept[language] = (version, value)
        return value
