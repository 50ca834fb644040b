"""The two full-text engines: FTS5 of SQLite, tsvector with GIN of PostgreSQL.

Both hold the same words (see words.py) and answer the same questions; what
differs is written here and in the migration.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection


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


def match(branches: Sequence[Branch], *, limit: int, before: int | None) -> list[int]:
    """Return the keys of the documents that fit one of the branches, highest first.

    Walks down from the newest and stops at `limit`: what it costs does not
    depend on how many documents fit.
    """
    if not branches:
        return []
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM search_index WHERE search_index MATCH %s"
        order, key, question = "rowid", "rowid", _fts5(branches)
    else:
        sql = "SELECT id FROM search_document WHERE vector @@ %s::tsquery"
        order, key, question = "id", "id", _tsquery(branches)
    values: list[str | int] = [question]
    if before is not None:
        sql += f" AND {key} < %s"
        values.append(before)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {order} DESC LIMIT %s", [*values, limit])
        return [row[0] for row in cursor.fetchall()]


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
