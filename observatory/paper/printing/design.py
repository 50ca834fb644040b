"""A form before it is printed: its pages with everything that is the same on every copy."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from observatory.kit.omr.layout import PageLayout, Zone

from .canvas import Canvas, Part
from .content import Content

# Stand in a layout until it is known which form this is.
NO_FORM = NO_VERSION = "00"


@dataclass(frozen=True)
class Slot:
    """Where something stands that is different on every copy: a text of `style`, `w` wide."""

    x_mm: float
    y_mm: float
    w_mm: float
    style: str
    align: str = "start"


@dataclass(frozen=True)
class DesignedPage:
    """One page: its parts, what is read of it, and where the copy's own words go.

    `tear_off` is the place of the small code on the part to be cut off, and
    `tear_off_serial` of its serial in type; `stub` that of the return code,
    `stub_words` of the words above it, and `stub_write` of those where it is
    written by hand. `told`: lines that say what this copy is for, one after the other.
    """

    parts: tuple[Part, ...]
    layout: PageLayout
    code_lines: tuple[Slot, ...]
    tear_off: Zone | None = None
    tear_off_serial: Slot | None = None
    stub: Slot | None = None
    stub_words: Slot | None = None
    stub_write: Slot | None = None
    told: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Design:
    """All pages of a form. `on_sheet`: where each page of a sheet of A4 lies on it (urn cards: four)."""

    content: Content
    pages: tuple[DesignedPage, ...]
    on_sheet: tuple[tuple[float, float], ...] = ((0.0, 0.0),)

    def layouts(self) -> list[PageLayout]:
        """Return the layouts as they are kept: of no form yet, of no sheet."""
        return [page.layout for page in self.pages]

    def sha256(self) -> str:
        """Return a hash of everything that is read; the words beside it may be mended freely."""
        canonical = json.dumps(
            [layout.to_json() for layout in self.layouts()], sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()


def layout_of(
    canvas: Canvas, page: int, height_mm: float, multiple: frozenset[str], **places: object
) -> PageLayout:
    """Return what is read of a page, of no form and no sheet yet."""
    asked = {box.question for box in canvas.boxes}
    return PageLayout(
        form=NO_FORM,
        version=NO_VERSION,
        page=page,
        serial=None,
        width_mm=canvas.width_mm,
        height_mm=height_mm,
        boxes=tuple(canvas.boxes),
        zones=tuple(canvas.zones),
        multiple=multiple & asked,
        **places,  # type: ignore[arg-type]
    )


def layouts_for(
    layouts: list[PageLayout], form: str, version: str, serials: list[str | None]
) -> Iterator[PageLayout]:
    """Yield the layout of every printed page, copy by copy."""
    for serial in serials:
        for layout in layouts:
            yield replace(layout, form=form, version=version, serial=serial)
