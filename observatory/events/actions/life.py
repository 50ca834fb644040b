"""Publishing an event, calling it off, taking it back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from observatory.events.models import Event
from observatory.events.permissions import PERMISSIONS
from observatory.events.queries.team import following
from observatory.events.states import TRANSITIONS, State, publishing_mistakes
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor

from .conflict import BadValues, Conflict
from .indexing import event_changed


def move_event(*, event: Event, transition: str, by: Actor, at: datetime) -> None:
    """Publish, cancel, restore or withhold an event, by the table of `states`.

    An event that somebody registered for is called off, never withheld: who comes
    must find that it is cancelled. Side effects: the state, the revision that
    calendars read, a journal entry, the index of search, the edition. Nobody is written to. Raises
    `PermissionDenied`, `BadValues` for an unknown transition or what is still missing
    for publishing, `Conflict`.
    """
    if transition not in TRANSITIONS or transition == "hold":
        raise BadValues({"transition": "unknown"})
    move = TRANSITIONS[transition]
    if not PERMISSIONS[move.permission](by, event.territory_id):
        raise PermissionDenied
    if event.state not in move.before:
        raise Conflict
    if move.after == State.PUBLISHED:
        missing = publishing_mistakes({name: getattr(event, name) for name in Event.VALUES})
        if missing:
            raise BadValues(missing)
    with transaction.atomic():
        found = Event.objects.filter(pk=event.pk, state=event.state)
        if transition == "withhold":
            found = found.filter(taken=0, waiting=0)
        if not found.update(state=move.after, revision=F("revision") + 1, changed_at=at):
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action=f"events.{transition}",
            subject=event.subject,
            before=event.state,
            after=move.after,
        )
        event_changed(event.pk, at=at)


def move_following(*, event: Event, transition: str, by: Actor, at: datetime) -> int:
    """Do the same with the later days of a series that are in a state for it; return how many.

    Side effects and errors as `move_event` for each of them, all or nothing.
    """
    if transition not in TRANSITIONS:
        raise BadValues({"transition": "unknown"})
    before = TRANSITIONS[transition].before
    with transaction.atomic():
        rest = [one for one in following(event) if one.state in before]
        for one in rest:
            move_event(event=one, transition=transition, by=by, at=at)
    return len(rest)
