"""Writing official facts: dated opening hours from a file, or from the project's own data."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory
from observatory.places.hours import weekly_minutes
from observatory.places.models import Location, OpeningHours, Organization, Snapshot, Territory
from observatory.places.permissions import may_import_facts
from observatory.places.queries.names import names_of
from observatory.places.queries.placing import Placer
from observatory.places.reading import BadLine, Reading
from observatory.places.states import WORKED_OUT, Placing
from observatory.vocabularies.models import Term

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "brussels_counters.json"
CHUNK = 1000


@dataclass(frozen=True)
class Dataset:
    """Whose facts these are, and where they come from."""

    code: str
    organization: str
    service: str
    source: str
    source_url: str = ""
    licence: str = ""


@dataclass
class Imported:
    """What an import did: numbers of rows, and the lines that were bad."""

    read: int = 0
    locations_made: int = 0
    locations_changed: int = 0
    facts_made: int = 0
    facts_changed: int = 0
    snapshots_changed: int = 0
    bad: list[BadLine] = field(default_factory=list)

    @property
    def touched(self) -> int:
        return (
            self.locations_made
            + self.locations_changed
            + self.facts_made
            + self.facts_changed
            + self.snapshots_changed
        )


class BadLines(ValueError):
    """Nothing was written: the file has bad lines, in `lines`."""

    def __init__(self, lines: list[BadLine]) -> None:
        super().__init__(f"{len(lines)} bad lines")
        self.lines = lines


def import_locations(
    *,
    readings: Iterable[Reading | BadLine],
    dataset: Dataset,
    by: Actor,
    at: datetime,
    keep_good: bool = False,
    partial: bool = False,
) -> Imported:
    """Write the dated hours of many locations, all of them or nothing.

    Locations are known by "<organization>-<id>". In one transaction: new
    snapshots, locations and hours are made, hours that the file corrects are
    changed, each location takes name, postal code and point from its newest
    reading, and what has no municipality is placed or left to ask. A snapshot
    stops being partial when a whole file without bad lines is read. Then, only
    if a row changed: a journal entry with the numbers, a new edition, and the
    memory forgotten. Running it again changes nothing.

    Raises `PermissionDenied`, `BadLines` when a line is bad and `keep_good` is
    false, and `Organization.DoesNotExist` or `Term.DoesNotExist`.
    """
    if not may_import_facts(by):
        raise PermissionDenied
    result = Imported()
    with transaction.atomic():
        writer = _Writer(dataset, result)
        for chunk in _chunks(_good(readings, result)):
            writer.write(chunk)
        if result.bad and not keep_good:
            raise BadLines(result.bad)
        writer.finish(is_partial=partial or bool(result.bad))
        if result.touched:
            record_entry(
                by=by,
                at=at,
                action="import_locations",
                subject=f"dataset:{dataset.code}",
                data={
                    "read": result.read,
                    "bad": len(result.bad),
                    "locations_made": result.locations_made,
                    "locations_changed": result.locations_changed,
                    "facts_made": result.facts_made,
                    "facts_changed": result.facts_changed,
                },
            )
            advance_edition()
            transaction.on_commit(memory.forget_all)
    if result.touched:
        memory.forget_all()
    return result


def load_shipped_facts(*, by: Actor, at: datetime, path: Path = SHIPPED) -> int:
    """Write the facts of the project's own data file; see `import_locations`.

    The file says in which municipality each location lies, and holds only some
    locations of its source, so its snapshots stay partial until the whole
    source is imported. Returns the number of rows touched.
    """
    shipped = json.loads(path.read_text(encoding="utf-8"))
    result = import_locations(
        readings=_read_shipped(shipped),
        dataset=shipped_dataset(path),
        by=by,
        at=at,
        partial=True,
    )
    return result.touched


def shipped_dataset(path: Path = SHIPPED) -> Dataset:
    """Return what the shipped file says of its source: the same words serve the whole file."""
    shipped = json.loads(path.read_text(encoding="utf-8"))
    return Dataset(
        code=shipped["dataset"],
        organization=shipped["organization"],
        service=shipped["service"],
        source=shipped["source"],
        licence=shipped["licence"],
    )


def _read_shipped(shipped: dict[str, Any]) -> Iterator[Reading]:
    for location in shipped["locations"]:
        for taken_on, hours in location["hours"].items():
            yield Reading(
                taken_on=date.fromisoformat(taken_on),
                id=location["id"],
                name=location["name"],
                postal_code=location["postal_code"],
                hours=hours,
                minutes=weekly_minutes(hours),
                latitude=location["latitude"],
                longitude=location["longitude"],
                placed=(location["nis"], location["placing"]),
            )


def _good(readings: Iterable[Reading | BadLine], result: Imported) -> Iterator[Reading]:
    """Yield the good readings; keep the bad ones aside."""
    for reading in readings:
        result.read += 1
        if isinstance(reading, BadLine):
            result.bad.append(reading)
        else:
            yield reading


def _chunks(readings: Iterator[Reading]) -> Iterator[list[Reading]]:
    while chunk := list(islice(readings, CHUNK)):
        yield chunk


class _Writer:
    """The rows of one import, written chunk by chunk inside its transaction."""

    def __init__(self, dataset: Dataset, result: Imported) -> None:
        self.dataset = dataset
        self.result = result
        self.organization = Organization.objects.get(code=dataset.organization)
        self.service = Term.objects.get(vocabulary="service", code=dataset.service)
        self.placer = Placer()
        self.locations = {
            one.code: one for one in Location.objects.filter(organization=self.organization)
        }
        self.snapshots: dict[date, Snapshot] = {}
        # snapshot -> location -> (fact, hours), for the snapshots met so far
        self.facts: dict[int, dict[int, tuple[int, str]]] = {}
        self.newest: dict[str, Reading] = {}
        self.known_until = dict(
            OpeningHours.objects.filter(snapshot__dataset=dataset.code)
            .values_list("location")
            .annotate(Max("snapshot__taken_on"))
        )

    def code_of(self, reading: Reading) -> str:
        return f"{self.organization.code}-{reading.id}"

    def write(self, chunk: list[Reading]) -> None:
        """Make the locations and facts of the chunk that are missing, change those that differ."""
        self._make_locations(chunk)
        made, changed = [], []
        for reading in chunk:
            code = self.code_of(reading)
            location = self.locations[code].pk
            snapshot = self._snapshot(reading.taken_on)
            if code not in self.newest or self.newest[code].taken_on < reading.taken_on:
                self.newest[code] = reading
            found = self.facts[snapshot.pk].get(location)
            if found is None:
                made.append(
                    OpeningHours(
                        location_id=location,
                        snapshot=snapshot,
                        hours=reading.hours,
                        weekly_minutes=reading.minutes,
                    )
                )
            elif found[1] != reading.hours:
                changed.append(
                    OpeningHours(pk=found[0], hours=reading.hours, weekly_minutes=reading.minutes)
                )
        OpeningHours.objects.bulk_create(made)
        OpeningHours.objects.bulk_update(changed, ["hours", "weekly_minutes"])
        self.result.facts_made += len(made)
        self.result.facts_changed += len(changed)

    def finish(self, *, is_partial: bool) -> None:
        """Bring locations to their newest reading, and snapshots to whole."""
        changed = [
            self.locations[code]
            for code, reading in self.newest.items()
            if self._bring_up_to_date(self.locations[code], reading)
        ]
        Location.objects.bulk_update(
            changed,
            ["names", "postal_code", "latitude", "longitude", "territory", "placing"],
            batch_size=100,
        )
        self.result.locations_changed = len(changed)
        if not is_partial:
            self.result.snapshots_changed += Snapshot.objects.filter(
                pk__in=[one.pk for one in self.snapshots.values()], is_partial=True
            ).update(is_partial=False)

    def _make_locations(self, chunk: list[Reading]) -> None:
        missing: dict[str, Location] = {}
        for reading in chunk:
            code = self.code_of(reading)
            if code in self.locations or code in missing:
                continue
            location = Location(
                code=code,
                organization=self.organization,
                service=self.service,
                names=names_of(reading.name),
                postal_code=reading.postal_code,
                latitude=reading.latitude,
                longitude=reading.longitude,
            )
            location.territory, location.placing = self._place(reading)
            missing[code] = location
        Location.objects.bulk_create(missing.values())
        self.locations.update(missing)
        self.result.locations_made += len(missing)

    def _snapshot(self, taken_on: date) -> Snapshot:
        if taken_on not in self.snapshots:
            snapshot, _made = Snapshot.objects.get_or_create(
                dataset=self.dataset.code,
                taken_on=taken_on,
                defaults={
                    "source": self.dataset.source,
                    "source_url": self.dataset.source_url,
                    "licence": self.dataset.licence,
                    # Partial until the end of a whole file says otherwise.
                    "is_partial": True,
                },
            )
            self.snapshots[taken_on] = snapshot
            self.facts[snapshot.pk] = {
                location: (pk, hours)
                for pk, location, hours in OpeningHours.objects.filter(
                    snapshot=snapshot
                ).values_list("pk", "location_id", "hours")
            }
        return self.snapshots[taken_on]

    def _bring_up_to_date(self, location: Location, reading: Reading) -> bool:
        """Take over what the newest reading says; tell whether something changed.

        An older file never overwrites what a newer one said.
        """
        known = self.known_until.get(location.pk)
        if known is not None and reading.taken_on < known:
            return False
        before = _details(location)
        moved = (location.postal_code, location.latitude, location.longitude) != (
            reading.postal_code,
            reading.latitude,
            reading.longitude,
        )
        location.names = names_of(reading.name)
        location.postal_code = reading.postal_code
        location.latitude, location.longitude = reading.latitude, reading.longitude
        if location.placing in WORKED_OUT and (moved or location.placing == Placing.ASK):
            location.territory, location.placing = self._place(reading)
        return _details(location) != before

    def _place(self, reading: Reading) -> tuple[Territory | None, Placing]:
        if reading.placed is not None:
            nis, placing = reading.placed
            return Territory.objects.get(nis=nis), Placing(placing)
        return self.placer.place(reading.postal_code, reading.latitude, reading.longitude)


def _details(location: Location) -> tuple[Any, ...]:
    return (
        location.names,
        location.postal_code,
        location.latitude,
        location.longitude,
        location.territory_id,
        location.placing,
    )
