"""The life of a problem: steps that the team records, and undoes."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from observatory.journal.actions import advance_edition, record_entry
from observatory.people.models import User
from observatory.problems.models import Problem, ProblemEvent
from observatory.problems.permissions import PERMISSIONS, may_follow
from observatory.problems.queries.life import last_event, not_seen_before
from observatory.problems.states import TRANSITIONS, date_mistakes

from .conflict import Conflict


class WrongStep(ValueError):
    """The step cannot be recorded like this; `mistakes` maps fields to reasons (see states)."""

    def __init__(self, mistakes: dict[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {reason}" for field, reason in mistakes.items()))
        self.mistakes = mistakes


def record_step(
    *,
    problem: Problem,
    revision: int,
    transition: str,
    happened_on: date,
    visited_on: date | None,
    note: str,
    source_url: str,
    by: User,
    at: datetime,
) -> ProblemEvent:
    """Record a step in the life of a problem, by the table of `states`.

    `revision` is that of the problem when the person looked at it. "Improved"
    and "solved" need the date of a visit, not before the announcement and not
    in the future. Side effects: the problem's state, revision and
    `changed_at`, the event, a journal entry (without the note), the edition.
    Raises `PermissionDenied`, `WrongStep`, and `Conflict` when someone else
    was first or the state does not allow the step.
    """
    if transition not in TRANSITIONS:
        raise WrongStep({"transition": "unknown"})
    step = TRANSITIONS[transition]
    if not PERMISSIONS[step.permission](by, problem.territory_id):
        raise PermissionDenied
    mistakes = date_mistakes(
        step,
        happened_on=happened_on,
        visited_on=visited_on,
        not_before=not_seen_before(problem),
        today=localdate(at),
    )
    if mistakes:
        raise WrongStep(mistakes)
    with transaction.atomic():
        before = _move(problem, revision, step.before, step.after, at)
        event = ProblemEvent.objects.create(
            problem=problem,
            transition=transition,
            state_before=before,
            state_after=step.after,
            happened_on=happened_on,
            visited_on=visited_on,
            note=note,
            source_url=source_url,
            recorded_by_id=by.pk,
            recorded_at=at,
        )
        record_entry(
            by=by,
            at=at,
            action=f"problems.{transition}",
            subject=f"problem:{problem.pk}",
            before=before,
            after=step.after,
            data={"event": event.pk},
        )
        advance_edition()
    return event


def undo_step(*, event: ProblemEvent, revision: int, by: User, at: datetime) -> None:
    """Take back the last step of a problem: it leaves the public page and the state is as before.

    Side effects: the problem's state, revision and `changed_at`, the event's
    `undone_at`, a journal entry, the edition. Raises `PermissionDenied`, and
    `Conflict` when it is not the last step any more or was undone already.
    """
    problem = event.problem
    if not may_follow(by, problem.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        _move(problem, revision, frozenset({event.state_after}), event.state_before, at)
        last = last_event(problem)
        if last is None or last.pk != event.pk:
            raise Conflict
        if not ProblemEvent.objects.filter(pk=event.pk, undone_at=None).update(undone_at=at):
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action="problems.undo_step",
            subject=f"problem:{problem.pk}",
            before=event.state_after,
            after=event.state_before,
            data={"event": event.pk},
        )
        advance_edition()


def _move(
    problem: Problem, revision: int, allowed: frozenset[str], after: str, at: datetime
) -> str:
    """Change the state if nobody did before; return the state it had."""
    before = (
        Problem.objects.filter(pk=problem.pk, revision=revision, state__in=allowed)
        .values_list("state", flat=True)
        .first()
    )
    if before is None or not Problem.objects.filter(
        pk=problem.pk, revision=revision, state=before
    ).update(state=after, revision=F("revision") + 1, changed_at=at):
        raise Conflict
    return before
