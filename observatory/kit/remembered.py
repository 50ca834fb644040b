"""Values kept in the memory of a process until reference data changes.

Hot pages read vocabularies and territories on every request; these change a
few times a year. A loader that changes them calls `forget_all()`: this process
forgets at once, and the other processes of the machine see the new time of a
small file and forget too. Processes on other machines learn it when they start.
"""

import threading
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.db import connection

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

# How long a process trusts what it knows before it looks at the file again: one
# look for the many readings of a page.
TRUST_SECONDS = 0.01


class Memory:
    """What the remembered values of a process share: the file, and a count of changes."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self._version = 0
        self._stamp = 0
        self._looked = 0.0
        self.values: list[Remembered[Any]] = []

    def keep_in(self, path: Path) -> None:
        """Name the file whose time tells the other processes of a change."""
        self.path = path

    def version(self) -> int:
        """Return a number that grows when something was loaded, here or in another process."""
        now = time.monotonic()
        if self.path is not None and now - self._looked > TRUST_SECONDS:
            self._looked = now
            stamp = self._read_stamp()
            if stamp != self._stamp:
                self._stamp = stamp
                self._version += 1
        return self._version

    def look_again(self) -> None:
        """Trust nothing until the file was looked at: something is known to have changed."""
        self._looked = 0.0

    def forget_all(self) -> None:
        """Forget here at once, and tell the other processes."""
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(str(time.time_ns()))
            self._stamp = self._read_stamp()
        self._version += 1

    def warm(self) -> None:
        """Build every value now, so that whoever comes next waits for none."""
        for value in self.values:
            value.get()

    def _read_stamp(self) -> int:
        try:
            return self.path.stat().st_mtime_ns if self.path else 0
        except FileNotFoundError:
            return 0


memory = Memory()


class RememberedBy(Generic[K, T]):
    """One value for each key, built when it is asked for and built again after a change.

    Inside a transaction nothing is kept: what it sees may never be committed.
    """

    def __init__(self, build: Callable[[K], T]) -> None:
        self._build = build
        self._version = -1
        self._kept: dict[K, T] = {}

    def get(self, key: K) -> T:
        """Return the value; it is shared, so whoever reads it must not change it."""
        if connection.in_atomic_block:
            return self._build(key)
        version = memory.version()
        if version != self._version:
            self._kept = {}
            self._version = version
        kept = self._kept
        if key not in kept:
            kept[key] = self._build(key)
        return kept[key]


class Remembered(Generic[T]):
    """One value, built on first use and built again after a change."""

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._kept: tuple[int, T] | None = None
        self._lock = threading.Lock()
        memory.values.append(self)

    def get(self) -> T:
        """Return the value; it is shared, so whoever reads it must not change it."""
        version = memory.version()
        kept = self._kept
        if kept is not None and kept[0] == version:
            return kept[1]
        with self._lock:
            value = self._build()
            self._kept = (version, value)
        return value
