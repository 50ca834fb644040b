"""Sample data for the style guide: every state of every component, plainly invented."""

from typing import Any


def samples() -> dict[str, Any]:
    return {}
