"""Recurring duties: what the worker does, and how often.

The row of a duty (`Duty`) says when it was last done, so any number of
workers share the list and a worker that was off catches up.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from observatory.outbox.jobs import send_due_messages

from .actions import purge_all, release_dead_tasks
from .models import Duty

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One recurring duty: done again once `every` has passed since the last time."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


def _purge(at: datetime) -> None:
    counts = {kind: number for kind, number in purge_all(at=at).items() if number}
    if counts:
        logger.info("erased %s", ", ".join(f"{kind}: {n}" for kind, n in sorted(counts.items())))


JOBS = (
    Job("send messages", timedelta(seconds=30), send_due_messages),
    Job("release dead tasks", timedelta(minutes=1), lambda at: release_dead_tasks(at=at)),
    # Every hour, not every night: what may be kept 48 hours is not kept 60.
    Job("purge", timedelta(hours=1), _purge),
)


def run_due_jobs(at: datetime, jobs: tuple[Job, ...] = JOBS) -> list[str]:
    """Do each duty that is due and that no other worker has taken; return their names.

    A duty that fails is logged without the text of its error, which may hold
    what a person wrote, and is tried again at its next turn.
    """
    last = dict(Duty.objects.values_list("name", "done_at"))
    done = []
    for job in jobs:
        due_since = at - job.every
        if (last.get(job.name) or due_since - job.every) >= due_since:
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
