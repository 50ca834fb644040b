"""Figures out of outcomes: each with N, an interval and its target."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .intervals import Share, by_pages, wilson
from .outcomes import BoxOutcome, Outcome, is_cancelled_as_marked, row_of

# Sets that are told together, and what they are called.
GROUPS = {
    "grey scans": ("S1", "S2"),
    "black and white, faint copies": ("S3", "S4", "S5"),
    "photos": ("P1", "P2"),
    "photos, curled and folded": ("P3",),
    "damaged": ("HS", "HP"),
}
# From the work order: at least or at most, as a share.
TARGETS: dict[str, dict[str, float | None]] = {
    "pages registered": {"S": 0.998, "P": 0.99, "H": None},
    "silent errors": {"S1": 0.0005, "S2": 0.0005, "P1": 0.0005, "P2": 0.0005, "P3": 0.002, "H": 0.002},
    "boxes to review": {"S1": 0.01, "S2": 0.01, "P": 0.03, "H": 0.03},
    "cancelled as marked": {"S1": 0.005, "S2": 0.005, "P": 0.005, "H": 0.005},
    "wrong identities": {"": 0.0},
    "pages unaccounted": {"": 0.0},
}  # fmt: skip
MIN_PAGES_A_SECOND, MAX_RATIO = 50.0, 3.0


def target(figure: str, set_name: str) -> float | None:
    """Return the target of a figure for a set: that of the longest name that begins it."""
    known = TARGETS.get(figure, {})
    fits = [begin for begin in known if set_name.startswith(begin)]
    return known[max(fits, key=len)] if fits else None


Counted = Callable[[BoxOutcome], bool]


def boxes_share(outcomes: Iterable[Outcome], found: Counted, of: Counted) -> Share:
    """Return the share of boxes `found` among those `of`, drawn by pages."""
    cases, totals = [], []
    for outcome in outcomes:
        among = [box for box in outcome.boxes if of(box)]
        totals.append(len(among))
        cases.append(sum(found(box) for box in among))
    return by_pages(np.array(cases), np.array(totals))


def silent_errors(outcomes: Iterable[Outcome], only: Counted | None = None) -> Share:
    """Return the share of wrong ones among core boxes that were read without a doubt."""
    wanted = only or (lambda box: True)
    return boxes_share(
        outcomes,
        lambda box: box.is_silent_error,
        lambda box: box.is_core and not box.is_doubtful and wanted(box),
    )


def to_review(outcomes: Iterable[Outcome], only: Counted | None = None) -> Share:
    """Return the share of boxes that a person is asked about, of those that a reader may decide."""
    wanted = only or (lambda box: True)
    return boxes_share(
        outcomes, lambda box: box.is_doubtful, lambda box: box.is_decidable and wanted(box)
    )


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, Share]:
    """Return the figures of one set, or of several together."""
    sheets = sum(len(outcome.picture.sheets) for outcome in outcomes)
    return {
        "pages registered": wilson(sum(outcome.found for outcome in outcomes), sheets),
        "wrong identities": wilson(sum(outcome.wrong for outcome in outcomes), len(outcomes)),
        "silent errors": silent_errors(outcomes),
        "boxes to review": to_review(outcomes),
        "all boxes to a person": boxes_share(
            outcomes, lambda box: box.is_doubtful, lambda box: True
        ),
        "single choices to a person": by_pages(
            np.array([outcome.asked for outcome in outcomes]),
            np.array([outcome.questions for outcome in outcomes]),
        ),
        "cancelled as marked": boxes_share(
            outcomes, is_cancelled_as_marked, lambda box: box.truth == "cancelled"
        ),
        "pages unaccounted": wilson(
            sum(not outcome.is_accounted or bool(outcome.trouble) for outcome in outcomes),
            len(outcomes),
        ),
    }


def speed_of(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return milliseconds of CPU a page, pages a second, and the ratio to decoding alone."""
    count = max(1, len(outcomes))
    taking = sum(outcome.taking for outcome in outcomes)
    reading = sum(outcome.reading for outcome in outcomes)
    decoding = sum(outcome.decoding for outcome in outcomes)
    spent = max(taking + reading, 1e-9)
    found = {
        "pages_a_second": round(len(outcomes) / spent, 1),
        "taking_ms": round(1000 * taking / count, 2),
        "reading_ms": round(1000 * reading / count, 2),
        "decoding_ms": round(1000 * decoding / count, 2),
    }
    if decoding:
        found["ratio"] = round(spent / decoding, 2)
    return found


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, tuple[Share, Share]]:
    """Return (wrong among the undoubted, doubtful) for each kind of mark, most frequent first.

    Of a cancelled box only `marked` is wrong; of a filled one whatever its rule says
    stands here against what the person meant.
    """
    counted = Counter(row_of(box) for outcome in outcomes for box in outcome.boxes)
    found = {}
    for kind, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):

        def is_kind(box: BoxOutcome, kind: str = kind) -> bool:
            return row_of(box) == kind

        found[kind] = (
            boxes_share(
                outcomes,
                is_wrong,
                lambda box, is_kind=is_kind: is_kind(box) and not box.is_doubtful,  # type: ignore[misc]
            ),
            boxes_share(outcomes, lambda box: box.is_doubtful, is_kind),
        )
    return found


def is_wrong(box: BoxOutcome) -> bool:
    """Tell whether a box without doubt is wrong; a cancelled one is only if it counts as marked."""
    return is_cancelled_as_marked(box) if box.truth == "cancelled" else box.is_silent_error


def by_effect(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes by what happened to the pages; one may stand in several."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for effect in outcome.picture.effects:
            found.setdefault(effect, []).append(outcome)
    return found


def reasons_of(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return how many core boxes are doubtful for which reason, most frequent first."""
    counted = Counter(
        f"{box.reason}: {row_of(box)}"
        for outcome in outcomes
        for box in outcome.boxes
        if box.is_decidable and box.is_doubtful
    )
    return dict(counted.most_common(12))


def line_of(figure: str, set_name: str, share: Share) -> dict[str, Any]:
    """Return a figure as one JSON object; shares and intervals in per cent."""
    aim = target(figure, set_name)
    return {
        "figure": figure,
        "set": set_name,
        "found": share.found,
        "n": share.of,
        "percent": round(100 * share.value, 4),
        "interval": [round(100 * share.low, 4), round(100 * share.high, 4)],
        "target": None if aim is None else round(100 * aim, 4),
    }
