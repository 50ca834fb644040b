"""Opening a pile, closing it when every sheet is accounted for, opening it again."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.associations.models import Association
from observatory.journal.actions import record_entry
from observatory.paper.models import Batch, Sheet
from observatory.paper.permissions import may_open, may_work_on
from observatory.paper.queries.progress import Progress, progress_of
from observatory.paper.states import TRANSITIONS
from observatory.people.models import User
from observatory.places.models import Territory


class Conflict(Exception):
    """Someone else acted first: the pile is no longer as it was read."""


class StillReading(Exception):
    """Pages of the pile are being read: nobody knows yet what they are."""


class CountDoesNotMatch(Exception):
    """The pile cannot be closed as it stands without a word of explanation. `progress` says why."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(
            f"{progress.sum.missing} missing, {len(progress.to_key_again)} to key again"
        )
        self.progress = progress


def open_batch(
    *,
    uuid: UUID,
    label: str,
    collected_on: date,
    announced: int,
    association: Association | None,
    by: User,
    at: datetime,
    territory: Territory | None = None,
    language: str = "fr",
    is_counted_by_two: bool = False,
    has_stubs: bool = True,
    note: str = "",
    is_demo: bool = False,
) -> Batch:
    """Open a pile; the same `uuid` again gives the pile that is open already.

    The uuid fixes which sheets will be keyed twice. Side effects: the row, one
    journal entry. Raises `PermissionDenied`.
    """
    if not may_open(by, association):
        raise PermissionDenied
    with transaction.atomic():
        batch, is_new = Batch.objects.get_or_create(
            uuid=uuid,
            defaults={
                "label": label,
                "collected_on": collected_on,
                "announced": announced,
                "association": association,
                "territory": territory,
                "language": language,
                "is_counted_by_two": is_counted_by_two,
                "has_stubs": has_stubs,
                "note": note,
                "opened_by_id": by.pk,
                "opened_at": at,
                "is_demo": is_demo,
            },
        )
        if is_new:
            record_entry(
                by=by,
                at=at,
                action="batch.open",
                subject=batch.subject,
                after=batch.state,
                data={"announced": announced},
            )
    return batch


def change_batch(
    *,
    batch: Batch,
    revision: int,
    label: str,
    collected_on: date,
    announced: int,
    territory: Territory | None,
    language: str,
    is_counted_by_two: bool,
    has_stubs: bool,
    note: str,
    by: User,
    at: datetime,
) -> None:
    """Change what is written of an open pile.

    The number announced can change until a first sheet is keyed; after that it
    stays, and a difference is explained when the pile is closed. Side effects: the row,
    one journal entry. Raises `Conflict`, `PermissionDenied`.
    """
    if not may_work_on(by, batch):
        raise PermissionDenied
    with transaction.atomic():
        if Sheet.objects.filter(batch=batch).exists():
            announced = batch.announced
        _change(
            batch,
            revision,
            state=TRANSITIONS["close"].before,
            label=label,
            collected_on=collected_on,
            announced=announced,
            territory=territory,
            language=language,
            is_counted_by_two=is_counted_by_two,
            has_stubs=has_stubs,
            note=note,
        )
        record_entry(
            by=by,
            at=at,
            action="batch.change",
            subject=batch.subject,
            before=batch.state,
            after=batch.state,
            data={"announced": announced},
        )


def close_batch(*, batch: Batch, revision: int, explanation: str, by: User, at: datetime) -> None:
    """Close a pile whose every sheet is accounted for, or whose difference is explained in words.

    It matches when the announced number is the sum of the sheets, every drawn
    sheet was keyed twice, and the paper has decided wherever two keyings
    differed. While pages are being read no word explains anything. Side effects: the state with the explanation (none when it matches),
    one journal entry with the numbers. Raises `CountDoesNotMatch`, `StillReading`,
    `Conflict` (a sheet was keyed since the sum was read, too), `PermissionDenied`.
    """
    if not may_work_on(by, batch):
        raise PermissionDenied
    rule = TRANSITIONS["close"]
    with transaction.atomic():
        progress = progress_of(batch, closing=True)
        if progress.ledger.is_reading:
            raise StillReading
        if progress.matches:
            explanation = ""
        elif not explanation.strip():
            raise CountDoesNotMatch(progress)
        _change(
            batch,
            revision,
            state=rule.before,
            after=rule.after,
            explanation=explanation.strip(),
            closed_by_id=by.pk,
            closed_at=at,
        )
        record_entry(
            by=by,
            at=at,
            action="batch.close",
            subject=batch.subject,
            before=next(iter(rule.before)),
            after=rule.after,
            data={
                "announced": batch.announced,
                **progress.sum.by_state,
                "pages": progress.ledger.by_state,
                "not_keyed_twice": len(progress.to_key_again),
                "is_explained": bool(explanation),
            },
        )


def reopen_batch(*, batch: Batch, revision: int, reason: str, by: User, at: datetime) -> None:
    """Open a closed pile again, with the reason.

    Side effects: the state, who closed it and the explanation are emptied (the
    journal keeps who and when), one journal entry. Raises `ValueError` without a reason,
    `Conflict`, `PermissionDenied`.
    """
    if not may_work_on(by, batch):
        raise PermissionDenied
    if not reason.strip():
        raise ValueError("why the pile is opened again is missing")
    rule = TRANSITIONS["reopen"]
    with transaction.atomic():
        _change(
            batch,
            revision,
            state=rule.before,
            after=rule.after,
            reopened_because=reason.strip(),
            explanation="",
            closed_by_id=None,
            closed_at=None,
        )
        record_entry(
            by=by,
            at=at,
            action="batch.reopen",
            subject=batch.subject,
            before=next(iter(rule.before)),
            after=rule.after,
        )


def _change(
    batch: Batch,
    revision: int,
    *,
    state: frozenset[str],
    after: str | None = None,
    **values: object,
) -> None:
    """Write `values` if the pile still stands at `revision` in one of the states. Raises `Conflict`."""
    if after is not None:
        values["state"] = after
    changed = Batch.objects.filter(pk=batch.pk, revision=revision, state__in=state).update(
        revision=revision + 1, **values
    )
    if not changed:
        raise Conflict
    batch.revision = revision + 1
    for name, value in values.items():
        setattr(batch, name, value)
