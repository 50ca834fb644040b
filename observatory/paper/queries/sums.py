"""Every sheet accounted for: the sum of a pile, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observatory.paper.models import Batch, Sheet
from observatory.paper.states import SheetState

STATE_WORDS: dict[str, Promise] = {
    SheetState.REPORT: _("Signalement gardé"),
    SheetState.OBSERVATION: _("Relevé gardé"),
    SheetState.BLANK: _("Feuille vide"),
    SheetState.ILLEGIBLE: _("Illisible"),
    SheetState.REFUSED: _("Pas d’accord pour compter"),
    SheetState.DOUBLE: _("Double"),
    SheetState.SET_ASIDE: _("Mise de côté"),
    SheetState.WITHDRAWN: _("Retirée par la personne"),
    SheetState.SCANNED: _("Numérisée, pas encore gardée"),
    SheetState.COUNTED: _("Carte comptée"),
    SheetState.VOID: _("Carte nulle"),
}
SUM_WORDS: dict[str, Promise] = {
    SheetState.REPORT: _("Signalements gardés"),
    SheetState.OBSERVATION: _("Relevés gardés"),
    SheetState.BLANK: _("Feuilles vides"),
    SheetState.ILLEGIBLE: _("Feuilles illisibles"),
    SheetState.REFUSED: _("Pas d’accord pour compter : rien n’est gardé"),
    SheetState.DOUBLE: _("Doubles"),
    SheetState.SET_ASIDE: _("Feuilles mises de côté"),
    SheetState.WITHDRAWN: _("Retirées par la personne"),
    SheetState.COUNTED: _("Cartes comptées"),
    SheetState.VOID: _("Cartes nulles"),
    SheetState.SCANNED: _("Numérisées, pas encore gardées"),
}
# Said only of a pile that has some: the others are said when they are none, too.
ONLY_IF_ANY = frozenset(
    {SheetState.OBSERVATION, SheetState.COUNTED, SheetState.VOID, SheetState.SCANNED}
)
# Two sheets further apart than this had a pause between them.
PAUSE = timedelta(minutes=10)
# With fewer steps than this a pace says nothing.
PACE_FROM = 5


@dataclass(frozen=True)
class Sum:
    """What became of the sheets of a pile, beside what was announced."""

    announced: int
    by_state: dict[str, int]

    @property
    def lines(self) -> list[tuple[Promise, int]]:
        """Each line of the sum with its words, zeros too: nothing is left to guess."""
        return [
            (words, self.by_state.get(state, 0))
            for state, words in SUM_WORDS.items()
            if self.by_state.get(state) or state not in ONLY_IF_ANY
        ]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def waiting(self) -> int:
        """How many sheets were scanned and have no end yet."""
        return self.by_state.get(SheetState.SCANNED, 0)

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def missing(self) -> int:
        """How many sheets are missing; below zero, how many there are too many."""
        return self.announced - self.total

    @property
    def too_many(self) -> int:
        return max(0, -self.missing)

    @property
    def is_right(self) -> bool:
        return self.missing == 0 and self.waiting == 0


def gaps(numbers: Iterable[int]) -> list[int]:
    """Return the numbers below the highest that no sheet has: a paper was jumped over there."""
    taken = set(numbers)
    return [one for one in range(1, max(taken, default=0)) if one not in taken]


def pace_of(batch: Batch) -> int | None:
    """Return the median number of seconds between two sheets that one person keyed, pauses left out.

    None below `PACE_FROM` steps. One query.
    """
    last: dict[int, datetime] = {}
    steps: list[float] = []
    for keyer, at in (
        Sheet.objects.filter(batch=batch, scans__isnull=True)
        .order_by("keyed_at", "pk")
        .values_list("keyed_by", "keyed_at")
    ):
        before = last.get(keyer)
        if before is not None and at - before <= PAUSE:
            steps.append((at - before).total_seconds())
        last[keyer] = at
    return round(median(steps)) if len(steps) >= PACE_FROM else None
