"""From the code of a page to its layout: only what this observatory printed is read."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.conf import settings

from observatory.kit.keys import load_key
from observatory.kit.omr.layout import PageLayout
from observatory.paper.page_codes import NotOurs, PageCode, read_code

# (form, version, page) -> where things stand on that page, None when it is not known here.
FindLayout = Callable[[str, str, int], PageLayout | None]


def code_key() -> bytes:
    """Return the secret under which the codes of pages are sealed. Makes it if missing."""
    return load_key(settings.KEYS_DIR, "pages")


def identify(text: str, find: FindLayout | None = None) -> PageLayout | None:
    """Return the layout of the page with this code, its own serial in it; None when not ours.

    Not ours: no page code, a code under another key, a form that is not known (any
    more). `find` looks the layout up, in the database unless something else is given.
    """
    code = code_of(text)
    if code is None:
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
