"""The two full-text engines: FTS5 of SQLite, tsvector with GIN of PostgreSQL.

Both hold the same words (see words.py) and answer the same questions; what
differs is written here and in the migration.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils.translation import get_language


@dataclass(frozen=True)
class Wanted:
    """One word of a question: its stem, and its beginning when more of it may follow."""

    stem: str
    beginning: str = ""


@dataclass(frozen=True)
class Branch:
    """All of these words, in documents that carry this mark (a kind in a language)."""

    mark: str
    words: tuple[Wanted, ...]


@lru_cache(maxsize=4096)
def _address(language: str | None, name: str, argument: str) -> str:
    del language  # The active language: it only tells the addresses apart.
    return reverse(name, args=[argument] if argument else [])


class Found(NamedTuple):
    """A document that fits a question."""

    pk: int
    kind: str
    language: str
    title: str
    excerpt: str
    url_name: str
    url_arg: str
    url_fragment: str

    @property
    def href(self) -> str:
        """The address in the active language."""
        address = _address(get_language(), self.url_name, self.url_arg)
        return f"{address}#{self.url_fragment}" if self.url_fragment else address


FTS5 = """
SELECT d.id, d.kind, d.language, d.title, d.excerpt, d.url_name, d.url_arg, d.url_fragment
FROM search_index JOIN search_document d ON d.id = search_index.rowid
WHERE search_index MATCH %s AND search_index.rowid < %s
ORDER BY search_index.rowid DESC LIMIT %s
"""
# PostgreSQL cannot read its index newest first, and its planner does not know
# how rare a beginning is. So a common word is looked for among the newest
# documents, and only what is not common there by the index.
NEWEST = """
SELECT d.id, d.kind, d.language, d.title, d.excerpt, d.url_name, d.url_arg, d.url_fragment
FROM (SELECT * FROM search_document WHERE id < %s ORDER BY id DESC LIMIT %s) d
WHERE d.vector @@ %s::tsquery ORDER BY d.id DESC LIMIT %s
"""
BY_INDEX = """
WITH d AS MATERIALIZED (
    SELECT id, kind, language, title, excerpt, url_name, url_arg, url_fragment
    FROM search_document WHERE vector @@ %s::tsquery AND id < %s
)
SELECT * FROM d ORDER BY id DESC LIMIT %s
"""
# The kinds of which there are few have an index of their own (see the migration).
FEW = """
WITH d AS MATERIALIZED (SELECT * FROM search_document WHERE kind = %s AND kind <> 'text')
SELECT id, kind, language, title, excerpt, url_name, url_arg, url_fragment
FROM d WHERE vector @@ %s::tsquery ORDER BY id DESC LIMIT %s
"""
WINDOW = 3000
NO_END = 2**62
# Of this kind there may be a million; of all others a few thousand.
MANY = "text"


def mark_of(kind: str, language: str) -> str:
    """Return the word that every document of a kind in a language carries in the index.

    Raises `ValueError` unless the kind is one word of small letters.
    """
    if not (kind.isascii() and kind.isalpha() and kind.islower()):
        raise ValueError("a kind is one word of small letters")
    return f"zz{kind}{language}"


def add(pk: int, stems: str) -> None:
    """Put a document in the index. PostgreSQL keeps its column up to date by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index(rowid, stems) VALUES (%s, %s)", [pk, stems])


def drop(pk: int, stems: str) -> None:
    """Take a document out of the index; `stems` must be what was put in."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_index(search_index, rowid, stems) VALUES ('delete', %s, %s)",
                [pk, stems],
            )


def optimise() -> None:
    """Rewrite the index without what was taken out.

    FTS5 writes a deletion beside the words and only a merge removes them;
    `secure_delete` then overwrites the freed pages. PostgreSQL removes dead
    rows when it vacuums, which cannot be asked for inside a transaction.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index(search_index) VALUES ('optimize')")
    elif not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM search_document")


def match(kind: str, branches: Sequence[Branch], *, limit: int, before: int | None) -> list[Found]:
    """Return the documents of a kind that fit one of the branches, highest key first.

    What it costs does not grow with the number of documents that fit. One
    query; two on PostgreSQL for words that are rare among the newest.
    """
    if not branches:
        return []
    end = NO_END if before is None else before
    if connection.vendor == "sqlite":
        return _read(FTS5, _fts5(branches), end, limit)
    question = _tsquery(branches)
    if kind != MANY:
        return _read(FEW, kind, question, limit)
    found = _read(NEWEST, end, WINDOW, question, limit)
    return found if len(found) == limit else _read(BY_INDEX, question, end, limit)


def _read(sql: str, *values: str | int) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Found(*row) for row in cursor.fetchall()]


def _fts5(branches: Sequence[Branch]) -> str:
    """Write the question for FTS5. Words are ASCII letters and digits, so nothing needs escaping."""

    def word(wanted: Wanted) -> str:
        if wanted.beginning:
            return f'("{wanted.stem}" OR "{wanted.beginning}"*)'
        return f'"{wanted.stem}"'

    return " OR ".join(
        "(" + " AND ".join([f'"{branch.mark}"', *map(word, branch.words)]) + ")"
        for branch in branches
    )


def _tsquery(branches: Sequence[Branch]) -> str:
    """Write the question as a tsquery, not parsed by a dictionary: the words are stems already."""

    def word(wanted: Wanted) -> str:
        if wanted.beginning:
            return f"('{wanted.stem}' | '{wanted.beginning}':*)"
        return f"'{wanted.stem}'"

    return " | ".join(
        "(" + " & ".join([f"'{branch.mark}'", *map(word, branch.words)]) + ")"
        for branch in branches
    )
