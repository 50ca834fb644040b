"""The pages of who coordinates a round and of who observes, as they use them."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from observatory.associations.tests.making import sign_in
from observatory.observations.actions import (
    free_slots,
    move_round,
    move_slot,
    open_feed,
    plan_slots,
    purge_feeds,
)
from observatory.observations.models import Observation, ObserverFeed, Round, Slot
from observatory.observations.queries.plans import is_holiday
from observatory.people.models import User
from observatory.places.models import Territory

from .making import make_location, make_person, make_round, observe


def again(asked):
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


@pytest.fixture
def present(grid, chantal, schaerbeek, town_hall):
    """A round of these weeks with one location, open: pages read the real clock."""
    today = timezone.localdate()
    asked = make_round(
        chantal,
        schaerbeek,
        [town_hall],
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=60),
    )
    move_round(asked=asked, transition="open", by=chantal, at=timezone.now())
    return again(asked)


@pytest.fixture
def planned(present, chantal, mireille):
    plan_slots(
        asked=present,
        seen=present.revision,
        people=[chantal, mireille],
        by=chantal,
        at=timezone.now(),
    )
    return again(present)


def test_a_coordinator_prepares_plans_opens_and_sees_progress(
    client, chantal, mireille, grid, town_hall
):
    sign_in(client, chantal)
    assert "Aucune campagne n’est ouverte" in client.get(reverse("rounds")).text
    # One municipality only: it is not asked.
    page = client.get(reverse("round_add")).text
    assert "Maison communale" in page
    start = timezone.localdate() + timedelta(days=3)
    answer = client.post(
        reverse("round_add"),
        {
            "starts_on": start.isoformat(),
            "ends_on": (start + timedelta(days=60)).isoformat(),
            "places": [str(town_hall.pk)],
            "seen": "0",
        },
    )
    asked = Round.objects.get()
    assert answer.headers["Location"] == reverse("round", args=[asked.pk])
    page = client.get(answer.headers["Location"]).text
    assert "0 sur 3, 3 à prévoir" in page
    plan = reverse("round_plan", args=[asked.pk])
    people = [str(chantal.pk), str(mireille.pk)]
    page = client.post(plan, {"people": people, "seen": "0"}, follow=True).text
    assert "16 relevés sont prévus." in page
    assert "0 sur 10, 10 prévus" in page
    assert "Tout ce que le protocole demande est fait ou prévu." in page
    page = client.post(reverse("round_move", args=[asked.pk, "open"]), follow=True).text
    assert "en cours" in page
    assert "Maison communale</strong> : 3 visites, 10 appels" in page.replace("\u202f", " ")
    assert asked.territory.name in client.get(reverse("rounds")).text


@pytest.mark.parametrize(
    "case",
    [
        ({"starts_on": ""}, "Donnez le premier jour"),
        ({"ends_on": "2020-01-01"}, "La fin est avant le début"),
        ({"ends_on": "2040-01-01"}, "un an au plus"),
        ({"places": []}, "Choisissez au moins un lieu"),
        ({"places": ["999999"]}, "999999"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_still_there(
    client, chantal, grid, town_hall, case
):
    wrong, words = case
    sign_in(client, chantal)
    values = {"starts_on": "2027-03-01", "ends_on": "2027-03-31", "seen": "0"}
    values["places"] = [str(town_hall.pk)]
    answer = client.post(reverse("round_add"), {**values, **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    kept = {**values, **wrong}
    assert f'value="{kept["ends_on"]}"' in answer.text
    assert not Round.objects.exists()


def test_who_coordinates_several_chooses_the_municipality(client, olu, grid, schaerbeek):
    sign_in(client, olu)
    page = client.get(reverse("round_add")).text
    assert "Dans quelle commune" in page
    assert "?commune=21015" in page
    page = client.get(reverse("round_add") + "?commune=21009").text
    assert "Préparer la campagne" in page or "Aucun lieu n’est connu ici" in page


def test_a_territory_without_locations_says_what_to_do(client, chantal, grid, schaerbeek):
    schaerbeek.locations.update(territory=None)
    sign_in(client, chantal)
    page = client.get(reverse("round_add")).text
    assert "Aucun lieu n’est connu ici" in page
    assert "Demandez-le à la rédaction" in page


@pytest.fixture
def elsewhere(grid, olu, molenbeek):
    """A round that Chantal does not coordinate."""
    return make_round(olu, molenbeek, [make_location(molenbeek)])


def test_nobody_sees_a_round_of_others(client, chantal, elsewhere, outsider):
    asked = elsewhere
    sign_in(client, chantal)
    for name in ("round", "round_edit", "round_slots", "round_sheets", "round_calendar"):
        assert client.get(reverse(name, args=[asked.pk])).status_code == 404
    client.post(reverse("account_logout"))
    sign_in(client, outsider)
    for name in ("rounds", "round_add", "my_observations"):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("round", args=[asked.pk])).status_code == 403


def test_a_stale_plan_is_told(client, chantal, planned):
    sign_in(client, chantal)
    answer = client.post(reverse("round_plan", args=[planned.pk]), {"seen": "0"})
    assert answer.status_code == 422
    assert "Quelqu’un a changé cette page" in answer.text


def test_nobody_to_ask_is_no_dead_end(client, olu, grid, molenbeek):
    asked = make_round(olu, molenbeek, [make_location(molenbeek)])
    sign_in(client, olu)
    page = client.get(reverse("round", args=[asked.pk])).text
    assert "Personne ne fait encore de relevés dans cette commune" in page


def test_what_nobody_has_is_given_by_a_button(client, chantal, mireille, planned):
    free_slots(user=mireille, by=chantal, at=timezone.now())
    sign_in(client, chantal)
    page = client.get(reverse("round", args=[planned.pk])).text
    assert "Donner ce qui n’a personne" in page
    answer = client.post(
        reverse("round_plan", args=[planned.pk]),
        {"people": [str(mireille.pk)], "seen": str(again(planned).revision), "do": "share"},
        follow=True,
    )
    assert "trouvé quelqu’un" in answer.text
    empty = client.post(
        reverse("round_plan", args=[planned.pk]),
        {"seen": str(again(planned).revision), "do": "share"},
    )
    assert "Choisissez au moins une personne" in empty.text


def test_closing_says_what_is_missing_and_keeps_it(client, chantal, planned):
    sign_in(client, chantal)
    close = reverse("round_move", args=[planned.pk, "close"])
    answer = client.post(close)
    assert answer.status_code == 422
    assert "Il manque des relevés" in answer.text
    page = client.post(close, {"knows_missing": "on"}, follow=True).text
    assert "Publié avec ce qui manque" in page
    assert "3 visites, 10 appels" in page
    page = client.post(reverse("round_move", args=[planned.pk, "reopen"]), follow=True).text
    assert "en cours" in page
    for name in ("publish", "send_to_authority", "nonsense"):
        assert client.post(reverse("round_move", args=[planned.pk, name])).status_code == 404


def test_the_plan_is_listed_by_person_and_a_visit_is_moved(client, chantal, mireille, planned):
    sign_in(client, chantal)
    address = reverse("round_slots", args=[planned.pk])
    assert "16 relevés" in client.get(address).text
    mine = planned.slots.filter(assigned_to=chantal).count()
    assert f"{mine} relevés" in client.get(f"{address}?qui={chantal.pk}").text
    assert "Rien n’est prévu" in client.get(f"{address}?qui=0").text
    for nonsense in ("x", "²", "9" * 30):
        assert client.get(address, {"qui": nonsense}).status_code == 200
    slot = planned.slots.filter(kind="letter").get()
    page = client.get(reverse("slot", args=[slot.pk])).text
    assert "Envoyez la lettre-test" in page
    values = {"due_on": planned.ends_on.isoformat(), "person": str(mireille.pk), "seen": "0"}
    day = next(
        day
        for number in range(10)
        if not is_holiday(day := planned.ends_on - timedelta(days=number))
    )
    values["due_on"] = day.isoformat()
    assert client.post(reverse("slot", args=[slot.pk]), values).status_code == 302
    slot.refresh_from_db()
    assert (slot.due_on, slot.assigned_to) == (day, mireille)
    stale = client.post(reverse("slot", args=[slot.pk]), values)
    assert "Quelqu’un a changé cette page" in stale.text
    out = (planned.ends_on + timedelta(days=1)).isoformat()
    wrong = client.post(
        reverse("slot", args=[slot.pk]), {**values, "due_on": out, "seen": str(slot.revision)}
    )
    assert wrong.status_code == 422
    assert f'value="{out}"' in wrong.text
    for name, words in (("drop", "annulé"), ("restore", "prévu")):
        address = reverse("slot_move", args=[slot.pk, name])
        assert words in client.post(address, follow=True).text
    assert client.post(reverse("slot_move", args=[slot.pk, "record"])).status_code == 404


def test_an_observer_sees_what_when_where_and_what_to_do(client, mireille, planned):
    sign_in(client, mireille)
    page = client.get(reverse("my_observations")).text
    assert "Mes relevés à faire" in page
    for words in ("Maison communale", "Schaerbeek", "Composition de ménage", "Allez au guichet"):
        assert words in page
    assert "Chantal" not in page
    slot = Slot.objects.filter(assigned_to=mireille).first()
    assert f"{reverse('observation_entry')}?prevu={slot.pk}" in page
    assert "vous sont demandés" in client.get(reverse("team")).text


def test_nothing_asked_is_said(client, nadia, grid):
    sign_in(client, nadia)
    assert "Rien ne vous est demandé" in client.get(reverse("my_observations")).text


def test_what_is_late_is_asked_for_and_dropped_by_a_button(client, chantal, planned):
    late = planned.slots.filter(assigned_to=chantal, kind="call", reads_appointment=False).first()
    day = date(2026, 1, 5)
    Slot.objects.filter(pk=late.pk).update(due_on=day)
    sign_in(client, chantal)
    assert "Déjà faits" in client.get(reverse("my_observations")).text
    page = client.get(reverse("round", args=[planned.pk])).text
    assert "En retard" in page
    page = client.post(reverse("round_late", args=[planned.pk]), follow=True).text
    assert "1 relevé en retard n’est plus prévu" in page
    assert "1 relevé est à prévoir" in page


def test_the_calendar_holds_what_is_asked_with_a_uid_that_stays(client, chantal, planned):
    sign_in(client, chantal)
    answer = client.get(reverse("my_observations_calendar"))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    mine = planned.slots.filter(assigned_to=chantal)
    assert {str(one["UID"]) for one in events} == {str(slot.uuid) for slot in mine}
    visit = mine.filter(kind="visit").first()
    (event,) = [one for one in events if str(one["UID"]) == str(visit.uuid)]
    begins = event.decoded("DTSTART")
    assert (begins.date(), begins.time()) == (visit.due_on, visit.starts_at)
    whole = Calendar.from_ical(client.get(reverse("round_calendar", args=[planned.pk])).content)
    assert len(whole.walk("VEVENT")) == 16


def test_a_calendar_follows_by_a_secret_address_until_it_is_closed(client, mireille, planned):
    sign_in(client, mireille)
    page = client.post(reverse("my_feed"), {"do": "open"}).text
    token = re.search(r"/releves/agenda/([\w-]+)\.ics", page)[1]
    assert token not in client.get(reverse("my_feed")).text
    assert not ObserverFeed.objects.filter(token_hash=token).exists()
    client.post(reverse("account_logout"))
    address = reverse("observer_feed", args=[token])
    dropped = planned.slots.filter(assigned_to=mireille, is_double=False).first()
    move_slot(
        slot=dropped,
        transition="drop",
        by=User.objects.get(name="Chantal"),
        at=timezone.now(),
    )
    events = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert len(events) == planned.slots.filter(assigned_to=mireille).count()
    status = {str(one["UID"]): str(one["STATUS"]) for one in events}
    assert status[str(dropped.uuid)] == "CANCELLED"
    assert client.get(reverse("observer_feed", args=["x" * 43])).status_code == 404
    mireille.mandates.update(ended_at=timezone.now())
    assert client.get(address).status_code == 404
    mireille.mandates.update(ended_at=None)
    sign_in(client, mireille)
    client.post(reverse("my_feed"), {"do": "close"})
    assert client.get(address).status_code == 404
    again_closed = client.post(reverse("my_feed"), {"do": "close"}, follow=True)
    assert "Quelqu’un a changé cette page" in again_closed.text
    open_feed(by=mireille, at=timezone.now())
    assert purge_feeds(dry_run=False) == 0
    mireille.is_active = False
    mireille.save()
    assert (purge_feeds(dry_run=True), purge_feeds(dry_run=False)) == (1, 1)


def test_a_sheet_is_printed_for_each_visit(client, chantal, planned):
    sign_in(client, chantal)
    page = client.get(reverse("round_sheets", args=[planned.pk])).text
    assert page.count("visit-sheet") == 16
    assert "Essai 3" in page
    page = client.get(reverse("my_observation_sheets")).text
    assert 0 < page.count("visit-sheet") < 16


def test_an_observation_is_read_by_who_made_it_and_who_coordinates(
    client, present, chantal, mireille, marc
):
    town_hall = present.locations.get()
    at = timezone.now()
    made = observe(
        present,
        town_hall,
        mireille,
        observed_at=at - timedelta(days=1),
        at=at,
        answers={"k14": "yes"},
        confirmed=["holiday", "outside_hours"],
    ).observation
    address = reverse("observation", args=[made.uuid])
    sign_in(client, mireille)
    page = client.get(address).text
    assert "Mireille" in page
    assert "mettre de côté" not in page
    client.post(reverse("account_logout"))
    sign_in(client, marc)
    assert client.get(address).status_code == 404
    client.post(reverse("account_logout"))
    sign_in(client, chantal)
    assert "Maison communale" in client.get(reverse("round_observations", args=[present.pk])).text
    assert "mettre de côté" in client.get(address).text
    move = reverse("observation_move", args=[made.uuid, "set_aside"])
    assert "Le compter à nouveau" in client.post(move, follow=True).text
    assert not Observation.objects.kept().exists()
    assert client.post(reverse("observation_move", args=[made.uuid, "burn"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_many_locations(
    client, chantal, grid, count, django_assert_num_queries
):
    schaerbeek = Territory.objects.get(nis="21015")
    places = [make_location(schaerbeek, code=f"lieu-{n}") for n in range(count)]
    start = timezone.localdate() + timedelta(days=1)
    asked = make_round(
        chantal, schaerbeek, places, starts_on=start, ends_on=start + timedelta(days=60)
    )
    move_round(asked=asked, transition="open", by=chantal, at=timezone.now())
    asked = again(asked)
    plan_slots(asked=asked, seen=asked.revision, people=[chantal], by=chantal, at=timezone.now())
    for number in range(count):
        make_person(f"Personne {number}", f"p{number}@example.org", "relay", schaerbeek)
    sign_in(client, chantal)
    client.get(reverse("rounds"))
    expected = {"round": 13, "round_slots": 10, "round_sheets": 9}
    for name, queries in expected.items():
        with django_assert_num_queries(queries):
            client.get(reverse(name, args=[asked.pk]))
    for name, queries in {"rounds": 7, "my_observations": 8}.items():
        with django_assert_num_queries(queries):
            client.get(reverse(name))
