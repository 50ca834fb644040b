"""The fonts of the site as Typst reads them.

They come as web fonts with the packages that `script/assets` installs; Typst
reads only the open form. They are opened once and kept in the data folder,
under a name that holds a hash of what they were made of.
"""

import hashlib
import os
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category, combining, normalize

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

PACKAGES = ("atkinson-hyperlegible-latin", "noto-sans-arabic-arabic")
WEIGHTS = ("400", "700")
LATIN, ARABIC = "Atkinson Hyperlegible", "Noto Sans Arabic"
# Every font draws these.
PLAIN = re.compile(r"[ -~\n\t]*")
# What stands between two lines, in heights of the type: Arabic needs more air.
LEADING = {"ltr": 0.2, "rtl": 0.34}


class FontsMissing(Exception):
    """The fonts are not there: `script/setup` installs them."""


def families(direction: str) -> list[str]:
    """Return the families that a text is set in: of two scripts, its own first."""
    return [ARABIC, LATIN] if direction == "rtl" else [LATIN, ARABIC]


@cache
def fonts() -> typst.Fonts:
    """Return the fonts, opened once per process. Raises `FontsMissing`."""
    sources = {path.stem: path for path in _sources()}
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources.values()))
    folder = settings.DATA_DIR / "fonts" / digest.hexdigest()[:16]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, path in sources.items():
        _open(path, folder / f"{name}.ttf")
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )


def has_arabic() -> bool:
    """Tell whether the font for Arabic is installed."""
    return ARABIC in fonts().families()


def drawable(told: Any) -> Any:
    """Return texts, in whatever lists and dicts they stand, with only what the fonts can draw.

    PDF/UA-1 allows no sign without a drawing (ISO 14289-1, 7.21.8): one emoji in a title
    and there is no paper at all. Controls, among them those that turn the direction of a
    line, pictures and marks are left out; a letter with an accent that is not there loses
    it; any other letter becomes "?". A text that had something never becomes empty.
    """
    if isinstance(told, str):
        return _drawable(told)
    if isinstance(told, dict):
        return {key: drawable(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [drawable(value) for value in told]
    return told


def _drawable(text: str) -> str:
    if PLAIN.fullmatch(text):
        return text
    known = _drawn()
    found = "".join(
        sign if sign in known else _instead(sign, known) for sign in normalize("NFC", text)
    )
    return found if found.strip() or not text.strip() else "?"


def _instead(sign: str, known: frozenset[str]) -> str:
    kind = category(sign)
    if kind.startswith("Z"):
        return "\N{NO-BREAK SPACE}" if sign == "\N{NARROW NO-BREAK SPACE}" else " "
    if kind[0] in "CM" or kind in {"So", "Sk"}:
        return ""
    plain = "".join(one for one in normalize("NFKD", sign) if not combining(one))
    return plain if plain and known.issuperset(plain) else "?"


@cache
def _drawn() -> frozenset[str]:
    """Return the signs that a family has in every weight; opens the fonts."""
    drawn: set[str] = set("\n\t")
    for package in PACKAGES:
        maps = [
            set(TTFont(path).getBestCmap()) for path in _sources() if path.name.startswith(package)
        ]
        drawn |= {chr(code) for code in set.intersection(*maps)} if maps else set()
    return frozenset(one for one in drawn if one in "\n\t" or category(one) not in {"Cc", "Cf"})


def _sources() -> list[Path]:
    home = settings.BASE_DIR / "node_modules" / "@fontsource"
    found = [
        path
        for name in PACKAGES
        for weight in WEIGHTS
        for path in home.glob(f"*/files/{name}-{weight}-normal.woff2")
    ]
    if not any(path.name.startswith(PACKAGES[0]) for path in found):
        raise FontsMissing("the fonts are not installed: run script/setup")
    return found


def _open(source: Path, target: Path) -> None:
    """Write the font without its compression; two processes that start together write the same file."""
    if target.exists():
        return
    font = TTFont(source)
    font.flavor = None
    draft = target.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    font.save(draft)
    draft.replace(target)
