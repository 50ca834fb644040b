"""From the code of a page to its layout, and what becomes of a page whose code is not its own.

Only what this observatory printed is read. Light to import: forms and printing
need the secret of the codes, and no reader.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from django.conf import settings

from observatory.kit.keys import load_key
from observatory.kit.omr.layout import PageLayout
from observatory.kit.omr.reasons import Reason
from observatory.paper.page_codes import NotOurs, PageCode, read_code
from observatory.paper.registry import TEAR_OFF

if TYPE_CHECKING:
    from observatory.kit.omr.readings import PageReading

# (form, version, page) -> where things stand on that page, None when it is not known here.
FindLayout = Callable[[str, str, int], PageLayout | None]

# What only whoever knows the codes can say of a page, and what only whoever knows the pile.
CodeReason = Literal["seal", "unknown_form", "tear_off"]
PileReason = Literal["same_picture", "same_serial", "photocopied"]


def code_key() -> bytes:
    """Return the secret under which the codes of pages are sealed. Makes it if missing."""
    return load_key(settings.KEYS_DIR, "pages")


def identify(text: str, find: FindLayout | None = None) -> PageLayout | None:
    """Return the layout of the page with this code, its own serial in it; None when not ours.

    Not ours: no page code, a code under another key, a form that is not known (any
    more). The small code of a part that is torn off is no page either: where it still
    hangs, the page has codes of its own. `find` looks the layout up, in the database
    unless something else is given.
    """
    code = code_of(text)
    if code is None or code.kind == TEAR_OFF:
        return None
    layout = (find or _printed_layout)(code.form, code.version, code.page)
    return replace(layout, serial=code.serial) if layout is not None else None


def code_of(text: str | None) -> PageCode | None:
    """Return what the code of a page says; None for none, or for one that is not sealed by us."""
    try:
        return read_code(code_key(), text) if text else None
    except NotOurs:
        return None


def layouts_from(pages: Iterable[PageLayout]) -> FindLayout:
    """Return a way to find layouts among these, for where there is no database."""
    known = {(page.form, page.version, page.page): page for page in pages}
    return lambda form, version, page: known.get((form, version, page))


def _printed_layout(form: str, version: str, page: int) -> PageLayout | None:
    # Imported here: the package of what was printed reads this module's key.
    from observatory.paper.queries.printing import find_layout

    return find_layout(form, version, page)


@dataclass(frozen=True)
class Judged:
    """A page by itself, or of a pile: its reading, what its code says, its status and why.

    `code` is None when the page has none of ours, or when the code that was read is
    not the page's own.
    """

    reading: "PageReading"
    code: PageCode | None
    status: str
    reasons: tuple[Reason | CodeReason | PileReason, ...]


def judge(reading: "PageReading") -> Judged:
    """Return what becomes of a page by itself: the reader cannot tell whose a code is.

    A part that was torn off has its small code and no corner mark ("tear_off"). With
    one it is a page whose own codes are hidden, and the part still hangs on it: a
    person names the page ("no_code").
    """
    code = code_of(reading.code)
    if reading.status != "foreign" or not reading.code:
        return Judged(reading, code, reading.status, reading.reasons)
    notes = reading.reasons[1:]
    if code is None:
        why: CodeReason | Reason = "seal" if _has_shape(reading.code) else "foreign_code"
        return Judged(reading, None, "foreign", (why, *notes))
    if code.kind != TEAR_OFF:
        return Judged(reading, code, "foreign", ("unknown_form", *notes))
    if reading.corners is None and "few_marks" not in notes:
        return Judged(reading, code, "foreign", ("tear_off", *notes))
    return Judged(reading, None, "unreadable", ("no_code", *notes))


def _has_shape(text: str) -> bool:
    """Tell whether a code that is none of ours looks like one: another observatory's, or forged."""
    try:
        read_code(code_key(), text)
    except NotOurs as error:
        return error.reason == "seal"
    return True
