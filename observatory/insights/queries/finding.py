"""Search over everything public: places, services, problems, texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from rapidfuzz import fuzz, process

from observatory.kit.remembered import Remembered
from observatory.places.models import PostalCode, Territory
from observatory.places.queries import municipalities
from observatory.problems.models import Problem
from observatory.problems.queries import describe_problems
from observatory.search.models import Document
from observatory.search.queries import find, is_match_of, wanted_words
from observatory.search.words import fold, split_words, stems_of
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import terms

LONGEST_QUESTION = 200
PROBLEMS_SHOWN = 10
TEXTS_SHOWN = 20
# How alike two words must be (0 to 100) before one is offered for the other.
ALIKE = 72
SHORTEST_OFFERED = 4
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


@dataclass(frozen=True)
class _Known:
    """The short lists, ready to be matched in memory, and the words one may have meant."""

    places: Sequence[tuple[Territory, Mapping[str, frozenset[str]]]]
    services: Sequence[tuple[Term, Mapping[str, frozenset[str]]]]
    # Folded word to the word as it is written.
    words: Mapping[str, str]


def _stems(names: Sequence[str]) -> dict[str, frozenset[str]]:
    text = " ".join(names)
    return {language: frozenset(stems_of(text, language)) for language in LANGUAGES}


def _read() -> _Known:
    codes: dict[int, list[str]] = {}
    for territory_id, code in PostalCode.objects.values_list("territory_id", "code"):
        codes.setdefault(territory_id, []).append(code)
    places = [
        (place, [place.label, *codes.get(place.pk, []), *place.names.values()])
        for place in municipalities()
    ]
    services = [(one, [*one.names.values(), *one.synonyms]) for one in terms("service")]
    obstacles = [name for one in terms("obstacle") for name in one.names.values()]
    written = [name for _, names in (*places, *services) for name in names] + obstacles
    words = {
        fold(word): word
        for name in written
        for word in name.replace("’", " ").replace("'", " ").replace("-", " ").split()
        if len(split_words(word)) == 1 and len(fold(word)) >= SHORTEST_OFFERED and word.isalpha()
    }
    return _Known(
        [(place, _stems(names)) for place, names in places],
        [(one, _stems(names)) for one, names in services],
        words,
    )


_known = Remembered(_read)


def find_everything(text: str, *, language: str, before: int | None = None) -> dict[str, Any]:
    """Return what fits a question: `places`, `services`, `problems`, `texts`, and the next page.

    At most five queries. `before` asks for older texts only, and then nothing
    else is looked for. `suggestion` is a question that may have been meant,
    when nothing at all was found.
    """
    languages = (language, *(one for one in LANGUAGES if one != language))
    texts = find(text, languages=languages, kind="text", limit=TEXTS_SHOWN + 1, before=before)
    found: dict[str, Any] = {
        "texts": texts[:TEXTS_SHOWN],
        "older": texts[TEXTS_SHOWN - 1].pk if len(texts) > TEXTS_SHOWN else None,
        "places": [],
        "services": [],
        "problems": [],
        "suggestion": "",
    }
    if before is None:
        known = _known.get()
        place_base, service_base = reverse("municipalities"), reverse("services")
        found["places"] = [
            (one.name, one.label, f"{place_base}{one.nis}/")
            for one in _matching(text, known.places, languages)
        ]
        found["services"] = [
            (one.name, one.attributes.get("icon", "other"), f"{service_base}{one.code}/")
            for one in _matching(text, known.services, languages)
        ]
        found["problems"] = _problems(find(text, languages=languages, kind="problem", limit=40))
    found["nothing"] = not any(found[kind] for kind in ("places", "services", "problems", "texts"))
    if found["nothing"]:
        found["suggestion"] = suggest(text)
    return found


def _matching(text: str, listed: Sequence[tuple[Any, Mapping]], languages: Sequence[str]) -> list:
    wanted = {language: wanted_words(text, language) for language in languages}
    return [
        one
        for one, held in listed
        if any(is_match_of(wanted[language], held[language]) for language in languages)
    ]


def _problems(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """Return the problems found, each once, as lists show them. One query."""
    keys = list(dict.fromkeys(int(one.url_arg) for one in documents))[:PROBLEMS_SHOWN]
    rows = Problem.objects.public().in_bulk(keys)
    return describe_problems(rows[key] for key in keys if key in rows)


def suggest(text: str) -> str:
    """Return the question with its unknown words replaced by the most alike known ones, or ""."""
    known = _known.get().words
    better = []
    for word in split_words(text)[:8]:
        if word in known or len(word) < SHORTEST_OFFERED:
            better.append(known.get(word, word))
            continue
        alike = process.extractOne(word, known.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        better.append(known[alike[0]] if alike else word)
    offered = " ".join(better)
    return offered if split_words(offered) != split_words(text) else ""
