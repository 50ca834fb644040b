"""What a dossier holds, as plain data in one language: facts, profiles, observations.

Never here: a name, how to reach anyone, the words a person wrote (only the text
that a moderator rewrote and approved), and what concerns health or disability.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.utils.timezone import localdate
from django.utils.translation import get_language, override

from observatory.escalations.models import Escalation
from observatory.escalations.queries.items import observations_in, reports_in
from observatory.kit.small_numbers import suppress_cells
from observatory.observations.models import Observation
from observatory.places.queries.locations import facts_in_territory
from observatory.places.wording import hours_in_words
from observatory.questionnaires.queries import compiled
from observatory.reports.models import Report
from observatory.vocabularies.models import Term

# Design, rule of small numbers: a cell of a profile below this is not shown.
PROFILE_MINIMUM = 5
UNKNOWN = "unknown"
# Said of an observation already.
CHANNEL = "channel"
# What a case says of days, beside the day on which it is read.
DAYS_OF_CASE = frozenset({"facts_on", "told_service_on"})

P, R = ParamSpec("P"), TypeVar("R")


@dataclass(frozen=True)
class Fact:
    """One report: `told` is a day, or a month where the dossier is anonymised."""

    number: int
    told: str
    territory_nis: str
    territory: str
    service_code: str
    service: str
    obstacles: tuple[tuple[str, str], ...]
    consequences: tuple[tuple[str, str], ...]
    text: str
    text_language: str


@dataclass(frozen=True)
class Seen:
    """One observation, made by a trained team with a published grid; never added to the reports."""

    number: int
    on: str
    place: str
    channel: str
    version: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Posted:
    """An official fact: the hours that a counter posted, with their source and its date."""

    place: str
    hours: str
    on: str
    source: str
    source_url: str


@dataclass(frozen=True)
class Dossier:
    """Everything that is sent, but the letter. Its three kinds are never added up."""

    facts: tuple[Fact, ...]
    observations: tuple[Seen, ...]
    posted: tuple[Posted, ...]
    # Of researchers only: (name, count) by profile item, and whether some are hidden.
    profiles: tuple[tuple[str, int], ...]
    profiles_hidden: bool

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.observations)


def in_its_language(
    make: Callable[Concatenate[Escalation, P], R],
) -> Callable[Concatenate[Escalation, P], R]:
    """Have what is made of a dossier speak the language of its letter, whoever looks at it."""

    @wraps(make)
    def made(escalation: Escalation, *args: P.args, **kwargs: P.kwargs) -> R:
        with override(escalation.language):
            return make(escalation, *args, **kwargs)

    return made


@in_its_language
def dossier_of(escalation: Escalation) -> Dossier:
    """Return what the dossier holds now. What lost its consent is not in it."""
    reports = reports_in(escalation)
    seen = observations_in(escalation)
    profiles, hidden = _profiles(reports) if escalation.is_anonymised else ((), False)
    coarse = escalation.is_anonymised
    return Dossier(
        facts=tuple(_fact(number, one, coarse) for number, one in enumerate(reports, start=1)),
        observations=tuple(_seen(number, one, coarse) for number, one in enumerate(seen, start=1)),
        posted=_posted(escalation),
        profiles=profiles,
        profiles_hidden=hidden,
    )


def fingerprint(dossier: Dossier) -> str:
    """Return a short name of the content, "3F2A-9C01": the same while nothing in it changes."""
    text = json.dumps(asdict(dossier), ensure_ascii=False, sort_keys=True)
    name = hashlib.sha256(text.encode()).hexdigest()[:8].upper()
    return f"{name[:4]}-{name[4:]}"


def day_or_month(day: date, coarse: bool) -> str:
    return day.strftime("%Y-%m") if coarse else day.isoformat()


def case_told(escalation: Escalation) -> dict[str, Any]:
    """Return the case as the reader may know it: months for days where the dossier is anonymised."""
    case = dict(escalation.case)
    if escalation.is_anonymised:
        for name in DAYS_OF_CASE & case.keys():
            if case[name]:
                case[name] = case[name][: len("2026-11")]
    return case


def of_health(term: Term) -> bool:
    """Tell whether an item speaks of health or disability (GDPR article 9)."""
    return term.attributes.get("gdpr") == "art9" or term.attributes.get("sensitive") == "yes"


def _fact(number: int, report: Report, coarse: bool) -> Fact:
    terms = [term for term in report.terms.all() if not of_health(term)]
    story = getattr(report, "story", None)
    text = story.public_text if story is not None and story.approved_at else ""
    return Fact(
        number=number,
        told=day_or_month(localdate(report.received_at), coarse),
        territory_nis=report.territory.nis if report.territory else "",
        territory=report.territory.name if report.territory else "",
        service_code=report.service.code,
        service=report.service.name,
        obstacles=_named(terms, "obstacle"),
        consequences=_named(terms, "consequence"),
        text=text,
        text_language=story.language if story is not None and text else "",
    )


def _named(terms: Iterable[Term], vocabulary: str) -> tuple[tuple[str, str], ...]:
    mine = sorted(
        (term for term in terms if term.vocabulary == vocabulary),
        key=lambda term: (term.position, term.code),
    )
    return tuple((term.code, term.name) for term in mine)


def _seen(number: int, one: Observation, coarse: bool) -> Seen:
    return Seen(
        number=number,
        on=day_or_month(localdate(one.observed_at), coarse),
        place=f"{one.location.name}, {one.territory.name}",
        channel=one.get_channel_display(),
        version=f"v{one.version.number}",
        answers=tuple(_answers(one)),
    )


def _posted(escalation: Escalation) -> tuple[Posted, ...]:
    """Return the posted hours of the counters of the dossier's service in its place. Two queries."""
    if escalation.territory_id is None or escalation.service_id is None:
        return ()
    return tuple(
        Posted(
            place=one.location.name,
            hours=hours_in_words(one.fact.hours) if one.fact.hours else "",
            on=one.fact.taken_on.isoformat(),
            source=one.fact.source,
            source_url=one.fact.source_url,
        )
        for one in facts_in_territory(escalation.territory_id)
        if one.location.service_id == escalation.service_id
    )


