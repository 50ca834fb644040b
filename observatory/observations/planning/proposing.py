"""Proposing days for what is missing: the planner itself."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from observatory.observations.opening import HALF_DAYS, VISIT_PARTS, moment_for

from .needs import (
    CALL,
    DOUBLE,
    LETTER,
    READING,
    ROUTES_SAME_DAY,
    UNUSUAL_MONTHS,
    VISIT,
    WORKDAYS,
    Act,
    Missing,
    Need,
    Point,
    Proposal,
    Wanted,
    closed_of,
    doubles_needed,
    need_of,
)


def propose(
    points: Sequence[Point],
    acts: Collection[Act],
    *,
    first: date,
    last: date,
    holidays: Collection[date] = (),
) -> Proposal:
    """Return the visits, calls, letters and readings still missing, with their days.

    `first` and `last` are the days that may be used, both included; `acts` is
    what was made and what is planned already. Days are spread over the period,
    so that nobody has to be at two places at once where it can be helped.
    """
    return _Planner(points, acts, first, last, frozenset(holidays)).run()


class _Planner:
    def __init__(
        self,
        points: Sequence[Point],
        acts: Collection[Act],
        first: date,
        last: date,
        holidays: frozenset[date],
    ) -> None:
        self.points = sorted(points, key=lambda point: point.key)
        self.acts = list(acts)
        length = (last - first).days + 1
        days = [first + timedelta(days=number) for number in range(max(0, length))]
        self.days = [day for day in days if day not in holidays]
        self.first = first
        # How much there is to do on each day.
        self.load: dict[date, int] = {}
        for act in self.acts:
            if not act.is_done:
                self._count(act.on)
        self.found = Proposal()
        # What no day is left for, by location and kind.
        self.failed: dict[tuple[int | None, str], int] = {}

    def run(self) -> Proposal:
        for point in self.points:
            need = need_of(point, self.acts)
            visits = self._visits(point, need)
            calls = self._calls(point, need)
            self.found.wanted += self._routes(point, need, visits, calls)
            if need.reading:
                self._single(point, READING)
            if need.letter:
                self._single(point, LETTER)
            self.found.impossible += closed_of(point)
        self._doubles()
        self.found.impossible += [
            Missing(key, kind, count, "no_day") for (key, kind), count in self.failed.items()
        ]
        return self.found

    def _count(self, day: date) -> None:
        self.load[day] = self.load.get(day, 0) + 1

    def _best(self, days: Iterable[date]) -> date | None:
        """Return the day to take: a usual month, a working day, little to do, early."""
        return min(
            days,
            key=lambda day: (
                day.month in UNUSUAL_MONTHS,
                day.weekday() >= WORKDAYS,
                self.load.get(day, 0),
                day,
            ),
            default=None,
        )

    def _fail(self, point: Point | None, kind: str, count: int = 1) -> None:
        key = point.key if point else None
        self.failed[key, kind] = self.failed.get((key, kind), 0) + count

    def _visits(self, point: Point, need: Need) -> list[Wanted]:
        taken = [act.on for act in self.acts if act.point == point.key and act.kind == VISIT]
        weekdays = {day.weekday() for day in taken}
        lacking = need.weekdays
        parts = [*need.parts, *(p for p in point.visit_parts() if p not in need.parts)]
        found: list[Wanted] = []
        for number in range(need.visits):
            part = parts[number % len(parts)]
            days = [day for day in self.days if self._suits(point, day, part)]
            pool = [day for day in days if day.weekday() not in weekdays]
            # Days of the week without a visit come first; then, days without one.
            if not pool and not lacking:
                pool = [day for day in days if day not in taken]
            day = self._best(pool)
            if day is None:
                self._fail(point, VISIT)
                continue
            lacking -= lacking > 0
            spans = point.opens(day)
            starts = moment_for(spans, part) if spans else None
            found.append(Wanted(point.key, VISIT, day, part, starts))
            taken.append(day)
            weekdays.add(day.weekday())
            self._count(day)
        return found

    @staticmethod
    def _suits(point: Point, day: date, part: str) -> bool:
        """Tell whether the location can be visited that day in that part of the day."""
        spans = point.opens(day)
        if spans is None:
            return day.weekday() < WORKDAYS
        return moment_for(spans, part) is not None

    def _calls(self, point: Point, need: Need) -> list[Wanted]:
        found = []
        for weekday, half in need.calls:
            day = self._best(day for day in self.days if day.weekday() == weekday)
            if day is None:
                self._fail(point, CALL)
                continue
            found.append(Wanted(point.key, CALL, day, half))
            self._count(day)
        return found

    def _routes(
        self, point: Point, need: Need, visits: list[Wanted], calls: list[Wanted]
    ) -> list[Wanted]:
        """Return visits and calls of a location with the first appointment read on one day."""
        if not need.routes:
            return visits + calls
        known = [
            act
            for act in self.acts
            if act.point == point.key and act.reads and act.on in self.days and not act.is_double
        ]
        day = self._routes_day(point, known, visits)
        if day is None:
            self._fail(point, ROUTES_SAME_DAY)
            return visits + calls
        there = {act.kind for act in known if act.on == day}
        if VISIT not in there:
            place = next((n for n, one in enumerate(visits) if one.on == day), None)
            if place is None:
                visits.append(self._extra_visit(point, day))
            else:
                visits[place] = _reading(visits[place])
        if CALL not in there:
            # One of the calls of that day of the week moves to that day.
            place = next(
                (n for n, one in enumerate(calls) if one.on.weekday() == day.weekday()), None
            )
            if place is None:
                calls.append(Wanted(point.key, CALL, day, self._free_half(point, day), reads=True))
            else:
                moved = calls[place]
                self.load[moved.on] -= 1
                calls[place] = Wanted(point.key, CALL, day, moved.part, reads=True)
            self._count(day)
        rest = [] if READING in there else [Wanted(point.key, READING, day, reads=True)]
        return visits + calls + rest

    def _routes_day(
        self, point: Point, known: Sequence[Act], visits: Sequence[Wanted]
    ) -> date | None:
        """Return the day for the three routes: one that is begun, one with a visit, or another.

        On a day that is past nothing can be added: it is not in `self.days`.
        """
        begun = sorted({act.on for act in known})
        if begun:
            return begun[0]
        for one in visits:
            if one.on.weekday() < WORKDAYS:
                return one.on
        return self._best(
            day
            for day in self.days
            if day.weekday() < WORKDAYS and self._free_part(point, day, whole_day=True)
        )

    def _free_part(self, point: Point, day: date, *, whole_day: bool = False) -> str | None:
        """Return a part of the day for one more visit; with `whole_day`, of a day without a visit."""
        planned = {
            act.part
            for act in self.acts
            if act.point == point.key and act.kind == VISIT and act.on == day and not act.is_done
        }
        if whole_day and planned:
            return None
        return next(
            (p for p in VISIT_PARTS if p not in planned and self._suits(point, day, p)), None
        )

    def _free_half(self, point: Point, day: date) -> str:
        """Return a half-day in which no call is planned yet, the afternoon if both have one."""
        taken = {
            act.part
            for act in self.acts
            if act.point == point.key and act.kind == CALL and act.on == day
        }
        return next((half for half in HALF_DAYS if half not in taken), HALF_DAYS[1])

    def _extra_visit(self, point: Point, day: date) -> Wanted:
        part = self._free_part(point, day) or ""
        spans = point.opens(day)
        self._count(day)
        starts = moment_for(spans, part) if spans else None
        return Wanted(point.key, VISIT, day, part, starts, reads=True)

    def _single(self, point: Point, kind: str) -> None:
        """A letter goes out early, since its answer takes time; a site is read on any day."""
        days = [day for day in self.days if day.weekday() < WORKDAYS]
        day = next(iter(days), None) if kind == LETTER else self._best(days)
        if day is None:
            self._fail(point, kind)
            return
        self.found.wanted.append(Wanted(point.key, kind, day))
        self._count(day)

    def _doubles(self) -> None:
        """One visit in five gets a second pair of eyes, at another location each time if possible."""
        wanted = self.found.wanted
        new = [n for n, one in enumerate(wanted) if one.kind == VISIT]
        needed = doubles_needed(self.acts, len(new))
        doubled = {act.twin for act in self.acts if act.is_double}
        times: dict[int, int] = {}
        for act in self.acts:
            if act.is_double:
                times[act.point] = times.get(act.point, 0) + 1
        planned = [
            act
            for act in self.acts
            if act.kind == VISIT
            and not act.is_done
            and not act.is_double
            and act.slot not in doubled
            and act.on >= self.first
        ]
        # (location, day, slot, place): what may be doubled.
        choices: list[tuple[int, date, int, int | None]] = [
            *((act.point, act.on, act.slot, None) for act in planned),
            *((wanted[n].point, wanted[n].on, 0, n) for n in new),
        ]
        while needed > 0 and choices:
            one = min(choices, key=lambda c: (times.get(c[0], 0), c[1], c[0], c[2], c[3] or 0))
            choices.remove(one)
            times[one[0]] = times.get(one[0], 0) + 1
            wanted.append(self._double(one, planned))
            needed -= 1
        if needed > 0:
            self._fail(None, DOUBLE, needed)

    def _double(self, choice: tuple[int, date, int, int | None], planned: Sequence[Act]) -> Wanted:
        point, day, slot, place = choice
        if place is not None:
            twin = self.found.wanted[place]
            part, starts, reads = twin.part, twin.starts, twin.reads
        else:
            act = next(act for act in planned if act.slot == slot)
            part, starts, reads = act.part, None, act.reads
        return Wanted(point, VISIT, day, part, starts, reads, True, slot, place)


def _reading(one: Wanted) -> Wanted:
    return Wanted(one.point, one.kind, one.on, one.part, one.starts, reads=True)
