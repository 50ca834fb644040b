"""What a round needs by the protocol, what is there and what is missing. Plain data."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from observatory.observations.opening import (
    HALF_DAYS,
    VISIT_PARTS,
    Spans,
    Week,
    halves_open,
    moment_for,
)

VISIT, CALL, LETTER, READING = "visit", "call", "letter", "reading"
# The three ways in which a first appointment is read, each on the same day.
ROUTES = (VISIT, CALL, READING)
DOUBLE = "double"
ROUTES_SAME_DAY = "routes"

VISITS = 3
WEEKDAYS = 3
PEOPLE = 2
WORKDAYS = 5
CALLS = WORKDAYS * len(HALF_DAYS)
ONE_DOUBLE_IN = 5
# Months in which what one sees is not what it usually is.
UNUSUAL_MONTHS = frozenset({8, 12})


@dataclass(frozen=True, slots=True)
class Point:
    """A location of the round: what is done there, and its posted hours if they are known."""

    key: int
    kinds: frozenset[str]
    week: Week = None

    def opens(self, day: date) -> Spans | None:
        """Return when it is open that day, None when nobody knows."""
        return None if self.week is None else self.week[day.weekday()]

    def visit_parts(self) -> tuple[str, ...]:
        """Return the parts of the day that its hours leave on some day of the week."""
        if self.week is None:
            return VISIT_PARTS
        return tuple(
            part
            for part in VISIT_PARTS
            if any(moment_for(spans, part) is not None for spans in self.week)
        )

    def visit_weekdays(self) -> int:
        """Return on how many days of the week it can be visited."""
        return WORKDAYS if self.week is None else sum(bool(spans) for spans in self.week)

    def call_cells(self) -> tuple[tuple[int, str], ...]:
        """Return (weekday, half-day) of its calls.

        The hours of a counter say nothing of its phone; those of a phone line do.
        """
        cells = [(day, half) for day in range(WORKDAYS) for half in HALF_DAYS]
        if self.week is None or VISIT in self.kinds:
            return tuple(cells)
        return tuple((day, half) for day, half in cells if half in halves_open(self.week[day]))


@dataclass(frozen=True, slots=True)
class Act:
    """A visit, call, letter or reading that was made (`is_done`) or is planned."""

    point: int
    kind: str
    on: date
    # Of a visit: opening, midday, last_hour, or "" when it was at none of them.
    part: str = ""
    # Who made it or is asked to; None while nobody is.
    who: int | None = None
    # The first appointment was read here, or is to be.
    reads: bool = False
    is_done: bool = True
    # The second look at a visit; it is no visit more.
    is_double: bool = False
    # The key of its slot, 0 without one, and of the slot it doubles.
    slot: int = 0
    twin: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the planner proposes. `starts` is in minutes of the day, None where hours are unknown."""

    point: int
    kind: str
    on: date
    part: str = ""
    starts: int | None = None
    reads: bool = False
    is_double: bool = False
    # What a double doubles: a slot that is planned already, or a proposal by its place in the list.
    twin_slot: int = 0
    twin_place: int | None = None

    @property
    def is_flagged(self) -> bool:
        """Tell whether it falls in August or December: the figures must say so."""
        return self.on.month in UNUSUAL_MONTHS


