"""The display rules for small numbers: what may be published, and in which form.

Plain data comes out; the words belong to the templates. A result that must not
show a number does not hold it, so that no template can let it slip.

Who we protect from whom: the reader of one edition of the site, who knows
these rules and this code, and who subtracts published numbers from one
another. Two editions compared say that a report was added between them; that
cannot be hidden while totals are kept up to date.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from typing import Generic, TypeVar

# Below this a count is not published (design, section 5, rule 3).
MINIMUM = 3
# From here a proportion has its interval, from there its percentage too.
INTERVAL_FROM = 10
PERCENTAGE_FROM = 30
# Two-sided 95 % of the normal distribution.
Z_95 = 1.959963984540054

Key = TypeVar("Key", bound=Hashable)


def wilson_interval(successes: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion, as two fractions of 1.

    Source: E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", Journal of the American Statistical Association
    22 (158), 1927, p. 209-212. Raises `ValueError` unless
    0 <= successes <= total and total > 0.
    """
    if total <= 0 or not 0 <= successes <= total:
        raise ValueError("a proportion needs 0 <= successes <= total and a total above 0")
    share = successes / total
    denominator = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / denominator
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / denominator
    return max(0.0, middle - half), min(1.0, middle + half)


class Form(StrEnum):
    """How a number may be shown."""

    NONE = "none"  # nothing was counted
    FEW = "few"  # something was, too little for a number
    NUMBER = "number"  # the exact number
    AT_LEAST = "at_least"  # a number that leaves the smallest parts out
    OUT_OF = "out_of"  # "x out of n"
    INTERVAL = "interval"  # "x out of n" and the interval
    PERCENTAGE = "percentage"  # the percentage, the interval and n


@dataclass(frozen=True)
class Proportion:
    """A proportion as it may be shown; percentages are whole numbers, None where not to be shown."""

    form: Form
    successes: int | None = None
    total: int | None = None
    percentage: int | None = None
    low: int | None = None
    high: int | None = None


def show_proportion(successes: int, total: int) -> Proportion:
    """Return what may be shown of "successes out of total".

    Below 3 nothing but notes; 3-9 "x out of n"; 10-29 with the Wilson 95 %
    interval; from 30 the percentage, the interval and n (design, section 5,
    rule 3). Raises `ValueError` unless 0 <= successes <= total.
    """
    if not 0 <= successes <= total:
        raise ValueError("a proportion needs 0 <= successes <= total")
    if total < MINIMUM:
        return Proportion(Form.FEW if total else Form.NONE)
    if total < INTERVAL_FROM:
        return Proportion(Form.OUT_OF, successes, total)
    low, high = (_whole(bound) for bound in wilson_interval(successes, total))
    if total < PERCENTAGE_FROM:
        return Proportion(Form.INTERVAL, successes, total, low=low, high=high)
    return Proportion(Form.PERCENTAGE, successes, total, _whole(successes / total), low, high)


def _whole(fraction: float) -> int:
    return int(fraction * 100 + 0.5)


@dataclass(frozen=True)
class Shares(Generic[Key]):
    """Proportions as they may be shown: (successes, total) of `shown`, that `hidden` exist, and `together`."""

    shown: dict[Key, tuple[int, int]]
    hidden: frozenset[Key]
    # Of the shown ones only: (successes, total).
    together: tuple[int, int]


def share_cells(cells: Mapping[Key, tuple[int, int]]) -> Shares[Key]:
    """Hide the proportions (successes, total) of fewer than 3, and leave them out of every sum.

    `cells` are parts without overlap; a cell of which nothing was counted (total 0)
    is neither shown nor hidden. What is published of several cells together is
    the sum of the shown ones, and says so.

    Why nothing can be recovered: no published number is a function of a hidden
    cell, so two tables that differ in hidden cells only are published alike. Sums
    over rows, over columns and over all, made of what is returned here, keep that.
    Raises `ValueError` for what is no proportion.
    """
    if any(not 0 <= successes <= total for successes, total in cells.values()):
        raise ValueError("a proportion needs 0 <= successes <= total")
    shown = {key: cell for key, cell in cells.items() if cell[1] >= MINIMUM}
    hidden = frozenset(key for key, cell in cells.items() if 0 < cell[1] < MINIMUM)
    together = (
        sum(successes for successes, _total in shown.values()),
        sum(total for _successes, total in shown.values()),
    )
    return Shares(shown, hidden, together)


class Compared(StrEnum):
    """What may be said of one proportion beside another."""

    MORE = "more"  # it is higher
    LESS = "less"  # it is lower
    UNTOLD = "untold"  # the numbers do not tell


def compare_proportions(one: tuple[int, int], other: tuple[int, int]) -> Compared:
    """Say whether "successes out of total" of `one` is more or less than that of `other`.

    Only where the Wilson 95 % intervals do not overlap, and where both totals
    are large enough for the interval to be shown (10): a reader must be able to
    see why. Touching is overlapping. Comparing like with like (the same version
    of the grid, the same season) is the caller's business; there is no ranking
    (design, section 5, rule 4). Raises `ValueError` for what is no proportion.
    """
    for successes, total in (one, other):
        if not 0 <= successes <= total:
            raise ValueError("a proportion needs 0 <= successes <= total")
    if min(one[1], other[1]) < INTERVAL_FROM:
        return Compared.UNTOLD
    (low, high), (other_low, other_high) = wilson_interval(*one), wilson_interval(*other)
    if low > other_high:
        return Compared.MORE
    return Compared.LESS if high < other_low else Compared.UNTOLD


