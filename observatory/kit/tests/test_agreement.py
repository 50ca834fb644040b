"""Agreement of two raters, against values that were published."""

import pytest

from observatory.kit.agreement import Agreement, agreement_of

# Rows are what the first rater said, columns what the second one said of the same things.
# J. Cohen, Educational and Psychological Measurement 20, 1960, table 2 (b), p. 45.
COHEN = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
# J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions,
# 3rd edition, 2003, table 18.1: the diagnoses of 100 patients.
FLEISS = ((75, 1, 4), (5, 4, 1), (0, 0, 10))


def pairs_of(table):
    return [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _one in range(count)
    ]


def test_kappa_is_that_of_the_paper_that_defines_it():
    found = agreement_of(pairs_of(COHEN))

    assert (found.n, found.agreeing) == (200, 140)
    assert (round(found.raw, 2), round(found.expected, 2)) == (0.70, 0.41)
    assert round(found.kappa, 3) == 0.492


def test_kappa_is_that_of_the_textbook():
    found = agreement_of(pairs_of(FLEISS))

    assert (found.n, round(found.raw, 2), round(found.expected, 2)) == (100, 0.89, 0.66)
    assert round(found.kappa, 2) == 0.68


def test_it_does_not_matter_who_is_called_the_first():
    swapped = [(other, one) for one, other in pairs_of(COHEN)]

    assert agreement_of(swapped).kappa == agreement_of(pairs_of(COHEN)).kappa


def test_two_who_always_agree_on_different_things_have_a_kappa_of_one():
    assert agreement_of([("yes", "yes"), ("no", "no")]).kappa == 1


def test_two_who_never_agree_do_worse_than_chance():
    assert agreement_of([("yes", "no"), ("no", "yes")]).kappa == -1


@pytest.mark.parametrize("n", [1, 2, 17])
def test_where_both_always_said_the_same_there_is_agreement_and_no_kappa(n):
    found = agreement_of([("yes", "yes")] * n)

    assert (found.raw, found.expected, found.kappa) == (1, 1, None)


def test_where_only_one_always_said_the_same_agreement_is_that_of_chance():
    assert agreement_of([("yes", "yes"), ("yes", "no")]).kappa == 0


def test_nothing_that_both_saw_gives_no_agreement():
    assert agreement_of([]) == Agreement(0, 0, None, None, None)