def _answers(one: Observation) -> Iterable[tuple[str, str]]:
    """Yield the questions with one answer to choose, and the answer, in the active language."""
    language = (get_language() or "fr").split("-")[0]
    definition = compiled(one.version)
    for key, question in definition.questions.items():
        answer = one.answers.get(key)
        if (
            key == CHANNEL
            or question.kind != "choice"
            or not isinstance(answer, str)
            or answer in {"", UNKNOWN}
        ):
            continue
        option = question.by_code.get(answer)
        if option is not None:
            words = question.words(language)
            yield words.short or words.label, option.label(language)


def _profiles(reports: list[Report]) -> tuple[tuple[tuple[str, int], ...], bool]:
    """Return how often each item of a profile was said, without small cells and without health.

    The number of reports is known to the reader. The items of a group that nobody
    named two of (ages) are parts of it, with who said none; others overlap, and
    each is taken apart with who did not say it.
    """
    groups: dict[str, list[set[Term]]] = {}
    for report in reports:
        said = [t for t in report.terms.all() if t.vocabulary == "profile" and not of_health(t)]
        for group in {term.code[0] for term in said}:
            groups.setdefault(group, []).append({t for t in said if t.code[0] == group})
    shown: list[tuple[Term, int]] = []
    hidden = False
    for answers in groups.values():
        counted = Counter(term for said in answers for term in said)
        parts = (
            [counted]
            if all(len(said) == 1 for said in answers)
            else [Counter({term: number}) for term, number in counted.items()]
        )
        for cells in parts:
            rest = {None: len(reports) - sum(cells.values())}
            kept: Any = suppress_cells(
                {**cells, **rest}, total_published=True, minimum=PROFILE_MINIMUM
            )
            hidden |= bool(kept.hidden)
            shown += [(term, number) for term, number in kept.shown.items() if term is not None]
    shown.sort(key=lambda pair: (pair[0].position, pair[0].code))
    return tuple((term.name, number) for term, number in shown), hidden
