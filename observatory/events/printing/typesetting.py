"""A poster and a programme as PDF: tagged, PDF/UA-1, A4, in black."""

from pathlib import Path
from typing import Any

from observatory.ui.typesetting import count_pages, qr_code, typeset

POSTER, PROGRAMME = (Path(__file__).with_name(name) for name in ("poster.typ", "programme.typ"))
# (title, body, phone in points, lines of the text): the first that fits on one side, the largest first.
SIZES = ((40, 17, 44), (34, 15, 38), (28, 13, 32), (24, 11.5, 28), (20, 10, 24))
# Cut here on a poster, where everything must fit; the page of the event says it whole.
LONGEST_TEXT = 700


class TooLong(ValueError):
    """It does not fit on one side, however small."""


def typeset_poster(content: dict[str, Any]) -> bytes:
    """Return the poster of an event, on one side. Raises `TooLong`."""
    told = content | {"qr": qr_code(content["link"]), "text": _shorter(content["text"])}
    for title, body, phone in SIZES:
        sizes = {"title_size": title, "body_size": body, "phone_size": phone}
        pdf = typeset(POSTER, told | sizes)
        if count_pages(pdf) == 1:
            return pdf
    raise TooLong


def typeset_programme(content: dict[str, Any]) -> bytes:
    """Return the programme, on as many pages as it takes."""
    return typeset(PROGRAMME, content | {"qr": qr_code(content["link"])})


def _shorter(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT].rsplit(" ", 1)[0] + " …"
