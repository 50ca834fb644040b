"""Legal terms on real calendars: each case names the rule it comes from."""

from datetime import date, timedelta

import pytest

from observatory.kit.deadlines import (
    Rule,
    end_of_days,
    end_of_months,
    end_of_working_days,
    next_working_day,
    over_after_days,
    over_after_months,
    over_after_working_days,
    received_by_post,
)
from observatory.kit.workdays import is_working_day

COURT, OFFICE, EUROPE = Rule.COURT, Rule.ADMINISTRATION, Rule.EUROPEAN


@pytest.mark.parametrize(
    ("event", "count", "rule", "last"),
    [
        # Article 52: the day of the event does not count, week-ends do.
        (date(2026, 3, 2), 15, COURT, date(2026, 3, 17)),
        # Article 53: Easter Saturday 4 April 2026 moves over Easter Monday to Tuesday.
        (date(2026, 3, 20), 15, COURT, date(2026, 4, 7)),
        # Easter Monday itself.
        (date(2026, 3, 22), 15, COURT, date(2026, 4, 7)),
        # 11 November 2026 is a Wednesday.
        (date(2026, 10, 27), 15, COURT, date(2026, 11, 12)),
        # 11 November 2022 was a Friday: over the week-end to Monday the 14th.
        (date(2022, 10, 12), 30, COURT, date(2022, 11, 14)),
        # Christmas week: Friday 25 December 2026 moves to Monday the 28th.
        (date(2026, 12, 10), 15, COURT, date(2026, 12, 28)),
        # 26 December is no legal holiday: Saturday moves to Monday all the same.
        (date(2026, 12, 11), 15, COURT, date(2026, 12, 28)),
        # New Year 2027 is a Friday.
        (date(2026, 12, 2), 30, COURT, date(2027, 1, 4)),
        # An administration's term ends where it ends.
        (date(2026, 3, 22), 15, OFFICE, date(2026, 4, 6)),
        (date(2026, 12, 10), 15, OFFICE, date(2026, 12, 25)),
        # Regulation 1182/71, article 3(4).
        (date(2026, 3, 22), 15, EUROPE, date(2026, 4, 7)),
        # Article 3(5): two days from Friday before Easter hold two working days.
        (date(2026, 4, 3), 2, EUROPE, date(2026, 4, 8)),
        # A term of one day holds one.
        (date(2026, 4, 3), 1, EUROPE, date(2026, 4, 7)),
        (date(2026, 3, 2), 0, COURT, date(2026, 3, 2)),
    ],
)
def test_a_term_in_days_ends_where_its_rule_says(event, count, rule, last):
    assert end_of_days(event, count, country="BE", rule=rule) == last


@pytest.mark.parametrize(
    ("event", "months", "rule", "last"),
    [
        # The example of droitbelge.be: 23 September 2019, one month, 23 October.
        (date(2019, 9, 23), 1, COURT, date(2019, 10, 23)),
        # From the day after to the eve of that number: 1 March to 31 March.
        (date(2025, 2, 28), 1, COURT, date(2025, 3, 31)),
        (date(2026, 6, 30), 1, COURT, date(2026, 7, 31)),
        # February has no 29th, 30th or 31st in 2025: the 28th is a Friday.
        (date(2025, 1, 28), 1, COURT, date(2025, 2, 28)),
        (date(2025, 1, 29), 1, COURT, date(2025, 2, 28)),
        (date(2025, 1, 30), 1, COURT, date(2025, 2, 28)),
        (date(2025, 1, 31), 1, COURT, date(2025, 2, 28)),
        (date(2025, 1, 27), 1, COURT, date(2025, 2, 27)),
        # A leap year.
        (date(2028, 1, 31), 1, COURT, date(2028, 2, 29)),
        # 11 November and Christmas, in months.
        (date(2026, 10, 11), 1, COURT, date(2026, 11, 12)),
        (date(2026, 9, 25), 3, COURT, date(2026, 12, 28)),
        # Easter Monday 2026.
        (date(2026, 3, 6), 1, COURT, date(2026, 4, 7)),
        # Europe and an administration: the number of the event, or the end of the month.
        (date(2025, 2, 28), 1, EUROPE, date(2025, 3, 28)),
        (date(2026, 1, 31), 1, EUROPE, date(2026, 3, 2)),
        (date(2026, 1, 31), 1, OFFICE, date(2026, 2, 28)),
        (date(2026, 11, 25), 1, OFFICE, date(2026, 12, 25)),
        (date(2025, 3, 14), 12, OFFICE, date(2026, 3, 14)),
    ],
)
def test_a_term_in_months_ends_where_its_rule_says(event, months, rule, last):
    assert end_of_months(event, months, country="BE", rule=rule) == last


@pytest.mark.parametrize(
    ("event", "count", "last"),
    [
        # Maundy Thursday 2026 and two working days: Friday, then Tuesday.
        (date(2026, 4, 2), 2, date(2026, 4, 7)),
        (date(2026, 11, 10), 1, date(2026, 11, 12)),
        # Five working days over Christmas: 24, 28, 29, 30, 31.
        (date(2026, 12, 23), 5, date(2026, 12, 31)),
        (date(2026, 12, 23), 6, date(2027, 1, 4)),
    ],
)
def test_a_term_in_working_days_leaves_out_what_nobody_works(event, count, last):
    assert end_of_working_days(event, count, country="BE") == last
    assert over_after_working_days(event, count, country="BE") == last


def test_a_working_day_stays_and_a_holiday_moves_on():
    assert next_working_day(date(2026, 11, 10), country="BE") == date(2026, 11, 10)
    assert next_working_day(date(2026, 11, 11), country="BE") == date(2026, 11, 12)
    # In France 11 November is one too; in the Netherlands people work.
    assert next_working_day(date(2026, 11, 11), country="NL") == date(2026, 11, 11)


def test_a_letter_counts_as_received_on_the_third_working_day():
    assert received_by_post(date(2026, 12, 23), country="BE") == date(2026, 12, 29)
    assert received_by_post(date(2026, 3, 2), country="BE") == date(2026, 3, 5)


def test_what_must_be_waited_out_is_over_even_on_a_holiday():
    # Thirty calendar days after 25 November: Christmas Day.
    assert over_after_days(date(2026, 11, 25), 30) == date(2026, 12, 25)
    assert over_after_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


@pytest.mark.parametrize("count", [-1, -30])
def test_a_term_is_never_negative(count):
    day = date(2026, 3, 2)
    for compute in (
        lambda: end_of_days(day, count, country="BE", rule=COURT),
        lambda: end_of_months(day, count, country="BE", rule=COURT),
        lambda: end_of_working_days(day, count, country="BE"),
        lambda: over_after_days(day, count),
        lambda: over_after_months(day, count),
        lambda: over_after_working_days(day, count, country="BE"),
    ):
        with pytest.raises(ValueError, match="negative"):
            compute()


@pytest.mark.parametrize("rule", [COURT, EUROPE])
def test_no_term_before_a_court_ends_when_the_registry_is_closed(rule):
    for n in range(800):
        event = date(2026, 1, 1) + timedelta(days=n)
        assert is_working_day(end_of_days(event, 15, country="BE", rule=rule), country="BE")
        assert is_working_day(end_of_months(event, 1, country="BE", rule=rule), country="BE")
