"""How far two people who looked at the same thing independently say the same of it."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """What two raters agree on: `n` things that both rated, `agreeing` of them rated alike.

    `raw` is agreeing / n, from 0 to 1, None when nothing was rated by both.
    `expected` is the agreement that chance alone would give, from 0 to 1.
    `kappa`, from -1 to 1, is None where it is not defined: without anything
    rated, and where chance alone gives full agreement.
    """

    n: int
    agreeing: int
    raw: float | None = None
    expected: float | None = None
    kappa: float | None = None


def agreement_of(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement:
    """Return raw agreement and Cohen's kappa of (first rater, second rater), one pair for each thing.

    Ratings are categories without order. Leave out what one of the two did not
    rate: None is a category like another.

    kappa = (observed - expected) / (1 - expected), the expected agreement being
    the sum over the categories of the product of the two raters' shares.

    Source: J. Cohen, "A coefficient of agreement for nominal scales",
    Educational and Psychological Measurement 20 (1), 1960, p. 37-46. It is not
    defined when the expected agreement is 1: both raters said one and the same
    of everything, so that chance cannot be told from agreement.
    """
    rated = list(pairs)
    n = len(rated)
    if not n:
        return Agreement(0, 0)
    agreeing = sum(one == other for one, other in rated)
    first = Counter(one for one, _other in rated)
    second = Counter(other for _one, other in rated)
    # In whole numbers, so that an expected agreement of 1 is told exactly: n * n of n * n.
    by_chance = sum(count * second[category] for category, count in first.items())
    kappa = None
    if by_chance != n * n:
        kappa = (agreeing * n - by_chance) / (n * n - by_chance)
    return Agreement(n, agreeing, agreeing / n, by_chance / (n * n), kappa)
