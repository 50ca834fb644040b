"""The words of the script that no question holds, in every language that calls are taken in.

The catalogues hold the languages of the site; a caller may speak another one.
Its words stand in `data/script_words.json`, under the French of the code.
"""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import get_language, gettext

FILE = Path(__file__).resolve().parent / "data" / "script_words.json"


@cache
def script_words() -> dict[str, dict[str, str]]:
    """Return {language: {French: its words}} for the languages that are none of the site's."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))["words"]
    return found


def said(message: str) -> str:
    """Return a message in the active language, which may be none of the site's."""
    return script_words().get(get_language() or "", {}).get(message) or gettext(message)
