"""A page to be filled: parts with their places, mirrored for languages written from right to left.

Places are given as if the language ran from left to right. Marks and codes are
never mirrored: they say which way the paper lies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from observatory.kit.omr.layout import BOX_MM, Box, Zone

from .measuring import Run

Part = dict[str, Any]
# A page is folded in half, in three or in four: nothing that is read stands this near to a fold.
FOLD_CLEAR_MM = 3.0
# Less than this is the inset of a line, and no step.
LEAST_STEP_MM = 0.5
FOLDS = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4)


def folds_of(height_mm: float) -> tuple[float, ...]:
    """Return where a page of this height may be folded, in millimetres from its top."""
    return tuple(height_mm * fold for fold in FOLDS)


@dataclass
class Canvas:
    """Parts of a page in reading order, and what is read of it. `end` is how far down it is filled."""

    width_mm: float
    is_rtl: bool
    parts: list[Part] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    end: float = 0.0

    def add(self, other: "Canvas") -> None:
        """Take over everything that another canvas of the same page holds."""
        self.parts += other.parts
        self.boxes += other.boxes
        self.zones += other.zones
        self.end = max(self.end, other.end)

    def late(self, y: float) -> float:
        """Return how far below `y` the first part stands: more than nothing where it stepped over a fold."""
        late = min(part["y"] for part in self.parts) - y
        return late if late > LEAST_STEP_MM else 0.0

    def shifted(self, dx: float) -> "Canvas":
        """Return everything moved by dx towards the end of the line: into another column."""
        dx = -dx if self.is_rtl else dx
        moved = Canvas(self.width_mm, self.is_rtl, end=self.end)
        moved.parts = [{**part, "x": round(part["x"] + dx, 3)} for part in self.parts]
        moved.boxes = [replace(box, x_mm=round(box.x_mm + dx, 3)) for box in self.boxes]
        moved.zones = [replace(zone, x_mm=round(zone.x_mm + dx, 3)) for zone in self.zones]
        return moved

    def text(
        self,
        x: float,
        y: float,
        w: float,
        style: str,
        runs: Iterable[Run],
        *,
        align: str = "start",
        ltr: bool = False,
        is_tagged: bool = True,
    ) -> None:
        """Set a text in lines of `w`. `ltr`: digits and addresses, whatever the language."""
        self._put(
            "text",
            x,
            y,
            w,
            w=round(w, 3),
            style=style,
            runs=[list(run) for run in runs],
            align=align,
            ltr=ltr,
            tag=is_tagged,
        )

    def box(self, question: str, option: str, x: float, y: float) -> None:
        """Draw a box to cross; x and y are of its outer edge."""
        x = self._mirrored(x, BOX_MM)
        self.boxes.append(Box(question, option, round(x, 3), round(y, 3), BOX_MM, BOX_MM))
        self.square(x, y, BOX_MM, is_placed=True)

    def square(self, x: float, y: float, size: float, *, is_placed: bool = False) -> None:
        """Draw a square with the line of a box, that is not read: an example."""
        self._put("box", x, y, size, s=size, is_placed=is_placed, inset=0.125)

    def zone(
        self, question: str, x: float, y: float, w: float, h: float, *, lines: int = 0
    ) -> None:
        """Draw a ruled rectangle for handwriting, with light lines to write on between its borders."""
        x = self._mirrored(x, w)
        self.zones.append(Zone(question, round(x, 3), round(y, 3), round(w, 3), round(h, 3)))
        self.frame(x, y, w, h, is_placed=True)
        for line in range(1, lines):
            self._put(
                "line",
                x + 3,
                y + h * line / lines,
                w - 6,
                is_placed=True,
                w=w - 6,
                h=0.0,
                line=0.2,
                dash=[0.3, 1.2],
                light=True,
            )

    def frame(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        *,
        line: float = 0.25,
        radius: float = 0.0,
        is_placed: bool = False,
    ) -> None:
        """Draw a rectangle; its size is that of its outer edge."""
        self._put(
            "frame",
            x,
            y,
            w,
            is_placed=is_placed,
            inset=line / 2,
            w=w - line,
            h=h - line,
            line=line,
            radius=radius,
        )

    def line(
        self,
        x: float,
        y: float,
        w: float,
        h: float = 0.0,
        *,
        line: float = 0.25,
        dash: Sequence[float] | None = None,
        light: bool = False,
    ) -> None:
        """Draw a straight line from its start over w and h."""
        shown = -w if self.is_rtl else w
        start = self.width_mm - x if self.is_rtl else x
        self._put(
            "line",
            start,
            y,
            0,
            is_placed=True,
            w=shown,
            h=h,
            line=line,
            dash=list(dash) if dash else None,
            light=light,
        )

    def icon(self, name: str, x: float, y: float, size: float) -> None:
        """Draw a pictogram of the site."""
        self._put("icon", x, y, size, s=size, name=name)

    def _mirrored(self, x: float, w: float) -> float:
        return self.width_mm - x - w if self.is_rtl else x

    def _put(
        self,
        kind: str,
        x: float,
        y: float,
        extent: float,
        *,
        is_placed: bool = False,
        inset: float = 0.0,
        **values: Any,
    ) -> None:
        x = x if is_placed else self._mirrored(x, extent)
        self.parts.append(
            {"kind": kind, "x": round(x + inset, 3), "y": round(y + inset, 3), **values}
        )
