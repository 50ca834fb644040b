"""Search over everything public: places, services, problems, promises, texts."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from rapidfuzz import fuzz, process

from observatory.kit.remembered import Remembered
from observatory.places.models import PostalCode
from observatory.places.queries import municipalities
from observatory.problems.queries import ProblemList, problems_by_keys
from observatory.promises.queries import promises_by_codes
from observatory.search.engine import Found, Wanted
from observatory.search.queries import find, in_language, wanted_words
from observatory.search.words import STEMMERS, fold, split_words, stems_of
from observatory.vocabularies.queries import terms

LONGEST_QUESTION = 200
PROBLEMS_SHOWN = 10
STRUGGLES_SHOWN = 10
PROMISES_SHOWN = 10
TEXTS_SHOWN = 10
EXCERPT_SHOWN = 240
KINDS = ("places", "services", "problems", "struggles", "promises", "texts")
# How alike two words must be (0 to 100) before one is offered for the other.
ALIKE = 72
SHORTEST_OFFERED = 4
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
# People write in more languages than the site speaks.
TEXT_LANGUAGES = (*LANGUAGES, *(code for code in STEMMERS if code not in LANGUAGES))


class _ShortList:
    """Things few enough to be matched in memory: which of them hold a stem, by language."""

    def __init__(self, named: Sequence[tuple[Any, Sequence[str]]]) -> None:
        self.things = [thing for thing, _ in named]
        self._held: dict[str, dict[str, set[int]]] = {language: {} for language in LANGUAGES}
        for place, (_, names) in enumerate(named):
            for language, held in self._held.items():
                for stem in stems_of(" ".join(names), language):
                    held.setdefault(stem, set()).add(place)
        self._sorted = {language: sorted(held) for language, held in self._held.items()}

    def matching(self, text: str, languages: Sequence[str]) -> list[Any]:
        """Return the things whose names hold all words of the question, in their order."""
        places: set[int] = set()
        for language in languages:
            words = wanted_words(text, language)
            if words:
                places |= set.intersection(*(self._with(word, language) for word in words))
        return [self.things[place] for place in sorted(places)]

    def _with(self, word: Wanted, language: str) -> set[int]:
        held, stems = self._held[language], self._sorted[language]
        found = set(held.get(word.stem, ()))
        if word.beginning:
            for stem in stems[bisect_left(stems, word.beginning) :]:
                if not stem.startswith(word.beginning):
                    break
                found |= held[stem]
        return found


@dataclass(frozen=True)
class _Known:
    """The short lists, and the words one may have meant: folded, and as they are written."""

    places: _ShortList
    services: _ShortList
    words: Mapping[str, str]


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
        for word in re.split(r"[\s’'–-]+", name)
        if word.isalpha() and len(fold(word)) >= SHORTEST_OFFERED
    }
    return _Known(_ShortList(places), _ShortList(services), words)


_known = Remembered(_read)


def find_everything(text: str, *, language: str, before: int | None = None) -> dict[str, Any]:
    """Return what fits a question: `places`, `services`, `problems`, `struggles`, `promises`,
    `texts`, and the next page.

    At most six queries. `before` asks for older texts only, and then nothing
    else is looked for. `suggestion` is a question that may have been meant,
    when nothing at all was found.
    """
    languages = (language, *(one for one in LANGUAGES if one != language))
    texts = find(text, languages=TEXT_LANGUAGES, kind="text", limit=TEXTS_SHOWN + 1, before=before)
    found: dict[str, Any] = {
        "texts": [_describe(one) for one in texts[:TEXTS_SHOWN]],
        "older": texts[TEXTS_SHOWN - 1].pk if len(texts) > TEXTS_SHOWN else None,
        "places": [],
        "services": [],
        "problems": [],
        "struggles": [],
        "promises": [],
        "suggestion": "",
    }
    if before is None:
        known = _known.get()
        place_base, service_base = reverse("municipalities"), reverse("services")
        found["places"] = [
            (one.name, one.label, f"{place_base}{one.nis}/")
            for one in known.places.matching(text, languages)
        ]
        found["services"] = [
            (one.name, one.attributes.get("icon", "other"), f"{service_base}{one.code}/")
            for one in known.services.matching(text, languages)
        ]
        found["problems"] = _problems(find(text, languages=languages, kind="problem", limit=40))
        found |= _struggles(find(text, languages=languages, kind="struggle", limit=60), language)
    found["nothing"] = not any(found[kind] for kind in KINDS)
    if found["nothing"]:
        found["suggestion"] = suggest(text)
    return found


def _problems(documents: Sequence[Found]) -> ProblemList:
    """Return the problems found, each once, as lists show them. One query."""
    keys = list(dict.fromkeys(int(one.url_arg) for one in documents))[:PROBLEMS_SHOWN]
    return problems_by_keys(keys)


def _struggles(documents: Sequence[Found], language: str) -> dict[str, Any]:
    """Return what was found of struggles: the promises as lists show them, of all else title and
    address. A query for each, none without any."""
    codes = [one.url_arg for one in documents if one.url_name == "promise"]
    others = [one for one in documents if one.url_name != "promise"]
    shown = in_language(others, language)[:STRUGGLES_SHOWN]
    found = list(dict.fromkeys(codes))[:PROMISES_SHOWN]
    return {
        "struggles": [(one.title, one.href) for one in shown],
        "promises": promises_by_codes(found, localdate()) if found else [],
    }


def _describe(found: Found) -> dict[str, str]:
    """Return a text as the list shows it, with the first words of it only."""
    return {
        "title": found.title,
        "href": found.href,
        "language": found.language,
        "excerpt": found.excerpt
        if len(found.excerpt) <= EXCERPT_SHOWN
        else f"{found.excerpt[:EXCERPT_SHOWN].rpartition(' ')[0]}…",
    }


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
