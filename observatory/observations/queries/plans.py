"""A round as the planner sees it: its locations, what was observed, what is planned, what is missing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from observatory.kit import workdays
from observatory.observations.models import Kind, Observation, Round, RoundLocation, Slot
from observatory.observations.opening import Week, half_of, part_of
from observatory.observations.planning import (
    CALLS,
    VISITS,
    Act,
    Missing,
    Need,
    Point,
    Proposal,
    missing_of,
    need_of,
    propose,
)
from observatory.observations.states import SlotState
from observatory.places.hours import HoursError, week_spans
from observatory.places.models import Location, OpeningHours

# Where a first appointment is asked: at the desk, by phone, on the site.
APPOINTMENT_QUESTIONS = {Kind.VISIT: "k16", Kind.CALL: "k17", Kind.READING: "k18"}
# What is done at a location, by what it is; a counter is called and written to
# as well, unless the round holds the phone line or the letter box of the same service.
KINDS_OF = {
    Location.Kind.COUNTER: (Kind.VISIT, Kind.READING, Kind.CALL, Kind.LETTER),
    Location.Kind.PHONE: (Kind.CALL,),
    Location.Kind.WEBSITE: (Kind.READING,),
    Location.Kind.POST: (Kind.LETTER,),
}
OWN_LINE = {Kind.CALL: Location.Kind.PHONE, Kind.LETTER: Location.Kind.POST}
# Where nobody knows the hours, the clock alone says the part of the day, in minutes.
USUAL_OPENING_UNTIL, USUAL_MIDDAY, USUAL_LAST_FROM = 630, (660, 840), 900


def is_holiday(day: date) -> bool:
    """Tell whether the day is a public holiday in the country of the observatory."""
    return workdays.is_holiday(day, country=settings.COUNTRY)


def holidays_between(first: date, last: date) -> frozenset[date]:
    """Return the public holidays of the years that the period touches."""
    return frozenset().union(
        *(
            workdays.public_holidays(year, country=settings.COUNTRY)
            for year in range(first.year, last.year + 1)
        )
    )


def round_locations(asked: Round) -> list[RoundLocation]:
    """Return the locations of the round with their organization and service, by name. One query."""
    rows = asked.points.select_related(
        "location__organization", "location__service", "location__territory"
    )
    return sorted(rows, key=lambda row: (row.location.name, row.location.code))


def weeks_of(locations: Collection[int], on: date | None = None) -> dict[int, Week]:
    """Return the opening hours by location, of the newest fact (up to `on`); absent is unknown. One query."""
    facts = OpeningHours.objects.filter(location_id__in=locations)
    if on is not None:
        facts = facts.filter(snapshot__taken_on__lte=on)
    weeks: dict[int, Week] = {}
    rows = facts.order_by("snapshot__taken_on", "pk").values_list("location_id", "hours")
    for location, hours in rows:
        try:
            weeks[location] = week_spans(hours)
        except HoursError:
            weeks.pop(location, None)
    return weeks


def points_of(rows: Iterable[RoundLocation]) -> list[Point]:
    """Return the locations as the planner takes them. One query, for the hours."""
    rows = list(rows)
    weeks = weeks_of([row.location_id for row in rows])
    lines = {
        (row.location.organization_id, row.location.service_id, row.location.kind) for row in rows
    }
    return [
        Point(row.location_id, _kinds(row.location, lines), weeks.get(row.location_id))
        for row in rows
    ]


def _kinds(location: Location, lines: set[tuple[int, int, str]]) -> frozenset[str]:
    kinds = set(KINDS_OF[Location.Kind(location.kind)])
    if location.kind == Location.Kind.COUNTER:
        for kind, own in OWN_LINE.items():
            if (location.organization_id, location.service_id, own) in lines:
                kinds.discard(kind)
    return frozenset(str(kind.value) for kind in kinds)


def acts_of(asked: Round, weeks: Mapping[int, Week]) -> list[Act]:
    """Return what was observed and what is planned in the round. Two queries."""
    planned = asked.slots.filter(state=SlotState.PLANNED).order_by("due_on", "pk")
    seen = Observation.objects.kept().filter(round=asked).select_related("slot").order_by("pk")
    return [
        *(_made(one, weeks.get(one.location_id)) for one in seen),
        *(_planned(slot) for slot in planned),
    ]


def _planned(slot: Slot) -> Act:
    return Act(
        point=slot.location_id,
        kind=slot.kind,
        on=slot.due_on,
        part=slot.part,
        who=slot.assigned_to_id,
        reads=slot.reads_appointment,
        is_done=False,
        is_double=slot.is_double,
        slot=slot.pk,
        twin=slot.twin_id or 0,
    )


def _made(one: Observation, week: Week) -> Act:
    slot = one.slot
    local = timezone.localtime(one.observed_at)
    question = APPOINTMENT_QUESTIONS.get(Kind(one.channel))
    return Act(
        point=one.location_id,
        kind=one.channel,
        on=local.date(),
        part=_part(one, slot, local, week),
        who=one.observer_id,
        reads=question is not None and bool(one.answers.get(question)),
        is_done=True,
        is_double=slot is not None and slot.is_double,
        slot=slot.pk if slot is not None else 0,
        twin=(slot.twin_id or 0) if slot is not None else 0,
    )


def _part(one: Observation, slot: Slot | None, local: datetime, week: Week) -> str:
    """Return when it was: by the clock, since who was to come at opening may have come at four."""
    minute = local.hour * 60 + local.minute
    if one.channel == Kind.CALL:
        return half_of(minute)
    if one.channel != Kind.VISIT:
        return ""
    if week is not None:
        return part_of(week[local.weekday()], minute)
    if slot is not None:
        return slot.part
    if minute < USUAL_OPENING_UNTIL:
        return "opening"
    if USUAL_MIDDAY[0] <= minute < USUAL_MIDDAY[1]:
        return "midday"
    return "last_hour" if minute >= USUAL_LAST_FROM else ""


@dataclass(frozen=True)
class Count:
    """How far one kind of observation is at one location."""

    kind: str
    # How many the protocol asks at least; what was made, what is planned, what nobody planned.
    asked: int
    done: int
    planned: int
    missing: int


@dataclass(frozen=True)
class Progress:
    """How far one location is."""

    row: RoundLocation
    counts: list[Count]
    # Doubles made and planned here: the protocol asks them for the round as a whole.
    doubles: tuple[int, int]

    @property
    def is_complete(self) -> bool:
        """Tell whether everything was made."""
        return all(one.done and not one.planned and not one.missing for one in self.counts)


@dataclass
class Plan:
    """A round with all that its pages show; made by `plan_of`."""

    rows: list[RoundLocation]
    points: list[Point]
    acts: list[Act]

    def progress(self) -> list[Progress]:
        """Return how far each location is, in the order of the rows."""
        points = {point.key: point for point in self.points}
        return [self._progress(row, points[row.location_id]) for row in self.rows]

    def _progress(self, row: RoundLocation, point: Point) -> Progress:
        here = [act for act in self.acts if act.point == point.key]
        need = need_of(point, here)
        counts = []
        for kind in (Kind.VISIT, Kind.CALL, Kind.READING, Kind.LETTER):
            if kind not in point.kinds:
                continue
            acts = [act for act in here if act.kind == kind and not act.is_double]
            done = sum(act.is_done for act in acts)
            counts.append(
                Count(kind, _asked(kind, point), done, len(acts) - done, _missing(kind, need))
            )
        doubles = [act.is_done for act in here if act.is_double]
        return Progress(row, counts, (sum(doubles), len(doubles) - sum(doubles)))

    def missing(self) -> list[Missing]:
        """Return what was not made."""
        return missing_of(self.points, self.acts)

    def propose(self, asked: Round, today: date) -> Proposal:
        """Return what to plan in the days of the round that are left, from tomorrow on."""
        first = max(asked.starts_on, today + timedelta(days=1))
        return propose(
            self.points,
            self.acts,
            first=first,
            last=asked.ends_on,
            holidays=holidays_between(asked.starts_on, asked.ends_on),
        )


def _asked(kind: Kind, point: Point) -> int:
    if kind == Kind.CALL:
        return len(point.call_cells()) or CALLS
    return VISITS if kind == Kind.VISIT else 1


def _missing(kind: Kind, need: Need) -> int:
    if kind == Kind.VISIT:
        return need.visits
    if kind == Kind.CALL:
        return len(need.calls)
    if kind == Kind.LETTER:
        return int(need.letter)
    return int(need.routes or need.reading)


def plan_of(asked: Round) -> Plan:
    """Return the round as its pages show it. Four queries, whatever its size."""
    rows = round_locations(asked)
    points = points_of(rows)
    weeks = {point.key: point.week for point in points if point.week is not None}
    return Plan(rows, points, acts_of(asked, weeks))
