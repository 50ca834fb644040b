"""A page of which nothing could be told makes way for a better scan of the same paper.

What people said of it stays: it goes over to the new page. Only where that shows
something else for certain are they asked once more.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from observatory.paper.models import Doubt, Scan
from observatory.paper.scanning.marks import Asked, answers_from, ask_about
from observatory.paper.scanning.pages import FoundPage
from observatory.paper.scanning.sealed import answer_of
from observatory.paper.states import ScanState
from observatory.people.models import User
from observatory.vault.actions import erase_blobs

# The new scan shows something else than what a person said of the old one.
SEEN_BETTER = "seen_better"
ABOUT_BOXES = (Doubt.Kind.BOXES, Doubt.Kind.CHOICE, Doubt.Kind.ANSWER)


def make_way(*, old: Scan, new: Scan, found: FoundPage, by: User, at: datetime) -> list[Asked]:
    """Put a page in the place of another; return what is still to be asked of it.

    Called in the transaction that holds the pile, with the new page in its sheet.
    Side effects: the old page is a double without picture and reading; what was open
    about it goes, what was answered is about the new one.
    """
    Doubt.objects.filter(scan=old, answered_at=None).delete()
    again = [doubt.pk for doubt in _contradicted(old, found)]
    Doubt.objects.filter(pk__in=again).update(
        answered_at=None, answered_by=None, sealed_answer=b"", reason=SEEN_BETTER, suggested_at=None
    )
    Doubt.objects.filter(scan=old).update(scan=new)
    Scan.objects.filter(repeats=old).update(repeats=new)
    Scan.objects.filter(pk=old.pk).update(
        state=ScanState.DUPLICATE,
        reason="same_serial",
        repeats=new,
        sheet=None,
        picture=None,
        sealed_reading=b"",
        closed_at=at,
    )
    erase_blobs(subject=old.subject, by=by, at=at)
    told = set(
        Doubt.objects.filter(scan=new, kind__in=ABOUT_BOXES).values_list("question", flat=True)
    )
    return [one for one in _asked(found) if one.kind == "text" or one.question not in told]


def settle_state(scan: Scan) -> None:
    """Say of a page where it stands, by what is asked of it."""
    doubts = Doubt.objects.filter(scan=scan)
    if doubts.filter(answered_at=None).exists():
        state = ScanState.DOUBTFUL
    else:
        state = ScanState.CORRECTED if doubts.exists() else ScanState.READ
    Scan.objects.filter(pk=scan.pk).update(state=state)
    scan.state = state


def _contradicted(old: Scan, found: FoundPage) -> Iterator[Doubt]:
    """Yield what was answered of the old page and the new one shows otherwise."""
    if found.read is None or found.layout is None:
        return
    unsure = {one.question for one in _asked(found)}
    here = {box.question for box in found.layout.boxes}
    says = answers_from([(found.layout.page, found.read, found.layout)], []).found
    for doubt in Doubt.objects.filter(scan=old, kind__in=ABOUT_BOXES, answered_at__isnull=False):
        if doubt.question not in here:
            continue
        said, seen = _plain(answer_of(doubt)), _plain(says.get(doubt.question))
        # Nothing was there to be seen, perhaps: half a sheet has no boxes below.
        if (not said) if doubt.question in unsure else (said != seen):
            yield doubt


def _asked(found: FoundPage) -> list[Asked]:
    if found.read is None or found.layout is None:
        return []
    return ask_about(found.read, found.layout)


def _plain(value: Any) -> list[str]:
    """Return an answer as a list of codes, whether one or several are possible."""
    values = value if isinstance(value, list | tuple) else [value]
    return sorted({str(one) for one in values if one})
