"""Which counters closed or were cut between two dates."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from observatory.places.queries.changes import LISTS, NoSnapshot, find_changes

from .conftest import counter


def ask(*args):
    out = StringIO()
    call_command("location_changes", *args, stdout=out, stderr=StringIO())
    return out.getvalue()


def asked(start, end, *args):
    return json.loads(ask("--from", start, "--to", end, "--json", *args))


@pytest.fixture
def two_readings(db, counters):
    """A source of its own, with one location for each fate."""
    long, short = "Mo-Fr 06:00-20:00", "Mo-Fr 06:00-13:00"
    fates = {
        "00001": (long, ""),
        "00002": (long, short),
        "00003": (short, long),
        "00004": ("", short),
        "00005": (long, None),  # not in the later file
        "00006": (None, long),  # not in the earlier file
        "00007": (long, long),
        "00008": ("", ""),
        "00009": ("", None),
        "00010": ("Mo-Fr 06:00-13:00", "Mo-Fr 07:00-14:00"),
        "00011": ("Mo-Fr 06:00-13:00", "Mo-Th 06:00-13:00; Fr 06:00-13:00"),
    }
    path = counters(
        *(
            counter(on, number, hours[index])
            for index, on in enumerate(("2021-01-10", "2022-01-10"))
            for number, hours in fates.items()
            if hours[index] is not None
        )
    )
    call_command(
        "import_locations", str(path), "--dataset", "test", "--source", "Un essai", verbosity=0
    )


def test_each_fate_has_its_list_and_absence_is_not_a_closing(two_readings):
    found = asked("2021-06-01", "2022-06-01", "--dataset", "test")
    assert list(found) == list(LISTS)
    assert {name: [one["id"][-2:] for one in ones] for name, ones in found.items()} == {
        "closed": ["01"],
        "reduced": ["02"],
        "extended": ["03"],
        "opened": ["04"],
        "unknown": ["05", "06"],
    }
    assert found["closed"] == [{"id": "008800001", "name": "Gare 00001"}]


def test_the_last_reading_on_or_before_a_date_counts(two_readings):
    assert asked("2021-01-10", "2022-01-10", "--dataset", "test")["closed"]
    assert not asked("2021-01-10", "2022-01-09", "--dataset", "test")["closed"]
    with pytest.raises(NoSnapshot):
        find_changes(date(2021, 1, 9), date(2022, 1, 10), "test")


def test_a_source_without_an_old_enough_reading_is_said(two_readings):
    with pytest.raises(CommandError, match="no reading of test on or before 2020-01-01"):
        ask("--from", "2020-01-01", "--to", "2022-01-01", "--dataset", "test")


def test_words_without_json(two_readings):
    said = ask("--from", "2021-06-01", "--to", "2022-06-01", "--dataset", "test")
    assert "closed: 1\n  008800001 Gare 00001" in said
    assert "7 locations had hours" in said


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["--from", "hier", "--to", "2022-01-01"], "--from must be a date"),
        (["--from", "2023-01-01", "--to", "2022-01-01"], "--from lies after --to"),
        (["--from", "2021-01-01", "--to", "2022-01-01", "--dataset", "x"], "known are"),
        (["--from", "1990-01-01", "--to", "1991-01-01"], "no reading"),
    ],
)
def test_a_wrong_question_is_answered_clearly(db, args, reason):
    with pytest.raises(CommandError, match=reason):
        ask(*args)


def test_a_fresh_clone_already_knows_that_jette_lost_its_counter(db):
    found = asked("2020-12-31", "2023-12-31")
    assert found["closed"] == [{"id": "008812047", "name": "Jette"}]
    assert [one["name"] for one in found["reduced"]] == ["Brussel-Zuid/Bruxelles-Midi"]
    assert found["unknown"] == found["opened"] == []


@pytest.mark.shared
def test_the_known_numbers_come_out_of_the_real_file(db, shared):
    call_command(
        "import_locations", str(shared / "sncb_ticket_counters_2017_2023.csv"), verbosity=0
    )
    found = asked("2020-12-31", "2023-12-31")
    assert {name: len(ones) for name, ones in found.items()} == {
        "closed": 44,
        "reduced": 38,
        "extended": 0,
        "opened": 0,
        "unknown": 1,
    }
    assert found["unknown"] == [{"id": "008866001", "name": "Arlon"}]
    changes = find_changes(date(2020, 12, 31), date(2023, 12, 31), "sncb-counters")
    assert (changes.earlier.taken_on, changes.later.taken_on) == (
        date(2020, 10, 18),
        date(2023, 6, 24),
    )
    assert changes.had_hours == 135
    lost = [one.location.name for one in changes.closed if one.location.territory_id]
    assert lost == ["Jette"]
