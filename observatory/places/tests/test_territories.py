"""Territories, postal codes and organizations, as the data files say."""

import csv
import json
from collections import Counter

import pytest
from django.core.management import call_command

from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.places.actions import load_organizations, load_territories
from observatory.places.actions.reference import DATA
from observatory.places.models import Organization, PostalCode, Territory
from observatory.places.queries import (
    municipalities,
    territories_of_postal_code,
    territory_by_nis,
)
from observatory.vocabularies.queries import terms


def test_loading_everything_a_second_time_changes_nothing(db):
    entries, edition = Entry.objects.count(), edition_number()
    call_command("load_reference_data", verbosity=0)
    assert (Entry.objects.count(), edition_number()) == (entries, edition)


def test_the_nineteen_municipalities_stand_on_tiles_of_their_own(db):
    found = municipalities()
    assert len(found) == 19
    tiles = {(one.tile_column, one.tile_row) for one in found}
    assert len(tiles) == 19
    assert max(column for column, _ in tiles) <= 7
    assert all(one.parent.nis == "04000" for one in found)
    assert {one.label for one in found if one.is_focus} == {
        "1000", "1030", "1050", "1060", "1070", "1080", "1190", "1210",
    }  # fmt: skip


def test_real_neighbours_touch_on_the_tile_map(db):
    places = {one.nis: (one.tile_column, one.tile_row) for one in municipalities()}

    def touch(a, b):
        (ax, ay), (bx, by) = places[a], places[b]
        return max(abs(ax - bx), abs(ay - by)) == 1

    for a, b in [
        ("21015", "21014"),  # Schaerbeek, Saint-Josse
        ("21004", "21012"),  # Bruxelles, Molenbeek
        ("21009", "21005"),  # Ixelles, Etterbeek
        ("21001", "21007"),  # Anderlecht, Forest
        ("21018", "21019"),  # the two Woluwe
        ("21016", "21017"),  # Uccle, Watermael-Boitsfort
        ("21010", "21008"),  # Jette, Ganshoren
    ]:
        assert touch(a, b), (a, b)


def test_a_shared_postal_code_belongs_to_both_municipalities(db):
    assert {one.nis for one in territories_of_postal_code("1040")} == {"21004", "21005"}
    assert {one.nis for one in territories_of_postal_code(" 1050 ")} == {"21004", "21009"}
    assert [one.nis for one in territories_of_postal_code("1030")] == ["21015"]
    assert territories_of_postal_code("9000") == []


def test_an_unknown_nis_code_is_an_error(db):
    with pytest.raises(Territory.DoesNotExist):
        territory_by_nis("99999")


def test_reading_territories_costs_no_query_once_known(db, django_assert_num_queries):
    municipalities()
    with django_assert_num_queries(0):
        assert territory_by_nis("21015").name == "Schaerbeek"
        assert len(territories_of_postal_code("1040")) == 2


def test_a_postal_code_that_left_the_file_goes_and_the_territory_stays(db, now, tmp_path, importer):
    data = json.loads((DATA / "territories.json").read_text(encoding="utf-8"))
    rows = [row for row in data["territories"] if row["nis"] != "21019"]
    for row in rows:
        if row["nis"] == "21004":
            row["postal_codes"].remove("1130")
    path = tmp_path / "territories.json"
    path.write_text(json.dumps({"territories": rows}))
    assert load_territories(by=importer, at=now, path=path) == 1
    assert territories_of_postal_code("1130") == []
    assert Territory.objects.filter(nis="21019").exists()
    assert PostalCode.objects.filter(territory__nis="21019").exists()


def test_every_service_of_a_known_body_has_an_organization_and_no_address(db):
    run = Counter(
        code
        for codes in Organization.objects.prefetch_related("services")
        for code in codes.services.values_list("code", flat=True)
    )
    assert run["S01"] == run["S05"] == 19
    named = {"S06", "S09", "S12", "S13", "S20", "S21", "S22", "S23", "S24", "S27", "S28"}
    assert named <= run.keys()
    assert run.keys() <= {one.code for one in terms("service")}
    assert all(one.source for one in Organization.objects.all())


def test_an_organization_that_changed_is_written_again(db, now, tmp_path, importer):
    data = json.loads((DATA / "organizations.json").read_text(encoding="utf-8"))
    for row in data["organizations"]:
        if row["code"] == "actiris":
            row["services"] = ["S06", "S46"]
    path = tmp_path / "organizations.json"
    path.write_text(json.dumps(data))
    assert load_organizations(by=importer, at=now, path=path) == 1
    actiris = Organization.objects.get(code="actiris")
    assert set(actiris.services.values_list("code", flat=True)) == {"S06", "S46"}


@pytest.mark.shared
def test_names_codes_and_points_are_those_of_the_sources(shared):
    rows = {
        row["nis"]: row
        for row in json.loads((DATA / "territories.json").read_text(encoding="utf-8"))[
            "territories"
        ]
        if row["kind"] == "municipality"
    }
    with (shared / "municipalities_be_2025.csv").open(encoding="utf-8", newline="") as file:
        statbel = {row["nis"]: row for row in csv.DictReader(file) if row["region"] == "04000"}
    with (shared / "communes_points.csv").open(encoding="utf-8", newline="") as file:
        points = {row["nis"]: row for row in csv.DictReader(file)}
    assert rows.keys() == statbel.keys() == points.keys()
    for nis, row in rows.items():
        assert row["postal_codes"] == statbel[nis]["postal_codes"].split()
        assert row["names"]["fr"].startswith(statbel[nis]["name_fr"])
        assert row["names"]["nl"].startswith(statbel[nis]["name_nl"])
        assert row["latitude"] == float(points[nis]["latitude"])
        assert row["longitude"] == float(points[nis]["longitude"])
