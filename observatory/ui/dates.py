"""Days in words. In French the first of a month is an ordinal, the only one: "1er mars", "2 mars"."""

import re
from datetime import date
from typing import Any

from django.template.defaultfilters import date as django_date
from django.utils import formats
from django.utils.translation import get_language

from observatory.kit.partial_dates import read_partial_date

# A day of the month (`j`) with a month in letters after it.
DAY = re.compile(r"(?<!\\)j(?= [FMN])")
# As exact as what is known.
PATTERNS = {"day": "j F Y", "month": "F Y", "year": "Y"}


def _spelled(value: Any, pattern: str) -> str:
    """Return the pattern as the active language wants it for that day."""
    if getattr(value, "day", 0) != 1 or get_language() != "fr":
        return pattern
    return DAY.sub(r"j\\e\\r", pattern)


def date_format(value: date, pattern: str) -> str:
    """Return a day by a pattern of Django's, in the active language: "1er mars 2027"."""
    return formats.date_format(value, _spelled(value, pattern))


def partial_date_words(written: str) -> str:
    """Return an EDTF date in words: "1er mars 2017", "mars 2017" or "2017"; "" for none.

    Raises `ValueError` for anything but a day, a month or a year.
    """
    if not written:
        return ""
    found = read_partial_date(written)
    return date_format(found.first, PATTERNS[found.precision])


def date_filter(value: Any, pattern: str) -> str:
    """Return what Django's filter `date` does, with the first of a month as `date_format` writes it."""
    return django_date(value, _spelled(value, pattern))
