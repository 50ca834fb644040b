"""From measures to a decision: empty, marked, cancelled, or doubtful, which a person decides.

First each box by itself, then the boxes of a question together, as the form
says it: "Cross with a pen. Wrong box? Black it out completely and cross
another." What cannot be told for certain is doubtful, never guessed; the rules
and where each figure comes from are in docs/reading-marks.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .layout import PageLayout

EMPTY, MARKED, CANCELLED, DOUBTFUL = "empty", "marked", "cancelled", "doubtful"
# Blacked out: what that means depends on the other boxes of the question.
FILLED = "filled"

# Shares of the inside, and millimetres.
COVER_EMPTY, COVER_MARKED = 0.045, 0.125
STROKE_EMPTY, STROKE_MARKED = 0.9, 1.9
WEAK_STROKE_EMPTY, WEAK_STROKE_MARKED = 2.3, 3.2
WEAK_AREA_EMPTY, WEAK_AREA_MARKED = 0.8, 1.6
# A mark this pale is not told from dirt.
DEPTH_MARKED = 0.16
# Where a scribble begins, and where a box is blacked out.
COVER_DENSE, COVER_FILLED = 0.62, 0.95
RUNS_DENSE = 2.1
# One straight line: all of it lies this near to it, and it goes on outside at both ends, or one.
SPREAD_LINE, THROUGH_LINE, ENTERS_LINE = 0.33, 0.12, 0.3
# How much of the printed outline must be seen.
OUTLINE_SEEN = 0.30
# A page on which so many boxes are blacked out and at most one is crossed: does this person fill?
FILLS_FROM, FILLS_CROSSES = 4, 1


@dataclass(frozen=True)
class Decision:
    """What became of a box: its state, how sure that is (0 to 1), and why it is doubtful."""

    state: str
    confidence: float
    reason: str = ""


def decide_box(measures: dict[str, float], *, is_bilevel: bool = False) -> Decision:
    """Decide one box by itself; the state may be `FILLED`, which is no last word.

    On a scan of one bit a pixel any speck may be what is left of a pencil mark.
    """
    m = measures
    if m["cover"] >= COVER_DENSE or m["runs"] >= RUNS_DENSE:
        return _decide_dense(m)
    if m["outline"] < OUTLINE_SEEN:
        return Decision(DOUBTFUL, 0.5, "no_outline")
    if _is_empty(m):
        if is_bilevel and m["weak_area"] > 0:
            return Decision(DOUBTFUL, 0.5, "faint")
        return Decision(EMPTY, _margin_of_empty(m))
    if m["spread"] < SPREAD_LINE and (m["through"] > THROUGH_LINE or m["enters"] > ENTERS_LINE):
        return Decision(DOUBTFUL, 0.5, "line")
    if m["cover"] >= COVER_MARKED and m["stroke"] >= STROKE_MARKED:
        sure = min(m["cover"] / COVER_MARKED, m["stroke"] / STROKE_MARKED)
        return Decision(MARKED, min(1.0, 0.5 + 0.5 * (sure - 1)))
    if (
        m["weak_stroke"] >= WEAK_STROKE_MARKED
        and m["weak_area"] >= WEAK_AREA_MARKED
        and m["depth"] >= DEPTH_MARKED
        and m["spread"] >= SPREAD_LINE
    ):
        sure = min(m["weak_area"] / WEAK_AREA_MARKED, m["depth"] / DEPTH_MARKED)
        return Decision(MARKED, min(0.95, 0.5 + 0.3 * (sure - 1)))
    return Decision(DOUBTFUL, 0.5, "faint")


def _is_empty(m: dict[str, float]) -> bool:
    return (
        m["cover"] < COVER_EMPTY
        and m["stroke"] < STROKE_EMPTY
        and (m["weak_stroke"] < WEAK_STROKE_EMPTY or m["weak_area"] < WEAK_AREA_EMPTY)
    )


def _margin_of_empty(m: dict[str, float]) -> float:
    weak = min(m["weak_stroke"] / WEAK_STROKE_EMPTY, m["weak_area"] / WEAK_AREA_EMPTY)
    return 1 - 0.5 * min(1.0, max(m["cover"] / COVER_EMPTY, m["stroke"] / STROKE_EMPTY, weak))


def _decide_dense(m: dict[str, float]) -> Decision:
    """Decide a box with much ink: blacked out, or somewhere between a cross and that."""
    if m["cover"] >= COVER_FILLED:
        return Decision(FILLED, 0.5 + 0.5 * (m["cover"] - COVER_FILLED) / (1 - COVER_FILLED))
    return Decision(DOUBTFUL, 0.5, "dense")


def decide_page(
    layout: PageLayout, decisions: Iterable[Decision]
) -> tuple[list[Decision], list[str]]:
    """Decide the boxes of a page together, in the order of the layout.

    Returns the decisions, none of them `FILLED`, and why the page is doubtful.
    """
    final = list(decisions)
    reasons: list[str] = []
    states = [decision.state for decision in final]
    if states.count(FILLED) >= FILLS_FROM and states.count(MARKED) <= FILLS_CROSSES:
        reasons.append("fills_boxes")
    questions: dict[str, list[int]] = {}
    for place, box in enumerate(layout.boxes):
        questions.setdefault(box.question, []).append(place)
    for question, places in questions.items():
        reason = _decide_question(final, places, is_multiple=question in layout.multiple)
        if reason and reason not in reasons:
            reasons.append(reason)
    return final, reasons


def _decide_question(final: list[Decision], places: list[int], *, is_multiple: bool) -> str:
    """Settle the boxes of one question in `final`; return why one is doubtful, or ""."""
    filled = [place for place in places if final[place].state == FILLED]
    marked = [place for place in places if final[place].state == MARKED]
    unsure = any(final[place].state == DOUBTFUL for place in places)
    if not is_multiple and len(marked) > 1:
        _doubt(final, [*marked, *filled], "two_crosses")
        return "two_crosses"
    if not filled:
        return ""
    if is_multiple:
        _doubt(final, filled, "filled_in_multiple")
        return "filled_in_multiple"
    if marked:
        for place in filled:
            final[place] = Decision(CANCELLED, final[place].confidence)
        return ""
    # Another box in doubt may be the cross that makes these cancelled: asked together.
    _doubt(final, filled, "filled_alone")
    return "" if unsure else "filled_alone"


def _doubt(final: list[Decision], places: list[int], reason: str) -> None:
    for place in places:
        final[place] = Decision(DOUBTFUL, 0.5, reason)
