"""Working days in Belgium: Saturdays, Sundays and public holidays do not count."""

from datetime import date, timedelta
from functools import cache

import holidays

# Where the line answers; its public holidays are the law of 4 January 1974, as `holidays` has them.
COUNTRY = "BE"
PROMISE = 2


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(COUNTRY, years=year))


def is_working_day(day: date) -> bool:
    """Tell whether offices work on that day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that comes `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
