"""In which municipality a location lies: by its postal code, by boundaries, by an editor; never guessed."""

import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from observatory.journal.models import Entry
from observatory.places.actions import (
    BadBoundaries,
    Conflict,
    import_boundaries,
    place_location,
)
from observatory.places.models import Boundary, Location
from observatory.places.queries import boundary_paths, territory_by_nis
from observatory.places.queries.locations import location_by_code
from observatory.places.states import TRANSITIONS, Placing

from .conftest import collection, counter, square

HOURS = "Mo-Fr 09:00-12:00"
CODE = "sncb-008899901"
# Two municipalities that share 1050, side by side.
BRUSSELS = square(4.30, 50.80, 4.35, 50.90)
IXELLES = square(4.35, 50.80, 4.40, 50.90)


@pytest.fixture
def station(db, counters):
    """Import one station with a postal code and a point."""

    def load(zip_code, lon="4.38", lat="50.85", on="2021-01-10"):
        path = counters(counter(on, "99901", HOURS, zip_code=zip_code, lon=lon, lat=lat))
        call_command("import_locations", str(path), verbosity=0)
        return location_by_code(CODE)

    return load


@pytest.fixture
def boundaries(db, now, importer):
    def load(**by_nis):
        return import_boundaries(
            collection=collection(**by_nis), source="Essai", by=importer, at=now
        )

    return load


def placed(location):
    return location.placing, location.territory.nis if location.territory else None


def test_a_postal_code_of_one_municipality_places(station):
    assert placed(station("1030")) == (Placing.POSTAL_CODE, "21015")


@pytest.mark.parametrize("code", ["1040", "1050"])
def test_a_shared_postal_code_is_asked_about(station, code):
    assert placed(station(code)) == (Placing.ASK, None)


def test_a_postal_code_of_elsewhere_lies_outside(station):
    assert placed(station("9300")) == (Placing.OUTSIDE, None)


def test_what_is_no_postal_code_is_asked_about(station):
    # The real file has "CHAP", cut from "Chapois".
    assert placed(station("CHAP")) == (Placing.ASK, None)


def test_imported_boundaries_answer_for_a_shared_postal_code(station, boundaries):
    boundaries(n21004=BRUSSELS, n21009=IXELLES)
    assert placed(station("1050")) == (Placing.BOUNDARY, "21009")


def test_boundaries_imported_later_answer_what_was_asked(station, boundaries):
    station("1050")
    result = boundaries(n21004=BRUSSELS, n21009=IXELLES)
    assert (result.placed, result.still_asked) == (1, 0)
    assert placed(location_by_code(CODE)) == (Placing.BOUNDARY, "21009")


def test_a_point_on_the_line_is_asked_about(station, boundaries):
    boundaries(n21004=BRUSSELS, n21009=IXELLES)
    # Some fourteen metres from the neighbour: nearer than the outlines are exact.
    assert placed(station("1050", lon="4.3502")) == (Placing.ASK, None)
    assert placed(station("1050", lon="4.3508", on="2022-01-10")) == (Placing.BOUNDARY, "21009")


def test_a_point_in_a_municipality_that_lacks_the_code_is_asked_about(station, boundaries):
    boundaries(n21004=BRUSSELS, n21009=IXELLES, n21015=square(4.40, 50.80, 4.45, 50.90))
    assert placed(station("1050", lon="4.42")) == (Placing.ASK, None)


def test_half_of_the_boundaries_answer_nothing(station, boundaries):
    boundaries(n21009=IXELLES)
    assert placed(station("1050")) == (Placing.ASK, None)


def test_a_location_without_a_point_is_asked_about(station, boundaries):
    boundaries(n21004=BRUSSELS, n21009=IXELLES)
    assert placed(station("1050", lon="", lat="")) == (Placing.ASK, None)


def test_what_an_editor_said_stays_when_the_file_comes_again(station, editor, now):
    location = station("1050")
    place_location(location=location, territory=territory_by_nis("21009"), by=editor, at=now)
    station("1030", on="2022-01-10")
    assert placed(location_by_code(CODE)) == (Placing.EDITOR, "21009")


def test_a_new_postal_code_places_again_what_a_machine_placed(station):
    station("1030")
    assert placed(station("1080", on="2022-01-10")) == (Placing.POSTAL_CODE, "21012")


def test_an_editor_answers_and_the_journal_says_so(station, editor, now):
    location = station("1050")
    place_location(location=location, territory=territory_by_nis("21009"), by=editor, at=now)
    assert placed(location_by_code(CODE)) == (Placing.EDITOR, "21009")
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.state_before, entry.state_after) == (
        "place_location",
        "ask",
        "editor",
    )


def test_none_of_ours_is_an_answer(station, editor, now):
    place_location(location=station("CHAP"), territory=None, by=editor, at=now)
    assert placed(location_by_code(CODE)) == (Placing.OUTSIDE, None)


def test_the_second_of_two_editors_gets_a_conflict(station, editor, now):
    location = station("1050")
    place_location(location=location, territory=territory_by_nis("21009"), by=editor, at=now)
    with pytest.raises(Conflict):
        place_location(location=location, territory=territory_by_nis("21004"), by=editor, at=now)
    assert placed(location_by_code(CODE)) == (Placing.EDITOR, "21009")


