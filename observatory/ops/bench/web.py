"""`script/bench web`: what pages cost, as multiples of a bare Django view in the same run.

For each database and each size: fills an installation of its own, starts the
real server with 2 workers, loads it from another process, reads the CPU time
of server and database from /proc, and prints one JSON line per figure.
"""

import http.client
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from typing import Any
from urllib.parse import urlencode

from .servers import granian, measure

# How often a page is asked for, and a bare view before each round.
REQUESTS = 600
BARE = 2000
ROUNDS = 5
POSTS = 420
PAGES = {
    "home": "/fr/",
    "municipalities": "/fr/communes/",
    "municipality": "/fr/communes/21015/",
    "problems": "/fr/problemes/",
    "problem": "/fr/problemes/{problem}/",
    "service": "/fr/services/S01/",
    "report flow, first screen": "/fr/signaler/",
}
SEARCHES = ("guichet", "smartphone", "étrangers commune", "lettre réponse", "banq")
# Multiples of a bare view, from the work order of the product.
TARGETS = {"post": 10, "uncached": 10, "unmodified": 1.5, "search": 12}


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of the observatory in that environment; return what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def prepare(environment: dict[str, str]) -> None:
    """Make an empty installation with the reference data and its static files."""
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "createcachetable")
    manage(environment, "load_reference_data", "--verbosity", "0")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")


class Run:
    """One database at one size, and the figures that come out.

    Each figure is measured in rounds, a bare view first in each, and the median
    of the ratios is told: what else the machine does in the meantime weighs on
    both. `cpu_ms` is the mean of all rounds.
    """

    def __init__(
        self, engine: str, size: int, environment: dict[str, str], database_pid: int | None
    ) -> None:
        self.engine, self.size, self.environment = engine, size, environment
        self.database_pid = database_pid
        self.figures: dict[str, float] = {}
        self.bare_port, self.bare_pid = 0, 0
        self.port, self.pids = 0, [0]

    def all(self) -> None:
        with (
            granian("observatory.ops.bench.bare:application", {}) as (self.bare_port, bare),
            granian("observatory.wsgi:application", self.environment) as (self.port, pid),
        ):
            self.bare_pid = bare
            self.pids = [pid, *([self.database_pid] if self.database_pid else [])]
            asked = json.loads(manage(self.environment, "bench_requests", "--posts", str(POSTS)))
            measure(self.bare_port, [bare], get("/", BARE))
            self._pages(asked["problem"])
            self._search()
            measure(self.port, self.pids, asked["posts"][:20])
            self.tell("report flow, last post", "post", asked["posts"][20:])

    def tell(self, figure: str, kind: str, requests: list[dict[str, Any]]) -> None:
        """Measure the requests and print the figure."""
        spent, bare_spent, ratios = [], [], []
        statuses: Counter[str] = Counter()
        size = 0
        for start in range(ROUNDS):
            bare, _ = measure(self.bare_port, [self.bare_pid], get("/", BARE))
            cpu, answer = measure(self.port, self.pids, requests[start::ROUNDS])
            spent.append(cpu)
            bare_spent.append(bare)
            ratios.append(cpu / bare)
            statuses.update(answer["statuses"])
            size += answer["bytes"]
        multiple = round(median(ratios), 2)
        self.figures[figure] = multiple
        line = {
            "figure": figure,
            "database": self.engine,
            "reports": self.size,
            "bare_views": multiple,
            "rounds": [round(ratio, 2) for ratio in ratios],
            "cpu_ms": round(mean(spent) * 1000, 3),
            "bare_ms": round(mean(bare_spent) * 1000, 3),
            "target": TARGETS.get(kind),
            "statuses": dict(statuses),
            "bytes": size // max(1, sum(statuses.values())),
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def _pages(self, problem: int) -> None:
        for name, path in PAGES.items():
            address = path.format(problem=problem)
            etag = warm(self.port, address)
            self.tell(f"{name}, uncached", "uncached", get(address, REQUESTS))
            packed = get(address, REQUESTS, {"Accept-Encoding": "gzip"})
            self.tell(f"{name}, uncached, compressed", "uncached", packed)
            if etag:
                same = get(address, REQUESTS * 3, {"If-None-Match": etag})
                self.tell(f"{name}, unmodified", "unmodified", same)

    def _search(self) -> None:
        requests = [
            one
            for place in range(REQUESTS)
            for one in get(f"/fr/recherche/?{urlencode({'q': SEARCHES[place % len(SEARCHES)]})}", 1)
        ]
        warm(self.port, requests[0]["path"])
        self.tell("search, uncached", "search", requests)


def get(path: str, count: int, headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the same GET many times."""
    request = {"method": "GET", "path": path, "headers": {"Host": "localhost", **(headers or {})}}
    return [request] * count


def warm(port: int, path: str) -> str | None:
    """Ask for a page until both workers know it; return its ETag."""
    etag = None
    for _ in range(12):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        etag = answer.headers.get("ETag")
        connection.close()
    return etag


@contextmanager
def installation(engine: str, folder: Path, cluster: Any) -> Iterator[tuple[dict, int | None]]:
    """Yield (environment, process id of the database server or None)."""
    environment = {
        "OBSERVATORY_DATA": str(folder / engine / "data"),
        "OBSERVATORY_KEYS": str(folder / engine / "keys"),
        "OBSERVATORY_LOG_LEVEL": "ERROR",
        # Every page is made anew: nothing is taken from the shelf of whole pages.
        "OBSERVATORY_PAGES_KEPT_MB": "0",
    }
    with cluster() if engine == "postgresql" else nullcontext(("", None)) as (url, pid):
        if url:
            environment["DATABASE_URL"] = url
        yield environment, pid


def bench_web(engines: list[str], sizes: list[int], folder: Path, cluster: Any) -> None:
    """Print every figure, then how much each grew from the smallest size to the largest."""
    began = datetime.now(tz=UTC)
    for engine in engines:
        with installation(engine, folder, cluster) as (environment, pid):
            prepare(environment)
            runs = []
            for size in sorted(sizes):
                manage(environment, "bench_data", "--reports", str(size))
                run = Run(engine, size, environment, pid)
                run.all()
                runs.append(run)
            grown(engine, runs)
    spent = (datetime.now(tz=UTC) - began).total_seconds()
    sys.stdout.write(json.dumps({"figure": "seconds spent", "seconds": round(spent)}) + "\n")


def grown(engine: str, runs: list[Run]) -> None:
    """Print the growth of each figure between the smallest and the largest size."""
    first, last = runs[0], runs[-1]
    if first is last:
        return
    for figure, before in first.figures.items():
        after = last.figures.get(figure)
        if after is not None and before:
            line = {
                "figure": f"growth of {figure}",
                "database": engine,
                "from": first.size,
                "to": last.size,
                "growth": round(after / before, 2),
                "target": 2 if figure.startswith("search") else 1.3,
            }
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
