"""The log of the line: when it was open, who held it, how many calls it answered and missed."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils.timezone import localdate

from observatory.journal.actions import advance_edition, record_entry
from observatory.people.models import User
from observatory.phone.models import Shift
from observatory.phone.permissions import may_answer, may_correct


class ShiftChanged(Exception):
    """The line of the log was changed since it was read: read it again."""


class WrongHours(ValueError):
    """The hours end before they begin, or on another day, or are still to come."""


def open_shift(*, by: User, at: datetime) -> Shift:
    """Open the line; the shift of today if it is open already.

    Side effects: the row, one journal entry. Raises `PermissionDenied`.
    """
    if not may_answer(by):
        raise PermissionDenied
    today = localdate(at)
    found = Shift.objects.filter(worker_id=by.pk, opened_on=today, closed_at=None).first()
    if found:
        return found
    try:
        with transaction.atomic():
            shift = Shift.objects.create(worker_id=by.pk, opened_on=today, opened_at=at)
            record_entry(by=by, at=at, action="shift.open", subject=shift.subject)
    except IntegrityError:
        # Pressed twice at the same moment.
        return Shift.objects.get(worker_id=by.pk, opened_on=today, closed_at=None)
    return shift


def close_shift(*, shift: Shift, by: User, at: datetime) -> None:
    """Close the line; the public page then shows these hours and calls.

    Side effects, in order: the row, the edition, one journal entry. Raises
    `ShiftChanged` when it is closed already, `WrongHours` when it was opened on
    another day, `PermissionDenied`.
    """
    if not may_correct(by, shift):
        raise PermissionDenied
    if localdate(at) != shift.opened_on:
        raise WrongHours
    with transaction.atomic():
        closed = Shift.objects.filter(pk=shift.pk, closed_at=None).update(
            closed_at=at, revision=models.F("revision") + 1
        )
        if not closed:
            raise ShiftChanged
        advance_edition()
        record_entry(by=by, at=at, action="shift.close", subject=shift.subject)


def count_call(*, answered: bool, by: User, at: datetime) -> None:
    """Add one call that was answered, or missed, to the shift of today; it is opened if need be.

    Side effect: one number goes up. The journal does not hear of it: it would
    say when somebody called. Raises `PermissionDenied`.
    """
    shift = open_shift(by=by, at=at)
    name = "answered" if answered else "missed"
    Shift.objects.filter(pk=shift.pk).update(
        revision=models.F("revision") + 1, **{name: models.F(name) + 1}
    )


def note_shift(
    *, opened_at: datetime, closed_at: datetime, answered: int, missed: int, by: User, at: datetime
) -> Shift:
    """Write down a shift that was forgotten. Side effects: the row, the edition, one journal entry.

    Raises `WrongHours`, `PermissionDenied`.
    """
    if not may_answer(by):
        raise PermissionDenied
    _check_hours(opened_at, closed_at, at)
    with transaction.atomic():
        shift = Shift.objects.create(
            worker_id=by.pk,
            opened_on=localdate(opened_at),
            opened_at=opened_at,
            closed_at=closed_at,
            answered=answered,
            missed=missed,
        )
        advance_edition()
        record_entry(
            by=by,
            at=at,
            action="shift.note",
            subject=shift.subject,
            data={"answered": answered, "missed": missed},
        )
    return shift


def correct_shift(
    *,
    shift: Shift,
    revision: int,
    opened_at: datetime,
    closed_at: datetime | None,
    answered: int,
    missed: int,
    by: User,
    at: datetime,
) -> None:
    """Correct one's own line of the log, as it was read at `revision`.

    Side effects, in order: the row, the edition, one journal entry with the
    numbers before and after. Raises `ShiftChanged`, `WrongHours`, `PermissionDenied`.
    """
    if not may_correct(by, shift):
        raise PermissionDenied
    _check_hours(opened_at, closed_at, at)
    before: dict[str, Any] = {"answered_before": shift.answered, "missed_before": shift.missed}
    with transaction.atomic():
        try:
            with transaction.atomic():
                changed = Shift.objects.filter(pk=shift.pk, revision=revision).update(
                    opened_on=localdate(opened_at),
                    opened_at=opened_at,
                    closed_at=closed_at,
                    answered=answered,
                    missed=missed,
                    revision=revision + 1,
                )
        except IntegrityError as error:  # two open shifts on the same day
            raise WrongHours from error
        if not changed:
            raise ShiftChanged
        advance_edition()
        record_entry(
            by=by,
            at=at,
            action="shift.correct",
            subject=shift.subject,
            data={**before, "answered": answered, "missed": missed},
        )


def _check_hours(opened_at: datetime, closed_at: datetime | None, at: datetime) -> None:
    if opened_at > at or (closed_at is not None and not opened_at <= closed_at <= at):
        raise WrongHours
    if closed_at is not None and localdate(closed_at) != localdate(opened_at):
        raise WrongHours