@pytest.mark.parametrize("state", list(Placing))
def test_an_editor_answers_only_where_someone_asks(station, editor, now, state):
    location = station("1050")
    Location.objects.filter(pk=location.pk).update(placing=state)
    if state in TRANSITIONS["place_location"].before:
        place_location(location=location, territory=None, by=editor, at=now)
    else:
        with pytest.raises(Conflict):
            place_location(location=location, territory=None, by=editor, at=now)
        assert location_by_code(CODE).placing == state


@pytest.mark.parametrize("who", ["amine", "mireille", "chantal", "outsider"])
def test_whoever_is_no_editor_places_nothing(station, request, now, who):
    location = station("1050")
    with pytest.raises(PermissionDenied):
        place_location(location=location, territory=None, by=request.getfixturevalue(who), at=now)


def test_an_editor_of_one_municipality_places_nothing_in_another(station, make_editor, now):
    editor = make_editor("21015")
    with pytest.raises(PermissionDenied):
        place_location(
            location=station("1050"), territory=territory_by_nis("21009"), by=editor, at=now
        )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"properties": {"nis": "99999"}}, "99999 is no territory we know"),
        ({"properties": {}}, "no NIS code is no territory we know"),
        ({"geometry": None}, "no geometry that can be read"),
        ({"geometry": {"type": "Point", "coordinates": [4.3, 50.8]}}, "is no area"),
        ({"geometry": square(150000, 160000, 151000, 161000)}, "is not in degrees"),
        (
            {
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[4.3, 50.8], [4.4, 50.9], [4.4, 50.8], [4.3, 50.9], [4.3, 50.8]]
                    ],
                }
            },
            "crosses itself",
        ),
        ({"properties": {"nis": "21004"}}, "21004 stands twice"),
    ],
)
def test_a_bad_feature_is_named_and_nothing_is_written(db, now, changed, reason, importer):
    features = collection(n21004=BRUSSELS, n21009=IXELLES)
    features["features"][1] |= changed
    with pytest.raises(BadBoundaries, match=reason) as error:
        import_boundaries(collection=features, source="Essai", by=importer, at=now)
    assert error.value.reasons[0].startswith("feature 2:")
    assert not Boundary.objects.exists()
    result = import_boundaries(
        collection=features, source="Essai", by=importer, at=now, keep_good=True
    )
    assert result.written == 1


def test_the_map_is_drawn_from_what_was_imported_and_only_then(boundaries):
    assert not boundary_paths()
    boundaries(n21004=BRUSSELS, n21009=IXELLES)
    drawn = boundary_paths()
    assert set(drawn.paths) == {"21004", "21009"}
    assert all(path.startswith("M") and path.endswith("Z") for path in drawn.paths.values())
    x, y = drawn.points["21009"]
    width, height = map(int, drawn.view_box.split()[2:])
    assert width / 2 < x < width
    assert 0 < y < height


def test_a_second_import_changes_nothing(boundaries):
    boundaries(n21004=BRUSSELS)
    entries = Entry.objects.count()
    assert boundaries(n21004=BRUSSELS).written == 0
    assert Entry.objects.count() == entries


def test_only_administrators_import_boundaries(editor, olu, now):
    with pytest.raises(PermissionDenied):
        import_boundaries(collection=collection(n21004=BRUSSELS), source="x", by=editor, at=now)
    assert import_boundaries(
        collection=collection(n21004=BRUSSELS), source="x", by=olu, at=now
    ).written


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "is not JSON"),
        ("[]", "is no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "give --source"),
        ('{"type": "Feature", "attribution": "x"}', "is no GeoJSON FeatureCollection"),
    ],
)
def test_a_file_that_is_something_else_is_refused(db, tmp_path, content, reason):
    path = tmp_path / "boundaries.geojson"
    path.write_text(content)
    with pytest.raises(CommandError, match=reason):
        call_command("import_boundaries", str(path), stdout=StringIO())


def test_the_command_imports_a_file_with_its_attribution(db, tmp_path):
    path = tmp_path / "boundaries.geojson"
    path.write_text(json.dumps({**collection(n21004=BRUSSELS), "attribution": "© Statbel"}))
    call_command("import_boundaries", str(path), stdout=StringIO())
    assert Boundary.objects.get().source == "© Statbel"


@pytest.mark.shared
def test_the_real_boundaries_place_every_station_of_the_real_file(db, shared):
    call_command(
        "import_locations", str(shared / "sncb_ticket_counters_2017_2023.csv"), verbosity=0
    )
    assert set(Location.objects.filter(placing=Placing.ASK).values_list("names__mul", flat=True)) == {
        "Merode", "Boondaal/Boondael", "Mouterij/Germoir", "Chapois",
    }  # fmt: skip
    call_command("import_boundaries", str(shared / "communes_brussels_tol25m.geojson"), verbosity=0)
    assert not Location.objects.filter(placing=Placing.ASK).exists()
    assert placed(location_by_code("sncb-008811197")) == (Placing.BOUNDARY, "21005")  # Merode
    assert len(boundary_paths().paths) == 19
    assert sum(map(len, boundary_paths().paths.values())) < 25_000


@pytest.mark.shared
def test_the_shipped_municipalities_are_what_the_boundaries_say(db, shared):
    from observatory.places.queries.placing import Placer

    call_command("import_boundaries", str(shared / "communes_brussels_tol25m.geojson"), verbosity=0)
    for location in Location.objects.filter(organization__code="sncb"):
        territory, placing = Placer().place(
            location.postal_code, location.latitude, location.longitude
        )
        assert (territory, placing) == (location.territory, location.placing), location.code
