"""The ledger of a pile: every page received has exactly one answer, and the lines add up."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.functional import Promise

from observatory.paper.models import Batch, Scan, Upload
from observatory.paper.states import APART, ON_THEIR_WAY, ScanState, UploadState

from .reasons import SCAN_STATES


@dataclass(frozen=True)
class Ledger:
    """How many pages stand in each state, and how many files are still on their way."""

    by_state: dict[str, int]
    # Papers apart that are no sheet of the pile either.
    to_count: int = 0
    # Files that are here whole and whose pages are to be read, and files still arriving.
    reading: int = 0
    receiving: int = 0

    @property
    def received(self) -> int:
        """How many pages there are: the sum of all states, always."""
        return sum(self.by_state.values())

    @property
    def lines(self) -> list[tuple[str, Promise, int]]:
        """Each state with its words and its number, zeros too."""
        return [(state, words, self.by_state.get(state, 0)) for state, words in SCAN_STATES.items()]

    def number(self, state: str) -> int:
        return self.by_state.get(state, 0)

    @property
    def to_read(self) -> int:
        return self.number(ScanState.WAITING)

    @property
    def doubtful(self) -> int:
        return self.number(ScanState.DOUBTFUL)

    @property
    def on_their_way(self) -> int:
        return sum(self.number(state) for state in ON_THEIR_WAY)

    @property
    def apart(self) -> int:
        """Pages set aside that somebody may want to look at."""
        return sum(
            self.number(state)
            for state in (ScanState.FOREIGN, ScanState.UNREADABLE, ScanState.SET_ASIDE)
        )

    @property
    def is_reading(self) -> bool:
        return bool(self.reading or self.to_read)


def ledger_of(batch: Batch) -> Ledger:
    """Return the ledger of a pile. Two queries."""
    # A double of two pages is one paper; a blank page and a tear-off part are none.
    is_paper = ~Q(reason__in=["blank", "tear_off"]) & (~Q(state=ScanState.DUPLICATE) | Q(page=1))
    alone = Count("pk", filter=Q(sheet=None) & is_paper)
    rows = list(
        Scan.objects.filter(batch=batch)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"), alone=alone)
    )
    by_state = {state: n for state, n, _alone in rows}
    to_count = sum(n for state, _all, n in rows if state in APART)
    arriving = Q(state=UploadState.RECEIVING)
    is_whole = arriving & Q(size__gt=0, received=F("size"))
    reading, receiving = (
        Upload.objects.filter(batch=batch)
        .order_by()
        .aggregate(
            reading=Count("pk", filter=Q(state=UploadState.STORED) | is_whole),
            receiving=Count("pk", filter=arriving & ~is_whole),
        )
        .values()
    )
    return Ledger(by_state, to_count, reading, receiving)
