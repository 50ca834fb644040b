"""The page for a council as a PDF: tagged, PDF/UA-1, one side of A4 at 14 points."""

import io
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from observatory.ui.fonts import families, fonts

HERE = Path(__file__).parent
# (margin above and below in millimetres, leading, space between parts, both in heights of the
# type): the first that fits on one side, the airiest first.
AIR = ((18.0, 0.62, 0.95), (14.0, 0.52, 0.75), (12.0, 0.42, 0.6))


class TooLong(ValueError):
    """It does not fit on one side at 14 points: a testimony or a demand must go, or be shorter."""


@dataclass(frozen=True)
class Content:
    """What stands on the page, in one language."""

    language: str
    kicker: str
    title: str
    headline_label: str
    headline: str
    lines: tuple[str, ...]
    quotes_title: str
    # (language, words): a testimony is in the language in which it was told.
    quotes: tuple[tuple[str, str], ...]
    asks_title: str
    asks: tuple[str, ...]
    method: str
    link_words: str
    link: str


def typeset_page(content: Content) -> bytes:
    """Return the page as a PDF. Raises `TooLong`."""
    # Large, and needed here alone: not by every process at its start.
    import pikepdf

    for margin, leading, spacing in AIR:
        told = asdict(content) | {
            "fonts": families("ltr"),
            "margin": margin,
            "leading": leading,
            "spacing": spacing,
            "qr": _qr(content.link),
        }
        pdf = _compile(told)
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            if len(opened.pages) == 1:
                return pdf
    raise TooLong


def _qr(link: str) -> str:
    if not link:
        return ""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(HERE / "page.typ"), root=str(HERE), font_paths=fonts(), ignore_system_fonts=True
    )


def _compile(told: dict[str, Any]) -> bytes:
    pdf = _compiler().compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf
