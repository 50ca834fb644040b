"""The life of a batch, a pile of paper forms, and what can become of each sheet."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    OPEN = "open"
    CLOSED = "closed"


class SheetState(models.TextChoices):
    """What became of one sheet of paper: every sheet has exactly one of these."""

    REPORT = "report"
    BLANK = "blank"
    ILLEGIBLE = "illegible"
    REFUSED = "refused"  # no consent to be counted: nothing of it is stored
    DOUBLE = "double"  # the same sheet, or the same account, keyed already
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"  # was a report; the person took it back


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


TRANSITIONS = {
    t.name: t
    for t in (
        Transition("close", frozenset({State.OPEN}), State.CLOSED, "paper.work"),
        Transition("reopen", frozenset({State.CLOSED}), State.OPEN, "paper.work"),
    )
}
