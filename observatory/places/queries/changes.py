"""What became of counters between two dates of one source."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from observatory.places.models import Location, OpeningHours, Snapshot

# Facts that an editor recorded one by one are no reading of a whole source.
SINGLE_FACTS = "fact-"
LISTS = ("closed", "reduced", "extended", "opened", "unknown")


class NoSnapshot(ValueError):
    """No reading of the source on or before a date."""


@dataclass(frozen=True, slots=True)
class Change:
    """One location whose hours differ between two snapshots; minutes are per week, None if not listed."""

    location: Location
    before: int | None
    after: int | None

    @property
    def id(self) -> str:
        """The identifier that the source uses."""
        return self.location.code.removeprefix(f"{self.location.organization.code}-")


@dataclass(frozen=True)
class Changes:
    """The changes of one source between two of its snapshots."""

    earlier: Snapshot
    later: Snapshot
    # Locations that had hours on the earlier date: the base of the numbers.
    had_hours: int = 0
    closed: list[Change] = field(default_factory=list)
    reduced: list[Change] = field(default_factory=list)
    extended: list[Change] = field(default_factory=list)
    opened: list[Change] = field(default_factory=list)
    unknown: list[Change] = field(default_factory=list)

    @property
    def is_partial(self) -> bool:
        return self.earlier.is_partial or self.later.is_partial


def whole_snapshots() -> list[Snapshot]:
    """Return the dated readings of whole sources, oldest first (facts of editors left out)."""
    return list(
        Snapshot.objects.exclude(dataset__startswith=SINGLE_FACTS).order_by("taken_on", "dataset")
    )


def datasets() -> list[str]:
    """Return the codes of the sources that have snapshots, in alphabetical order."""
    return sorted({one.dataset for one in whole_snapshots()})


def find_changes(start: date, end: date, dataset: str) -> Changes:
    """Return what changed between the last snapshots on or before two dates.

    Hours are compared by the minutes of a week without holidays, as the
    library counts them, never by their text:

    - closed: had hours, and is listed later without any;
    - reduced, extended: had hours, and has fewer or more minutes later;
    - opened: was listed without hours, and has some later;
    - unknown: had hours on one of the two dates, and the other snapshot does
      not list it at all. Absence from a file is not a closing (nor, the other
      way round, an opening).

    A location without hours on both dates is in no list, listed or not. Lists
    are in the order of the names. Raises `NoSnapshot`.
    """
    readings = [one for one in whole_snapshots() if one.dataset == dataset]
    return compare_snapshots(last_reading(readings, start), last_reading(readings, end))


def last_reading(readings: Sequence[Snapshot], day: date) -> Snapshot:
    """Return the last of a source's readings, oldest first, on or before a day. Raises `NoSnapshot`."""
    for one in reversed(readings):
        if one.taken_on <= day:
            return one
    source = readings[0].dataset if readings else "this source"
    raise NoSnapshot(f"no reading of {source} on or before {day.isoformat()}")


def compare_snapshots(earlier: Snapshot, later: Snapshot) -> Changes:
    """Return what changed between two readings of a source; see `find_changes`. Five queries."""
    open_before, open_after = (
        _read(earlier, weekly_minutes__gt=0),
        _read(later, weekly_minutes__gt=0),
    )
    with_hours = open_before.keys() | open_after.keys()
    # Who has hours on one side only may be listed without on the other, or be absent from it.
    before = open_before | _read(earlier, location_id__in=open_after.keys() - open_before.keys())
    after = open_after | _read(later, location_id__in=open_before.keys() - open_after.keys())
    kinds = {pk: kind for pk in with_hours if (kind := _kind_of(before.get(pk), after.get(pk)))}
    changes = Changes(earlier, later, had_hours=len(open_before))
    locations = Location.objects.filter(pk__in=kinds).select_related("organization", "territory")
    for location in sorted(locations, key=lambda one: (one.source_name, one.code)):
        getattr(changes, kinds[location.pk]).append(
            Change(location, before.get(location.pk), after.get(location.pk))
        )
    return changes


def _read(snapshot: Snapshot, **which: Any) -> dict[int, int]:
    """Return location id -> minutes a week."""
    return dict(
        OpeningHours.objects.filter(snapshot=snapshot, **which).values_list(
            "location_id", "weekly_minutes"
        )
    )


def _kind_of(before: int | None, after: int | None) -> str:
    """Return the list a location belongs to, "" for none; one of the two has hours."""
    if before is None or after is None:
        return "unknown"
    if before and not after:
        return "closed"
    if after and not before:
        return "opened"
    if after < before:
        return "reduced"
    return "extended" if after > before else ""
