"""Recurring duties: what the worker does, and how often.

The row of a duty (`Duty`) says when it was last done, so any number of
workers share the list and a worker that was off catches up.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from observatory.escalations.jobs import remind
from observatory.groups.jobs import tell_calls
from observatory.letters.jobs import poll_mailbox
from observatory.outbox.jobs import send_due_messages
from observatory.paper.jobs import read_waiting_scans, suggest_words
from observatory.promises.jobs import tell_overdue
from observatory.returns.jobs import follow_up_reports, send_sheets

from .actions import purge_all, release_dead_tasks, scrub_database
from .models import Duty

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One recurring duty: done every so often, or once a day from an hour of the night on."""

    name: str
    run: Callable[[datetime], object]
    every: timedelta = timedelta(days=1)
    hour: int | None = None

    def due_since(self, at: datetime) -> datetime:
        """Return the last turn: a duty not done since then is due."""
        if self.hour is None:
            return at - self.every
        turn = localtime(at).replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return turn if turn <= at else turn - self.every


def _purge(at: datetime) -> None:
    counts = {kind: number for kind, number in purge_all(at=at).items() if number}
    if counts:
        logger.info("erased %s", ", ".join(f"{kind}: {n}" for kind, n in sorted(counts.items())))


JOBS = (
    Job("send messages", send_due_messages, timedelta(seconds=30)),
    # A page that was sent wakes the reader; this turn reads what a killed worker left.
    Job("read scans", read_waiting_scans, timedelta(seconds=30)),
    Job("suggest words", suggest_words, timedelta(seconds=30)),
    Job("poll mailbox", poll_mailbox, timedelta(minutes=2)),
    Job("release dead tasks", lambda at: release_dead_tasks(at=at), timedelta(minutes=1)),
    # Every hour, not every night: what may be kept 48 hours is not kept 60.
    Job("purge", _purge, timedelta(hours=1)),
    # What was withdrawn by day leaves the search index and the log that night.
    Job("scrub", lambda at: scrub_database(), hour=3),
    # In the morning: an e-mail that asks something does not arrive at night.
    Job("send return sheets", send_sheets, hour=8),
    Job("ask after six weeks", follow_up_reports, hour=9),
    # At the end of the day, when people plan the next ones.
    Job("tell calls for help", tell_calls, hour=17),
    Job("tell of overdue promises", tell_overdue, hour=8),
    Job("remind of bodies that do not answer", remind, hour=9),
)


def run_due_jobs(at: datetime, jobs: tuple[Job, ...] = JOBS) -> list[str]:
    """Do each duty that is due and that no other worker has taken; return their names.

    A duty that fails is logged without the text of its error, which may hold
    what a person wrote, and is tried again at its next turn.
    """
    last = dict(Duty.objects.values_list("name", "done_at"))
    done = []
    for job in jobs:
        due_since, done_at = job.due_since(at), last.get(job.name)
        if done_at and done_at >= due_since:
            continue
        if not Duty.objects.claim(job.name, due_since=due_since, at=at):
            continue
        error = ""
        try:
            job.run(at)
        except Exception as failure:
            error = type(failure).__name__
            trace = "".join(traceback.format_tb(failure.__traceback__))
            logger.error("%s failed with %s\n%s", job.name, error, trace)
        Duty.objects.finish(job.name, at=at, error=error)
        done.append(job.name)
    return done
