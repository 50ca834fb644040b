"""Months: where they begin, and which of them an association has a sheet for."""

import re
from datetime import date, datetime, time, timedelta

from django.db.models import Min
from django.utils.timezone import localdate, make_aware

from observatory.associations.models import Association
from observatory.kit.small_numbers import next_month
from observatory.reports.models import Report, Tombstone

WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def month_of(moment: datetime) -> date:
    """Return the first day of the month, in the observatory's time zone."""
    return localdate(moment).replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def start_of(day: date) -> datetime:
    """Return the first moment of a day, in the observatory's time zone."""
    return make_aware(datetime.combine(day, time.min))


def write_month(month: date) -> str:
    """Return a month as it stands in an address: "2026-10"."""
    return f"{month:%Y-%m}"


def read_month(text: str) -> date | None:
    """Return the first day of the month written "2026-10", or None."""
    found = WRITTEN.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def months_of(association: Association, at: datetime) -> list[date]:
    """Return the months that have a sheet, newest first: from the first report, or from joining.

    The last is the present one. Two queries.
    """
    first = association.joined_on.replace(day=1)
    oldest = Report.objects.filter(association=association).aggregate(at=Min("received_at"))["at"]
    if oldest:
        first = min(first, month_of(oldest))
    gone = Tombstone.objects.filter(association=association).aggregate(on=Min("received_month"))
    if gone["on"]:
        first = min(first, gone["on"])
    months, month = [], first
    while month <= month_of(at):
        months.append(month)
        month = next_month(month)
    return months[::-1]


def has_brought_any(association: Association, before: datetime) -> bool:
    """Tell whether the association brought a report before that moment, withdrawn ones included."""
    return (
        Report.objects.filter(association=association, received_at__lt=before).exists()
        or Tombstone.objects.filter(
            association=association, received_month__lt=localdate(before)
        ).exists()
    )
