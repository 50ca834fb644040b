"""Axe on a page as it stands, on a wide screen and at 320 pixels."""

from urllib.parse import urlsplit

import pytest

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}


def look_at(page, find_axe_violations):
    """Return what is wrong with the page as it stands, at both widths."""
    faults = []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        place = f"{urlsplit(page.url).path} at {size['width']} px"
        faults += [f"{place}: {fault}" for fault in find_axe_violations(page)]
        excess = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if excess > 0:
            faults.append(f"{place}: wider than the screen by {excess} px")
    return faults


def fail_on(faults):
    """Fail with each fault once, and how often and where first it was found."""
    kinds = {}
    for fault in faults:
        place, _, what = fault.partition(" px: ")
        kinds.setdefault(what or fault, []).append(place)
    if kinds:
        lines = [f"{len(where)} × {what} (first: {where[0]})" for what, where in kinds.items()]
        pytest.fail("\n".join(lines), pytrace=False)
