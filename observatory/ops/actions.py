"""What keeps the installation tidy: erasing on schedule, and letting go of dead tasks."""

from datetime import datetime, timedelta

from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from observatory.kit.purging import registered_purges
from observatory.search.actions import optimise_index

# More rows of one kind than this is more likely a wrong clock than a busy day.
CAP = 2500
# Rows that anyone who visits or writes can make, and that nobody misses for long: however
# many there are, they must not keep the rest (contacts, texts) from being erased.
MADE_BY_VISITORS = frozenset({"draft", "session", "tally", "letter", "empty letter"})
# A task that runs longer than this belonged to a worker that was killed.
TASK_LEASE = timedelta(minutes=15)
TASKS_KEPT = timedelta(days=7)


class TooMany(Exception):
    """A purge would erase more rows of a kind than the cap allows."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts
        super().__init__(", ".join(f"{kind}: {number}" for kind, number in counts.items()))


def count_due(*, at: datetime) -> dict[str, int]:
    """Return how many rows of each kind are due to be erased at that moment."""
    return _run_purges(at=at, dry_run=True)


def purge_all(*, at: datetime, cap: int | None = CAP) -> dict[str, int]:
    """Erase all that is due at `at` and return the rows erased by kind.

    Counts first: raises `TooMany`, with nothing erased, when one kind exceeds
    `cap` (None: no limit; what visitors make by themselves has none). Then calls each package's purge and, when something
    went, empties the log of the database.
    """
    if cap is not None:
        due = count_due(at=at)
        beyond = {k: n for k, n in due.items() if n > cap and k not in MADE_BY_VISITORS}
        if beyond:
            raise TooMany(beyond)
    counts = _run_purges(at=at, dry_run=False)
    if any(counts.values()):
        empty_log()
    return counts


def _run_purges(*, at: datetime, dry_run: bool) -> dict[str, int]:
    counts: dict[str, int] = {}
    for purge in registered_purges().values():
        for kind, number in purge(at=at, dry_run=dry_run).items():
            counts[kind] = counts.get(kind, 0) + number
    return counts


def scrub_database() -> bool:
    """Leave no erased word in the database's files; tell whether all of it went.

    Merges the full-text index, where a deleted word stays in older segments
    otherwise, then empties the log (SQLite) or vacuums (PostgreSQL). False
    when another connection held the log; the next time does it.
    """
    optimise_index()
    return empty_log()


def empty_log() -> bool:
    """Let go of the copies a database keeps of erased rows; tell whether it could.

    SQLite: the write-ahead log is copied into the file and cut to nothing.
    PostgreSQL: VACUUM. Neither can be done inside a transaction.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM")
            return True
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone()
    return not busy


def purge_tasks(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Forget the tasks that ended more than a week ago."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=at - TASKS_KEPT)
    number = old.count() if dry_run else old.delete()[0]
    return {"finished tasks": number}


def release_dead_tasks(*, at: datetime) -> int:
    """Put back in the queue the tasks whose worker was killed; return how many.

    A killed worker leaves its task running for ever. Tasks are safe to run
    twice, since the rows they work on are the truth.
    """
    return (
        DBTaskResult.objects.running()
        .filter(started_at__lt=at - TASK_LEASE)
        .update(status=TaskResultStatus.READY, started_at=None)
    )
