"""How far a pile is: its sum, the second keying, and whether it can be closed."""

from dataclasses import dataclass, field

from observatory.paper.models import Batch, SecondKeying, Sheet
from observatory.paper.states import SheetState

from .agreement import IN_SAMPLE
from .drawing import draw, drawn_numbers
from .ledger import Ledger, ledger_of
from .sums import Sum, gaps


@dataclass(frozen=True)
class Progress:
    """A pile as it stands. Sheets come by number."""

    sum: Sum
    # Drawn, keyed once, waiting to be keyed a second time.
    to_key_again: list[Sheet] = field(default_factory=list)
    # Keyed twice, and the paper has not decided yet.
    to_settle: list[Sheet] = field(default_factory=list)
    keyed_twice: int = 0
    # How many are drawn in all, those still to come included: which ones is not said.
    drawn: int = 0
    gaps: list[int] = field(default_factory=list)
    # The pages that were scanned.
    ledger: Ledger = field(default_factory=lambda: Ledger({}))

    @property
    def matches(self) -> bool:
        """Tell whether every sheet is accounted for, every drawn one keyed twice and settled, and
        every page that came has its answer."""
        return (
            self.sum.is_right
            and not self.to_key_again
            and not self.to_settle
            and not self.ledger.is_reading
        )


def progress_of(batch: Batch, *, closing: bool = False) -> Progress:
    """Return how far a pile is. Four queries.

    `closing`: no more sheets are to come, whatever was announced.
    """
    sheets = list(Sheet.objects.filter(batch=batch).order_by("number"))
    seconds = {
        one.sheet_id: one
        for one in SecondKeying.objects.filter(sheet__batch=batch, sheet__state__in=IN_SAMPLE)
    }
    by_number = {sheet.number: sheet for sheet in sheets}
    states = {sheet.number: sheet.state for sheet in sheets}
    kept = [number for number, state in states.items() if state == SheetState.REPORT]
    drawn = draw(batch.uuid, kept) if closing else drawn_numbers(batch, states)
    counts: dict[str, int] = {}
    for state in states.values():
        counts[state] = counts.get(state, 0) + 1
    return Progress(
        sum=Sum(batch.announced, counts),
        to_key_again=[
            by_number[number]
            for number in sorted(drawn & set(kept))
            if by_number[number].pk not in seconds
        ],
        to_settle=[
            sheet for sheet in sheets if sheet.pk in seconds and not seconds[sheet.pk].settled_at
        ],
        keyed_twice=len(seconds),
        drawn=len(drawn),
        gaps=gaps(by_number),
        ledger=ledger_of(batch),
    )


def waits_for_second(sheet: Sheet, batch: Batch) -> bool:
    """Tell whether the sheet is drawn and keyed once: among what is drawn now, or when closing."""
    return any(
        sheet.pk in {one.pk for one in progress_of(batch, closing=closing).to_key_again}
        for closing in (False, True)
    )
