"""The pictograms that are printed in black: those of the site, and some drawn for paper alone.

One name may hold two, "phone/clock": the second stands small in the corner of
the first. None looks like a box that is crossed: "no" is a small sign, not two strokes.
"""

import json
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

HERE = Path(__file__).parent
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)
SPRITE = "ui/icons.svg"
STROKE = 1.7
# The second of two: how large, its line, and the white around it.
SMALL, SMALL_STROKE, SMALL_ROUND = 0.54, 2.3, 7.4


@cache
def _drawn() -> dict[str, str]:
    """Return what each pictogram is drawn with; what is drawn for paper goes before the site's.

    The screen of "online" bears a cross there: on paper it would look like a crossed box.
    """
    path = finders.find(SPRITE)
    if not path:
        raise FileNotFoundError(SPRITE)
    sprites = (Path(path), HERE / "pictograms.svg")
    return dict(
        symbol
        for sprite in sprites
        for symbol in _SYMBOL.findall(sprite.read_text(encoding="utf-8"))
    )


@cache
def _chosen() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (HERE / "beside.json").read_text(encoding="utf-8")
    )
    return found


def is_drawn(name: str) -> bool:
    """Tell whether every part of a pictogram is known."""
    first, _slash, second = name.partition("/")
    return first in _drawn() and (not second or second in _drawn())


def icon_beside(question: str, code: str, icon: str, *, is_term: bool, group_icon: str = "") -> str:
    """Return the pictogram beside an option: its own, else the one chosen for paper, else its group's."""
    if icon and icon != group_icon:
        return icon
    if is_term:
        return _chosen()["terms"].get(code, icon)
    answers = _chosen()["answers"]
    return answers.get(f"{question}.{code}") or answers.get(code, icon)


def pictogram_svg(name: str) -> str:
    """Return a pictogram as a picture; one that is not known is the sign for "other"."""
    first, _slash, second = (name if is_drawn(name) else "other").partition("/")
    drawn = _drawn()[first]
    if second:
        middle = 24 - 12 * SMALL
        drawn = (
            f'<g transform="scale(.86)">{drawn}</g>'
            f'<circle cx="{middle}" cy="{middle}" r="{SMALL_ROUND}" fill="white" stroke="none"/>'
            f'<g transform="translate({24 - 24 * SMALL} {24 - 24 * SMALL}) scale({SMALL})" '
            f'stroke-width="{SMALL_STROKE}">{_drawn()[second]}</g>'
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" '
        f'stroke-width="{STROKE}" stroke-linecap="round" stroke-linejoin="round">{drawn}</svg>'
    )
