"""Paper from a template of Typst and data: a tagged PDF/UA-1, whatever signs the texts have."""

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from .fonts import drawable, families, fonts


def typeset(template: Path, told: Mapping[str, Any]) -> bytes:
    """Return what the template makes of the data, which it reads as JSON from the input `data`.

    It is given the families of fonts as `fonts`, and finds what lies beside it.
    """
    data = drawable(dict(told)) | {"fonts": families("ltr")}
    pdf = _compiler(template).compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    # Large, and needed here alone: not by every process at its start.
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def qr_code(link: str) -> str:
    """Return the QR code of a link as SVG."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


@cache
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=fonts(),
        ignore_system_fonts=True,
    )
