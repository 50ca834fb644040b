"""Which half of a two-language name is which."""

import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "bilingual_names.json"


@cache
def _table() -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = json.loads(DATA.read_text(encoding="utf-8"))["names"]
    return names


def names_of(name: str) -> dict[str, str]:
    """Return the names by language of a place that a source names in one string.

    "Brussel-Noord/Bruxelles-Nord" has the Dutch half first, "Haren-Sud/Haren-Zuid"
    the French: the string alone does not say, so a small table does. A name
    that is not in the table is the same in every language. "mul" keeps what
    the source wrote.
    """
    known = _table().get(name)
    return {**known, "mul": name} if known else {"fr": name, "nl": name, "mul": name}
