"""The page for a council as a PDF: tagged, PDF/UA-1, one side of A4 at 14 points."""

from dataclasses import asdict, dataclass
from pathlib import Path

from observatory.ui.typesetting import count_pages, qr_code, typeset

TEMPLATE = Path(__file__).with_name("page.typ")
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
    for margin, leading, spacing in AIR:
        told = asdict(content) | {
            "margin": margin,
            "leading": leading,
            "spacing": spacing,
            "qr": qr_code(content.link) if content.link else "",
        }
        pdf = typeset(TEMPLATE, told)
        if count_pages(pdf) == 1:
            return pdf
    raise TooLong
