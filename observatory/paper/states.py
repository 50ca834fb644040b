"""The life of a batch, a pile of paper forms, and what can become of each sheet, file and page."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    OPEN = "open"
    CLOSED = "closed"


class SheetState(models.TextChoices):
    """What became of one sheet of paper: every sheet has exactly one of these."""

    REPORT = "report"
    OBSERVATION = "observation"
    BLANK = "blank"
    ILLEGIBLE = "illegible"
    REFUSED = "refused"  # no consent to be counted: nothing of it is stored
    DOUBLE = "double"  # the same sheet, or the same account, keyed already
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"  # was a report; the person took it back
    SCANNED = "scanned"  # read from a scan, not accepted yet: the only one that is no end
    COUNTED = "counted"  # a card of an urn that counts
    VOID = "void"  # a card of an urn that does not count


# What a sheet is marked as by hand, when it does not become a report.
MARKS = (SheetState.BLANK, SheetState.ILLEGIBLE, SheetState.REFUSED, SheetState.SET_ASIDE)
# A sheet that can be put back on the pile, as if it had not been looked at.
RETURNABLE = frozenset({*MARKS, SheetState.DOUBLE})


@dataclass(frozen=True)
class Transition:
    """A named change of a batch; `permission` is what permissions.py answers to."""

    name: str
    before: frozenset[str]
    after: str
    permission: str


class UploadState(models.TextChoices):
    """What became of a file that was sent."""

    RECEIVING = "receiving"
    STORED = "stored"  # whole and sealed; its pages are to be read
    READ = "read"  # each of its pages has its row
    REFUSED = "refused"  # nothing of it can be read, or it was here already: `reason` says why


class ScanState(models.TextChoices):
    """What became of a page: every page received has exactly one of these."""

    WAITING = "waiting"  # a reader has it in hand, or had: the only one that is no answer
    READ = "read"  # nothing to ask
    DOUBTFUL = "doubtful"  # a person must look
    CORRECTED = "corrected"  # a person looked
    ACCEPTED = "accepted"  # it is part of a report, or of a count
    REFUSED = "refused"  # no consent to be counted: nothing of it is kept
    FOREIGN = "foreign"  # no page of ours
    DUPLICATE = "duplicate"  # the same page again
    UNREADABLE = "unreadable"
    SET_ASIDE = "set_aside"  # blank, a tear-off part, or by decision


# Where a machine can put a page that it has looked at.
FOUND = frozenset(
    {
        ScanState.READ,
        ScanState.DOUBTFUL,
        ScanState.FOREIGN,
        ScanState.DUPLICATE,
        ScanState.UNREADABLE,
        ScanState.SET_ASIDE,
    }
)
# Pages that are part of a sheet on its way.
ON_THEIR_WAY = frozenset({ScanState.READ, ScanState.DOUBTFUL, ScanState.CORRECTED})
# Pages that no sheet holds, and that somebody may still do something with.
APART = frozenset(
    {ScanState.FOREIGN, ScanState.DUPLICATE, ScanState.UNREADABLE, ScanState.SET_ASIDE}
)


@dataclass(frozen=True)
class ScanTransition:
    """A named change of a page; `after` holds one state, or several for who decides by the page."""

    name: str
    before: frozenset[str]
    after: frozenset[str]
    permission: str


SCAN_TRANSITIONS = {
    t.name: t
    for t in (
        ScanTransition("read", frozenset({ScanState.WAITING}), FOUND, "paper.read"),
        # A person says which form and page it is; it is read again.
        ScanTransition("name", APART, FOUND, "paper.work"),
        # A question comes up after reading: an answer is missing, another page has this serial.
        ScanTransition(
            "ask",
            frozenset({ScanState.READ, ScanState.CORRECTED}),
            frozenset({ScanState.DOUBTFUL}),
            "paper.work",
        ),
        ScanTransition(
            "answer",
            frozenset({ScanState.DOUBTFUL}),
            frozenset({ScanState.CORRECTED}),
            "paper.work",
        ),
        ScanTransition("accept", ON_THEIR_WAY, frozenset({ScanState.ACCEPTED}), "paper.work"),
        ScanTransition("refuse", ON_THEIR_WAY, frozenset({ScanState.REFUSED}), "paper.work"),
        ScanTransition(
            "set_aside",
            ON_THEIR_WAY | {ScanState.FOREIGN, ScanState.UNREADABLE},
            frozenset({ScanState.SET_ASIDE}),
            "paper.work",
        ),
        ScanTransition("double", ON_THEIR_WAY, frozenset({ScanState.DUPLICATE}), "paper.work"),
    )
}


TRANSITIONS = {
    t.name: t
    for t in (
        Transition("close", frozenset({State.OPEN}), State.CLOSED, "paper.work"),
        Transition("reopen", frozenset({State.CLOSED}), State.OPEN, "paper.work"),
    )
}
