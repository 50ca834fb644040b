"""The count of the cards of a pile, in words and numbers."""

from dataclasses import dataclass, field

from django.utils.functional import Promise

from observatory.paper.models import Batch, Confirmation, Count, Sheet, VoidReason
from observatory.paper.states import SheetState
from observatory.people.models import User
from observatory.questionnaires.queries import compiled

from .ledger import ledger_of


@dataclass(frozen=True)
class Tally:
    """One question with how often each answer was crossed."""

    title: str
    rows: list[tuple[str, int]]


@dataclass
class CountShown:
    """A count as its page shows it. `waiting`: cards read that are not in it yet."""

    count: Count
    tallies: list[Tally] = field(default_factory=list)
    void: list[tuple[Promise | str, int]] = field(default_factory=list)
    confirmed_by: list[str] = field(default_factory=list)
    may_confirm: bool = False
    waiting: int = 0
    # Files of the pile are still being read: more cards may come.
    is_reading: bool = False


def counts_of(batch: Batch, by: User, language: str) -> list[CountShown]:
    """Return the counts of a pile, newest questionnaire last. Five queries."""
    counts = list(Count.objects.filter(batch=batch).select_related("questionnaire").order_by("pk"))
    words = Confirmation.objects.filter(count__in=counts).select_related("by")
    confirmations = list(words)
    waiting = Sheet.objects.filter(batch=batch, state=SheetState.SCANNED).count()
    is_reading = ledger_of(batch).is_reading
    found = [_shown(count, confirmations, by, language, waiting) for count in counts]
    for one in found:
        one.is_reading = is_reading
        one.may_confirm = one.may_confirm and not is_reading
    return found


def _shown(
    count: Count, words: list[Confirmation], by: User, language: str, waiting: int
) -> CountShown:
    mine = [w for w in words if w.count_id == count.pk and w.revision == count.revision]
    labels = dict(VoidReason.choices)
    return CountShown(
        count,
        _tallies(count, language),
        [(labels.get(reason, reason), n) for reason, n in sorted(count.void.items())],
        [w.by.name for w in mine],
        may_confirm=count.confirmed_at is None
        and not waiting
        and not any(w.by_id == by.pk for w in mine),
        waiting=waiting,
    )


def _tallies(count: Count, language: str) -> list[Tally]:
    """Return every question that the cards answer, with all of its answers, zeros too."""
    found = []
    for key, question in compiled(count.questionnaire).questions.items():
        by_option = count.tallies.get(key)
        if by_option is None:
            continue
        words = question.words(language)
        options = [(one.code, one.label(language)) for one in question.options]
        if not options:
            options = [(code, code) for code in sorted(by_option)]
        found.append(
            Tally(
                words.short or words.label,
                [(label, by_option.get(code, 0)) for code, label in options],
            )
        )
    return found
