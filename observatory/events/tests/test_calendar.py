"""Feeds, read back twice: by the library's parser, and by hand after RFC 5545."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar

from observatory.campaigns.tests.making import make_campaign
from observatory.events.actions import correct_event, move_event, write_series
from observatory.events.models import Event
from observatory.events.recurrence import Rule
from observatory.people.queries import system_actor

from .making import NOW, again, event_values, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
BRUSSELS = ZoneInfo("Europe/Brussels")
FEED = "/fr/agenda/tout.ics"
TITLE = "Débat : guichets, téléphone ; « et après » ?"
TEXT = (
    "Première ligne, avec une virgule ; un point-virgule.\n"
    "Deuxième ligne \\ une barre, œuvre, façade, 東京, et une phrase assez longue pour que la "
    "ligne du fichier dépasse soixante-quinze octets plusieurs fois de suite."
)


def fetch(client, path=FEED):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def events(client, path=FEED):
    return {str(one["UID"]): one for one in Calendar.from_ical(fetch(client, path)).walk("VEVENT")}


def the_event(client, event, path=FEED):
    return events(client, path)[str(event.uuid)]


# A second reading, which knows nothing of the library: RFC 5545, 3.1 and 3.3.11.


def unfold(data):
    """Return the logical lines of a file: (name, parameters, value)."""
    assert data.endswith(b"\r\n")
    text = data.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode("utf-8")
    lines = []
    for line in text.split("\r\n")[:-1]:
        name, value = re.fullmatch(r'((?:[^":]|"[^"]*")+):(.*)', line).groups()
        name, *parameters = name.split(";")
        lines.append((name, dict(one.split("=", 1) for one in parameters), value))
    return lines


def unescape(value):
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def blocks(data, kind):
    """Return the properties of each component of a kind, first value of each."""
    found, inside = [], None
    for name, parameters, value in unfold(data):
        if (name, value) == ("BEGIN", kind):
            inside = {}
        elif (name, value) == ("END", kind):
            found.append(inside)
            inside = None
        elif inside is not None:
            inside.setdefault(name, (parameters, value))
    return found


def by_hand(moment):
    """Return the moment of a date-time property, whichever of its forms it has."""
    parameters, value = moment
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert parameters["TZID"] == "Europe/Brussels"
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=BRUSSELS)


def test_commas_accents_and_new_lines_come_back_as_they_were_written(client, schaerbeek):
    event = make_event(schaerbeek, titles={"fr": TITLE}, texts={"fr": TEXT})
    read = the_event(client, event)
    assert str(read["SUMMARY"]) == TITLE
    assert str(read["DESCRIPTION"]).startswith(TEXT + "\n")
    assert str(read["LOCATION"]) == "Salle Rosa, rue de la Borne 14, Schaerbeek"
    (same,) = blocks(fetch(client), "VEVENT")
    assert unescape(same["SUMMARY"][1]) == TITLE
    assert unescape(same["DESCRIPTION"][1]).startswith(TEXT + "\n")
    assert unescape(same["LOCATION"][1]) == "Salle Rosa, rue de la Borne 14, Schaerbeek"


def test_no_line_is_longer_than_75_octets_and_none_is_cut_inside_a_letter(client, schaerbeek):
    make_event(schaerbeek, titles={"fr": "é" * 120}, texts={"fr": TEXT * 3})
    lines = fetch(client).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert sum(line.startswith(b" ") for line in lines) > 10
    for line in lines:
        line.decode("utf-8")
        assert b"\n" not in line


def test_how_to_come_and_whom_to_call_are_in_the_feed(client, schaerbeek):
    words = str(the_event(client, make_event(schaerbeek))["DESCRIPTION"])
    assert "Accessible en fauteuil roulant. Rampe par la cour." in words
    assert "Tram 92, arrêt Robiano. Sonnez à la porte verte." in words
    assert "Téléphone\u202f: 02 000 00 01 (la Maison de quartier, le matin)" in words


def test_the_hour_is_that_of_the_wall_with_its_time_zone(client, schaerbeek):
    event = make_event(schaerbeek)
    data = fetch(client)
    (same,) = blocks(data, "VEVENT")
    assert same["DTSTART"] == ({"TZID": "Europe/Brussels"}, "20961206T190000")
    assert same["DTEND"] == ({"TZID": "Europe/Brussels"}, "20961206T210000")
    (zone,) = blocks(data, "VTIMEZONE")
    assert zone["TZID"] == ({}, "Europe/Brussels")
    assert the_event(client, event).decoded("DTSTART") == event.starts_at


def spans_of(client, schaerbeek, begins, ends):
    """Return how long an event lasts for us, for the library, and read by hand."""
    event = make_event(schaerbeek, starts_at=begins, ends_at=ends)
    read = the_event(client, event)
    (same,) = blocks(fetch(client), "VEVENT")
    library = read.decoded("DTEND").astimezone(UTC) - read.decoded("DTSTART").astimezone(UTC)
    hand = by_hand(same["DTEND"]).astimezone(UTC) - by_hand(same["DTSTART"]).astimezone(UTC)
    assert by_hand(same["DTSTART"]).astimezone(UTC) == begins
    assert by_hand(same["DTEND"]).astimezone(UTC) == ends
    return ends - begins, library, hand


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        # 01:00 to 04:00 on the wall: two hours in spring, four in autumn.
        (datetime(2027, 3, 28, 0, tzinfo=UTC), datetime(2027, 3, 28, 2, tzinfo=UTC), 2),
        (datetime(2027, 10, 30, 23, tzinfo=UTC), datetime(2027, 10, 31, 3, tzinfo=UTC), 4),
        # From the first 02:30 to the second, and in the second alone.
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC), 1),
        (datetime(2027, 10, 31, 1, 15, tzinfo=UTC), datetime(2027, 10, 31, 2, 15, tzinfo=UTC), 1),
    ],
)
def test_across_the_change_of_clock_it_lasts_as_long_as_it_lasts(
    client, schaerbeek, begins, ends, hours
):
    spans = spans_of(client, schaerbeek, begins, ends)
    assert set(spans) == {timedelta(hours=hours)}


def test_the_time_zone_of_the_file_knows_both_changes_of_a_year(client, schaerbeek):
    made = write_series(
        values=event_values(
            schaerbeek,
            starts_at=datetime(2027, 3, 11, 18, tzinfo=UTC),
            ends_at=datetime(2027, 3, 11, 20, tzinfo=UTC),
        ),
        rule=Rule("monthly", count=12),
        by=system_actor("demo"),
        at=NOW,
    )
    for one in made:
        move_event(event=one, transition="publish", by=system_actor("demo"), at=NOW)
    calendar = Calendar.from_ical(fetch(client))
    (zone,) = calendar.walk("VTIMEZONE")
    # The zone as the file describes it, not as this machine knows it.
    described = zone.to_tz(lookup_tzid=False)
    for one in made:
        wall = timezone.localtime(one.starts_at).replace(tzinfo=None)
        assert wall.replace(tzinfo=described).utcoffset() == BRUSSELS.utcoffset(wall)
        assert wall.hour == 19


def test_the_name_stays_and_the_number_grows_when_an_event_changes(client, schaerbeek, edith):
    event = make_event(schaerbeek)
    before = the_event(client, event)
    later = NOW + timedelta(hours=5)
    correct_event(event=event, revision=1, values={"place": "Salle B"}, by=edith, at=later)
    after = the_event(client, event)
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert after.decoded(name) == later
        assert after[name].to_ical().endswith(b"Z")
    assert str(after["LOCATION"]).startswith("Salle B")
    assert len(events(client)) == 1


def test_what_is_called_off_stays_in_calendars_as_cancelled(client, schaerbeek, edith):
    event = make_event(schaerbeek)
    assert the_event(client, event)["STATUS"] == "CONFIRMED"
    move_event(event=event, transition="cancel", by=edith, at=NOW)
    read = the_event(client, event)
    assert (read["STATUS"], read["SEQUENCE"]) == ("CANCELLED", 2)
    move_event(event=again(event), transition="restore", by=edith, at=NOW)
    assert the_event(client, event)["STATUS"] == "CONFIRMED"


def test_drafts_are_in_no_feed(client, schaerbeek):
    draft = make_event(schaerbeek, public=False)
    assert events(client) == {}
    assert client.get(f"/fr/agenda/{draft.pk}/rendez-vous.ics").status_code == 404


def test_an_empty_feed_is_still_a_calendar(client):
    calendar = Calendar.from_ical(fetch(client))
    assert (str(calendar["VERSION"]), str(calendar["METHOD"])) == ("2.0", "PUBLISH")


def test_each_place_and_each_campaign_has_its_own_feed(client, schaerbeek, molenbeek):
    campaign = make_campaign(schaerbeek)
    here = make_event(schaerbeek)
    there = make_event(molenbeek, campaign_id=campaign.pk)
    region = Event.objects.create(
        **event_values(schaerbeek.parent), state="published", changed_at=NOW
    )
    names = {str(here.uuid): "here", str(there.uuid): "there", str(region.uuid): "region"}

    def read(path):
        return {names[uid] for uid in events(client, path)}

    assert read("/fr/agenda/lieu/21015.ics") == {"here", "region"}
    assert read("/fr/agenda/lieu/21012.ics") == {"there", "region"}
    assert read("/fr/agenda/lieu/04000.ics") == {"here", "there", "region"}
    assert read(f"/fr/agenda/lutte/{campaign.pk}.ics") == {"there"}
    assert read(f"/fr/agenda/{here.pk}/rendez-vous.ics") == {"here"}
    assert read(FEED) == {"here", "there", "region"}


@pytest.mark.parametrize(
    "path", ["lieu/99999.ics", "lieu/x.ics", "lutte/999.ics", "lutte/99999999999999999999.ics"]
)
def test_a_feed_of_nothing_is_not_found(client, path):
    assert client.get(f"/fr/agenda/{path}").status_code == 404


def test_the_feed_leads_to_the_page_in_its_own_language(client, schaerbeek, settings):
    settings.PUBLIC_URL = "https://observatoire.example"
    event = make_event(schaerbeek, titles={"fr": "Assemblée", "nl": "Vergadering"})
    with override("nl"):
        path = reverse("events_feed")
    assert str(the_event(client, event, path)["SUMMARY"]) == "Vergadering"
    read = the_event(client, event)
    assert str(read["URL"]) == f"https://observatoire.example/fr/agenda/{event.pk}/"
    assert read["SUMMARY"].params["LANGUAGE"] == "fr"


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_asks_the_database_the_same_for_one_and_for_three(
    client, schaerbeek, count, django_assert_num_queries
):
    for _ in range(count):
        make_event(schaerbeek)
    with django_assert_num_queries(2):
        data = fetch(client)
    assert len(blocks(data, "VEVENT")) == count


@pytest.mark.parametrize("year", [2026, 2037, 2045])
def test_the_time_zone_of_the_file_is_right_in_the_years_it_is_about(client, schaerbeek, year):
    made = []
    for month in (1, 3, 4, 7, 10, 11, 12):
        begins = datetime(year, month, 28, 18, tzinfo=UTC)
        values = event_values(schaerbeek, starts_at=begins, ends_at=begins + timedelta(hours=1))
        made.append(Event.objects.create(**values, state="published", changed_at=NOW))
    found = [
        Calendar.from_ical(fetch(client, f"/fr/agenda/{one.pk}/rendez-vous.ics")) for one in made
    ]
    for one, calendar in zip(made, found, strict=True):
        (zone,), (read,) = calendar.walk("VTIMEZONE"), calendar.walk("VEVENT")
        wall = read.decoded("DTSTART").replace(tzinfo=None)
        described = wall.replace(tzinfo=zone.to_tz(lookup_tzid=False))
        assert described.astimezone(UTC) == one.starts_at
        assert len(calendar.to_ical()) < 4000


@pytest.mark.parametrize("minute", range(-90, 91, 15))
@pytest.mark.parametrize("change", [datetime(2027, 3, 28, 1), datetime(2027, 10, 31, 1)])
def test_around_the_change_the_file_says_the_same_moment_without_knowing_brussels(
    client, schaerbeek, change, minute
):
    begins = change.replace(tzinfo=UTC) + timedelta(minutes=minute)
    event = make_event(schaerbeek, starts_at=begins, ends_at=begins + timedelta(hours=3))
    calendar = Calendar.from_ical(fetch(client))
    (zone,), (read,) = calendar.walk("VTIMEZONE"), calendar.walk("VEVENT")
    for name, moment in (("DTSTART", event.starts_at), ("DTEND", event.ends_at)):
        assert by_description(zone, read[name]) == moment


def by_description(zone, moment):
    """Return the moment as a program works it out that has only the file: RFC 5545, 3.6.5."""
    text = moment.to_ical().decode()
    if text.endswith("Z"):
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    wall = datetime.strptime(text, "%Y%m%dT%H%M%S")
    onsets = sorted(
        (one.decoded("DTSTART"), one.decoded("TZOFFSETTO")) for one in zone.subcomponents
    )
    # The last change at or before what the wall shows: in the hour that comes twice, the first.
    offset = next(to for onset, to in reversed(onsets) if onset <= wall)
    return (wall - offset).replace(tzinfo=UTC)


def test_the_clock_changes_in_the_file_when_it_changes_on_the_wall(client, schaerbeek):
    begins = datetime(2027, 6, 1, 18, tzinfo=UTC)
    make_event(schaerbeek, starts_at=begins, ends_at=begins + timedelta(hours=1))
    spring = [one["DTSTART"][1] for one in blocks(fetch(client), "DAYLIGHT")]
    autumn = [one["DTSTART"][1] for one in blocks(fetch(client), "STANDARD")]
    # Directive 2000/84/EC: 01:00 UTC on the last Sundays, which is 02:00 and 03:00 before the change.
    assert {"20260329T020000", "20270328T020000", "20280326T020000"} == set(spring)
    assert {"20261025T030000", "20271031T030000", "20281029T030000"} < set(autumn)
