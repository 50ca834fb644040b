"""A person fills a page: what they mean, and every mark they make.

`draw_truth` says what someone means; `fill` draws it, with everything that goes
wrong on the way: a box crossed and cancelled, a stray dot, a word that runs over.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from observatory.kit.omr.layout import Box, PageLayout, Zone

from . import marks
from .pages import PX, Grey, PrintedPage
from .pens import Hand, Pen, Random, draw, pick_hand, pick_pen, shaken

# What someone means: option codes by question; the words of a zone by its question.
Truth = Mapping[str, Sequence[str] | str]
BoxKey = tuple[str, str]

EMPTY, MARKED, CANCELLED = "empty", "marked", "cancelled"
# An empty box that ink of another mark reaches.
TOUCHED = "touched"


@dataclass(frozen=True)
class DrawnMark:
    """`kind`: one of `marks.MARKED`, `CANCELLED` or `STRAY`; `pen`: its name."""

    question: str
    option: str
    kind: str
    pen: str


@dataclass(frozen=True)
class Habits:
    """How a pile is filled. `shares` of `marks.MARKED`; `cancels` and `strays` are means a page.

    `strays` is the share of empty boxes. `pen` forces one kind of pen.
    """

    shares: tuple[float, ...] = marks.SHARES
    cancels: float = 1.0
    strays: float = 0.04
    pen: str | None = None
    handwriting: float = 0.6


NEAT = Habits(shares=(0.7, 0.3, 0.0, 0.0, 0.0, 0.0), cancels=0.0, strays=0.0, pen="ballpoint")
HABITS = {"mixed": Habits(), "neat": NEAT}


@dataclass(frozen=True)
class FilledPage:
    """A page someone filled. `states` and `kinds` have every box of the layout.

    `blue`: where blue ink lies, 0 to 255, a quarter of the page's size; None for other pens.
    """

    grey: Grey
    layout: PageLayout
    code: str
    marks: tuple[DrawnMark, ...]
    states: dict[BoxKey, str]
    kinds: dict[BoxKey, str]
    pen: str
    blue: Grey | None = field(default=None, repr=False)


def draw_truth(layout: PageLayout, seed: int | Sequence[int]) -> dict[str, list[str]]:
    """Return what someone means on this page: options by question, in the layout's order.

    Of single choices 9 % are left open and 1.5 % have two answers by mistake.
    """
    rng = np.random.default_rng(seed)
    truth = {}
    for question, boxes in _questions(layout).items():
        options = [box.option for box in boxes]
        if question in layout.multiple:
            wanted = rng.random(len(options)) < rng.uniform(0.12, 0.4)
            truth[question] = [o for o, chosen in zip(options, wanted, strict=True) if chosen]
            continue
        count = int(rng.choice([0, 1, 2], p=[0.09, 0.895, 0.015]))
        chosen = rng.permutation(len(options))[:count]
        truth[question] = [options[at] for at in sorted(chosen)]
    return truth


def fill(
    page: PrintedPage, truth: Truth, seed: int | Sequence[int], habits: Habits | None = None
) -> FilledPage:
    """Return the page as one person fills it, who means `truth`.

    A text as the truth of a zone's question is written into it. The picture of
    `page` is left as it is.
    """
    return _Person(page, np.random.default_rng(seed), habits or Habits()).fill(truth)


class _Person:
    """Someone at a table with a pen and a page."""

    def __init__(self, page: PrintedPage, rng: Random, habits: Habits) -> None:
        self.page, self.rng, self.habits = page, rng, habits
        self.grey = page.grey.copy()
        shares = np.array(habits.shares)
        self.main = str(rng.choice(marks.MARKED, p=shares / shares.sum()))
        self.hand = pick_hand(rng, self._pen())
        self.marks: list[DrawnMark] = []
        self.states: dict[BoxKey, str] = {}

    def _pen(self) -> Pen:
        if self.main == "light":
            return pick_pen(self.rng, "light pencil")
        return pick_pen(self.rng, self.habits.pen)

    def fill(self, truth: Truth) -> FilledPage:
        self._write(truth)
        for question, boxes in _questions(self.page.layout).items():
            meant = [box for box in boxes if box.option in truth.get(question, ())]
            for box in meant:
                self._mark(box, self._kind())
        for box in self._wrong_boxes(truth):
            self._cancel(box)
        self._stray()
        kinds = self._kinds()
        states = {
            (box.question, box.option): self.states.get((box.question, box.option), EMPTY)
            for box in self.page.layout.boxes
        }
        return FilledPage(
            self.grey,
            self.page.layout,
            self.page.code,
            tuple(self.marks),
            states,
            kinds,
            self.hand.pen.name,
            self._blue(),
        )

    def _kind(self) -> str:
        """Return how the next mark is made: seven in ten as this person mostly does."""
        if self.main == "light" or self.rng.random() < 0.7:
            return self.main
        shares = np.array(self.habits.shares)
        shares[marks.MARKED.index("light")] = 0  # that is the pencil's
        return str(self.rng.choice(marks.MARKED, p=shares / shares.sum()))

    def _mark(self, box: Box, kind: str, state: str = MARKED) -> None:
        self._draw(box, marks.DRAWN[kind](_side(box), self.hand, self.rng), kind, state)

    def _draw(self, box: Box, strokes: marks.Strokes, kind: str, state: str) -> None:
        is_tidy = kind in {"small", "filled", *marks.CANCELLED}
        spread = self.hand.spread * (0.4 if is_tidy else 1.0)
        drift = np.array(self.hand.drift) * (0.4 if is_tidy else 1.0)
        away = np.clip(drift + self.rng.normal(0, spread, 2), -1.3, 1.3)
        middle = np.array([box.x_mm + box.w_mm / 2, box.y_mm + box.h_mm / 2]) + away
        moved = [shaken(stroke + middle, self.hand, self.rng) for stroke in strokes]
        draw(self.grey, moved, self.hand, self.rng)
        self.marks.append(DrawnMark(box.question, box.option, kind, self.hand.pen.name))
        if state != EMPTY:
            self.states[box.question, box.option] = state

    def _wrong_boxes(self, truth: Truth) -> list[Box]:
        """Return boxes that this person crossed by mistake, mostly beside an answer."""
        candidates = []
        for question, boxes in _questions(self.page.layout).items():
            meant = truth.get(question, ())
            is_multiple = question in self.page.layout.multiple
            if len(meant) == 1 or (is_multiple and self.rng.random() < 0.3):
                free = [box for box in boxes if box.option not in meant]
                if free:
                    candidates.append(free[int(self.rng.integers(0, len(free)))])
        count = min(int(self.rng.poisson(self.habits.cancels)), len(candidates))
        return [candidates[at] for at in self.rng.permutation(len(candidates))[:count]]

    def _cancel(self, box: Box) -> None:
        first = str(self.rng.choice(["cross", "tick", "small"], p=[0.6, 0.3, 0.1]))
        self._mark(box, first if self.main != "light" else "light", CANCELLED)
        self._mark(box, str(self.rng.choice(marks.CANCELLED, p=marks.CANCEL_SHARES)), CANCELLED)

    def _stray(self) -> None:
        for box in self.page.layout.boxes:
            taken = (box.question, box.option) in self.states
            if taken or self.rng.random() >= self.habits.strays:
                continue
            kind = str(self.rng.choice(marks.STRAY, p=[0.35, 0.25, 0.3, 0.1]))
            hand = self.hand
            if kind == "smudge":
                self.hand = _smearing(hand, self.rng)
            self._draw(box, marks.stray(kind, _side(box), hand, self.rng), kind, EMPTY)
            self.hand = hand

    def _write(self, truth: Truth) -> None:
        for zone in self.page.layout.zones:
            said = truth.get(zone.question, "")
            if isinstance(said, str) and said:
                write_text(self.grey, zone, said)
            elif self.rng.random() < self.habits.handwriting:
                self._scribble(zone)

    def _scribble(self, zone: Zone) -> None:
        share = self.rng.uniform(0.25, 1.0)
        words = marks.handwriting(zone.w_mm, zone.h_mm, self.hand, self.rng, share)
        for word in words:
            moved = shaken(word + np.array([zone.x_mm, zone.y_mm]), self.hand, self.rng)
            draw(self.grey, [moved], self.hand, self.rng)

    def _kinds(self) -> dict[BoxKey, str]:
        """Return the kind of every box: its last mark, or whether others' ink reaches it."""
        last = {(mark.question, mark.option): mark.kind for mark in self.marks}
        kinds = {}
        for box in self.page.layout.boxes:
            key = (box.question, box.option)
            kinds[key] = last.get(key) or (TOUCHED if self._is_touched(box) else EMPTY)
        return kinds

    def _is_touched(self, box: Box) -> bool:
        inner = 0.45  # the line of the box and half a pixel
        left, top = round((box.x_mm + inner) * PX), round((box.y_mm + inner) * PX)
        right = round((box.x_mm + box.w_mm - inner) * PX)
        bottom = round((box.y_mm + box.h_mm - inner) * PX)
        before = self.page.grey[top:bottom, left:right]
        taken = cv2.absdiff(before, self.grey[top:bottom, left:right])
        return bool(np.count_nonzero(taken > 60) > 0.004 * taken.size)

    def _blue(self) -> Grey | None:
        if not self.hand.pen.is_blue:
            return None
        size = (self.grey.shape[1] // 4, self.grey.shape[0] // 4)
        before = cv2.resize(self.page.grey, size, interpolation=cv2.INTER_AREA)
        return cv2.subtract(before, cv2.resize(self.grey, size, interpolation=cv2.INTER_AREA))


def write_text(grey: Grey, zone: Zone, text: str) -> None:
    """Write words into a zone in a plain hand, as many as it holds."""
    scale = float(np.clip(zone.h_mm / 3.2, 2.2, 3.4)) * PX / 22
    font, line = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 0
    step, row = round(31 * scale * 1.5), ""
    plain = text.encode("ascii", "ignore").decode()
    for word in [*plain.split(), ""]:
        longer = f"{row} {word}".strip()
        width = cv2.getTextSize(longer, font, scale, 4)[0][0]
        if word and width < (zone.w_mm - 6) * PX:
            row = longer
            continue
        at = (
            round((zone.x_mm + 3) * PX),
            round((zone.y_mm + 1) * PX) + step * line + round(24 * scale),
        )
        if at[1] < (zone.y_mm + zone.h_mm) * PX:
            cv2.putText(grey, row, at, font, scale, 60, 4, cv2.LINE_AA)
        row, line = word, line + 1


def _smearing(hand: Hand, rng: Random) -> Hand:
    """Return the same hand with the side of a finger for a pen."""
    return Hand(
        Pen("smear", 0.9, rng.uniform(0.06, 0.14), 0.0, 0.7),
        1.0, 0.05, hand.slant, hand.drift, hand.spread, hand.size,
    )  # fmt: skip


def _side(box: Box) -> float:
    return min(box.w_mm, box.h_mm)


def _questions(layout: PageLayout) -> dict[str, list[Box]]:
    """Return the boxes by question, in the layout's order."""
    found: dict[str, list[Box]] = defaultdict(list)
    for box in layout.boxes:
        found[box.question].append(box)
    return found
