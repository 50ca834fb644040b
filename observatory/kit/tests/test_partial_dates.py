"""A date that is known to the day, the month or the year only."""

from datetime import date

import pytest

from observatory.kit.partial_dates import read_partial_date


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2017-03-14", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("2017-03", date(2017, 3, 1), date(2017, 3, 31), "month"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2017-12", date(2017, 12, 1), date(2017, 12, 31), "month"),
        ("2017", date(2017, 1, 1), date(2017, 12, 31), "year"),
    ],
)
def test_a_date_has_a_first_and_a_last_possible_day(text, first, last, precision):
    found = read_partial_date(text)
    assert (found.first, found.last, found.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text",
    ["", "17", "2017-13", "2017-02-30", "2017-3", "mars 2017", "0000", "２０１７", "2017-00"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="no date"):
        read_partial_date(text)
