"""Typing an observation at the desk: from what was planned, or one that nobody planned."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.observations.actions import move_round, plan_slots
from observatory.observations.models import Attempt, Observation, Round, Slot
from observatory.observations.tests.making import make_location, make_round

from .desk import sign_in

pytestmark = pytest.mark.usefixtures("fresh_memory")


@pytest.fixture
def opened(chantal, schaerbeek):
    """A round of these weeks with the real grid, at a counter whose hours nobody knows; planned."""
    place = make_location(schaerbeek, hours=None)
    today = timezone.localdate()
    asked = make_round(
        chantal,
        schaerbeek,
        [place],
        starts_on=today - timedelta(days=20),
        ends_on=today + timedelta(days=60),
    )
    move_round(asked=asked, transition="open", by=chantal, at=timezone.now())
    asked = Round.objects.select_related("territory", "version").get(pk=asked.pk)
    plan_slots(asked=asked, seen=asked.revision, people=[chantal], by=chantal, at=timezone.now())
    return asked


def working_day():
    """Return a day that is past, no holiday and no day of rest."""
    from observatory.observations.queries.plans import is_holiday

    day = timezone.localdate() - timedelta(days=1)
    while is_holiday(day):
        day -= timedelta(days=1)
    return day


def address(opened, channel):
    place = opened.locations.get()
    start = reverse("observation_entry")
    return f"{start}?campagne={opened.pk}&lieu={place.pk}&voie={channel}"


def entry_of(page):
    return re.search(r'name="entry" value="([^"]+)"', page)[1]


def typed(channel="visit", **changes):
    values = {
        "scenario": "T1",
        "channel": channel,
        "day": working_day().isoformat(),
        "hour": "10:15",
        "k14": "yes",
        "k16": "12",
        **changes,
    }
    if channel != "visit":
        del values["hour"], values["k14"], values["k16"]
    return values


def send(client, where, values):
    """Send the page as a browser does: whoever types stands in the list of observers."""
    return client.post(where, {"observer": client.session["_auth_user_id"], **values})


def test_a_visit_that_was_planned_is_typed_and_done(client, chantal, opened):
    sign_in(client, chantal)
    slot = opened.slots.filter(kind="visit", is_double=False).first()
    page = client.get(reverse("observation_entry") + f"?prevu={slot.pk}").text
    assert "Demander une composition de ménage" in page
    # Nothing of a call is asked on a visit.
    assert 'data-question="k33"' not in page
    answer = send(
        client, reverse("observation_entry") + f"?prevu={slot.pk}", typed(entry=entry_of(page))
    )
    made = Observation.objects.get()
    assert answer.status_code == 303
    assert answer.headers["Location"] == reverse("observation", args=[made.uuid])
    assert (made.slot, made.channel, made.scenario, made.observer) == (slot, "visit", "T1", chantal)
    assert (made.answers["k14"], made.answers["k16"]) == ("yes", "12")
    local = timezone.localtime(made.observed_at)
    assert (local.date(), local.strftime("%H:%M")) == (working_day(), "10:15")
    slot.refresh_from_db()
    assert slot.state == "done"
    shown = client.get(answer.headers["Location"]).text
    assert "Le relevé est enregistré" in shown
    assert "12" in shown


def test_the_same_page_sent_twice_is_one_observation(client, chantal, opened):
    sign_in(client, chantal)
    where = address(opened, "visit")
    values = typed(entry=entry_of(client.get(where).text))
    first, again = send(client, where, values), send(client, where, values)
    assert first.headers["Location"] == again.headers["Location"]
    assert Observation.objects.count() == 1


def test_what_nobody_planned_is_chosen_first(client, chantal, opened):
    sign_in(client, chantal)
    page = client.get(reverse("observation_entry") + f"?campagne={opened.pk}").text
    assert "Maison communale" in page
    assert "Lecture du site" in page
    send(client, address(opened, "reading"), typed("reading", k18="9"))
    assert Observation.objects.get().slot is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": ""}, "Donnez le jour"),
        ({"hour": ""}, "Donnez l’heure"),
        ({"hour": "25:00"}, "Écrivez l’heure ainsi"),
        ({"day": "2999-01-01"}, "Ce moment n’est pas encore là"),
        ({"k14": "perhaps"}, "Ce choix n’existe pas"),
    ],
)
def test_what_is_wrong_is_told_and_all_is_still_there(client, chantal, opened, change, words):
    sign_in(client, chantal)
    answer = send(client, address(opened, "visit"), typed(**change))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="12"' in answer.text
    assert not Observation.objects.exists()


def test_a_holiday_is_asked_about_and_kept_when_confirmed(client, chantal, opened):
    sign_in(client, chantal)
    Round.objects.filter(pk=opened.pk).update(starts_on=timezone.localdate() - timedelta(days=400))
    values = typed(day=f"{timezone.localdate().year - 1}-12-25")
    answer = send(client, address(opened, "visit"), values)
    assert answer.status_code == 422
    assert "C’est un jour férié" in answer.text
    assert "Selon les faits officiels" not in answer.text
    kept = entry_of(answer.text)
    answer = send(
        client, address(opened, "visit"), {**values, "confirmed": "holiday", "entry": kept}
    )
    assert answer.status_code == 303
    assert Observation.objects.get().confirmed == ["holiday"]


def test_a_visit_done_by_another_meanwhile_is_kept_apart(client, chantal, opened):
    sign_in(client, chantal)
    slot = opened.slots.filter(kind="visit", is_double=False).first()
    where = reverse("observation_entry") + f"?prevu={slot.pk}"
    send(client, where, typed())
    answer = send(client, where, typed(hour="11:30"))
    assert answer.status_code == 422
    assert "Un relevé est déjà enregistré" in answer.text
    assert 'name="unplanned" value="on"' in answer.text
    answer = send(client, where, typed(hour="11:30", unplanned="on"))
    assert answer.status_code == 303
    assert [one.slot for one in Observation.objects.order_by("pk")] == [slot, None]


def test_a_call_is_up_to_three_attempts_typed_or_timed(client, chantal, opened):
    sign_in(client, chantal)
    where = address(opened, "call")
    page = client.get(where).text
    assert page.count("data-stopwatch") == 3
    assert "stopwatch.js" in page
    none = send(client, where, typed("call"))
    assert "Notez au moins un essai" in none.text
    tries = {
        "began-1": "10:00",
        "minutes-1": "5",
        "seconds-1": "0",
        "outcome-1": "no_answer",
        "began-2": "10:20",
        "minutes-2": "1",
        "seconds-2": "5",
        "outcome-2": "answered",
    }
    assert send(client, where, typed("call", **tries)).status_code == 303
    assert list(Attempt.objects.values_list("number", "waited_seconds", "outcome")) == [
        (1, 300, "no_answer"),
        (2, 65, "answered"),
    ]
    made = Observation.objects.get()
    assert timezone.localtime(made.observed_at).strftime("%H:%M") == "10:00"


@pytest.mark.parametrize(
    ("tries", "words"),
    [
        ({"began-1": "10:00"}, "Dites comment cet essai a fini"),
        ({"outcome-1": "busy"}, "Donnez l’heure de cet essai"),
        (
            {"began-1": "10:00", "outcome-1": "busy", "minutes-1": "5", "seconds-1": "1"},
            "5 minutes",
        ),
        ({"began-1": "10:00", "outcome-1": "busy", "minutes-1": "-1"}, "0"),
        (
            {
                "began-1": "10:00",
                "outcome-1": "answered",
                "began-2": "10:10",
                "outcome-2": "busy",
            },
            "il n’y a plus d’essai après",
        ),
    ],
)
def test_attempts_that_cannot_be_are_told(client, chantal, opened, tries, words):
    sign_in(client, chantal)
    answer = send(client, address(opened, "call"), typed("call", **tries))
    assert answer.status_code == 422
    assert words in answer.text
    assert not Observation.objects.exists()


def test_a_coordinator_types_what_another_saw(client, chantal, mireille, opened):
    sign_in(client, chantal)
    send(client, address(opened, "visit"), typed(observer=str(mireille.pk)))
    assert Observation.objects.get().observer == mireille


def test_an_observer_types_her_own_only(client, mireille, chantal, opened, amine):
    sign_in(client, mireille)
    page = client.get(address(opened, "visit")).text
    assert "Qui a observé" not in page
    send(client, address(opened, "visit"), typed(observer=str(chantal.pk)))
    assert Observation.objects.get().observer == mireille
    slot = Slot.objects.filter(assigned_to=chantal).first()
    where = reverse("observation_entry")
    for query in (
        f"?prevu={slot.pk}",
        "?prevu=999",
        "?prevu=x",
        "?campagne=999",
        "?campagne=²",
        "",
    ):
        assert client.get(where + query).status_code == 404
    client.post(reverse("account_logout"))
    sign_in(client, amine)
    assert client.get(address(opened, "visit")).status_code == 404


def test_a_round_that_is_closed_says_so_and_loses_nothing(client, chantal, opened):
    sign_in(client, chantal)
    move_round(
        asked=opened_again(opened),
        transition="close",
        by=chantal,
        at=timezone.now(),
        knows_missing=True,
    )
    answer = send(client, address(opened, "visit"), typed())
    assert answer.status_code == 422
    assert "ne prend pas de relevés en ce moment" in answer.text
    assert 'value="12"' in answer.text


def opened_again(asked):
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


def test_the_hour_of_arrival_is_typed_and_never_the_one_that_was_planned(client, chantal, opened):
    sign_in(client, chantal)
    slot = opened.slots.filter(kind="visit", is_double=False).first()
    Slot.objects.filter(pk=slot.pk).update(starts_at=datetime(2027, 1, 1, 9, 0).time())
    page = client.get(reverse("observation_entry") + f"?prevu={slot.pk}").text
    assert 'value="09:00"' not in page


def test_a_session_that_ended_gives_back_what_was_typed(client, chantal, opened):
    sign_in(client, chantal)
    where = address(opened, "visit")
    values = typed(entry=entry_of(client.get(where).text), observer=str(chantal.pk))
    client.post(reverse("account_logout"))
    answer = client.post(where, values)
    assert answer.status_code == 403
    assert "rien de ce que vous avez tapé n’est perdu" in answer.text
    again = html.unescape(re.search(r'action="([^"]*reprendre[^"]*)"', answer.text)[1])
    sign_in(client, chantal)
    page = client.post(again, values).text
    assert "Ce que vous aviez tapé est revenu" in page
    assert 'value="12"' in page
    assert entry_of(page) == values["entry"]
    assert not Observation.objects.exists()
    foreign = client.post(again, values, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 302
