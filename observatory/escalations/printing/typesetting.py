"""A letter with its annexes as a PDF: tagged, PDF/UA-1, A4."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import typst

from observatory.ui.fonts import drawable, families, fonts

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One fact under a heading of its own: (label, value) lines, and words in their language."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    text: str = ""
    text_language: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the document; an annex begins on a page of its own."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    is_annex: bool = False


@dataclass(frozen=True)
class Document:
    """What stands on the paper, in one language. Lines to fill in end with an empty value."""

    language: str
    title: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    dated: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    blanks: tuple[str, ...]
    footer: str
    page_words: str


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(HERE / "dossier.typ"), root=str(HERE), font_paths=fonts(), ignore_system_fonts=True
    )


def typeset(document: Document) -> bytes:
    """Return the document as a PDF."""
    told = drawable(asdict(document)) | {"fonts": families("ltr")}
    pdf = _compiler().compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf
