"""A letter with its annexes as a PDF: tagged, PDF/UA-1, A4."""

from dataclasses import asdict, dataclass
from pathlib import Path

from observatory.ui import typesetting

TEMPLATE = Path(__file__).with_name("dossier.typ")


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


def typeset(document: Document) -> bytes:
    """Return the document as a PDF."""
    return typesetting.typeset(TEMPLATE, asdict(document))
