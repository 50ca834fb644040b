"""Telling who sends cases that a term went by."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.escalations.emails import write_reminder
from observatory.escalations.models import Reminder
from observatory.escalations.permissions import may_prepare, may_remind
from observatory.escalations.queries.steps import REMINDED_AFTER, DueReminder
from observatory.journal.actions import record_entry
from observatory.outbox.actions import queue_message
from observatory.people.models import User


def send_reminder(*, due: DueReminder, by: User, at: datetime) -> bool:
    """Tell whoever prepared the dossier, once for each term; False when someone did already.

    Shorter terms that nobody was told of count as told. Who left, or no longer
    sends cases, is not written to: the desk still shows it. Side effects: the
    rows, the message, a journal entry. Raises `PermissionDenied`.
    """
    if not may_remind(by):
        raise PermissionDenied
    escalation = due.escalation
    with transaction.atomic():
        _row, is_new = Reminder.objects.get_or_create(
            escalation=escalation, days=due.days, defaults={"told_at": at}
        )
        if not is_new:
            return False
        for days in REMINDED_AFTER:
            if days < due.days:
                Reminder.objects.get_or_create(
                    escalation=escalation, days=days, defaults={"told_at": at}
                )
        person = escalation.prepared_by
        is_there = person.kind == User.Kind.PERSON and person.is_active
        if is_there and may_prepare(person, escalation.territory_id):
            letter = write_reminder(due, person.language)
            queue_message(
                kind="escalation_reminder",
                to=person.email,
                subject_line=letter.subject_line,
                body=letter.body,
                language=person.language,
                subject=escalation.subject,
                by=by,
                at=at,
            )
        record_entry(
            by=by,
            at=at,
            action="escalations.remind",
            subject=escalation.subject,
            data={"days": due.days},
        )
    return True
