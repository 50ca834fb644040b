"""The letters that this package writes."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .queries.steps import TO_ACKNOWLEDGE, DueReminder


@dataclass(frozen=True)
class Letter:
    """A letter ready for the outbox."""

    subject_line: str
    body: str


def write_reminder(due: DueReminder, language: str) -> Letter:
    """Write that a term went by, in the language of whoever prepared the dossier. No case is in it."""
    with translation.override(language):
        address = reverse("escalation_desk", args=[due.escalation.pk])
        context = {
            "body": due.escalation.body.name,
            "sent_on": due.escalation.sent_on,
            "days": due.days,
            "is_first": due.days == TO_ACKNOWLEDGE,
            "address": settings.PUBLIC_URL.rstrip("/") + address,
        }
        return Letter(
            subject_line=render_to_string(
                "escalations/email/reminder_subject.txt", context
            ).strip(),
            body=render_to_string("escalations/email/reminder.txt", context),
        )
