"""From measures to a decision: empty, marked, cancelled, or doubtful, which a person decides.

First each box by itself, then the boxes of a question together, as the form
says it: "Cross with a pen. Wrong box? Black it out completely and cross
another." What cannot be told for certain is doubtful, never guessed; the rules
and where each figure comes from are in docs/reading-marks.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .layout import PageLayout
from .reasons import BoxReason, HabitReason, PageReason

EMPTY, MARKED, CANCELLED, DOUBTFUL = "empty", "marked", "cancelled", "doubtful"
# Blacked out: what that means depends on the other boxes of the question.
FILLED = "filled"

# A mark: how much a stroke stands out, and how long its strokes are together (mm).
LINE_MARKED, LENGTH_MARKED = 0.075, 2.8
# A pale one might be a smudge, which is no longer than this.
LINE_PALE, LENGTH_PALE = 0.16, 4.0
# Nothing, or a speck: no stroke stands out more; a dot or a flick of a pen at rest.
LINE_EMPTY, GRAINS_EMPTY, LENGTH_SPECK, COVER_SPECK = 0.038, 2.2, 1.85, 0.25
# One straight line: all of it lies this near to it. It reaches in from outside, so far.
SPREAD_LINE, LENGTH_TAIL = 0.33, 3.4
# A pale line that leaves the box twice, and is shorter than a cross: the crease of a crumple.
LENGTH_CREASE = 6.2
# Or one that runs straight from one end of the inside to the other; the straighter, the less pale.
SPREAD_CREASE, STROKE_CREASE = 0.25, 3.7
SPREAD_SHARP, STROKE_SHARP, LINE_SHARP = 0.2, 3.4, 0.25
# A pale mark that lies nearer to one line than this may be a crease with a bend in it.
SPREAD_PASSED = 0.6
# Narrower than any pencil: grain that happens to lie in a line.
WIDTH_GRAIN = 0.22
# Written around an empty box: share of the ring, at two facing sides.
RIM_WRITTEN = 0.015
# Or around one of its corners: share of the ring, at two sides that meet.
CORNER_WRITTEN = 0.05
# Dark inside and all around: no pen blacks that out.
RIM_SHADOW = 0.8
# What only cuts a corner of the box, and goes around it: no straight line, and ink, not grain.
SPREAD_AROUND, INK_AROUND = 0.45, 0.005
# The paper itself is dark between strokes: nothing but a blacked out box is.
DARK_DENSE = 0.15
# Where a scribble begins (share of the inside, strokes met, width of a stroke in mm), and
# where a box is blacked out.
COVER_DENSE, RUNS_DENSE, WIDTH_DENSE, LENGTH_DENSE, COVER_FILLED = 0.62, 2.1, 1.45, 11.5, 0.93
# A cross by a thick pen leaves white corners, and no line meets it more than twice.
COVER_THICK, WHITE_THICK, RUNS_THICK = 0.75, 0.9, 1.75
# What is left of a cross without one of its strokes, in widths of a stroke: the other one.
REST_STRAIGHT = 0.42
# How much of the printed outline must be seen, and of each of its sides: a hole takes one away.
OUTLINE_SEEN, SIDE_SEEN = 0.30, 0.20
# A disc so wide beside the box, and as dark as ink, is no stroke: a hole.
BLOT_HOLE = 2.3
# The paper next to a box is about as bright as what lies around; else something covers it.
PAPER_SEEN = 0.65
# A page on which so many boxes are blacked out and at most one is crossed: does this person fill?
FILLS_FROM, FILLS_CROSSES = 4, 1


@dataclass(frozen=True)
class Decision:
    """What became of a box: its state, how sure that is (0 to 1), and why it is doubtful."""

    state: str
    confidence: float
    reason: BoxReason | PageReason | Literal[""] = ""


def decide_box(measures: dict[str, float], *, is_bilevel: bool = False) -> Decision:
    """Decide one box by itself; the state may be `FILLED`, which is no last word.

    On a scan of one bit a pixel any speck may be what is left of a pencil mark.
    """
    m = measures
    is_dense = (
        m["cover"] >= COVER_DENSE
        or m["dark"] >= DARK_DENSE
        or m["runs"] >= RUNS_DENSE
        or m["width"] >= WIDTH_DENSE
        or m["length"] >= LENGTH_DENSE
    )
    if _is_hidden(m):
        return Decision(DOUBTFUL, 0.5, "no_outline")
    pale = m["line"] < LINE_PALE
    faintest = max(LINE_EMPTY, GRAINS_EMPTY * m["grain"])
    is_grain = pale and m["width"] < WIDTH_GRAIN
    if m["cover"] < COVER_SPECK and (
        m["line"] < faintest or m["length"] < LENGTH_SPECK or is_grain
    ):
        return _decide_speck(m, is_bilevel=is_bilevel)
    if m["cover"] < COVER_FILLED and _is_struck(m):
        return Decision(DOUBTFUL, 0.5, "line")
    if is_dense:
        return _decide_dense(m)
    if _is_line(m, is_pale=pale):
        return Decision(DOUBTFUL, 0.5, "line")
    wanted = LENGTH_PALE if pale else LENGTH_MARKED
    if m["line"] >= max(LINE_MARKED, 1.3 * faintest) and m["length"] >= wanted:
        sure = min(m["line"] / LINE_MARKED, m["length"] / wanted)
        return Decision(MARKED, min(1.0, 0.6 + 0.4 * (sure - 1)))
    return Decision(DOUBTFUL, 0.5, "faint")


def may_be_passed(decision: Decision, measures: dict[str, float]) -> bool:
    """Tell whether a pale line that comes from afar may be why a box is doubtful, or seems marked."""
    if measures["line"] >= LINE_SHARP:
        return False
    if decision.state == MARKED:
        return measures["spread"] < SPREAD_PASSED
    return decision.reason in {"line", "beside"} or (
        decision.reason == "faint" and measures["exits"] > 1
    )


def _is_hidden(m: dict[str, float]) -> bool:
    """Tell whether something lies on the box, or the paper is gone: a thumb, a shadow, a hole."""
    is_filled = m["cover"] >= COVER_FILLED
    if m["paper"] < PAPER_SEEN or (is_filled and m["rim"] > RIM_SHADOW):
        return True
    if m["cover"] >= COVER_DENSE and m["side"] >= SIDE_SEEN:
        return False
    if m["blot"] > BLOT_HOLE:
        return True
    return m["outline"] < OUTLINE_SEEN or (m["side"] < SIDE_SEEN and not is_filled)


def _is_line(m: dict[str, float], *, is_pale: bool) -> bool:
    """Tell whether what is there is a line that only passes, or the end of one: a fold, a tail."""
    if is_pale and m["exits"] > 1 and m["length"] < LENGTH_CREASE:
        return True
    if is_pale and m["spread"] < SPREAD_CREASE and m["stroke"] > STROKE_CREASE:
        return True
    if m["line"] < LINE_SHARP and m["spread"] < SPREAD_SHARP and m["stroke"] > STROKE_SHARP:
        return True
    reaches_in = m["exits"] > 1 or (m["exits"] == 1 and m["length"] < LENGTH_TAIL)
    return m["whole_spread"] < SPREAD_LINE and reaches_in


def _is_struck(m: dict[str, float]) -> bool:
    """Tell whether a stroke goes through the box that is none of the two of a cross."""
    if m["strikes"] == 1:
        return m["spread"] < SPREAD_LINE or m["rest"] > REST_STRAIGHT
    return m["strikes"] > 1


def _decide_speck(m: dict[str, float], *, is_bilevel: bool) -> Decision:
    """Decide a box with nothing in it, or next to nothing."""
    goes_around = m["exits"] > 1 and m["whole_spread"] > SPREAD_AROUND and m["ink"] > INK_AROUND
    if m["rim"] >= RIM_WRITTEN or m["corner"] >= CORNER_WRITTEN or goes_around:
        return Decision(DOUBTFUL, 0.5, "beside")
    if is_bilevel and m["area"] > 0:
        return Decision(DOUBTFUL, 0.5, "faint")
    return Decision(EMPTY, 1 - 0.5 * min(1.0, m["line"] / LINE_EMPTY, m["length"] / LENGTH_SPECK))


def _decide_dense(m: dict[str, float]) -> Decision:
    """Decide a box with much ink: blacked out, a thick cross, or somewhere between."""
    if m["cover"] >= COVER_FILLED:
        return Decision(FILLED, 0.5 + 0.5 * (m["cover"] - COVER_FILLED) / (1 - COVER_FILLED))
    # Dark where no stroke is: pencil that blacks out so evenly that only its edges stand out.
    is_even = m["dark"] >= DARK_DENSE and m["cover"] < COVER_SPECK
    if (
        not is_even
        and m["cover"] < COVER_THICK
        and m["white"] >= WHITE_THICK
        and m["runs"] <= RUNS_THICK
        and m["width"] < WIDTH_DENSE
        and m["length"] < LENGTH_DENSE
    ):
        return Decision(MARKED, 0.7)
    return Decision(DOUBTFUL, 0.5, "dense")


def decide_page(
    layout: PageLayout, decisions: Iterable[Decision]
) -> tuple[list[Decision], list[BoxReason | HabitReason]]:
    """Decide the boxes of a page together, in the order of the layout.

    Returns the decisions, none of them `FILLED`, and why the page is doubtful.
    """
    final = list(decisions)
    reasons: list[BoxReason | HabitReason] = []
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


def _decide_question(
    final: list[Decision], places: list[int], *, is_multiple: bool
) -> BoxReason | Literal[""]:
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


def _doubt(final: list[Decision], places: list[int], reason: BoxReason) -> None:
    for place in places:
        final[place] = Decision(DOUBTFUL, 0.5, reason)
