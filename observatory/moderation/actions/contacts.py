"""Reading how to reach a person: only under her consent, and never without a trace."""

from datetime import datetime

from django.db import transaction

from observatory.people.models import User
from observatory.reports.models import Report
from observatory.vault.actions import read_contact

from .rules import require_consent, require_moderator

REASON = "moderation"


def read_report_contact(*, report: Report, by: User, at: datetime) -> dict[str, str] | None:
    """Return how to reach the person, by part (name, phone, post...), or None when nothing is held.

    Side effect: one journal entry says who read it and when. Raises
    `NotAllowed`, and `ConsentMissing` when the person did not agree to be
    contacted again (D3) or no longer does.
    """
    require_moderator(by, report)
    with transaction.atomic():
        require_consent(report, "D3")
        return read_contact(subject=report.subject, by=by, at=at, reason=REASON)
