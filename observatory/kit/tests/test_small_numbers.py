"""Small numbers: the published rules, and a reader who subtracts everything from everything."""

from collections import defaultdict
from datetime import date
from itertools import product
from math import prod

import pytest

from observatory.kit.small_numbers import (
    Compared,
    Count,
    Form,
    MonthGroup,
    Proportion,
    compare_proportions,
    group_months,
    share_cells,
    show_count,
    show_proportion,
    show_total,
    suppress_cells,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        (2, 3, 21, 94),
        (7, 10, 40, 89),
        (0, 10, 0, 28),
        (18, 30, 42, 75),
        (60, 100, 50, 69),
        (217, 302, 67, 77),
        (10, 10, 72, 100),
    ],
)
def test_the_interval_is_the_published_one(successes, total, low, high):
    found = wilson_interval(successes, total)
    assert [round(100 * bound) for bound in found] == [low, high]


def test_the_interval_is_the_worked_example_of_newcombe():
    # R. G. Newcombe, Statistics in Medicine 17, 1998, table I: 81 of 263 and 15 of 148.
    assert [round(bound, 4) for bound in wilson_interval(81, 263)] == [0.2553, 0.3662]
    assert [round(bound, 4) for bound in wilson_interval(15, 148)] == [0.0624, 0.1605]


@pytest.mark.parametrize(("successes", "total"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_what_is_no_proportion_has_no_interval(successes, total):
    with pytest.raises(ValueError, match="proportion"):
        wilson_interval(successes, total)


@pytest.mark.parametrize(
    ("successes", "total", "shown"),
    [
        (0, 0, Proportion(Form.NONE)),
        (1, 1, Proportion(Form.FEW)),
        (2, 2, Proportion(Form.FEW)),
        (2, 3, Proportion(Form.OUT_OF, 2, 3)),
        (9, 9, Proportion(Form.OUT_OF, 9, 9)),
        (7, 10, Proportion(Form.INTERVAL, 7, 10, low=40, high=89)),
        (18, 29, Proportion(Form.INTERVAL, 18, 29, low=44, high=77)),
        (18, 30, Proportion(Form.PERCENTAGE, 18, 30, 60, 42, 75)),
        (217, 302, Proportion(Form.PERCENTAGE, 217, 302, 72, 67, 77)),
    ],
)
def test_a_proportion_is_shown_by_the_size_of_n(successes, total, shown):
    assert show_proportion(successes, total) == shown


@pytest.mark.parametrize("total", range(3))
def test_below_three_a_proportion_holds_no_number_at_all(total):
    shown = show_proportion(total, total)
    assert [shown.successes, shown.total, shown.percentage, shown.low, shown.high] == [None] * 5


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        # 56-92 % and 8-44 %: they do not overlap.
        ((16, 20), (4, 20), Compared.MORE),
        ((4, 20), (16, 20), Compared.LESS),
        # 42-75 % and 67-77 %: 60 % is less than 72 %, and the numbers do not tell.
        ((18, 30), (217, 302), Compared.UNTOLD),
        ((7, 10), (7, 10), Compared.UNTOLD),
        ((10, 10), (0, 10), Compared.MORE),
    ],
)
def test_two_are_compared_only_where_their_intervals_do_not_overlap(one, other, said):
    assert compare_proportions(one, other) == said


def test_what_is_too_small_for_an_interval_is_compared_with_nothing():
    # 70-100 % and 0-8 %: far apart, but nobody may be shown the first.
    assert compare_proportions((9, 9), (0, 40)) == Compared.UNTOLD
    assert compare_proportions((0, 40), (0, 0)) == Compared.UNTOLD


@pytest.mark.parametrize(("one", "other"), [((4, 3), (1, 3)), ((1, 30), (31, 30))])
def test_what_is_no_proportion_is_not_compared(one, other):
    with pytest.raises(ValueError, match="proportion"):
        compare_proportions(one, other)


def test_a_proportion_cannot_be_more_than_all():
    with pytest.raises(ValueError, match="proportion"):
        show_proportion(4, 3)