@dataclass(frozen=True, slots=True)
class Missing:
    """What the protocol asks and is not there. `kind` may be "double", for the round as a whole.

    `reason` of what cannot even be planned: "no_day" (the period has no such day
    left) or "closed" (the hours leave no such moment); "" for what is not done.
    """

    point: int | None
    kind: str
    count: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What one location still needs."""

    # Further visits, of which the first ones in these parts of the day.
    visits: int
    parts: tuple[str, ...]
    # On so many days of the week that have none yet.
    weekdays: int
    # By someone else than whoever made the others.
    other_person: bool
    calls: tuple[tuple[int, str], ...]
    # The first appointment by three routes on one day; a site is read alone.
    routes: bool
    reading: bool
    letter: bool


@dataclass
class Proposal:
    """What to plan, by location and date, and what cannot be planned."""

    wanted: list[Wanted] = field(default_factory=list)
    impossible: list[Missing] = field(default_factory=list)


def need_of(point: Point, acts: Iterable[Act]) -> Need:
    """Return what the location still needs, given what was made or is planned there.

    What its hours make impossible (a midday visit where it closes at eleven) is
    not asked; `closed_of` says it.
    """
    acts = [act for act in acts if act.point == point.key and not act.is_double]
    parts: tuple[str, ...] = ()
    lacking, weekdays, other = 0, 0, False
    if VISIT in point.kinds and point.visit_weekdays():
        lacking, parts, weekdays, other = _visits_needed(
            point, [act for act in acts if act.kind == VISIT]
        )
    cells = {(act.on.weekday(), act.part) for act in acts if act.kind == CALL}
    return Need(
        visits=lacking,
        parts=parts,
        weekdays=weekdays,
        other_person=other,
        calls=tuple(cell for cell in point.call_cells() if cell not in cells)
        if CALL in point.kinds
        else (),
        routes={VISIT, READING} <= point.kinds
        and bool(point.visit_weekdays())
        and not _days_with_routes(acts),
        reading=READING in point.kinds
        and VISIT not in point.kinds
        and not any(act.kind == READING for act in acts),
        letter=LETTER in point.kinds and not any(act.kind == LETTER for act in acts),
    )


def _visits_needed(point: Point, visits: list[Act]) -> tuple[int, tuple[str, ...], int, bool]:
    seen = {act.part for act in visits}
    parts = tuple(part for part in point.visit_parts() if part not in seen)
    wanted = min(WEEKDAYS, point.visit_weekdays())
    weekdays = max(0, wanted - len({act.on.weekday() for act in visits}))
    # Who is asked may still change; who went cannot.
    people = {act.who if act.is_done else None for act in visits}
    other = bool(visits) and None not in people and len(people) < PEOPLE
    lacking = max(VISITS - len(visits), len(parts), weekdays, int(other))
    return lacking, parts, weekdays, other


def closed_of(point: Point) -> list[Missing]:
    """Return what the protocol asks and the posted hours leave no moment for."""
    if VISIT in point.kinds and not point.visit_weekdays():
        return [Missing(point.key, VISIT, VISITS, "closed")]
    found = []
    if VISIT in point.kinds and (count := len(VISIT_PARTS) - len(point.visit_parts())):
        found.append(Missing(point.key, VISIT, count, "closed"))
    if CALL in point.kinds and (count := CALLS - len(point.call_cells())):
        found.append(Missing(point.key, CALL, count, "closed"))
    return found


def _days_with_routes(acts: Iterable[Act]) -> list[date]:
    """Return the days on which the first appointment is read by all three routes."""
    routes: dict[date, set[str]] = {}
    for act in acts:
        if act.reads:
            routes.setdefault(act.on, set()).add(act.kind)
    return sorted(day for day, kinds in routes.items() if kinds.issuperset(ROUTES))


def doubles_needed(acts: Iterable[Act], more_visits: int = 0) -> int:
    """Return how many visits must still be looked at by a second person: one in five, rounded up."""
    acts = [act for act in acts if act.kind == VISIT]
    visits = sum(not act.is_double for act in acts) + more_visits
    return max(0, -(-visits // ONE_DOUBLE_IN) - sum(act.is_double for act in acts))


def missing_of(points: Iterable[Point], acts: Collection[Act]) -> list[Missing]:
    """Return what was not made, by location and then for the round: the caveat of a round that is closed."""
    done = [act for act in acts if act.is_done]
    found: list[Missing] = []
    planned_visits = 0
    for point in points:
        need = need_of(point, done)
        planned_visits += need.visits
        counts = (
            (VISIT, need.visits),
            (CALL, len(need.calls)),
            (ROUTES_SAME_DAY, int(need.routes)),
            (READING, int(need.reading)),
            (LETTER, int(need.letter)),
        )
        found += [Missing(point.key, kind, count) for kind, count in counts if count]
    lacking = doubles_needed(done, planned_visits)
    return found + ([Missing(None, DOUBLE, lacking)] if lacking else [])
