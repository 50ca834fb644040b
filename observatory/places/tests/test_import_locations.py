"""A file of counters with dated hours: read whole, or not at all, and once."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.places.actions import Dataset, import_locations
from observatory.places.models import Location, OpeningHours, Snapshot
from observatory.places.queries.locations import history_of, location_by_code

from .conftest import HEADER, counter

NORTH = "sncb-008812005"


def run(path, *args):
    """Run the command; return what it says, and what it says on the error side."""
    out, err = StringIO(), StringIO()
    call_command("import_locations", str(path), *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def state():
    return (
        Location.objects.count(),
        OpeningHours.objects.count(),
        Snapshot.objects.count(),
        Entry.objects.count(),
        edition_number(),
    )


def test_each_location_has_its_history(db, counters):
    run(
        counters(
            counter("2021-01-10", "99901", "Mo-Fr 06:00-20:00"),
            counter("2022-01-10", "99901", "Mo-Fr 06:00-13:00"),
            counter("2023-01-10", "99901", ""),
        )
    )
    history = history_of(location_by_code("sncb-008899901"))
    assert [(fact.change, fact.difference) for fact in history] == [
        ("closed", -2100),
        ("reduced", -2100),
        ("first", 0),
    ]


def test_a_second_run_changes_nothing(db, counters):
    path = counters(
        counter("2021-01-10", "99901", "Mo-Fr 06:00-20:00"), counter("2021-01-10", "99902")
    )
    run(path)
    before = state()
    assert "nothing changed" in run(path)[0]
    assert state() == before


def test_a_corrected_file_corrects_the_fact(db, counters):
    run(counters(counter("2021-01-10", "99901", "Mo-Fr 06:00-20:00")))
    run(counters(counter("2021-01-10", "99901", "Mo-Fr 06:00-19:00")))
    facts = history_of(location_by_code("sncb-008899901"))
    assert [fact.minutes for fact in facts] == [13 * 60 * 5]


BAD = [
    (counter("2021-13-01", "99902"), "the date is not one"),
    (counter("24/06/2021", "99902"), "the date is not one"),
    (counter("2999-01-01", "99902"), "the date lies in the future"),
    (counter("", "99902"), "the date is missing"),
    (counter("2021-01-10", "99902", "Mo-Fr 9-12", 0), "the hours cannot be read at character"),
    (
        counter("2021-01-10", "99902", "Mo-Fr 09:00-12:00", 800),
        "weekly_minutes does not agree with the hours, which make 900",
    ),
    (
        counter("2021-01-10", "99902", "", 900),
        "weekly_minutes does not agree with the hours, which make 0",
    ),
    (counter("2021-01-10", "99902", lon="est"), "the coordinates are not two numbers"),
    (counter("2021-01-10", "99902", lat="950"), "the coordinates lie outside the world"),
    (counter("2021-01-10", "99901"), "the same id and date as line 2"),
    (["2021-01-10", "", *counter("2021-01-10", "99902")[2:]], "the id is missing"),
    (["2021-01-10", "../x", *counter("2021-01-10", "99902")[2:]], "the id may hold"),
    (counter("2021-01-10", "99902", name=" "), "the name is missing"),
    (counter("2021-01-10", "99902", name="x" * 121), "the name is longer"),
    (counter("2021-01-10", "99902", name="Gare\x00"), "not UTF-8, or control characters"),
    (counter("2021-01-10", "99902")[:-1], "10 columns instead of 11"),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_bad_line_is_named_with_its_number_and_nothing_is_written(db, counters, line, reason):
    path = counters(counter("2021-01-10", "99901", "Mo-Fr 06:00-20:00"), line)
    before = state()
    with pytest.raises(CommandError) as error:
        run(path)
    assert f"line 3: {reason}" in str(error.value)
    assert "nothing was written" in str(error.value)
    assert state() == before


def test_the_good_lines_of_a_bad_file_can_still_be_loaded(db, counters):
    path = counters(
        counter("2021-01-10", "99901", "Mo-Fr 06:00-20:00"),
        counter("2021-13-10", "99902", "Mo-Fr 06:00-20:00"),
        counter("2021-01-10", "99903", "Mo-Fr 06:00-20:00"),
    )
    out, err = run(path, "--keep-good")
    assert "2 lines read" in out
    assert "1 bad line left out" in err
    assert "line 3" in err
    assert Location.objects.filter(code__startswith="sncb-0088999").count() == 2
    # Something of the source is missing: absence from it says even less.
    assert Snapshot.objects.get(taken_on="2021-01-10").is_partial


def test_a_line_that_is_not_utf8_and_a_broken_quote_have_their_numbers(db, tmp_path):
    path = tmp_path / "counters.csv"
    good = ",".join(map(str, counter("2021-01-10", "99901", "Mo-Fr 06:00-20:00")))
    latin = ",".join(map(str, counter("2021-01-10", "99902", name="Liège")))
    path.write_bytes(
        "\n".join([",".join(HEADER), good]).encode()
        + b"\n"
        + latin.encode("latin-1")
        + b'\n2021-01-10,"008899903,Gare\n'
    )
    with pytest.raises(CommandError) as error:
        run(path)
    assert "line 3: not UTF-8" in str(error.value)
    assert "line 4: not well-formed CSV" in str(error.value)


def test_many_bad_lines_are_counted_and_only_the_first_shown(db, counters):
    path = counters(*(counter("hier", f"{n:05d}") for n in range(60)))
    with pytest.raises(CommandError) as error:
        run(path)
    assert "60 bad lines" in str(error.value)
    assert "and 10 more" in str(error.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "the file is empty"), ("a,b\n1,2\n", "the first line lacks the columns snapshot")],
)
def test_a_file_that_is_something_else_is_refused(db, tmp_path, content, reason):
    path = tmp_path / "other.csv"
    path.write_text(content)
    with pytest.raises(CommandError, match=reason):
        run(path)


def test_a_missing_file_is_said(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.csv")


def test_a_file_of_another_company_must_say_whose_it_is(db, counters):
    line = counter("2021-01-10", "99901", "Mo-Fr 09:00-12:00")
    line[1] = "ixelles-1"
    path = counters(line)
    with pytest.raises(CommandError, match="--dataset, --organization, --service, --source"):
        run(path)
    options = ["--dataset", "post", "--service", "S28", "--source", "Liste de bpost, 2021"]
    with pytest.raises(CommandError, match="no organization"):
        run(path, *options, "--organization", "poste")
    run(path, *options, "--organization", "bpost")
    assert location_by_code("bpost-ixelles-1").service.code == "S28"


def test_the_shipped_facts_and_the_file_meet_on_the_stations_id(db, counters):
    shipped = location_by_code(NORTH)
    before = history_of(shipped)
    assert Snapshot.objects.get(taken_on="2023-06-24").is_partial
    run(
        counters(
            counter(
                "2023-06-24", "12005", "Mo-Su 06:15-22:00", name="Brussel-Noord/Bruxelles-Nord",
                zip_code="1030", lon="4.360846", lat="50.859663",
            ),
        )
    )  # fmt: skip
    assert history_of(location_by_code(NORTH)) == before
    assert not Snapshot.objects.get(taken_on="2023-06-24").is_partial
    assert Snapshot.objects.get(taken_on="2020-10-18").is_partial


def test_a_part_of_a_source_stays_partial(db, counters):
    run(counters(counter("2021-01-10", "99901")), "--partial")
    assert Snapshot.objects.get(taken_on="2021-01-10").is_partial


def test_an_older_file_does_not_rename_a_place(db, counters):
    run(counters(counter("2022-01-10", "99901", name="Charleroi-Central")))
    run(counters(counter("2019-01-10", "99901", name="Charleroi-Sud")))
    assert location_by_code("sncb-008899901").name == "Charleroi-Central"


def test_the_halves_of_a_name_are_told_apart_only_where_we_know(db, counters):
    run(
        counters(
            counter("2021-01-10", "99901", name="Haren-Sud/Haren-Zuid"),
            counter("2021-01-10", "99902", name="Tournai/Doornik"),
        )
    )
    assert location_by_code("sncb-008899901").names["nl"] == "Haren-Zuid"
    assert location_by_code("sncb-008899901").names["fr"] == "Haren-Sud"
    assert set(location_by_code("sncb-008899902").names.values()) == {"Tournai/Doornik"}


def test_an_outsider_imports_nothing(outsider, now):
    with pytest.raises(PermissionDenied):
        import_locations(readings=[], dataset=Dataset("x", "sncb", "S27", "x"), by=outsider, at=now)


def test_an_editor_imports_and_the_journal_says_how_much(editor, now, counters):
    from datetime import date

    from observatory.places.reading import Reading

    reading = Reading(date(2021, 1, 10), "1", "Gare", "9300", "Mo-Fr 09:00-12:00", 900)
    edition = edition_number()
    import_locations(
        readings=[reading], dataset=Dataset("new", "sncb", "S27", "Une liste"), by=editor, at=now
    )
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.subject, entry.actor) == ("import_locations", "dataset:new", editor)
    assert entry.data["facts_made"] == 1
    assert edition_number() > edition


@pytest.mark.shared
def test_the_real_file_is_read_whole_and_a_second_time_changes_nothing(db, shared):
    path = shared / "sncb_ticket_counters_2017_2023.csv"
    assert "4444 lines read" in run(path)[0]
    assert OpeningHours.objects.count() == 4444
    assert Location.objects.filter(organization__code="sncb").count() == 560
    assert not Snapshot.objects.filter(is_partial=True).exists()
    before = state()
    assert "nothing changed" in run(path)[0]
    call_command("load_reference_data", verbosity=0)
    assert state() == before


@pytest.mark.shared
def test_the_shipped_facts_are_those_of_the_real_file(shared):
    import csv
    import json

    from observatory.places.actions.facts import SHIPPED

    with (shared / "sncb_ticket_counters_2017_2023.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    real = {}
    for row in rows:
        real.setdefault(row["station_id"], {})[row["snapshot"]] = row
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))["locations"]
    for one in shipped:
        mine, theirs = one["hours"], real[one["id"]]
        assert mine == {on: row["opening_hours"] for on, row in theirs.items()}
        newest = theirs[max(theirs)]
        assert (one["name"], one["postal_code"]) == (newest["name"], newest["zip"])
        assert (one["longitude"], one["latitude"]) == (float(newest["lon"]), float(newest["lat"]))
    # Every counter that Brussels had in those years is there, and no other.
    assert {one["id"] for one in shipped} == {
        row["station_id"]
        for row in rows
        if row["opening_hours"] and row["zip"].isdigit() and 1000 <= int(row["zip"]) < 1300
    }