def test_a_count_below_three_never_holds_the_number():
    assert show_count(1) == show_count(2) == Count(Form.FEW, None)


def test_a_count_of_none_or_of_three_is_said():
    assert show_count(0) == Count(Form.NONE, None)
    assert show_count(3) == Count(Form.NUMBER, 3)
    with pytest.raises(ValueError, match="zero"):
        show_count(-1)


# Totals of parts.


def _total_page(parts):
    """Return all that a reader sees of a municipality: each problem's count, and the total."""
    small = [part for part in parts if 0 < part < 3]
    total = show_total(sum(parts) - sum(small), sum(small), len(small))
    return (*(show_count(part) for part in parts), total)


def test_no_small_part_can_be_worked_out_from_the_total():
    """The reader knows the rules: every part shown as few must still be 1 or 2."""
    pages = defaultdict(list)
    for size in range(1, 6):
        for parts in product(range(5), repeat=size):
            pages[_total_page(parts)].append(parts)
    assert len(pages) > 100
    for page, possible in pages.items():
        for place, shown in enumerate(page[:-1]):
            if shown.form == Form.FEW:
                assert {parts[place] for parts in possible} == {1, 2}


def test_a_total_without_small_parts_is_exact():
    assert show_total(12, 0, 0) == Count(Form.NUMBER, 12)
    assert show_total(0, 0, 0) == Count(Form.NONE)


def test_a_total_with_one_small_part_leaves_it_out():
    assert show_total(12, 1, 1) == show_total(12, 2, 1) == Count(Form.AT_LEAST, 12)
    assert show_total(0, 2, 1) == Count(Form.FEW)


def test_many_small_problems_make_a_total_that_can_be_said():
    assert show_total(0, 15, 10) == Count(Form.NUMBER, 15)


def test_a_small_part_is_one_or_two():
    with pytest.raises(ValueError, match="1 or 2"):
        show_total(0, 5, 2)


# Months.

MONTHS = [
    date(2025, 11, 1),
    date(2025, 12, 1),
    date(2026, 1, 1),
    date(2026, 2, 1),
    date(2026, 3, 1),
]


def _months(*counts):
    return group_months(dict(zip(MONTHS, counts, strict=False)))


def test_a_month_of_three_stands_alone():
    assert _months(3, 5) == [
        MonthGroup(MONTHS[0], MONTHS[0], 3),
        MonthGroup(MONTHS[1], MONTHS[1], 5),
    ]
    assert _months(3)[0].is_one_month


def test_small_months_are_merged_with_the_next_ones():
    assert _months(1, 1, 1, 4) == [
        MonthGroup(MONTHS[0], MONTHS[2], 3),
        MonthGroup(MONTHS[3], MONTHS[3], 4),
    ]


def test_a_small_remainder_joins_the_group_before_it():
    assert _months(4, 3, 0, 2) == [
        MonthGroup(MONTHS[0], MONTHS[0], 4),
        MonthGroup(MONTHS[1], MONTHS[3], 5),
    ]


def test_months_without_a_report_are_no_gap():
    assert _months(3, 0, 0, 3) == [
        MonthGroup(MONTHS[0], MONTHS[0], 3),
        MonthGroup(MONTHS[1], MONTHS[3], 3),
    ]


def test_below_three_in_all_there_are_no_months():
    assert _months(1, 0, 1) == []
    assert group_months({}) == []


def test_no_month_can_be_worked_out_from_the_groups():
    """Every case of up to five months: groups of 3 and more, whole, and nothing to recover."""
    pages = defaultdict(list)
    for size in range(1, 6):
        for counts in product(range(7 if size < 5 else 6), repeat=size):
            if counts[0] and counts[-1] and sum(counts) >= 3:
                groups = tuple(_months(*counts))
                assert all(group.count >= 3 for group in groups)
                assert sum(group.count for group in groups) == sum(counts)
                pages[groups].append(counts)
    assert len(pages) > 1000
    for groups, possible in pages.items():
        if any(max(counts) > 4 for counts in possible):
            continue  # beyond what the walk covers; the neighbours are missing
        for group in groups:
            if not group.is_one_month:
                for place in range(MONTHS.index(group.first), MONTHS.index(group.last) + 1):
                    assert len({counts[place] for counts in possible}) >= 2, (groups, possible)


