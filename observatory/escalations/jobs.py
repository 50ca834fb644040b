"""What comes by itself: reminders of a dossier that nobody answered, and what must go on schedule."""

from datetime import datetime

from django.utils.timezone import localdate

from observatory.people.queries import system_actor

from .actions import purge_sealed, send_reminder
from .queries.steps import due_reminders


def remind(at: datetime) -> int:
    """Tell of each term that went by, once; return how many. Safe to run twice, at once too."""
    by = system_actor("worker")
    return sum(send_reminder(due=due, by=by, at=at) for due in due_reminders(localdate(at)))


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Destroy what was sealed of dossiers that ended a year ago."""
    return {"sealed dossier": purge_sealed(by=system_actor("worker"), at=at, dry_run=dry_run)}
