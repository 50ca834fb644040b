"""From pages to a PDF: tagged, PDF/UA-1, every part where its layout says.

What is the same on every copy is set once; a copy adds its codes, its serial
in type and its return code.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import typst

from observatory.kit.omr.layout import PageLayout
from observatory.kit.return_codes import group_code
from observatory.paper.page_codes import PageCode, write_code
from observatory.ui.fonts import LEADING, families, fonts

from .content import Content
from .design import Design, DesignedPage, Slot
from .marks import code_svg, mark_svg
from .pictograms import pictogram_svg
from .targets import BODY_OF, KIND_OF

HERE = Path(__file__).parent
AUTHOR = "Observatoire"
TEAR_OFF = "T"
# For the twelve digits that someone writes by hand.
TO_WRITE = "____ ____ ____"


@dataclass(frozen=True)
class Copy:
    """One form to be printed: its serial and its return code; neither on a form that may be copied.

    `told`: what this copy is for, a line for each place that its first page has for it.
    """

    serial: str | None = None
    return_code: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Printed:
    """The PDF, and the layout of each of its pages; of cards, each card and where it lies."""

    pdf: bytes
    pages: tuple[PageLayout, ...]
    # Of each page: (number of the sheet from 1, x, y of its corner on it in millimetres).
    places: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True)
class Ordered:
    """Copies of one form, as they are printed one after the other."""

    design: Design
    form: str
    version: str
    copies: Sequence[Copy]


def typeset(
    design: Design, copies: Sequence[Copy], *, form: str, version: str, key: bytes, title: str
) -> Printed:
    """Return the PDF of so many copies. `key` seals the codes of the pages."""
    return typeset_all([Ordered(design, form, version, copies)], key=key, title=title)


def typeset_all(
    orders: Sequence[Ordered], *, key: bytes, title: str, is_parted: bool = False
) -> Printed:
    """Return one PDF of several forms in one language, in order. `key` seals the codes of the pages.

    `is_parted`: each copy begins on a sheet of paper of its own when both sides are printed.
    """
    pages: list[PageLayout] = []
    sheets: list[list[dict[str, Any]]] = []
    places: list[tuple[int, float, float]] = []
    masters: list[list[dict[str, Any]]] = []
    known: dict[int, int] = {}
    design = orders[0].design
    for order in orders:
        design, spots = order.design, order.design.on_sheet
        if id(design) not in known:
            known[id(design)] = len(masters)
            masters += [list(_master(page)) for page in design.pages]
        for copy in order.copies:
            if is_parted and len(sheets) % 2:
                sheets.append([])
            for number, page in enumerate(design.pages, known[id(design)]):
                layout = replace(
                    page.layout, form=order.form, version=order.version, serial=copy.serial
                )
                spot = len(pages) % len(spots)
                if spot == 0:
                    sheets.append([])
                x, y = spots[spot]
                own = list(_own_parts(page, layout, design.content, copy, key))
                sheets[-1].append({"master": number, "x": x, "y": y, "own": own})
                pages.append(layout)
                places.append((len(sheets), x, y))
    words = design.content.words
    data = {
        "title": title,
        "author": AUTHOR,
        "has_title": any(
            part["kind"] == "text" and part["style"] == "title"
            for master in masters
            for part in master
        ),
        "language": design.content.language,
        "direction": words.direction,
        "body": BODY_OF[design.content.target],
        "fonts": families(words.direction),
        "leading": LEADING[words.direction],
        "icons": _icons(masters),
        "masters": masters,
        "cuts": _cutting_lines(design),
        "sheets": sheets,
    }
    return Printed(_compile(data), tuple(pages), tuple(places))


def _master(page: DesignedPage) -> Iterator[dict[str, Any]]:
    for mark in page.layout.marks:
        yield _picture(mark_svg(mark.number), mark.x_mm, mark.y_mm, mark.size_mm)
    yield from page.parts


def _own_parts(
    page: DesignedPage, layout: PageLayout, content: Content, copy: Copy, key: bytes
) -> Iterator[dict[str, Any]]:
    """Yield what only this copy has."""
    code = PageCode(KIND_OF[content.target], layout.form, layout.version, layout.page, copy.serial)
    text = write_code(key, code)
    svg = code_svg(text)
    for place in layout.codes:
        yield _picture(svg, place.x_mm, place.y_mm, place.w_mm)
    for slot in page.code_lines:
        yield _text(slot, _in_groups(text))
    if page.tear_off is not None:
        small = code_svg(write_code(key, replace(code, kind=TEAR_OFF)))
        yield _picture(small, page.tear_off.x_mm, page.tear_off.y_mm, page.tear_off.w_mm)
    if page.tear_off_serial is not None and copy.serial:
        yield _text(page.tear_off_serial, copy.serial)
    words, has_code = content.words, bool(copy.return_code)
    above = page.stub_words if has_code else page.stub_write
    if above is not None:
        said = words.stub_code if has_code else words.stub_write
        yield {**_text(above, said), "align": "start", "ltr": False}
    if page.stub is not None:
        said = group_code(copy.return_code) if copy.return_code else TO_WRITE
        yield _text(page.stub, said)
    for slot, said in zip(page.told, copy.told, strict=False):
        told = {**_text(slot, said), "align": "start", "ltr": False}
        yield {**told, "runs": [[said, slot is page.told[0]]]}


def _in_groups(code: str) -> str:
    """Return the code of a page as it is read aloud: what it is, which sheet, the seal."""
    return f"{code[:7]} {code[7:14]} {code[14:]}"


def _picture(svg: str, x: float, y: float, size: float) -> dict[str, Any]:
    return {"kind": "picture", "svg": svg, "x": x, "y": y, "s": size}


def _text(slot: Slot, said: str) -> dict[str, Any]:
    return {
        "kind": "text",
        "x": slot.x_mm,
        "y": slot.y_mm,
        "w": slot.w_mm,
        "style": slot.style,
        "runs": [[said, slot.style == "code"]],
        "align": "left" if slot.align == "start" else "right" if slot.align == "end" else "center",
        "ltr": True,
        "tag": False,
    }


def _icons(masters: list[list[dict[str, Any]]]) -> dict[str, str]:
    names = {part["name"] for master in masters for part in master if part["kind"] == "icon"}
    return {name: pictogram_svg(name) for name in sorted(names)}


def _cutting_lines(design: Design) -> list[dict[str, float]]:
    """Return the lines between the cards of a sheet."""
    if len(design.on_sheet) == 1:
        return []
    size = design.pages[0].layout
    across = {x for x, _y in design.on_sheet} - {0.0}
    down = {y for _x, y in design.on_sheet} - {0.0}
    return [{"x": x, "y": 0.0, "w": 0.0, "h": 2 * size.height_mm} for x in sorted(across)] + [
        {"x": 0.0, "y": y, "w": 2 * size.width_mm, "h": 0.0} for y in sorted(down)
    ]


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(HERE / "print.typ"), root=str(HERE), font_paths=fonts(), ignore_system_fonts=True
    )


def _compile(data: dict[str, Any]) -> bytes:
    pdf = _compiler().compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf
