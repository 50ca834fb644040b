"""Days in words. In French the first of a month is an ordinal, the only one: "1er mars", "2 mars"."""

import re
from datetime import date
from typing import Any

from django.template.defaultfilters import date as django_date
from django.utils import formats
from django.utils.translation import get_language

# A day of the month (`j`) with a month in letters after it.
DAY = re.compile(r"(?<!\\)j(?= [FMN])")


def _spelled(value: Any, pattern: str) -> str:
    """Return the pattern as the active language wants it for that day."""
    if getattr(value, "day", 0) != 1 or get_language() != "fr":
        return pattern
    return DAY.sub(r"j\\e\\r", pattern)


def date_format(value: date, pattern: str) -> str:
    """Return a day by a pattern of Django's, in the active language: "1er mars 2027"."""
    return formats.date_format(value, _spelled(value, pattern))


def date_filter(value: Any, pattern: str) -> str:
    """Return what Django's filter `date` does, with the first of a month as `date_format` writes it."""
    return django_date(value, _spelled(value, pattern))
