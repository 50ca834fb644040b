"""Where things stand on a printed page: the contract between printing a page and reading it.

Millimetres from the top left corner of the page as printed, y downwards. The
sizes follow measured trials: at a margin of 9 mm a skewed scanner cut corner
marks off, at 16 mm from the sides and 12 mm from top and bottom it lost none.
"""

from dataclasses import asdict, dataclass
from typing import Any

# Corner marks: ArUco, dictionary 4X4_50, identifiers 0 to 3 clockwise from the top left.
MARK_DICTIONARY = "DICT_4X4_50"
MARK_MM = 7.5
MARK_FROM_SIDE_MM = 16.0
MARK_FROM_TOP_MM = 12.0
# Two identical QR codes (version 1, level M, 21 modules) on a diagonal.
CODE_MM = 18.0
# What someone crosses: the outer size of the square, and the width of its line.
BOX_MM = 5.0
BOX_LINE_MM = 0.25
# Nothing else is printed this near to a box: the reader measures the paper's white there.
CLEAR_MM = 2.0


@dataclass(frozen=True)
class Box:
    """One square to cross. `option` is the code of the answer it stands for."""

    question: str
    option: str
    x_mm: float
    y_mm: float
    w_mm: float
    h_mm: float


@dataclass(frozen=True)
class Zone:
    """One rectangle for handwriting, or for a picture of it."""

    question: str
    x_mm: float
    y_mm: float
    w_mm: float
    h_mm: float


@dataclass(frozen=True)
class Mark:
    """One corner mark: `number` is its identifier in the dictionary, x and y its top left corner."""

    number: int
    x_mm: float
    y_mm: float
    size_mm: float


@dataclass(frozen=True)
class PageLayout:
    """One printed page: whose it is, its size, and everything on it that is read.

    `form`, `version` and `page` identify the layout; `serial` the very sheet, and
    is None for a page that may be copied. `multiple` names the questions in which
    several boxes may be crossed; in the others one at most. `cut_mm`: the sheet is
    cut there, and what lies below never travels with the answers; it may still be
    on the picture, whose other measures stay those of the whole sheet.
    """

    form: str
    version: str
    page: int
    serial: str | None
    width_mm: float
    height_mm: float
    boxes: tuple[Box, ...]
    zones: tuple[Zone, ...]
    marks: tuple[Mark, ...]
    codes: tuple[Zone, ...]
    multiple: frozenset[str] = frozenset()
    cut_mm: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the page as JSON holds it; `from_json` gives it back."""
        return asdict(self) | {"multiple": sorted(self.multiple)}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "PageLayout":
        """Return the page that `to_json` wrote. Raises `KeyError` or `TypeError` on anything else."""
        return cls(
            **found
            | {
                "boxes": tuple(Box(**box) for box in found["boxes"]),
                "zones": tuple(Zone(**zone) for zone in found["zones"]),
                "marks": tuple(Mark(**mark) for mark in found["marks"]),
                "codes": tuple(Zone(**code) for code in found["codes"]),
                "multiple": frozenset(found["multiple"]),
            }
        )


def corner_marks(width_mm: float, height_mm: float) -> tuple[Mark, ...]:
    """Return the four marks of a page of this size, clockwise from the top left."""
    left, top = MARK_FROM_SIDE_MM, MARK_FROM_TOP_MM
    right = width_mm - MARK_FROM_SIDE_MM - MARK_MM
    bottom = height_mm - MARK_FROM_TOP_MM - MARK_MM
    places = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return tuple(Mark(number, x, y, MARK_MM) for number, (x, y) in enumerate(places))