def test_a_count_below_zero_is_refused():
    with pytest.raises(ValueError, match="zero"):
        group_months({MONTHS[0]: 5, MONTHS[1]: -1})
    with pytest.raises(ValueError, match="zero"):
        suppress_cells({"a": -1}, total_published=True)


# Cells.


def test_a_small_cell_hides_the_smallest_other_one_with_it():
    cells = suppress_cells({"a": 1, "b": 9, "c": 4}, total_published=True)
    assert (cells.shown, cells.hidden, cells.total) == ({"b": 9}, frozenset("ac"), 14)


def test_equal_cells_are_hidden_together():
    cells = suppress_cells({"a": 4, "b": 1, "c": 4, "d": 6}, total_published=True)
    assert (cells.shown, cells.total) == ({"d": 6}, 15)


def test_without_a_published_total_only_the_small_cells_go():
    cells = suppress_cells({"a": 1, "b": 9}, total_published=False)
    assert (cells.shown, cells.hidden, cells.total) == ({"b": 9}, frozenset("a"), None)


def test_a_table_of_small_cells_only_keeps_its_total_to_itself():
    assert suppress_cells({"a": 2, "b": 2}, total_published=True).total is None
    assert suppress_cells({"a": 1}, total_published=True).total is None


def test_a_table_without_small_cells_is_whole():
    cells = suppress_cells({"a": 3, "b": 0}, total_published=True)
    assert (cells.shown, cells.hidden, cells.total) == ({"a": 3, "b": 0}, frozenset(), 3)


def test_a_minimum_that_would_protect_nobody_is_refused():
    with pytest.raises(ValueError, match="minimum"):
        suppress_cells({"a": 1}, total_published=True, minimum=2)


@pytest.mark.parametrize(("minimum", "sizes", "most"), [(3, (1, 2, 3, 4), 7), (5, (1, 2, 3), 12)])
@pytest.mark.parametrize("total_published", [True, False])
def test_no_hidden_cell_can_be_worked_out(minimum, sizes, most, total_published):
    """Every table of a few cells: what the reader sees fits two values of each hidden cell or more."""
    pages = defaultdict(list)
    for size in sizes:
        for counts in product(range(most), repeat=size):
            cells = suppress_cells(dict(enumerate(counts)), total_published, minimum)
            assert all(count == 0 or count >= minimum for count in cells.shown.values())
            page = (size, tuple(cells.shown.items()), cells.hidden, cells.total)
            pages[page].append(counts)
    assert any(hidden for _, _, hidden, _ in pages)
    for (_, _, hidden, _), possible in pages.items():
        for key in hidden:
            assert len({counts[key] for counts in possible}) >= 2, possible


# Proportions in a table.


def test_fewer_than_three_are_hidden_and_in_no_sum():
    found = share_cells({"a": (2, 3), "b": (1, 2), "c": (4, 10), "d": (0, 0)})
    assert found.shown == {"a": (2, 3), "c": (4, 10)}
    assert found.hidden == frozenset("b")
    assert found.together == (6, 13)


def test_no_published_proportion_tells_a_hidden_one():
    # Every table of three cells of up to four: what is published depends on the shown cells only.
    sizes = range(5)
    for totals in product(sizes, repeat=3):
        published = set()
        for successes in product(*(range(total + 1) for total in totals)):
            cells = dict(zip("abc", zip(successes, totals, strict=True), strict=True))
            found = share_cells(cells)
            published.add((tuple(sorted(found.shown.items())), found.together, found.hidden))
        large = [total for total in totals if total >= 3]
        assert len(published) == prod(total + 1 for total in large)


def test_a_table_of_what_is_no_proportion_is_refused():
    with pytest.raises(ValueError, match="proportion"):
        share_cells({"a": (2, 1)})
