"""The tour of associations: visits planned, moved, done, called off, and what follows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from observatory.associations.models import Association, Visit
from observatory.associations.permissions import may_plan_in
from observatory.associations.states import TRANSITIONS, State
from observatory.journal.actions import record_entry
from observatory.people.actions import Conflict, Refused
from observatory.people.models import User
from observatory.places.models import Territory

# docs/privacy.md: what the team wrote of a visit goes after this.
VISITS_KEPT = timedelta(days=730)


@dataclass(frozen=True)
class Plan:
    """A visit as it is planned: an association, or the name of one that is not in yet."""

    association: Association | None
    name: str
    territory: Territory
    place: str
    starts_at: datetime
    people: Sequence[User]

    def columns(self) -> dict[str, Any]:
        return {
            "association": self.association,
            "name": "" if self.association is not None else self.name,
            "territory": self.territory,
            "place": self.place,
            "starts_at": self.starts_at,
        }


def plan_visit(*, plan: Plan, by: User, at: datetime, is_demo: bool = False) -> Visit:
    """Plan a visit; return it. Writes the journal.

    Raises `PermissionDenied` for a territory that `by` does not coordinate, and
    `Refused` ("no_one_to_visit") without an association and without a name.
    """
    _check(plan, by)
    with transaction.atomic():
        visit = Visit.objects.create(**plan.columns(), changed_at=at, is_demo=is_demo)
        visit.people.set(plan.people)
        record_entry(
            by=by, at=at, action="visit.planned", subject=visit.subject, after=State.PLANNED
        )
    return visit


def change_visit(*, visit: Visit, plan: Plan, seen: int, by: User, at: datetime) -> None:
    """Change a visit that is still planned: calendars learn it. Writes the journal.

    `seen` is the revision that was read. Raises what `plan_visit` raises, and
    `Conflict` ("changed") when someone was quicker or it is no longer planned.
    """
    _require(by, visit)
    _check(plan, by)
    with transaction.atomic():
        changed = Visit.objects.filter(pk=visit.pk, revision=seen, state=State.PLANNED).update(
            **plan.columns(), revision=seen + 1, changed_at=at
        )
        if not changed:
            raise Conflict("changed")
        visit.people.set(plan.people)
        record_entry(by=by, at=at, action="visit.changed", subject=visit.subject)


def move_visit(*, visit: Visit, transition: str, by: User, at: datetime) -> None:
    """Call a visit off ("cancel"), or plan it again ("reopen"). Writes the journal.

    A visit that is planned again keeps what was written of it. Raises
    `PermissionDenied` and `Conflict` ("changed").
    """
    _require(by, visit)
    _move(visit, transition, by, at)


def record_visit(
    *,
    visit: Visit,
    outcome: str,
    next_step: str = "",
    next_on: date | None = None,
    by: User,
    at: datetime,
) -> None:
    """Note that a visit took place, what came of it, and what to do next by which day.

    Writes the journal, without the words. Raises `PermissionDenied`, `Conflict`
    ("changed"), and `Refused`: "not_yet" before the visit, "no_day" for a next
    step without a day, "no_step" for a day without one.
    """
    _require(by, visit)
    if visit.starts_at > at:
        raise Refused("not_yet")
    if next_step and next_on is None:
        raise Refused("no_day")
    if next_on is not None and not next_step:
        raise Refused("no_step")
    _move(
        visit,
        "record",
        by,
        at,
        outcome=outcome,
        next_step=next_step,
        next_on=next_on,
        next_done_at=None,
    )


def _move(visit: Visit, name: str, by: User, at: datetime, **columns: Any) -> None:
    transition = TRANSITIONS[name]
    before = visit.state
    if before not in transition.before:
        raise Conflict("changed")
    with transaction.atomic():
        moved = Visit.objects.filter(pk=visit.pk, state=before).update(
            state=transition.after, revision=visit.revision + 1, changed_at=at, **columns
        )
        if not moved:
            raise Conflict("changed")
        record_entry(
            by=by,
            at=at,
            action=f"visit.{name}",
            subject=visit.subject,
            before=before,
            after=transition.after,
        )


def finish_next_step(*, visit: Visit, by: User, at: datetime) -> None:
    """Note that the next step of a visit is done. Writes the journal.

    Raises `PermissionDenied` and `Conflict` ("changed").
    """
    _require(by, visit)
    with transaction.atomic():
        if not Visit.objects.filter(
            pk=visit.pk, state=State.DONE, next_on__isnull=False, next_done_at=None
        ).update(next_done_at=at):
            raise Conflict("changed")
        record_entry(by=by, at=at, action="visit.next_done", subject=visit.subject)


def _require(by: User, visit: Visit) -> None:
    if not may_plan_in(by, visit.territory_id):
        raise PermissionDenied


def _check(plan: Plan, by: User) -> None:
    if not may_plan_in(by, plan.territory.pk):
        raise PermissionDenied
    if plan.association is None and not plan.name:
        raise Refused("no_one_to_visit")


def purge_visits(*, at: datetime, dry_run: bool) -> int:
    """Erase the visits of more than two years ago; return how many. A next step to do keeps its visit."""
    over = Visit.objects.filter(starts_at__lt=at - VISITS_KEPT).exclude(
        next_done_at=None, next_on__gte=localdate(at)
    )
    if dry_run:
        return over.count()
    _, erased = over.delete()
    return erased.get(Visit._meta.label, 0)
