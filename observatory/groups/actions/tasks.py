"""What there is to do in a group."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from observatory.groups.models import Group, Task
from observatory.groups.permissions import PERMISSIONS, may_lead, may_move_task
from observatory.groups.states import TRANSITIONS, State
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor

from .conflict import BadValues, Conflict


def add_task(
    *,
    group: Group,
    text: str,
    due_on: date | None,
    by: Actor,
    at: datetime,
    is_demo: bool = False,
) -> Task:
    """Add a task. Side effects: the task, a journal entry. Raises `PermissionDenied`, `BadValues`."""
    if not may_lead(by, group):
        raise PermissionDenied
    if not text:
        raise BadValues({"text": "missing"})
    with transaction.atomic():
        task = Task.objects.create(
            group=group,
            text=text,
            due_on=due_on,
            added_by_id=by.pk,
            added_at=at,
            moved_at=at,
            is_demo=is_demo,
        )
        record_entry(
            by=by, at=at, action="groups.add_task", subject=group.subject, data={"task": task.pk}
        )
    return task


def correct_task(
    *, task: Task, revision: int, text: str, due_on: date | None, by: Actor, at: datetime
) -> None:
    """Write other words or another day. Raises `PermissionDenied`, `BadValues`, `Conflict`."""
    if not may_lead(by, task.group):
        raise PermissionDenied
    if not text:
        raise BadValues({"text": "missing"})
    with transaction.atomic():
        found = Task.objects.filter(pk=task.pk, revision=revision)
        if not found.update(text=text, due_on=due_on, revision=F("revision") + 1):
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action="groups.correct_task",
            subject=task.group.subject,
            data={"task": task.pk},
        )


def move_task(*, task: Task, transition: str, by: Actor, at: datetime) -> None:
    """Take, give back, finish, drop or reopen a task, by the table of `states`.

    Who takes or finishes it is kept with it; two who take it at once: one has
    it, the other is told. Side effects: the task, a journal entry. Raises
    `PermissionDenied`, `BadValues` for an unknown transition, `Conflict`.
    """
    if transition not in TRANSITIONS:
        raise BadValues({"transition": "unknown"})
    move = TRANSITIONS[transition]
    if not (PERMISSIONS[move.permission](by, task.group) and may_move_task(by, task)):
        raise PermissionDenied
    if task.state not in move.before:
        raise Conflict
    who = {"taken_by_id": task.taken_by_id or by.pk}
    if move.after in {State.OPEN, State.DROPPED}:
        who = {"taken_by_id": None}
    with transaction.atomic():
        found = Task.objects.filter(pk=task.pk, state=task.state, taken_by_id=task.taken_by_id)
        if not found.update(state=move.after, moved_at=at, revision=F("revision") + 1, **who):
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action=f"groups.{transition}_task",
            subject=task.group.subject,
            before=task.state,
            after=move.after,
            data={"task": task.pk},
        )
