"""Writing events and series of them, and correcting them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from observatory.events.models import Event, Series
from observatory.events.permissions import may_edit
from observatory.events.queries.team import following
from observatory.events.recurrence import Rule, days_of, rule_mistakes
from observatory.events.states import State, event_mistakes, publishing_mistakes
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.kit.wall_clock import repeated_moment
from observatory.vault.actions import keep_contact_until

from .conflict import BadValues, Conflict
from .indexing import event_changed

Values = Mapping[str, Any]
# What each day of a series has for itself.
OWN = frozenset({"starts_at", "ends_at"})


def write_event(*, values: Values, by: Actor, at: datetime, is_demo: bool = False) -> Event:
    """Make an event, as a draft. `values` are those of `Event.VALUES`.

    Side effects: the event, a journal entry. Raises `PermissionDenied`, and
    `BadValues` (see `states.event_mistakes`).
    """
    _permit(by, values)
    _refuse(event_mistakes(values))
    with transaction.atomic():
        event = Event.objects.create(**values, changed_at=at, is_demo=is_demo)
        record_entry(by=by, at=at, action="events.write", subject=event.subject)
    return event


def write_series(*, values: Values, rule: Rule, by: Actor, at: datetime) -> list[Event]:
    """Make an event for each day of a series, all as drafts, the first one as `values` say.

    Each begins and ends at the same time on the wall, whatever the clock does in
    between. Side effects: the series, its events, a journal entry for each. Raises
    as `write_event`; `BadValues` for the rule too (see `recurrence.rule_mistakes`).
    """
    _permit(by, values)
    begins, ends = timezone.localtime(values["starts_at"]), timezone.localtime(values["ends_at"])
    _refuse(event_mistakes(values) | rule_mistakes(rule, begins.date()))
    zone, nights = timezone.get_default_timezone(), ends.date() - begins.date()
    with transaction.atomic():
        series = Series.objects.create(
            frequency=rule.frequency,
            interval=rule.interval,
            count=rule.count,
            until_on=rule.until,
        )
        made = []
        for day in days_of(rule, begins.date()):
            own = dict(values)
            # The first stands as it was written, also in the hour that comes twice.
            if day != begins.date():
                own["starts_at"] = repeated_moment(day, begins.time(), zone)
                own["ends_at"] = repeated_moment(day + nights, ends.time(), zone)
            made.append(Event.objects.create(**own, series=series, changed_at=at))
            record_entry(
                by=by,
                at=at,
                action="events.write",
                subject=made[-1].subject,
                data={"series": series.pk},
            )
    return made


def correct_event(*, event: Event, revision: int, values: Values, by: Actor, at: datetime) -> None:
    """Write other values, if nobody changed the event since `revision`.

    Needs the permission where the event is and where it goes. Side effects: the
    event and its revision, which calendars read; when the day moves, the day on which
    each contact is erased; a journal entry, the index of search, the edition. Raises `PermissionDenied`,
    `BadValues` (also a capacity below the places that are taken), `Conflict`.
    """
    whole = {**{name: getattr(event, name) for name in Event.VALUES}, **values}
    _permit(by, {"territory_id": event.territory_id})
    _permit(by, whole)
    _refuse(event_mistakes(whole))
    if event.state == State.PUBLISHED:
        _refuse(publishing_mistakes(whole))
    with transaction.atomic():
        found = Event.objects.filter(pk=event.pk, revision=revision)
        capacity = whole["capacity"]
        fits = Q() if capacity is None else Q(taken__lte=capacity)
        if not found.filter(fits).update(**values, revision=F("revision") + 1, changed_at=at):
            raise BadValues({"capacity": "below_taken"}) if found.exists() else Conflict
        moved = Event.objects.get(pk=event.pk)
        if moved.kept_until != event.kept_until:
            for one in moved.registrations.all():
                keep_contact_until(subject=one.subject, purge_on=moved.kept_until, by=by, at=at)
        record_entry(by=by, at=at, action="events.correct", subject=event.subject)
        event_changed(event.pk, at=at)


def correct_following(*, event: Event, values: Values, by: Actor, at: datetime) -> int:
    """Write the same values, days and hours left aside, for the later days of the series.

    What was moved or called off alone stays so. Returns how many were changed; side
    effects and errors as `correct_event` for each of them, all or nothing.
    """
    shared = {name: value for name, value in values.items() if name not in OWN}
    with transaction.atomic():
        rest = following(event)
        for one in rest:
            correct_event(event=one, revision=one.revision, values=shared, by=by, at=at)
    return len(rest)


def _permit(by: Actor, values: Values) -> None:
    if not may_edit(by, values["territory_id"]):
        raise PermissionDenied


def _refuse(mistakes: dict[str, str]) -> None:
    if mistakes:
        raise BadValues(mistakes)
