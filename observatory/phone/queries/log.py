"""When the line was open and what it answered, for the team and for everyone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from observatory.kit.small_numbers import Proportion, show_proportion
from observatory.people.models import User
from observatory.phone.models import Shift

PAGE = 30
# How many months the public page shows, the present one included.
MONTHS = 12


def open_shift_of(by: User, at: datetime) -> Shift | None:
    """Return the shift that the person holds today."""
    return Shift.objects.filter(worker_id=by.pk, opened_on=localdate(at), closed_at=None).first()


def forgotten_shifts(by: User, at: datetime) -> list[Shift]:
    """Return the person's shifts of other days that were never closed, oldest first."""
    return list(
        Shift.objects.filter(worker_id=by.pk, opened_on__lt=localdate(at), closed_at=None).order_by(
            "opened_on"
        )[:PAGE]
    )


def shifts_page(before: int | None = None) -> tuple[list[Shift], int | None]:
    """Return a page of the log, newest first, and the pk that starts the next one.

    Two queries at most, whatever the number of rows. `before` is a pk; an
    unknown one starts at the beginning.
    """
    found = Shift.objects.select_related("worker").order_by("-opened_on", "-pk")
    if before is not None and (last := Shift.objects.filter(pk=before).first()):
        found = found.exclude(opened_on__gt=last.opened_on).exclude(
            opened_on=last.opened_on, pk__gte=last.pk
        )
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


@dataclass
class Month:
    """One month of the line as everyone may read it."""

    month: date
    first_on: date
    last_on: date
    days: int
    minutes: int
    # How many calls a person took, of those that came while the line was open.
    calls: Proportion

    @property
    def open_words(self) -> str:
        """How long the line was open: "12 h 30", the same in every language."""
        return f"{self.minutes // 60}\u202fh\u202f{self.minutes % 60:02d}"


def months_of_line(today: date) -> list[Month]:
    """Return the last twelve months with a closed shift, newest first.

    Hours that two people held at the same time count once. No total over the
    months is published, so nothing can be worked out by subtraction.
    """
    first = _months_back(today, MONTHS - 1)
    by_month: dict[date, list[Shift]] = {}
    for shift in Shift.objects.filter(
        opened_on__gte=first, opened_on__lte=today, closed_at__isnull=False
    ).order_by("opened_at"):
        by_month.setdefault(shift.opened_on.replace(day=1), []).append(shift)
    return [_month(month, by_month[month]) for month in sorted(by_month, reverse=True)]


def _month(month: date, shifts: list[Shift]) -> Month:
    answered = sum(shift.answered for shift in shifts)
    days = {shift.opened_on for shift in shifts}
    return Month(
        month=month,
        first_on=min(days),
        last_on=max(days),
        days=len(days),
        minutes=int(open_time(shifts).total_seconds() // 60),
        calls=show_proportion(answered, answered + sum(shift.missed for shift in shifts)),
    )


def open_time(shifts: Iterable[Shift]) -> timedelta:
    """Return how long the line was open: time that several people held counts once."""
    total, until = timedelta(0), None
    for shift in sorted(shifts, key=lambda one: one.opened_at):
        if shift.closed_at is None:
            continue
        start = shift.opened_at if until is None else max(shift.opened_at, until)
        if shift.closed_at > start:
            total += shift.closed_at - start
        until = shift.closed_at if until is None else max(until, shift.closed_at)
    return total


def _months_back(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, 1)
