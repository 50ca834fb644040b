"""Reading what persons say after a decision."""

from datetime import datetime

from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.moderation.queries.queue import unread_messages
from observatory.people.models import User
from observatory.reports.models import Report

from .rules import require_moderator


def mark_messages_read(*, report: Report, by: User, at: datetime) -> int:
    """Take the report off the list of new messages; return how many there were.

    Side effects: the messages carry the time, one journal entry says who read
    them. Raises `NotAllowed`.
    """
    require_moderator(by, report)
    with transaction.atomic():
        read = unread_messages().filter(report=report).update(read_at=at)
        if read:
            record_entry(by=by, at=at, action="report.messages_read", subject=report.subject)
    return read
