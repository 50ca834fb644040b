"""What the line promises whoever asks to be called back: two working days at most."""

from datetime import date

from django.conf import settings

from observatory.kit.workdays import add_working_days

PROMISE = 2


def promised_on(day: date) -> date:
    """Return the last working day on which the line calls back whoever asked on `day`."""
    return add_working_days(day, PROMISE, country=settings.COUNTRY)
