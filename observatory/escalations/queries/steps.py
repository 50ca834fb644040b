"""The steps of a dossier, and the terms that went by without an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from observatory.escalations.models import Escalation, Reminder, StageEntry
from observatory.escalations.states import WAITING, State
from observatory.kit.deadlines import over_after_days

# Days after the sending: the first without an acknowledgment, the others without an answer.
REMINDED_AFTER = (15, 30, 60)
TO_ACKNOWLEDGE = 15


def last_step(escalation: Escalation) -> StageEntry | None:
    """Return the last step that was not undone."""
    return escalation.steps.filter(undone_at=None).order_by("-pk").first()


def steps_of(escalation: Escalation) -> list[StageEntry]:
    """Return the steps that stand, the first one first."""
    return list(escalation.steps.filter(undone_at=None).select_related("recorded_by"))


@dataclass(frozen=True)
class DueReminder:
    """A term that went by: how many days after the sending, and since when."""

    escalation: Escalation
    days: int
    since: date


def overdue_of(escalation: Escalation, today: date) -> DueReminder | None:
    """Return the longest term that went by without what is waited for, or None."""
    if escalation.sent_on is None or escalation.state not in WAITING:
        return None
    for days in reversed(REMINDED_AFTER):
        if days == TO_ACKNOWLEDGE and escalation.state != State.SENT:
            continue
        since = over_after_days(escalation.sent_on, days)
        if since <= today:
            return DueReminder(escalation, days, since)
    return None


def due_reminders(today: date) -> list[DueReminder]:
    """Return the terms that went by and of which nobody was told yet, one for each dossier. Two queries."""
    told = set(Reminder.objects.values_list("escalation_id", "days"))
    waiting: Iterable[Escalation] = (
        Escalation.objects.filter(state__in=WAITING)
        .select_related("body", "prepared_by")
        .order_by("sent_on", "pk")
    )
    found = (overdue_of(one, today) for one in waiting)
    return [one for one in found if one is not None and (one.escalation.pk, one.days) not in told]
