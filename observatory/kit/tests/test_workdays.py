"""Working days on real calendars."""

from datetime import date

import pytest

from observatory.kit.workdays import (
    add_working_days,
    count_working_days,
    is_holiday,
    is_working_day,
    public_holidays,
)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),
        date(2026, 5, 14),  # Ascension
        date(2026, 5, 25),  # Whit Monday
        date(2026, 7, 21),
        date(2026, 11, 11),
        date(2026, 12, 25),
    ],
)
def test_nobody_works_on_a_public_holiday_in_belgium(day):
    assert is_holiday(day, country="BE")
    assert not is_working_day(day, country="BE")


def test_a_weekend_is_no_holiday_and_no_working_day():
    saturday = date(2026, 4, 11)
    assert not is_holiday(saturday, country="BE")
    assert not is_working_day(saturday, country="BE")


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        # Easter: Thursday 2 April, Friday the 3rd, then Monday the 6th is free.
        (date(2026, 4, 2), 2, date(2026, 4, 7)),
        (date(2026, 3, 20), 15, date(2026, 4, 13)),
        # Ascension is a Thursday; the Friday after it is an ordinary day.
        (date(2026, 5, 13), 1, date(2026, 5, 15)),
        # 1 May, Ascension and Whit Monday in one term.
        (date(2026, 4, 30), 15, date(2026, 5, 26)),
        # Armistice, a Wednesday.
        (date(2026, 11, 10), 1, date(2026, 11, 12)),
        (date(2026, 10, 30), 15, date(2026, 11, 23)),
        # Christmas, a Friday, then a weekend; New Year's Day, a Friday too.
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 18), 15, date(2027, 1, 12)),
        # Begun on a Sunday, the term counts from Monday on.
        (date(2026, 11, 22), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_a_term_in_working_days_ends_on_the_right_day(day, count, due):
    assert add_working_days(day, count, country="BE") == due
    assert count_working_days(day, due, country="BE") == count


def test_of_a_term_that_is_over_no_day_is_left():
    assert count_working_days(date(2026, 5, 15), date(2026, 5, 14), country="BE") == 0
    assert count_working_days(date(2026, 5, 13), date(2026, 5, 14), country="BE") == 0


def test_another_country_has_other_holidays():
    assert is_working_day(date(2026, 11, 11), country="NL")
    assert date(2026, 7, 14) in public_holidays(2026, country="FR")
