import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from observatory.kit.remembered import memory
from observatory.places.hours import weekly_minutes
from observatory.places.models import Territory

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(autouse=True)
def _forget_what_a_test_changed(django_db_blocker):
    """What a test imported is rolled back; the memory of the process must forget it too."""
    yield
    with django_db_blocker.unblock():
        memory.forget_all()
        memory.warm()


@pytest.fixture
def shared():
    """The folder with the real files, which a user's clone does not have."""
    if not SHARED.is_dir():
        pytest.skip("reads ../shared, which is not here")
    return SHARED


@pytest.fixture
def counters(tmp_path):
    """Write a file of counters in the railway's columns; return its path."""

    def write(*rows, name="counters.csv", header=None):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header or HEADER)
            writer.writerows(rows)
        return path

    return write


HEADER = [
    "snapshot",
    "station_id",
    "name",
    "zip",
    "city",
    "vending_machine",
    "wheelchair",
    "opening_hours",
    "weekly_minutes",
    "lon",
    "lat",
]


def counter(
    on, number, hours="", minutes=None, *, name=None, zip_code="9300", lon="4.0", lat="50.9"
):
    """One line of such a file; `number` are the last five digits of the station."""
    if minutes is None:
        minutes = weekly_minutes(hours)
    if isinstance(on, date):
        on = on.isoformat()
    return [
        on,
        f"0088{number}",
        name or f"Gare {number}",
        zip_code,
        "",
        1,
        0,
        hours,
        minutes,
        lon,
        lat,
    ]


def square(west, south, east, north):
    """A GeoJSON rectangle, in degrees."""
    return {
        "type": "Polygon",
        "coordinates": [
            [[west, south], [east, south], [east, north], [west, north], [west, south]]
        ],
    }


def collection(**by_nis):
    """A GeoJSON FeatureCollection: `n21009=square(...)`."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"nis": nis[1:]}, "geometry": geometry}
            for nis, geometry in by_nis.items()
        ],
    }


@pytest.fixture
def importer(django_user_model, db):
    """The machine that loads files."""
    return django_user_model.objects.get(email="importer@system.invalid")


@pytest.fixture
def make_editor(django_user_model, importer):
    """An editor of one municipality (a NIS code), or of all of them."""

    def make(nis=None):
        user = django_user_model.objects.create(email=f"editor{nis}@example.org", name="Aïcha")
        user.mandates.create(
            role="editor",
            territory=Territory.objects.get(nis=nis) if nis else None,
            given_by_id=importer.pk,
            given_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        return user

    return make


@pytest.fixture
def editor(make_editor):
    """Aïcha keeps the official facts of every municipality."""
    return make_editor()
