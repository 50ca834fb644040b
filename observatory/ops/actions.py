"""What keeps the installation tidy: erasing on schedule, and letting go of dead tasks."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from observatory.kit.purging import registered_purges

# More rows of one kind than this is more likely a wrong clock than a busy day.
CAP = 2500
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
    `cap` (None: no limit). Then calls each package's purge, and when
    something went, makes sure that no copy lingers in the database's files.
    """
    if cap is not None:
        beyond = {kind: n for kind, n in count_due(at=at).items() if n > cap}
        if beyond:
            raise TooMany(beyond)
    counts = _run_purges(at=at, dry_run=False)
    if any(counts.values()):
        scrub_database()
    return counts


def _run_purges(*, at: datetime, dry_run: bool) -> dict[str, int]:
    counts: dict[str, int] = {}
    for purge in registered_purges().values():
        for kind, number in purge(at=at, dry_run=dry_run).items():
            counts[kind] = counts.get(kind, 0) + number
    return counts


def scrub_database() -> bool:
    """Leave no erased text in the database's files; tell whether all of it went.

    SQLite: merges the full-text indexes (a deleted word stays in their older
    segments otherwise) and empties the write-ahead log; False when a reader
    held the log, in which case the next purge does it. PostgreSQL: VACUUM.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM")
            return True
        for table in _full_text_tables(cursor):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone()
    return not busy


def _full_text_tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND lower(sql) LIKE 'create virtual table%using fts5%'"
    )
    return [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]


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
