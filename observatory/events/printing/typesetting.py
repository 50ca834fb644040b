"""A poster and a programme as PDF: tagged, PDF/UA-1, A4, in black."""

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from observatory.ui.fonts import drawable, families, fonts

HERE = Path(__file__).parent
# (title, body, phone in points, lines of the text): the first that fits on one side, the largest first.
SIZES = ((40, 17, 44), (34, 15, 38), (28, 13, 32), (24, 11.5, 28), (20, 10, 24))
# Cut here on a poster, where everything must fit; the page of the event says it whole.
LONGEST_TEXT = 700


class TooLong(ValueError):
    """It does not fit on one side, however small."""


def typeset_poster(content: dict[str, Any]) -> bytes:
    """Return the poster of an event, on one side. Raises `TooLong`."""
    # Large, and needed here alone: not by every process at its start.
    import pikepdf

    told = content | {"qr": _qr(content["link"]), "text": _shorter(content["text"])}
    for title, body, phone in SIZES:
        sizes = {"title_size": title, "body_size": body, "phone_size": phone}
        pdf = _compile("poster.typ", told | sizes)
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            if len(opened.pages) == 1:
                return pdf
    raise TooLong


def typeset_programme(content: dict[str, Any]) -> bytes:
    """Return the programme, on as many pages as it takes."""
    return _compile("programme.typ", content | {"qr": _qr(content["link"])})


def _shorter(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT].rsplit(" ", 1)[0] + " …"


def _qr(link: str) -> str:
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


@cache
def _compiler(name: str) -> typst.Compiler:
    return typst.Compiler(
        str(HERE / name), root=str(HERE), font_paths=fonts(), ignore_system_fonts=True
    )


def _compile(name: str, told: dict[str, Any]) -> bytes:
    data = drawable(told) | {"fonts": families("ltr")}
    pdf = _compiler(name).compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf
