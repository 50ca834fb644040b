"""What came of an event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from observatory.events.models import Closing, Event
from observatory.events.permissions import PERMISSIONS
from observatory.events.states import TRANSITIONS, State
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor

from .conflict import BadValues, Conflict
from .indexing import event_changed

MOST_CAME = 100_000


def close_event(
    *, event: Event, revision: int, values: Mapping[str, Any], by: Actor, at: datetime
) -> Closing:
    """Write or correct the closing report; the event that was published is held from then on.

    `values` are those of `Closing.VALUES`; `revision` is the report's when the
    person looked at it, 0 for none. Side effects: the report, the event's state and
    revision, a journal entry without its words, the index of search, the edition. Raises
    `PermissionDenied`, `BadValues` (before it began: "early"; nothing said:
    "missing"), `Conflict`.
    """
    hold = TRANSITIONS["hold"]
    if not PERMISSIONS[hold.permission](by, event.territory_id):
        raise PermissionDenied
    if event.starts_at > at:
        raise BadValues({"came": "early"})
    came = values["came"]
    if came is not None and not 0 <= came <= MOST_CAME:
        raise BadValues({"came": "unknown"})
    said = [*values["decided"].values(), *values["follows"].values()]
    if came is None and not any(said):
        raise BadValues({"decided": "missing"})
    written = {**{name: values[name] for name in Closing.VALUES}, "written_at": at}
    with transaction.atomic():
        known = Event.objects.filter(pk=event.pk, state__in={*hold.before, State.HELD})
        if not known.update(state=State.HELD, revision=F("revision") + 1, changed_at=at):
            raise Conflict
        found = Closing.objects.filter(event=event)
        if not found.filter(revision=revision).update(
            **written, written_by_id=by.pk, revision=F("revision") + 1
        ):
            if revision or found.exists():
                raise Conflict
            Closing.objects.create(event=event, **written, written_by_id=by.pk, revision=1)
        record_entry(
            by=by,
            at=at,
            action="events.close",
            subject=event.subject,
            before=event.state,
            after=State.HELD,
        )
        event_changed(event.pk, at=at)
    return Closing.objects.get(event=event)
