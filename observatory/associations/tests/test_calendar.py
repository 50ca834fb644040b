"""The tour in one's own calendar: a secret address, read with the library's parser."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar

from observatory.associations.actions import (
    Plan,
    change_visit,
    close_calendar,
    move_visit,
    note_contact,
    open_calendar,
    purge_calendars,
)
from observatory.associations.models import CalendarFeed, Visit
from observatory.people.actions import Conflict, deactivate_person, end_mandate

from .making import make_association, make_visit, sign_in


def read(client, token):
    answer = client.get(reverse("calendar_feed", args=[token]))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    return Calendar.from_ical(answer.content)


def events(client, token):
    return list(read(client, token).walk("VEVENT"))


def test_a_calendar_program_reads_whom_where_when_and_who(client, chantal, schaerbeek, now):
    visit = make_visit(chantal, schaerbeek, at=timezone.now(), people=[chantal], name="Le Puits")
    token = open_calendar(by=chantal, at=now)
    (event,) = events(client, token)
    assert event["SUMMARY"].startswith("Visite")
    assert event["SUMMARY"].endswith("Le Puits")
    assert event["LOCATION"] == "rue de la Borne 14, Schaerbeek"
    assert event["DESCRIPTION"] == "Avec Chantal"
    assert event["UID"] == str(visit.uuid)
    assert event["STATUS"] == "CONFIRMED"
    assert abs(event.decoded("DTSTART") - visit.starts_at) < timedelta(seconds=1)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)


def test_hours_are_those_of_the_observatory_with_their_time_zone(client, chantal, schaerbeek, now):
    make_visit(chantal, schaerbeek, at=timezone.now())
    calendar = read(client, open_calendar(by=chantal, at=now))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Brussels"
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "Europe/Brussels"
    local = timezone.localtime(Visit.objects.get().starts_at)
    assert event.decoded("DTSTART").strftime("%H:%M") == local.strftime("%H:%M")


def test_a_change_moves_the_event_and_does_not_double_it(client, chantal, schaerbeek, now):
    visit = make_visit(chantal, schaerbeek, at=timezone.now())
    token = open_calendar(by=chantal, at=now)
    (before,) = events(client, token)
    later = visit.starts_at + timedelta(days=1)
    plan = Plan(None, "Le Puits", schaerbeek, "ailleurs", later, [])
    change_visit(visit=visit, plan=plan, seen=0, by=chantal, at=timezone.now())
    (moved,) = events(client, token)
    assert moved["UID"] == before["UID"]
    assert moved["SEQUENCE"] == before["SEQUENCE"] + 1
    assert moved.decoded("DTSTART") - before.decoded("DTSTART") == timedelta(days=1)
    assert moved.decoded("DTSTAMP") >= before.decoded("DTSTAMP")
    move_visit(visit=Visit.objects.get(), transition="cancel", by=chantal, at=timezone.now())
    (cancelled,) = events(client, token)
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled["SEQUENCE"] == moved["SEQUENCE"] + 1


def test_no_way_to_reach_anyone_is_in_the_calendar(client, olu, now):
    there = make_association(olu, territories=["21015"], desk_phone="02 279 25 20")
    note_contact(association=there, values={"name": "Zoé", "phone": "0470"}, by=olu, at=now)
    make_visit(olu, there.territories.get(), association=there, at=timezone.now(), people=[olu])
    text = read(client, open_calendar(by=olu, at=now)).to_ical().decode()
    assert "Le Puits" in text
    for hidden in ("279", "0470", "Zo", "@", "mailto"):
        assert hidden not in text


def test_names_with_signs_of_the_format_arrive_whole(client, chantal, schaerbeek, now):
    name = "Café; « L’Étape », \\ n°1\nBEGIN:VEVENT " + "é" * 60
    make_visit(chantal, schaerbeek, at=timezone.now(), name=name)
    (event,) = events(client, open_calendar(by=chantal, at=now))
    assert name in event["SUMMARY"]


def test_an_empty_tour_is_a_calendar_all_the_same(client, chantal, now):
    calendar = read(client, open_calendar(by=chantal, at=now))
    assert calendar["VERSION"] == "2.0"
    assert calendar.walk("VEVENT") == []


def test_each_sees_the_visits_of_their_territories(client, chantal, olu, molenbeek, now):
    make_visit(olu, molenbeek, at=timezone.now())
    assert events(client, open_calendar(by=chantal, at=now)) == []
    assert len(events(client, open_calendar(by=olu, at=now))) == 1


def test_the_calendar_goes_back_three_months(client, olu, molenbeek, now):
    for days in (-80, -100):
        make_visit(olu, molenbeek, at=timezone.now(), days=days)
    assert len(events(client, open_calendar(by=olu, at=now))) == 1


def test_the_address_is_stored_as_a_keyed_hash_only(chantal, now):
    token = open_calendar(by=chantal, at=now)
    assert len(token) >= 43
    assert token not in repr(CalendarFeed.objects.values().get())


def test_a_new_address_ends_the_former_and_a_closed_one_works_no_more(client, chantal, now):
    first = open_calendar(by=chantal, at=now)
    second = open_calendar(by=chantal, at=now)
    assert client.get(reverse("calendar_feed", args=[first])).status_code == 404
    assert read(client, second)
    close_calendar(by=chantal, at=now)
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 404
    with pytest.raises(Conflict):
        close_calendar(by=chantal, at=now)


@pytest.mark.parametrize("token", ["x", "é", "a" * 3000])
def test_an_address_that_nobody_was_given_leads_nowhere(client, db, token):
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404


def test_the_address_ends_with_the_role_and_with_the_account(client, chantal, olu, now):
    token = open_calendar(by=chantal, at=now)
    end_mandate(mandate=chantal.mandates.get(), by=olu, at=now)
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404
    deactivate_person(person=chantal, by=olu, at=now)
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404
    assert purge_calendars(dry_run=True) == 1
    assert purge_calendars(dry_run=False) == 1
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("who", ["amine", "mireille", "outsider"])
def test_others_have_no_calendar(who, request, now):
    with pytest.raises(PermissionDenied):
        open_calendar(by=request.getfixturevalue(who), at=now)


def test_the_address_is_shown_once_and_closed_by_a_button(client, chantal):
    sign_in(client, chantal)
    page = reverse("my_calendar")
    assert ".ics" not in client.get(page).text
    shown = client.post(page, {"do": "open"}).text
    assert "/fr/tournee/agenda/" in shown
    again = client.get(page).text
    assert ".ics" not in again
    assert "Une adresse est ouverte" in again
    assert "L’adresse ne marche plus" in client.post(page, {"do": "close"}, follow=True).text
    assert "Quelqu’un a changé" in client.post(page, {"do": "close"}, follow=True).text


def test_the_calendar_speaks_the_language_of_its_address(client, chantal, schaerbeek, now):
    make_visit(chantal, schaerbeek, at=timezone.now())
    token = open_calendar(by=chantal, at=now)
    with override("nl"):
        address = reverse("calendar_feed", args=[token])
    assert address.startswith("/nl/")
    (event,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert event["SUMMARY"].params["LANGUAGE"] == "nl"


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_costs_the_same_however_long(
    client, chantal, schaerbeek, count, django_assert_num_queries
):
    for _ in range(count):
        make_visit(chantal, schaerbeek, at=timezone.now(), people=[chantal])
    token = open_calendar(by=chantal, at=timezone.now())
    with django_assert_num_queries(5):
        client.get(reverse("calendar_feed", args=[token]))
