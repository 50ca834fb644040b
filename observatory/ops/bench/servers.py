"""Starting the real server, and reading how much CPU it used (from /proc, Linux only)."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a loopback port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children() -> dict[int, list[int]]:
    tree: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            tree.setdefault(int(fields[1]), []).append(int(entry.name))
    return tree


def cpu_seconds(root: int) -> float:
    """Return the CPU time (user and system, seconds) of a process and all below it."""
    tree, waiting, ticks = _children(), [root], 0
    while waiting:
        pid = waiting.pop()
        waiting.extend(tree.get(pid, []))
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        # utime, stime, and those of children that ended (proc(5), fields 14 to 17).
        ticks += sum(int(fields[place]) for place in (11, 12, 13, 14))
    return ticks / TICKS


@contextmanager
def granian(application: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Run a WSGI application with 2 workers; yield (port, pid). Stops it at the end."""
    port = free_port()
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            str(WORKERS),
            # As script/server does.
            "--blocking-threads",
            "4",
            "--http",
            "1",
            "--no-ws",
            "--no-access-log",
            "--log-level",
            "warning",
            application,
        ],
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        _wait_for(port)
        yield port, server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def measure(
    port: int, pids: list[int], requests: list[dict[str, Any]]
) -> tuple[float, dict[str, Any]]:
    """Send the requests from another process; return (CPU seconds a request, what came back)."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(requests, file)
        file.flush()
        before = sum(cpu_seconds(pid) for pid in pids)
        said = subprocess.run(
            [sys.executable, "-m", "observatory.ops.bench.load", str(port), file.name],
            check=True,
            capture_output=True,
            text=True,
        )
        after = sum(cpu_seconds(pid) for pid in pids)
    return (after - before) / len(requests), json.loads(said.stdout)
