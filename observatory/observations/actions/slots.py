"""What is planned in a round: proposed, given to people, moved, dropped."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from observatory.journal.actions import record_entry
from observatory.observations.models import Round, Slot
from observatory.observations.permissions import may_coordinate, observers_of
from observatory.observations.planning import Act, Missing, Wanted, share_out
from observatory.observations.queries.plans import is_holiday, plan_of
from observatory.observations.queries.rounds import late_slots
from observatory.observations.states import SLOT, RoundState, SlotState
from observatory.people.actions import Conflict, Refused
from observatory.people.models import User


def plan_slots(
    *, asked: Round, seen: int, people: Sequence[User], by: User, at: datetime
) -> tuple[int, list[Missing]]:
    """Plan all that the protocol still asks; return how much was planned and what could not be.

    The visits are shared among `people`, in their order; with nobody, they are
    planned and given to no one. What was observed and what is planned counts:
    asked again, it adds only what is missing. Writes the journal. Raises
    `PermissionDenied`, `Refused` ("not_observer") for someone who may not be
    asked there, and `Conflict` ("changed") when the plan was changed since
    revision `seen`, or the round is closed.
    """
    _require(by, asked)
    _check_people(asked, people)
    today = timezone.localdate(at)
    with transaction.atomic():
        _take(asked, seen)
        plan = plan_of(asked)
        found = plan.propose(asked, today)
        given = share_out(found.wanted, plan.acts, [person.pk for person in people])
        scenarios = {row.location_id: row.scenario for row in plan.rows}
        made: list[Slot] = []
        for one, who in zip(found.wanted, given, strict=True):
            scenario = scenarios[one.point]
            made.append(_write(asked, one, who=who, scenario=scenario, made=made, at=at))
        record_entry(
            by=by,
            at=at,
            action="round.plan",
            subject=asked.subject,
            data={"planned": len(made), "people": len(people)},
        )
    return len(made), found.impossible


def _write(
    asked: Round, one: Wanted, *, who: int | None, scenario: str, made: list[Slot], at: datetime
) -> Slot:
    twin = one.twin_slot or (made[one.twin_place].pk if one.twin_place is not None else None)
    return Slot.objects.create(
        round=asked,
        location_id=one.point,
        kind=one.kind,
        scenario=scenario,
        due_on=one.on,
        part=one.part,
        starts_at=None if one.starts is None else time(one.starts // 60, one.starts % 60),
        assigned_to_id=who,
        reads_appointment=one.reads,
        is_double=one.is_double,
        twin_id=twin,
        changed_at=at,
    )


def share_slots(*, asked: Round, seen: int, people: Sequence[User], by: User, at: datetime) -> int:
    """Give to `people` what is planned and asked of no one; return how much found someone.

    Writes the journal. Raises `PermissionDenied`, `Refused` ("nobody",
    "not_observer") and `Conflict` ("changed").
    """
    _require(by, asked)
    if not people:
        raise Refused("nobody")
    _check_people(asked, people)
    with transaction.atomic():
        _take(asked, seen)
        acts = plan_of(asked).acts
        free = [act for act in acts if not act.is_done and act.who is None]
        given = share_out(
            [_as_wanted(act) for act in free],
            [act for act in acts if act not in free],
            [person.pk for person in people],
        )
        count = 0
        for act, who in zip(free, given, strict=True):
            if who is not None:
                count += Slot.objects.filter(
                    pk=act.slot, state=SlotState.PLANNED, assigned_to=None
                ).update(assigned_to_id=who, revision=F("revision") + 1, changed_at=at)
        record_entry(
            by=by, at=at, action="round.share", subject=asked.subject, data={"given": count}
        )
    return count


def _as_wanted(act: Act) -> Wanted:
    return Wanted(
        act.point, act.kind, act.on, act.part, is_double=act.is_double, twin_slot=act.twin
    )


def change_slot(
    *,
    slot: Slot,
    due_on: date,
    part: str,
    starts_at: time | None,
    assigned_to: User | None,
    seen: int,
    by: User,
    at: datetime,
) -> None:
    """Move a planned visit, or ask someone else to make it: calendars learn it. Writes the journal.

    Raises `PermissionDenied`; `Refused`: "not_observer", "same_person" when
    both looks at one visit would be the same person's, "holiday",
    "outside_period"; `Conflict`: "changed" since revision `seen`, "taken" when
    the same is planned there already.
    """
    _require(by, slot.round)
    if is_holiday(due_on):
        raise Refused("holiday")
    if not slot.round.starts_on <= due_on <= slot.round.ends_on:
        raise Refused("outside_period")
    if assigned_to is not None:
        _check_people(slot.round, [assigned_to])
        _check_twins(slot, assigned_to)
    try:
        with transaction.atomic():
            changed = Slot.objects.filter(
                pk=slot.pk, revision=seen, state=SlotState.PLANNED
            ).update(
                due_on=due_on,
                part=part,
                starts_at=starts_at,
                assigned_to=assigned_to,
                revision=seen + 1,
                changed_at=at,
            )
            if not changed:
                raise Conflict("changed")
            record_entry(
                by=by,
                at=at,
                action="slot.change",
                subject=slot.subject,
                data={"person": assigned_to.pk if assigned_to is not None else None},
            )
    except IntegrityError:
        raise Conflict("taken") from None


def _check_twins(slot: Slot, person: User) -> None:
    """Two looks at one visit are worth something only if two people look."""
    others = Slot.objects.filter(Q(pk=slot.twin_id or 0) | Q(twin=slot))
    if others.filter(assigned_to=person).exclude(state=SlotState.DROPPED).exists():
        raise Refused("same_person")


def move_slot(*, slot: Slot, transition: str, by: User, at: datetime) -> None:
    """Drop what is planned ("drop"), with its double, or plan it again ("restore"). Writes the journal.

    Raises `PermissionDenied`, and `Conflict`: "changed", or "taken" when the
    same was planned again meanwhile.
    """
    if transition not in {"drop", "restore"}:
        raise KeyError(transition)
    _require(by, slot.round)
    try:
        with transaction.atomic():
            step_slot(slot, transition, by=by, at=at)
            double = Slot.objects.filter(twin=slot).first()
            if transition == "drop" and double is not None and double.state == SlotState.PLANNED:
                step_slot(double, transition, by=by, at=at)
    except IntegrityError:
        raise Conflict("taken") from None


def step_slot(slot: Slot, name: str, *, by: User, at: datetime, **columns: Any) -> None:
    """Take a slot one step on, inside the transaction of the caller. Raises `Conflict` ("changed")."""
    step = SLOT[name]
    if slot.state not in step.before:
        raise Conflict("changed")
    moved = Slot.objects.filter(pk=slot.pk, state=slot.state).update(
        state=step.after, revision=F("revision") + 1, changed_at=at, **columns
    )
    if not moved:
        raise Conflict("changed")
    record_entry(
        by=by,
        at=at,
        action=f"slot.{step.name}",
        subject=slot.subject,
        before=slot.state,
        after=step.after,
    )


def drop_late_slots(*, asked: Round, by: User, at: datetime) -> int:
    """Drop all that was to be made before today and was not, so that it can be planned anew.

    Returns how many. Writes the journal for each. Raises `PermissionDenied` and `Conflict`.
    """
    _require(by, asked)
    with transaction.atomic():
        late = list(late_slots(asked, timezone.localdate(at)).order_by("pk"))
        for slot in late:
            step_slot(slot, "drop", by=by, at=at)
    return len(late)


def free_slots(*, user: User, by: User, at: datetime) -> None:
    """Take from someone whose account is closed what was still to be made. Writes the journal."""
    count = Slot.objects.filter(assigned_to_id=user.pk, state=SlotState.PLANNED).update(
        assigned_to=None, revision=F("revision") + 1, changed_at=at
    )
    if count:
        record_entry(
            by=by, at=at, action="slots.freed", subject=f"person:{user.pk}", data={"count": count}
        )


def _require(by: User, asked: Round) -> None:
    if not may_coordinate(by, asked.territory_id):
        raise PermissionDenied


def _check_people(asked: Round, people: Sequence[User]) -> None:
    wanted = {person.pk for person in people}
    if observers_of(asked.territory).filter(pk__in=wanted).count() != len(wanted):
        raise Refused("not_observer")


def _take(asked: Round, seen: int) -> None:
    """Take the plan for this change: who planned since has to be looked at first."""
    taken = Round.objects.filter(
        pk=asked.pk, revision=seen, state__in=[RoundState.PLANNED, RoundState.OPEN]
    ).update(revision=seen + 1)
    if not taken:
        raise Conflict("changed")
