"""The figures of one round, as plain data: what a snapshot freezes, and what pages and exports put in words.

Observations alone: reports and official facts are other data sets, never added
up with them (design, section 5, rule 1). A proportion of fewer than 3
observations is in no figure and in no sum (`kit.small_numbers.share_cells`);
a measured value of fewer than 3 is a dated note.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils import timezone

from observatory.kit.agreement import agreement_of
from observatory.kit.small_numbers import MINIMUM, share_cells
from observatory.observations.models import Kind, Observation, Round
from observatory.observations.queries.plans import round_locations
from observatory.places.queries import population_of
from observatory.questionnaires.amounts import number_of, seconds_of
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import MEASURED, Definition, Question

# Of the payload: a reader of an older one knows what to expect.
FORMAT = 1
UNKNOWN = "unknown"
# What is not an item of the grid but where and how it was filled in.
ABOUT = frozenset({"scenario", "channel"})
# K80, "completed from beginning to end without internet": at once, or by coming back.
HEADLINE, DONE = "k80", ("now", "later")
LANGUAGES = ("fr", "nl", "en")

Cell = tuple[str, str, str]  # item, location code, channel


def figures_of(asked: Round) -> dict[str, Any]:
    """Return every figure of a round that may be shown, as JSON. Six queries.

    `shares`: `{"item", "option", "location", "channel", "successes", "total"}`, the option
    "done" of the headline being its two good outcomes; `together`: the same over all
    locations of a channel, and with channel "" over all, of what is in `shares`
    only; `hidden`: cells of fewer than 3, but for items that are asked after an answer in a
    hidden cell only, since that they were asked would tell it; `notes`: of letters, of which the protocol sends one
    to a place, what came of each, as a dated note that is in no sum. `numbers`: values of measured items, as
    `{"median", "least", "most", "n"}` from 3 on and as dated `notes` below. `agreement`:
    of the two observers of one visit, by item, where the item is shown at that place. `words`: the labels of the grid.
    """
    definition = compiled(asked.version)
    places = {row.location_id: row for row in round_locations(asked)}
    kept = list(
        Observation.objects.kept()
        .filter(round=asked)
        .select_related("slot")
        .order_by("observed_at", "pk")
    )
    counted = [one for one in kept if one.slot is None or not one.slot.is_double]
    codes = {pk: row.location.code for pk, row in places.items()}
    shares, together, cells = _shares(counted, codes, definition)
    told = _told_by_others(definition, cells)
    hidden = [one for cell in sorted(cells) if not told(cell) for one in [_place(cell)]]
    shown = {(one["item"], one["location"], one["channel"]) for one in shares}
    letters = {(one["item"], one["location"]) for one in hidden if one["channel"] == Kind.LETTER}
    return {
        "format": FORMAT,
        "is_demo": any(one.is_demo for one in kept),
        "territory": {"nis": asked.territory.nis, "names": asked.territory.names},
        "round": {
            "starts_on": asked.starts_on.isoformat(),
            "ends_on": asked.ends_on.isoformat(),
            "first_on": _day(kept[0]) if kept else None,
            "last_on": _day(kept[-1]) if kept else None,
            "caveat": asked.caveat,
        },
        "grid": {"number": asked.version.number, "sha256": asked.version.sha256},
        "counts": {
            "by_channel": dict(sorted(Counter(one.channel for one in counted).items())),
            "seen_twice": len(kept) - len(counted),
            "observers": len({one.observer_id for one in kept}),
        },
        "population": _population(asked),
        "locations": [
            {"code": row.location.code, "names": row.location.names, "scenario": row.scenario}
            for row in places.values()
        ],
        "shares": shares,
        "together": together,
        "hidden": [one for one in hidden if one["channel"] != Kind.LETTER],
        "notes": _notes(counted, codes, definition, letters),
        "numbers": _numbers(counted, codes, definition, told),
        "agreement": _agreement(kept, codes, definition, shown),
        "words": _words(definition),
    }


def _day(one: Observation) -> str:
    return timezone.localtime(one.observed_at).date().isoformat()


def _population(asked: Round) -> dict[str, Any] | None:
    found = population_of(asked.territory, asked.ends_on)
    if found is None:
        return None
    return {
        "number": found.number,
        "counted_on": found.counted_on.isoformat(),
        "source": found.source,
    }


def _items(definition: Definition) -> list[Question]:
    return [q for key, q in definition.questions.items() if key not in ABOUT]


def _given(one: Observation, question: Question) -> list[str] | None:
    """Return the options that were chosen; None when it was not answered, or nobody could tell."""
    answer = one.answers.get(question.key)
    chosen = [answer] if isinstance(answer, str) else list(answer or [])
    return chosen if chosen and UNKNOWN not in chosen else None


def _shares(
    counted: Iterable[Observation], codes: Mapping[int, str], definition: Definition
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], set[Cell]]:
    """Return what is shown, by place and together, and the cells that are hidden."""
    totals: Counter[Cell] = Counter()
    chosen: dict[Cell, Counter[str]] = defaultdict(Counter)
    asked = [q for q in _items(definition) if q.kind in {"choice", "terms"}]
    for one in counted:
        for question in asked:
            given = _given(one, question)
            if given is None or one.location_id not in codes:
                continue
            cell = (question.key, codes[one.location_id], one.channel)
            totals[cell] += 1
            chosen[cell].update(given)
            chosen[cell]["done"] += question.key == HEADLINE and bool(set(given) & set(DONE))
    found, together = [], []
    hidden: set[Cell] = set()
    for question in asked:
        for option in _options(question):
            cells = {
                cell: (chosen[cell][option], total)
                for cell, total in totals.items()
                if cell[0] == question.key
            }
            parts = share_cells(cells)
            hidden |= parts.hidden
            found += [_share(cell, option, *share) for cell, share in sorted(parts.shown.items())]
            together += _summed(question.key, option, parts.shown)
    return found, together, hidden


def _place(cell: Cell) -> dict[str, str]:
    item, location, channel = cell
    return {"item": item, "location": location, "channel": channel}


def _told_by_others(definition: Definition, hidden: Collection[Cell]) -> Callable[[Cell], bool]:
    """Return whether something said of a cell would tell an answer that is hidden.

    "How long did you wait" is asked of who was answered: that it has a value tells
    the answer before it. What came of a letter is public as a note.
    """
    before: dict[str, set[str]] = {}
    for screen in definition.screens:
        for question in screen.questions:
            read = {
                key
                for condition in (screen.condition, question.condition)
                if condition is not None
                for key in condition.mentions()
            } - ABOUT
            before[question.key] = read.union(*(before.get(key, ()) for key in read))

    def told(cell: Cell) -> bool:
        item, location, channel = cell
        return channel != Kind.LETTER and any(
            (key, location, channel) in hidden for key in before[item]
        )

    return told


def _notes(
    counted: Iterable[Observation],
    codes: Mapping[int, str],
    definition: Definition,
    letters: Collection[tuple[str, str]],
) -> list[dict[str, str]]:
    """Return what came of each letter, by (item, location) of `letters`, with its day."""
    return [
        {"item": item, "location": codes[one.location_id], "on": _day(one), "option": option}
        for one in counted
        if one.channel == Kind.LETTER
        for item in (q.key for q in _items(definition) if q.kind in {"choice", "terms"})
        if (item, codes.get(one.location_id, "")) in letters
        for option in _given(one, definition.questions[item]) or ()
    ]


def _options(question: Question) -> list[str]:
    codes = [option.code for option in question.options if option.code != UNKNOWN]
    return ["done", *codes] if question.key == HEADLINE else codes


def _share(cell: Cell, option: str, successes: int, total: int) -> dict[str, Any]:
    return {**_place(cell), "option": option, "successes": successes, "total": total}


def _summed(item: str, option: str, shown: Mapping[Cell, tuple[int, int]]) -> list[dict[str, Any]]:
    """Return the sums of what is shown: by channel, and over all channels when there are several."""
    channels = sorted({channel for _item, _location, channel in shown})
    found = []
    for channel in [*channels, *([""] if len(channels) > 1 else [])]:
        part = share_cells({c: n for c, n in shown.items() if channel in {"", c[2]}})
        found.append(_share((item, "", channel), option, *part.together))
    return found


def _numbers(
    counted: Iterable[Observation],
    codes: Mapping[int, str],
    definition: Definition,
    told: Callable[[Cell], bool],
) -> list[dict[str, Any]]:
    """Return what was measured, by item, location and channel."""
    values: dict[Cell, list[tuple[str, Decimal]]] = defaultdict(list)
    for one in counted:
        for question in _items(definition):
            answer = one.answers.get(question.key)
            if question.kind not in MEASURED or not answer or one.location_id not in codes:
                continue
            is_number = question.kind == "number"
            value = number_of(answer) if is_number else Decimal(seconds_of(answer))
            values[question.key, codes[one.location_id], one.channel].append((_day(one), value))
    return [_number(cell, found) for cell, found in sorted(values.items()) if not told(cell)]


def _number(cell: Cell, found: list[tuple[str, Decimal]]) -> dict[str, Any]:
    told: dict[str, Any] = _place(cell)
    if len(found) < MINIMUM:
        return told | {"notes": [{"on": day, "value": _plain(value)} for day, value in found]}
    only = [value for _on, value in found]
    return told | {
        "n": len(only),
        "median": _plain(median(only)),
        "least": _plain(min(only)),
        "most": _plain(max(only)),
    }


def _plain(value: Decimal) -> str:
    """Return a number as it is frozen: "7.5", "12"."""
    return format(value.normalize() if value % 1 else value.quantize(Decimal(1)), "f")


def _agreement(
    kept: Iterable[Observation],
    codes: Mapping[int, str],
    definition: Definition,
    shown: Collection[Cell],
) -> list[dict[str, Any]]:
    """Return how far the two observers of one visit say the same, by item and over all items.

    Of `shown` cells only: kappa depends on what was noted, and would tell of a hidden one.
    """
    by_slot = {one.slot_id: one for one in kept if one.slot_id is not None}
    pairs = [
        (by_slot[one.slot.twin_id], one)
        for one in by_slot.values()
        if one.slot is not None and one.slot.twin_id in by_slot
    ]
    found, all_of_them = [], []
    for question in _items(definition):
        if question.kind not in {"choice", "terms"}:
            continue
        rated = [
            (tuple(sorted(first)), tuple(sorted(second)))
            for one, other in pairs
            if (question.key, codes.get(one.location_id, ""), one.channel) in shown
            and (first := _given(one, question))
            and (second := _given(other, question))
        ]
        all_of_them += rated
        if len(rated) >= MINIMUM:
            found.append(_agreed(question.key, rated))
    if len(all_of_them) >= MINIMUM:
        found.insert(0, _agreed("", all_of_them) | {"pairs": len(pairs), "kappa": None})
    return found


def _agreed(item: str, rated: list[tuple[Any, Any]]) -> dict[str, Any]:
    agreed = agreement_of(rated)
    kappa = None if agreed.kappa is None else round(agreed.kappa, 2)
    return {"item": item, "agreeing": agreed.agreeing, "total": agreed.n, "kappa": kappa}


def _words(definition: Definition) -> dict[str, Any]:
    """Return the labels of items and of their options, in the languages of the site."""
    return {
        question.key: {
            "label": {code: question.words(code).label for code in LANGUAGES},
            "unit": question.unit or ("duration" if question.kind == "duration" else ""),
            "options": {
                option.code: {code: option.label(code) for code in LANGUAGES}
                for option in question.options
            },
        }
        for question in definition.questions.values()
    }
