"""What groups must not keep for ever."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from observatory.documents.actions import erase_documents_of
from observatory.groups.models import HelpCall, Meeting, Membership, Task
from observatory.groups.states import State
from observatory.people.queries import system_actor

# docs/privacy.md: what is over, and who left, goes after this.
KEPT = timedelta(days=365)


def purge_groups(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase calls with their offers, ended tasks and memberships, and meetings taken back, a year after.

    The documents of such a meeting go with it. Returns the number of rows by kind; with
    `dry_run` nothing is erased.
    """
    day = localdate(at) - KEPT
    due: dict[str, QuerySet] = {
        "help call": HelpCall.objects.filter(needed_on__lt=day),
        "task": Task.objects.filter(state__in=[State.DONE, State.DROPPED], moved_at__lt=at - KEPT),
        "group membership": Membership.objects.filter(left_on__lt=day),
        "meeting taken back": Meeting.objects.filter(is_taken_back=True, written_at__lt=at - KEPT),
    }
    counts = {kind: rows.count() for kind, rows in due.items()}
    if not dry_run:
        machine = system_actor("worker")
        subjects = [one.subject for one in due["meeting taken back"]]
        # First: without its meeting nobody could find a document again.
        erase_documents_of(subjects=subjects, by=machine, at=at)
        for rows in due.values():
            rows.delete()
        # The minutes as they were before their last change: to undo it, not to keep it.
        old = Meeting.objects.filter(before__isnull=False, written_at__lt=at - KEPT)
        old.update(before=None, revision=F("revision") + 1)
    return counts
