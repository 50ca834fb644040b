"""The 20 characters in the QR codes of a printed page: which form, which page, which sheet.

`O` kind(1) form(2) version(2) page(1) serial(7) seal(6): upper-case letters and
digits, so that they fit the smallest QR code. The serial is random and says
nothing about a person; a page that may be copied has none (`0000000`). The seal
is a truncated HMAC-SHA256 under a key of this observatory (30 bits): a misread
code, a forged card and the form of another observatory are refused alike.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

LENGTH = 20
# Without I, L, O and U, which are misread by people (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NO_SERIAL = "0000000"
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(
    r"O([A-Z])([0-9A-Z]{2})([0-9A-Z]{2})([0-9A-Z])([0-9A-HJKMNP-TV-Z]{7})([0-9A-HJKMNP-TV-Z]{6})"
)


class NotOurs(ValueError):
    """The text is no page code of this observatory. `reason`: "shape" or "seal"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class PageCode:
    """What the code of a page says.

    `kind`: "R" report, "V" observation sheet, "C" card of an urn, "S" signature
    sheet, "T" the part with name and contact that is torn off a form (form, version,
    page and serial are those of the page it was part of). `form` and `version`: two
    characters each. `page`: 1 to 35. `serial`: seven characters, or None for a page
    that may be copied.
    """

    kind: str
    form: str
    version: str
    page: int
    serial: str | None


def draw_serial() -> str:
    """Return a random serial (35 bits), never the one that means "none"."""
    while (serial := "".join(secrets.choice(ALPHABET) for _ in range(7))) == NO_SERIAL:
        pass
    return serial


def write_code(key: bytes, page: PageCode) -> str:
    """Return the 20 characters of a page. Raises `ValueError` when a part does not fit."""
    number = _BASE36[page.page] if 0 < page.page < len(_BASE36) else "?"
    body = f"O{page.kind}{page.form}{page.version}{number}{page.serial or NO_SERIAL}"
    code = body + _seal(key, body)
    if not _SHAPE.fullmatch(code):
        raise ValueError(f"no page code can say this: {page}")
    return code


def read_code(key: bytes, text: str) -> PageCode:
    """Return what the 20 characters say. Raises `NotOurs`."""
    found = _SHAPE.fullmatch(text)
    if not found:
        raise NotOurs("shape")
    kind, form, version, page, serial, seal = found.groups()
    if not hmac.compare_digest(seal, _seal(key, text[:-6])):
        raise NotOurs("seal")
    if page == "0":
        raise NotOurs("shape")
    return PageCode(
        kind, form, version, _BASE36.index(page), None if serial == NO_SERIAL else serial
    )


def _seal(key: bytes, body: str) -> str:
    """Return the first 30 bits of the HMAC, five to a character."""
    digest = hmac.new(key, body.encode(), hashlib.sha256).digest()
    bits = int.from_bytes(digest[:4], "big") >> 2
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(6)))
