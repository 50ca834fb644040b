"""A process of its own for data that anybody may have made: it may be lost, and knows nothing of us.

Decoders are large programs; a file can be a program for one. The process has none
of our environment, is given the data by a pipe so that it opens nothing, limits
itself before it looks, and is killed when it takes too long.
"""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

_HOME = Path(__file__).resolve().parents[2]


class Apart:
    """Runs a module of ours with arguments, gives it data, and reads what it answers.

    `was_late`: it was killed because it took too long.
    """

    def __init__(self, module: str, *arguments: int, data: bytes) -> None:
        self.was_late = False
        self._process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-m", module, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_HOME,
            env={},
            close_fds=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018 - asked for above
        self._answer = self._process.stdout
        self._feed = threading.Thread(target=_feed, args=(self._process.stdin, data), daemon=True)
        self._feed.start()

    def read(self, length: int, *, seconds: float) -> bytes:
        """Return so many bytes of the answer; fewer when it ends before, or takes too long."""
        watch = threading.Timer(seconds, self._late)
        watch.start()
        try:
            return self._answer.read(length)
        finally:
            watch.cancel()

    def _late(self) -> None:
        self.was_late = True
        self._process.kill()

    def code(self, *, seconds: float) -> int:
        """Return how the process ended, once it has; it is killed when it takes too long."""
        try:
            return self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._late()
            return self._process.wait()

    def end(self) -> None:
        """Kill the process if it still runs, and leave nothing behind."""
        self._process.kill()
        self._answer.close()
        self._process.wait()
        self._feed.join()


def _feed(file: IO[bytes], data: bytes) -> None:
    with suppress(OSError):
        file.write(data)
    with suppress(OSError):
        file.close()


def limit_resources(*, memory: int, seconds: int | None = None) -> None:
    """In the process of its own: use so many bytes of memory and seconds of CPU at most, and
    write no file."""
    import resource

    limits = [(resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0)]
    if seconds is not None:
        limits.append((resource.RLIMIT_CPU, seconds))
    for limit, value in limits:
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))
