"""Which subjects of documents everyone sees now: each package above says so of its own."""

from collections.abc import Callable

_shown: dict[str, Callable[[int], bool]] = {}


def register_subject(kind: str, is_shown: Callable[[int], bool]) -> None:
    """Say how to tell whether everyone sees a subject ("campaign", its key)."""
    _shown[kind] = is_shown


def is_shown(subject: str) -> bool:
    """Tell whether everyone sees a subject ("campaign:12") now; one of a kind that nobody registered, no."""
    kind, _, key = subject.partition(":")
    return kind in _shown and key.isdecimal() and _shown[kind](int(key))
