"""What must go on schedule (docs/privacy.md); safe to run twice."""

from datetime import datetime, timedelta

from .models import Batch, SecondKeying, Sheet
from .states import SheetState

# After a pile is closed: the note on it, and who looks at which illegible sheet.
NOTES_KEPT = timedelta(days=30)


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase the notes of piles closed 30 days ago, and what a second keying found of a sheet
    whose report was withdrawn.

    Returns the number of rows by kind.
    """
    closed = Batch.objects.filter(closed_at__lt=at - NOTES_KEPT)
    notes = closed.exclude(note="")
    names = Sheet.objects.filter(batch__in=closed).exclude(given_to="")
    seconds = SecondKeying.objects.filter(sheet__state=SheetState.WITHDRAWN)
    counts = {
        "note of a pile": notes.count(),
        "name on an illegible sheet": names.count(),
        "second keying of a withdrawn report": seconds.count(),
    }
    if not dry_run:
        notes.update(note="")
        Sheet.objects.filter(pk__in=list(names.values_list("pk", flat=True))).update(given_to="")
        seconds.delete()
    return counts
