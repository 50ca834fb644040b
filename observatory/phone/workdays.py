"""Working days where the line answers: Saturdays, Sundays and public holidays do not count."""

from datetime import date, timedelta
from functools import cache

import holidays
from django.conf import settings

PROMISE = 2


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays as the `holidays` library has them (Belgium: law of 4 January 1974)."""
    return frozenset(holidays.country_holidays(country, years=year))


def is_working_day(day: date) -> bool:
    """Tell whether offices work on that day."""
    return day.weekday() < 5 and day not in _holidays(settings.COUNTRY, day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that comes `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
