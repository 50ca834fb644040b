"""Where a person in trouble finds help, as sourced data."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from observatory.vocabularies.models import in_language

FILE = Path(__file__).resolve().parent.parent / "data" / "orientation.json"


@cache
def _contacts() -> list[dict[str, Any]]:
    contacts: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["contacts"]
    return contacts


def orientation_card() -> list[dict[str, str]]:
    """Return the contacts in the active language: name, what, phone, source."""
    return [
        {
            "name": in_language(contact["names"]),
            "what": in_language(contact["what"]),
            "phone": contact["phone"],
            "source": contact["source"],
        }
        for contact in _contacts()
    ]


@cache
def public_contacts() -> frozenset[str]:
    """Return the numbers and addresses that anyone may read in a published text."""
    return frozenset(
        contact[part]
        for contact in _contacts()
        for part in ("phone", "email", "address")
        if contact.get(part)
    )
