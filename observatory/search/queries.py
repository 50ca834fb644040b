"""Finding what is published."""

from collections.abc import Sequence

from . import engine
from .models import Document
from .words import STOP_WORDS, plain, split_words, stem, stems_of

# Words of a question that count; more of them find nothing more.
MOST_WORDS = 8
# The last word may still be growing: its beginning is looked for, in the lengths
# that have an index (see the migration).
SHORTEST_BEGINNING = 3
LONGEST_BEGINNING = 10
# How many are compared with one another, except for texts, of which the newest come first.
COMPARED = 200


def find(
    text: str,
    *,
    languages: Sequence[str],
    kind: str,
    limit: int = 20,
    before: int | None = None,
) -> list[engine.Found]:
    """Return the published things of a kind that hold all words of `text`, at most `limit`.

    Accents, capitals and word forms do not matter, and the last word may be a
    beginning. Texts come newest first, and `before` (the primary key of the
    last one read) gives the next ones; other kinds come by how much of their
    title was asked for. Whatever is typed is only words: quotes and operators
    mean nothing, and a question without a word finds nothing. One query, or two
    for rare words on PostgreSQL.
    """
    branches = [
        engine.Branch(engine.mark_of(kind, language), words)
        for language in languages
        if (words := wanted_words(text, language))
    ]
    many = kind == engine.MANY
    found = engine.match(kind, branches, limit=limit if many else COMPARED, before=before)
    if not many:
        found.sort(key=lambda one: -_closeness(one, branches))
    return found[:limit]


def in_language(found: Sequence[engine.Found], language: str) -> list[engine.Found]:
    """Return each thing once, in the order found, as it stands in a language if it does. One query.

    None when nothing was found.
    """
    once: dict[tuple[str, str], engine.Found] = {}
    for one in found:
        once.setdefault((one.url_name, one.url_arg), one)
    others = [one.pk for one in once.values() if one.language != language]
    if others:
        refs = Document.objects.filter(pk__in=others).values("ref")
        rows = Document.objects.filter(ref__in=refs, language=language)
        fields = [name for name in engine.Found._fields if name != "pk"]
        for row in rows.values_list("pk", *fields):
            spoken = engine.Found(*row)
            once[spoken.url_name, spoken.url_arg] = spoken
    return list(once.values())


def wanted_words(text: str, language: str) -> tuple[engine.Wanted, ...]:
    """Return the words of a question as the engine takes them; none when nothing is left."""
    skip = STOP_WORDS.get(language, frozenset())
    typed = list(dict.fromkeys(split_words(text)))
    words = [word for word in typed if word not in skip][:MOST_WORDS]
    return tuple(
        engine.Wanted(
            plain(stem(word, language)),
            _beginning(word) if word == typed[-1] else "",
        )
        for word in words
    )


def _beginning(word: str) -> str:
    if len(word) < SHORTEST_BEGINNING:
        return ""
    # In other scripts letters are several signs long, and few words are so common.
    return word[:LONGEST_BEGINNING] if word.isascii() else plain(word)


def _closeness(document: engine.Found, branches: Sequence[engine.Branch]) -> float:
    """Return the share of the title's words that were asked for."""
    title = stems_of(document.title, document.language)
    asked = {
        word.stem
        for branch in branches
        if branch.mark == engine.mark_of(document.kind, document.language)
        for word in branch.words
    }
    return sum(one in asked for one in title) / (len(title) or 1)
