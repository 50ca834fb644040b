"""What must go on schedule (docs/privacy.md); safe to run twice."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from observatory.journal.actions import record_entry
from observatory.people.queries import system_actor
from observatory.vault.actions import erase_contact
from observatory.vault.models import Contact

from .models import Exchange, Report, Story
from .states import DECIDED

# After a decision: the words as they were written (the story, the messages), and how to
# reach the person.
ORIGINAL_KEPT = timedelta(days=30)
CONTACT_KEPT = timedelta(days=183)
# Without a decision nothing is kept for ever either.
UNDECIDED_KEPT = timedelta(days=365)
BATCH = 500


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase originals and messages 30 days, contacts 6 months after the last change of a decided report.

    A message written later than the decision stays 30 days too; what waits for
    a decision for a year goes as well. Side effects:
    original texts emptied, messages and sealed contacts deleted, one journal
    entry for each contact. Returns the number of rows by kind.
    """
    closed = Q(report__state__in=DECIDED, report__changed_at__lt=at - ORIGINAL_KEPT)
    forgotten = Q(report__changed_at__lt=at - UNDECIDED_KEPT)
    originals = Story.objects.exclude(original="").filter(closed | forgotten)
    exchanges = Exchange.objects.filter(closed | forgotten, written_at__lt=at - ORIGINAL_KEPT)
    contacts = _contacts_due(at)
    counts = {
        "original": originals.count(),
        "message on a closed report": exchanges.count(),
        "contact of a closed report": len(contacts),
    }
    if not dry_run:
        exchanges.delete()
        for pk in list(originals.values_list("pk", flat=True)):
            Story.objects.filter(pk=pk).update(original="", original_erased_at=at)
        for subject in contacts:
            with transaction.atomic():
                by = system_actor("worker")
                erase_contact(subject=subject, by=by, at=at)
                record_entry(by=by, at=at, action="report.contact_purged", subject=subject)
    return counts


def _contacts_due(at: datetime) -> list[str]:
    """Return the subjects of contacts whose report was closed long enough ago, or is gone."""
    due = []
    subjects = list(
        Contact.objects.filter(subject__startswith="report:").values_list("subject", flat=True)
    )
    for start in range(0, len(subjects), BATCH):
        batch = subjects[start : start + BATCH]
        reports = {
            f"report:{uuid}": (state, changed_at)
            for uuid, state, changed_at in Report.objects.filter(
                uuid__in=[subject.removeprefix("report:") for subject in batch]
            ).values_list("uuid", "state", "changed_at")
        }
        for subject in batch:
            if subject not in reports:
                due.append(subject)
                continue
            state, changed_at = reports[subject]
            if state in DECIDED and changed_at < at - CONTACT_KEPT:
                due.append(subject)
    return due