@dataclass(frozen=True)
class Count:
    """A plain count as it may be shown: `value` is None unless a number may be read."""

    form: Form
    value: int | None = None


def show_count(n: int) -> Count:
    """Return what may be shown of a plain count: below 3 never the number.

    Zero is nobody's, and is said. Raises `ValueError` below zero.
    """
    if n < 0:
        raise ValueError("a count is not below zero")
    if n < MINIMUM:
        return Count(Form.FEW if n else Form.NONE)
    return Count(Form.NUMBER, n)


def show_total(large: int, small: int, small_parts: int) -> Count:
    """Return what may be shown of a total whose parts are published by `show_count`.

    `large` is the sum of the parts of 3 and more, `small` the sum of the
    `small_parts` parts of 1 or 2, which readers see named without number.

    A reader who subtracts `large` from an exact total learns `small`. That
    gives a part away when there is only one, or when `small` is the least or
    the most that its parts allow (all 1, or all 2). Then the small parts stay
    out of the number: `AT_LEAST`, or `FEW` when nothing else is there. In all
    other cases some small parts are 1 and some are 2, and nobody can tell
    which. The form itself gives nothing away either: with `AT_LEAST` or `FEW`
    the small parts may still be all 1 or all 2.
    """
    if small_parts == 0:
        return show_count(large)
    if not small_parts <= small <= (MINIMUM - 1) * small_parts:
        raise ValueError("a small part is 1 or 2")
    if small_parts < small < (MINIMUM - 1) * small_parts:
        return Count(Form.NUMBER, large + small)
    return Count(Form.AT_LEAST, large) if large else Count(Form.FEW)


@dataclass(frozen=True)
class MonthGroup:
    """Consecutive months shown as one: first days of the first and the last month, and the count."""

    first: date
    last: date
    count: int

    @property
    def is_one_month(self) -> bool:
        return self.first == self.last


def group_months(counts: Mapping[date, int]) -> list[MonthGroup]:
    """Merge consecutive months until each group holds at least 3; oldest first.

    `counts` maps first days of months to counts; months without a count are
    zero. Below 3 in all, nothing is returned.

    Months are added to a group, from the oldest, until it holds 3; a remainder
    below 3 at the end joins the group before it. Empty months between two
    groups belong to the second.

    Why nothing can be recovered: the groups cut the period into parts without
    overlap and each is published, so the published total is their sum and
    subtraction gives sums of whole groups only. A reader who knows the rule
    also knows that the months of a merged group, without its last one, held
    0, 1 or 2 together (1 or 2 in the first group, which starts with a
    report), or that a remainder below 3 ends the last group. Which of these
    it is, the count of the group does not tell: every merged month keeps two
    possible values or more. The tests walk all small cases and check just
    that.
    """
    months = sorted(month for month, count in counts.items() if count)
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count is not below zero")
    if sum(counts.values()) < MINIMUM:
        return []
    groups: list[MonthGroup] = []
    first, held = months[0], 0
    for month in _calendar(months[0], months[-1]):
        held += counts.get(month, 0)
        if held >= MINIMUM:
            groups.append(MonthGroup(first, month, held))
            first, held = next_month(month), 0
    if held:
        last = groups.pop()
        groups.append(MonthGroup(last.first, months[-1], last.count + held))
    return groups


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _calendar(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return months


@dataclass(frozen=True)
class Cells(Generic[Key]):
    """A table as it may be shown: what is in `shown`, that `hidden` exists, and the total or None."""

    shown: dict[Key, int]
    hidden: frozenset[Key]
    total: int | None


def suppress_cells(
    cells: Mapping[Key, int], total_published: bool, minimum: int = MINIMUM
) -> Cells[Key]:
    """Hide the cells below `minimum`, and what else is needed so that none can be worked out.

    `cells` are parts without overlap of one total; a cell of zero is shown, it
    is nobody's. Use `minimum` 5 for profiles, 10 for health (design, section
    5, rule 3).

    When the total is published, the reader subtracts the shown cells from it
    and learns the sum of the hidden ones. So, as soon as one cell is too
    small, the smallest cells that are not (all that are equal) are hidden with
    it. When there is no such cell, the total is withheld: `total` is None and
    the caller publishes none.

    Why it holds, against a reader who knows the keys, the shown cells, the
    total, `minimum` and this code: what comes out depends on the hidden cells
    only through which they are and their sum, and the choice treats equal
    values alike; so the hidden values may stand in any order. They are never
    all equal, because at least one is below `minimum` and at least one is not.
    Every hidden cell can then hold two values or more. Where the total is
    withheld every hidden cell may be anything from 1 to `minimum` - 1, which
    is why `minimum` is at least 3.
    """
    if minimum < MINIMUM:
        raise ValueError("below a minimum of 3 a hidden cell could only be 1")
    if any(count < 0 for count in cells.values()):
        raise ValueError("a count is not below zero")
    small = {key for key, count in cells.items() if 0 < count < minimum}
    large = [count for count in cells.values() if count >= minimum]
    total = sum(cells.values()) if total_published else None
    hidden = set(small)
    if small and total_published:
        if large:
            hidden |= {key for key, count in cells.items() if count == min(large)}
        else:
            total = None
    shown = {key: count for key, count in cells.items() if key not in hidden}
    return Cells(shown, frozenset(hidden), total)
