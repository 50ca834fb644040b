"""Erasing on schedule: each package registers what it must not keep.

A package calls `register_purge` from its `AppConfig.ready()`; `manage.py purge`
and the worker call them all. The function is given the moment that counts as
now and whether to erase or only to count, and returns how many rows of each
kind it erased (or would erase): `{"draft": 3}`.
"""

from datetime import datetime
from typing import Protocol


class Purge(Protocol):
    """What a package registers."""

    def __call__(self, *, at: datetime, dry_run: bool) -> dict[str, int]:
        """Erase what is due at `at`, unless `dry_run`; return the number of rows by kind."""
        ...


_purges: dict[str, Purge] = {}


def register_purge(name: str, purge: Purge) -> None:
    """Add the purge of a package; one of the same name replaces the former."""
    _purges[name] = purge


def registered_purges() -> dict[str, Purge]:
    """Return the purges by name, in alphabetical order."""
    return dict(sorted(_purges.items()))
