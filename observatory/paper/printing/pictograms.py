"""The pictograms of the site as pictures of their own, to be printed in black."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)" viewBox="([^"]+)">(.*?)</symbol>', re.DOTALL)
SPRITE = "ui/icons.svg"
# Drawn for paper alone.
SCISSORS = (
    "0 0 24 24",
    '<circle cx="5.5" cy="6.5" r="2.8"/><circle cx="5.5" cy="17.5" r="2.8"/>'
    '<path d="M7.9 8 21 17M7.9 16 21 7"/>',
)


@cache
def _drawn() -> dict[str, tuple[str, str]]:
    path = finders.find(SPRITE)
    if not path:
        raise FileNotFoundError(SPRITE)
    sprite = Path(path).read_text(encoding="utf-8")
    found = {name: (view, drawn) for name, view, drawn in _SYMBOL.findall(sprite)}
    return found | {"scissors": SCISSORS}


def pictogram_svg(name: str) -> str:
    """Return a pictogram as a picture; one that is not known is the sign for "other"."""
    view, drawn = _drawn().get(name) or _drawn()["other"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" fill="none" stroke="black" '
        f'stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">{drawn}</svg>'
    )
