"""The accounts of the fictional content."""

import base64
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from observatory.kit.keys import keyed_hash, load_key

CONTENT = Path(__file__).resolve().parent.parent / "data" / "demo.json"
RECOVERY_CODES = 5


@cache
def content() -> dict[str, Any]:
    """Return what the fictional content says. Read once, not to be changed."""
    found: dict[str, Any] = json.loads(CONTENT.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Account:
    """A demo account, with what is needed to sign in. Printed, stored nowhere in the clear."""

    key: str
    name: str
    email: str
    mandates: list[tuple[str, str | None]]
    password: str
    totp_secret: str
    recovery_codes: list[str]


def accounts() -> list[Account]:
    """Return the demo accounts; their secrets are worked out from a key of this installation."""
    secret = load_key(settings.KEYS_DIR, "demo")

    def derive(*parts: str) -> str:
        return keyed_hash(secret, *parts)

    return [
        Account(
            key=person["key"],
            name=person["name"],
            email=person["email"],
            mandates=[(role, nis) for role, nis in person["mandates"]],
            password="guichet-" + derive("password")[:10],
            totp_secret=base64.b32encode(
                bytes.fromhex(derive(person["key"], "totp"))[:20]
            ).decode(),
            recovery_codes=[
                derive(person["key"], "recovery", str(number))[:8]
                for number in range(RECOVERY_CODES)
            ],
        )
        for person in content()["people"]
    ]
