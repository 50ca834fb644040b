"""What was read of a page: plain data, and what is needed to cut parts out of its picture."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from .layout import Box, PageLayout, Zone
from .reasons import BoxReason, PageReason, Reason
from .warp import Warp


@dataclass(frozen=True)
class BoxReading:
    """A box as it was read: "empty", "marked", "cancelled" or "doubtful".

    `confidence` from 0 to 1 (0.5 for a doubtful one); `measures`: what was gone by;
    `reason`: why it is doubtful.
    """

    box: Box
    state: str
    confidence: float
    measures: dict[str, float]
    reason: BoxReason | PageReason | Literal[""] = ""


@dataclass(frozen=True)
class ZoneReading:
    """Whether something is written in a zone, and which share of it is ink."""

    zone: Zone
    has_ink: bool
    ink_ratio: float


@dataclass(frozen=True)
class PageReading:
    """One page of a picture.

    `status`: "read", "doubtful" (a person decides something), "unreadable" or
    "foreign". `code`: the text of its QR code, whether it is ours or not. `corners`:
    4 x 2 in pixels, clockwise from the page's own top left, None when it was not
    found. `reasons`: codes, what weighs most first; "mirrored", "bilevel" and
    "two_sheets" may stand at a page without doubt. `ms`: what reading took.
    `is_mirrored`: corners are those of the mirror image.
    """

    status: str
    code: str | None = None
    layout: PageLayout | None = None
    corners: np.ndarray | None = None
    boxes: tuple[BoxReading, ...] = ()
    zones: tuple[ZoneReading, ...] = ()
    reasons: tuple[Reason, ...] = ()
    ms: float = 0.0
    is_mirrored: bool = False
    dpi: float | None = None
    warp: Warp | None = field(default=None, repr=False, compare=False)
