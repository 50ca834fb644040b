"""Working days: Saturdays, Sundays and public holidays do not count.

The `holidays` library knows the public holidays of a country (of Belgium: law
of 4 January 1974), movable feasts included. A country is an ISO code: "BE".
"""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def public_holidays(year: int, *, country: str) -> frozenset[date]:
    """Return the public holidays of a year."""
    return frozenset(holidays.country_holidays(country, years=year))


def is_holiday(day: date, *, country: str) -> bool:
    """Tell whether the day is a public holiday."""
    return day in public_holidays(day.year, country=country)


def is_working_day(day: date, *, country: str) -> bool:
    """Tell whether offices work on that day."""
    return day.weekday() < 5 and not is_holiday(day, country=country)


def add_working_days(day: date, count: int, *, country: str) -> date:
    """Return the working day that comes `count` working days after `day`; `day` itself for 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, country=country)
    return day


def count_working_days(after: date, until: date, *, country: str) -> int:
    """Return how many working days come after `after`, up to `until` and with it; 0 when none."""
    days = range(1, (until - after).days + 1)
    return sum(is_working_day(after + timedelta(days=n), country=country) for n in days)
