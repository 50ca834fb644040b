"""What editors do: place a location, add one, record hours with a source, take them back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from observatory.journal.models import Entry
from observatory.places.actions import (
    Conflict,
    FactRefused,
    add_location,
    record_opening_hours,
    take_back_opening_hours,
)
from observatory.places.hours import HoursError
from observatory.places.models import Location, OpeningHours, Organization
from observatory.places.queries import territory_by_nis
from observatory.places.queries.locations import history_of, location_by_code
from observatory.vocabularies.queries import term

NORTH = "sncb-008812005"


def address(name, *args):
    with override("fr"):
        return reverse(name, args=args)


@pytest.fixture
def north(db):
    return location_by_code(NORTH)


@pytest.fixture
def record(now, editor):
    def write(location, hours="Mo-Fr 09:00-12:00", **others):
        given = {"taken_on": now.date(), "source": "Affiche à la porte", "by": editor, "at": now}
        return record_opening_hours(location=location, hours=hours, **{**given, **others})

    return write


@pytest.fixture
def desk(client, editor):
    """The editor's browser."""
    client.force_login(editor)
    return client


GOOD = {
    "taken_on": "2026-11-01",
    "day_0": "9:00-12:00, 13:30-16:00",
    "source": "Affiche à la porte",
}


def test_a_recorded_fact_joins_the_history_with_its_source(north, record, editor):
    record(north)
    last = history_of(north)[0]
    assert (last.hours, last.minutes, last.source) == (
        "Mo-Fr 09:00-12:00",
        900,
        "Affiche à la porte",
    )
    assert last.change == "reduced"
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor) == ("record_opening_hours", editor)
    assert "Affiche" not in str(entry.data)


def test_a_fact_needs_a_source_and_a_date_that_has_come(north, record, now):
    for refused, reason in (
        ({"source": "  "}, "source"),
        ({"taken_on": now.date() + timedelta(days=1)}, "future"),
    ):
        with pytest.raises(FactRefused) as error:
            record(north, **refused)
        assert error.value.reason == reason
    with pytest.raises(HoursError):
        record(north, hours="tous les jours")
    assert len(history_of(north)) == 8


def test_one_place_has_one_recorded_fact_a_day(north, record):
    record(north)
    with pytest.raises(FactRefused) as error:
        record(north, hours="Mo 09:00-12:00")
    assert error.value.reason == "exists"


def test_a_day_is_counted_in_brussels(north, record, editor):
    # Half past midnight in Brussels is still the day before in UTC.
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    record(north, taken_on=at.date() + timedelta(days=1), at=at)
    assert history_of(north)[0].taken_on.isoformat() == "2026-11-24"


def test_an_editor_takes_back_a_mistake_but_never_a_source_as_a_whole(north, record, editor, now):
    fact = record(north)
    take_back_opening_hours(fact=fact, by=editor, at=now)
    assert len(history_of(north)) == 8
    with pytest.raises(Conflict):
        take_back_opening_hours(
            fact=OpeningHours(pk=fact.pk, location=north, snapshot=fact.snapshot), by=editor, at=now
        )
    shipped = OpeningHours.objects.filter(location=north).first()
    with pytest.raises(PermissionDenied):
        take_back_opening_hours(fact=shipped, by=editor, at=now)


@pytest.mark.parametrize("who", ["amine", "mireille", "outsider"])
def test_whoever_is_no_editor_records_nothing(north, record, request, who):
    with pytest.raises(PermissionDenied):
        record(north, by=request.getfixturevalue(who))


def test_an_editor_of_another_municipality_records_nothing_here(north, record, make_editor):
    with pytest.raises(PermissionDenied):
        record(north, by=make_editor("21009"))
    assert record(north, by=make_editor("21015")).pk


def test_a_new_counter_has_a_code_of_its_organization(db, editor, now):
    given = {
        "organization": Organization.objects.get(code="commune-21015"),
        "service": term("service", "S01"),
        "territory": territory_by_nis("21015"),
        "by": editor,
        "at": now,
    }
    first = add_location(name="Hôtel communal", **given)
    second = add_location(name="Antenne", **given)
    assert [first.code, second.code] == ["commune-21015-1", "commune-21015-2"]
    assert history_of(first) == []


def test_the_desk_asks_and_the_answer_is_kept(desk, db):
    Location.objects.filter(code=NORTH).update(placing="ask", territory=None, postal_code="1050")
    assert "Bruxelles-Nord" in desk.get(address("location_desk")).content.decode()
    page = desk.get(address("location_place", NORTH)).content.decode()
    assert "1050" in page
    wrong = desk.post(address("location_place", NORTH), {"territory": "99999"})
    assert wrong.status_code == 200
    assert "summary" in wrong.content.decode()
    assert desk.post(address("location_place", NORTH), {"territory": "21009"}).status_code == 302
    assert location_by_code(NORTH).territory.nis == "21009"
    again = desk.post(address("location_place", NORTH), {"territory": "21004"}, follow=True)
    assert "Quelqu’un a déjà répondu" in again.content.decode()
    assert location_by_code(NORTH).territory.nis == "21009"


