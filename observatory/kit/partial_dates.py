"""Dates known to the day, the month or the year, written as in EDTF: "2017-03-14", "2017-03", "2017".

Source: Library of Congress, Extended Date/Time Format (EDTF), level 0.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class PartialDate:
    """What is known of a date: its first and last possible days, and how precise it is."""

    first: date
    last: date
    # "day", "month" or "year".
    precision: str


def read_partial_date(text: str) -> PartialDate:
    """Return the date that is written. Raises `ValueError` for anything but a day, month or year."""
    found = WRITTEN.fullmatch(text)
    try:
        return _read(*found.groups()) if found else _refuse(text)
    except ValueError:
        return _refuse(text)


def _read(year: str, month: str | None, day: str | None) -> PartialDate:
    if month is None:
        return PartialDate(date(int(year), 1, 1), date(int(year), 12, 31), "year")
    if day is None:
        first = date(int(year), int(month), 1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return PartialDate(first, last, "month")
    only = date(int(year), int(month), int(day))
    return PartialDate(only, only, "day")


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"no date: {text}")
