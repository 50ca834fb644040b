"""What the official opening hours show of a promise that no counter would close: counted, never typed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from observatory.kit.remembered import RememberedBy
from observatory.places.models import OpeningHours, Snapshot
from observatory.places.queries.changes import whole_snapshots


@dataclass(frozen=True, slots=True)
class Reading:
    """One dated reading: of the counters with hours at the first, how many still have, lost, or are not listed."""

    taken_on: date
    still: int
    closed: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source of official facts since the day of a promise."""

    dataset: str
    source: str
    licence: str
    is_partial: bool
    # The first reading on or after the promise, and the counters with hours then.
    start: date
    base: int
    # The later readings, each compared with the first.
    readings: Sequence[Reading]
    # The last reading before which, and at which, no counter was found closed.
    kept_until: date
    # What came after it, compared with `kept_until`: None if nothing closed.
    after: Reading | None
    # Counters with hours at `kept_until`.
    base_after: int


def read_evidence(dataset: str, said_on: date) -> Evidence | None:
    """Return what the readings of a dataset since a day show; None with fewer than two. Two queries.

    A counter is closed if it is listed without hours; absent from a reading it
    is unknown.
    """
    return _evidence.get((dataset, said_on))


def _read(key: tuple[str, date]) -> Evidence | None:
    dataset, said_on = key
    snapshots = [
        one for one in whole_snapshots() if one.dataset == dataset and one.taken_on >= said_on
    ]
    if len(snapshots) < 2:
        return None
    minutes: dict[int, dict[int, int]] = {one.pk: {} for one in snapshots}
    for reading_id, location, weekly in OpeningHours.objects.filter(
        snapshot__in=snapshots
    ).values_list("snapshot_id", "location_id", "weekly_minutes"):
        minutes[reading_id][location] = weekly
    first, later = snapshots[0], snapshots[1:]
    readings = [_compare(minutes[first.pk], one, minutes[one.pk]) for one in later]
    kept = first
    for snapshot, reading in zip(later, readings, strict=True):
        if reading.closed:
            break
        kept = snapshot
    last = snapshots[-1]
    after = _compare(minutes[kept.pk], last, minutes[last.pk]) if last is not kept else None
    return Evidence(
        dataset=dataset,
        source=last.source,
        licence=last.licence,
        is_partial=any(one.is_partial for one in snapshots),
        start=first.taken_on,
        base=_count_open(minutes[first.pk]),
        readings=readings,
        kept_until=kept.taken_on,
        after=after,
        base_after=_count_open(minutes[kept.pk]),
    )


# By dataset and day. Facts change when an import or an editor says so, and both
# make them forgotten.
_evidence = RememberedBy(_read)


def _count_open(minutes: Mapping[int, int]) -> int:
    return sum(1 for weekly in minutes.values() if weekly)


def _compare(before: Mapping[int, int], snapshot: Snapshot, now: Mapping[int, int]) -> Reading:
    had = [location for location, weekly in before.items() if weekly]
    return Reading(
        taken_on=snapshot.taken_on,
        still=sum(1 for location in had if now.get(location)),
        closed=sum(1 for location in had if now.get(location) == 0),
        unknown=sum(1 for location in had if location not in now),
    )
