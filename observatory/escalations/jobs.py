"""What comes by itself: the reminders of a dossier that nobody answered."""

from datetime import datetime

from django.utils.timezone import localdate

from observatory.people.queries import system_actor

from .actions import send_reminder
from .queries.steps import due_reminders


def remind(at: datetime) -> int:
    """Tell of each term that went by, once; return how many. Safe to run twice, at once too."""
    by = system_actor("worker")
    return sum(send_reminder(due=due, by=by, at=at) for due in due_reminders(localdate(at)))
