"""How high a text stands, asked of Typst itself: the page is then as it was worked out.

Asking costs a run of Typst, so questions are gathered: `fit` works a page out
with guesses, has everything that it missed measured at once, and works it out
again until nothing is missing.
"""

import json
from collections.abc import Callable, Sequence
from math import floor
from pathlib import Path
from typing import TypeVar

import typst

from observatory.ui.fonts import LEADING, families, fonts

HERE = Path(__file__).parent
# A part of a text and whether it is strong.
Run = tuple[str, bool]
Asked = tuple[str, tuple[Run, ...], float | None]
Found = TypeVar("Found")
# Each round finds what the one before could not ask for; in practice two or three.
MOST_ROUNDS = 12
# Sizes that a process keeps: those of a few forms in a few languages. They depend on
# nothing but the fonts and what is asked.
MOST_KEPT = 20_000
_kept: dict[tuple[str, str, int], dict[Asked, tuple[float, float]]] = {}


class Measures:
    """Sizes of texts in one language, in millimetres; `body` is how large its letters are, in points."""

    def __init__(self, language: str, direction: str, body: int) -> None:
        self.language, self.direction, self.body = language, direction, body
        if sum(map(len, _kept.values())) >= MOST_KEPT:
            _kept.clear()
        self._known = _kept.setdefault((language, direction, body), {})
        self._missed: dict[Asked, None] = {}

    def height(self, style: str, runs: Sequence[Run], width: float) -> float:
        """Return the height of a text that is set in lines of `width` millimetres."""
        # Never in wider lines than it is set in: what just fits would take one line more on paper.
        return self._ask((style, tuple(runs), floor(width * 100) / 100))[1]

    def width(self, style: str, runs: Sequence[Run]) -> float:
        """Return the width of a text on one line."""
        return self._ask((style, tuple(runs), None))[0]

    def fit(self, work_out: Callable[[], Found]) -> Found:
        """Return what `work_out` returns once every size it asks for is known."""
        for _round in range(MOST_ROUNDS):
            self._missed.clear()
            try:
                found = work_out()
            except ValueError:
                # With guesses it did not fit; with sizes it may.
                if not self._missed:
                    raise
            else:
                if not self._missed:
                    return found
            self._measure()
        raise RuntimeError("the sizes of a form do not settle")

    def _ask(self, asked: Asked) -> tuple[float, float]:
        if asked not in self._known:
            self._missed[asked] = None
            return (asked[2] or 50.0, 8.0)
        return self._known[asked]

    def _measure(self) -> None:
        asked = list(self._missed)
        data = {
            "title": "",
            "author": "",
            "language": self.language,
            "direction": self.direction,
            "body": self.body,
            "fonts": families(self.direction),
            "leading": LEADING[self.direction],
            "asked": asked,
        }
        compiler = typst.Compiler(
            str(HERE / "measure.typ"),
            root=str(HERE),
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
        sizes = json.loads(compiler.query("<sizes>", field="value", one=True))
        self._known.update(zip(asked, (tuple(size) for size in sizes), strict=True))