def test_the_desk_is_empty_when_nothing_is_asked(desk, db):
    page = desk.get(address("location_desk")).content.decode()
    assert "Chaque lieu a sa commune." in page
    chosen = desk.get(address("location_desk") + "?commune=21003").content.decode()
    assert "Aucun lieu connu dans cette commune" in chosen
    assert (
        "Bruxelles-Nord" in desk.get(address("location_desk") + "?commune=21015").content.decode()
    )


def test_hours_are_recorded_day_by_day(desk, north):
    week = {f"day_{n}": "9h-12h30 13.30–16" for n in range(5)} | {"day_5": "10 à 12"}
    answer = desk.post(address("location_record", NORTH), {**GOOD, **week})
    assert answer.status_code == 302
    assert history_of(north)[0].hours == "Mo-Fr 09:00-12:30,13:30-16:00; Sa 10:00-12:00"
    page = desk.get(address("location_record", NORTH)).content.decode()
    assert page.count("Retirer les heures du") == 1


def test_a_counter_without_hours_any_more_is_recorded_by_a_box(desk, north):
    data = {"taken_on": "2026-11-01", "no_hours": "on", "source": "Lettre de la SNCB"}
    assert desk.post(address("location_record", NORTH), data).status_code == 302
    assert history_of(north)[0].change == "closed"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"source": ""}, "id_source"),
        ({"taken_on": "2999-01-01"}, "Cette date n’est pas encore passée."),
        ({"taken_on": "hier"}, "id_taken_on"),
        ({"day_0": "le matin"}, "Écrivez les heures comme ceci"),
        ({"day_0": "12:00-9:00"}, "Écrivez les heures comme ceci"),
        ({"day_0": "9:00-12:00, 11:00-13:00"}, "Écrivez les heures comme ceci"),
        ({"day_0": "9:00-25:00"}, "Écrivez les heures comme ceci"),
        ({"day_0": ""}, "Écrivez les heures d’un jour au moins"),
        ({"no_hours": "on"}, "choisissez"),
        ({"source": "x" * 301}, "id_source"),
        ({"source": "Affiche\x00"}, "id_source"),
        ({"source_url": "javascript:alert(1)"}, "id_source_url"),
    ],
)
def test_a_wrong_form_says_where_and_keeps_everything_typed(desk, north, changed, words):
    answer = desk.post(address("location_record", NORTH), {**GOOD, **changed})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert 'class="summary"' in page
    for name in ("source", "day_0"):
        if name not in changed:
            assert GOOD[name] in page
    assert len(history_of(north)) == 8


def test_two_facts_of_one_day_are_refused_beside_the_date(desk, north):
    desk.post(address("location_record", NORTH), GOOD)
    again = desk.post(address("location_record", NORTH), {**GOOD, "day_0": "8:00-12:00"})
    assert "déjà notées pour cette date" in again.content.decode()


def test_a_mistake_is_taken_back_from_the_page(desk, north):
    desk.post(address("location_record", NORTH), GOOD)
    pk = history_of(north)[0].pk
    assert desk.get(address("fact_take_back", pk)).status_code == 405
    desk.post(address("fact_take_back", pk))
    assert len(history_of(north)) == 8
    twice = desk.post(address("fact_take_back", pk), follow=True)
    assert "déjà retirées" in twice.content.decode()


def test_a_counter_is_added_then_asked_for_its_hours(desk, db):
    data = {
        "territory": "21015",
        "organization": "commune-21015",
        "service": "S01",
        "name": "Hôtel communal",
    }
    answer = desk.post(address("location_add"), data)
    assert answer.url == address("location_record", "commune-21015-1")
    elsewhere = desk.post(address("location_add"), {**data, "territory": "21009"})
    assert "Cet organisme travaille dans une autre commune." in elsewhere.content.decode()
    other = desk.post(address("location_add"), {**data, "service": "S05"})
    assert "Cet organisme n’assure pas ce service." in other.content.decode()
    assert "Hôtel communal" in other.content.decode()
    assert Location.objects.filter(organization__code="commune-21015").count() == 1


PAGES = [
    ("location_desk", ()),
    ("location_add", ()),
    ("location_place", (NORTH,)),
    ("location_record", (NORTH,)),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_the_desk_is_for_editors(client, outsider, name, args):
    assert client.get(address(name, *args)).status_code == 303
    client.force_login(outsider)
    assert client.get(address(name, *args)).status_code == 403


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_the_desk_is_never_cached(desk, name, args):
    answer = desk.get(address(name, *args))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_editor_of_elsewhere_sees_a_refusal(client, make_editor, north):
    client.force_login(make_editor("21009"))
    assert client.get(address("location_record", NORTH)).status_code == 403
