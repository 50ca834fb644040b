"""An observation that waited on a telephone is stored once, with its slot; what cannot be says why."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatory.desk.forms.street import street_forms
from observatory.moderation.tests.factories import sign_in
from observatory.observations.actions import move_round
from observatory.observations.models import Attempt, Kind, Observation, Round, Slot
from observatory.observations.states import SlotState
from observatory.observations.tests.collecting import plan
from observatory.observations.tests.making import (
    DAY,
    NUMBER,
    SEEN_AT,
    WRITTEN_AT,
    make_location,
    make_person,
    make_round,
    observe,
    publish_grid,
)
from observatory.questionnaires.schema import Definition

pytestmark = pytest.mark.usefixtures("fresh_memory")


@pytest.fixture(autouse=True)
def _in_march(monkeypatch):
    """It is Wednesday 3 March 2027, a little after one in the afternoon."""
    monkeypatch.setattr(timezone, "now", lambda: WRITTEN_AT)


@pytest.fixture
def town_hall(schaerbeek):
    return make_location(schaerbeek)


@pytest.fixture
def opened(chantal, schaerbeek, town_hall):
    """A round of March 2027 with one town hall, open."""
    publish_grid()
    asked = make_round(chantal, schaerbeek, [town_hall])
    move_round(asked=asked, transition="open", by=chantal, at=DAY)
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


@pytest.fixture
def slot(opened, town_hall, chantal):
    """A visit that Chantal is asked to make."""
    return plan(opened, town_hall, chantal)


@pytest.fixture
def telephone(client, chantal):
    """Chantal's, signed in."""
    return sign_in(client, chantal)


def brought(by, **changes):
    """One observation as a device sends it."""
    answers = {"scenario": "T1", "channel": "visit"} | changes.pop("answers", {})
    fields = {"day": "2027-03-03", "hour": "10:15"} | changes.pop("fields", {})
    return {
        "uuid": str(uuid4()),
        "version": NUMBER,
        "answers": answers,
        "by": by.pk,
        "slot": None,
        "round": None,
        "place": None,
        "fields": fields,
        "sure": True,
    } | changes


def call_of(by, *tries, **changes):
    """One call: `tries` are (hour, minutes, seconds, outcome)."""
    fields = {"hour": ""}
    for number, one in enumerate(tries, start=1):
        for name, text in zip(("began", "minutes", "seconds", "outcome"), one, strict=True):
            fields[f"{name}-{number}"] = text
    return brought(by, answers={"channel": "call"}, fields=fields, **changes)


def bring(client, sent):
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return client.post(reverse("offline_observe"), body, content_type="application/json")


def errors_of(response):
    assert response.status_code == 422, response.content
    assert not Observation.objects.exists()
    return response.json()["errors"]


def test_a_planned_visit_is_stored_and_its_slot_done(telephone, slot, chantal):
    sent = brought(chantal, slot=slot.pk, answers={"k14": "yes", "k16": "12"})

    answer = bring(telephone, sent).json()

    made = Observation.objects.get()
    assert answer == {"uuid": sent["uuid"], "is_new": True, "is_apart": False}
    assert (made.intake, made.observer, made.observed_at) == ("street", chantal, SEEN_AT)
    assert made.answers == {"scenario": "T1", "channel": "visit", "k14": "yes", "k16": "12"}
    assert (str(made.uuid), made.slot) == (sent["uuid"], slot)
    slot.refresh_from_db()
    assert slot.state == SlotState.DONE


def test_the_same_one_five_times_is_one_observation(telephone, slot, chantal):
    sent = brought(chantal, slot=slot.pk)

    answers = [bring(telephone, sent).json() for _ in range(5)]

    assert [one["is_new"] for one in answers] == [True, False, False, False, False]
    assert not any(one["is_apart"] for one in answers)
    assert Observation.objects.count() == 1


def test_a_visit_that_nobody_planned_counts_too(telephone, opened, town_hall, chantal):
    sent = brought(chantal, round=opened.pk, place=town_hall.pk)

    assert bring(telephone, sent).json()["is_new"]
    assert Observation.objects.get().slot is None


def test_a_call_has_its_attempts(telephone, opened, town_hall, chantal):
    slot = plan(opened, town_hall, chantal, Kind.CALL)
    tries = [("10:15", "5", "0", "no_answer"), ("10:25", "1", "15", "answered")]

    assert bring(telephone, call_of(chantal, *tries, slot=slot.pk)).json()["is_new"]
    assert Observation.objects.get().observed_at == SEEN_AT
    assert list(Attempt.objects.values_list("number", "waited_seconds", "outcome")) == [
        (1, 300, "no_answer"),
        (2, 75, "answered"),
    ]


@pytest.mark.parametrize(
    ("tries", "said"),
    [
        ([], ("began-1", "au moins un essai")),
        ([("10:15", "5", "1", "no_answer")], ("minutes-1", "5 minutes au plus")),
        ([("10:15", "1", "0", "")], ("outcome-1", "Dites comment")),
        ([("10:15", "1", "0", "lost")], ("outcome-1", "lost")),
        ([("", "1", "0", "busy")], ("began-1", "Donnez l’heure")),
        ([("un peu", "1", "0", "busy")], ("began-1", "14:30")),
        (
            [("10:15", "1", "", "answered"), ("10:20", "1", "", "busy")],
            ("outcome-1", "plus d’essai"),
        ),
        ([("10:15", "1", "", "busy"), ("09:20", "1", "", "busy")], ("began-2", "dans l’ordre")),
    ],
)
def test_attempts_that_cannot_be_are_said_beside_their_field(telephone, slot, chantal, tries, said):
    Slot.objects.update(kind=Kind.CALL)

    place, words = said
    assert words in errors_of(bring(telephone, call_of(chantal, *tries, slot=slot.pk)))[place]


def test_a_letter_is_of_a_day(telephone, opened, town_hall, chantal):
    slot = plan(opened, town_hall, chantal, Kind.LETTER)
    sent = brought(
        chantal, slot=slot.pk, answers={"channel": "letter"}, fields={"day": "2027-03-02"}
    )

    assert bring(telephone, sent).status_code == 200
    assert Observation.objects.get().observed_at == datetime(2027, 3, 2, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"day": ""}, "day"),
        ({"day": "demain"}, "day"),
        ({"hour": ""}, "hour"),
        ({"hour": "25:00"}, "hour"),
        ({"hour": "23:00"}, "day"),
    ],
)
def test_a_moment_that_cannot_be_is_said(telephone, slot, chantal, fields, place):
    assert set(errors_of(bring(telephone, brought(chantal, slot=slot.pk, fields=fields)))) == {
        place
    }


def test_an_odd_moment_is_kept_only_when_the_person_ticked_it_is_right(telephone, slot, chantal):
    sent = brought(chantal, slot=slot.pk, fields={"hour": "12:30"}, sure=False)

    errors = errors_of(bring(telephone, sent))
    assert "c’est fermé à ce moment-là" in errors["sure"]

    assert bring(telephone, sent | {"sure": True}).json()["is_new"]
    assert Observation.objects.get().confirmed == ["outside_hours"]


def test_an_answer_that_cannot_be_is_said_beside_its_question(telephone, slot, chantal):
    errors = errors_of(bring(telephone, brought(chantal, slot=slot.pk, answers={"k14": "maybe"})))

    assert set(errors) == {"k14"}


def test_a_way_that_does_not_exist_is_said(telephone, slot, chantal):
    sent = brought(chantal, slot=slot.pk, answers={"channel": "pigeon"})

    assert "channel" in errors_of(bring(telephone, sent))


def test_what_was_done_meanwhile_is_kept_apart_and_said_so_each_time(
    telephone, slot, opened, town_hall, chantal
):
    observe(opened, town_hall, chantal, slot=slot)
    sent = brought(chantal, slot=slot.pk)

    answers = [bring(telephone, sent).json() for _ in range(2)]

    assert [(one["is_new"], one["is_apart"]) for one in answers] == [(True, True), (False, True)]
    assert Observation.objects.filter(slot=None).count() == 1


def test_what_was_given_to_someone_else_stays_theirs(telephone, slot, chantal, nadia):
    Slot.objects.update(assigned_to=nadia)

    assert bring(telephone, brought(chantal, slot=slot.pk)).json()["is_apart"]
    slot.refresh_from_db()
    assert slot.state == SlotState.PLANNED


def test_nobody_brings_the_observation_of_someone_else(slot, chantal, schaerbeek):
    other = make_person("Fatou", "fatou@example.org", "relay", schaerbeek)

    errors = errors_of(bring(sign_in(Client(), other), brought(chantal, slot=slot.pk)))

    assert "autre personne" in errors[""]


def test_the_identifier_of_an_observation_of_someone_else_opens_nothing(
    telephone, slot, chantal, schaerbeek
):
    other = make_person("Fatou", "fatou@example.org", "relay", schaerbeek)
    sent = brought(chantal, slot=slot.pk)
    bring(telephone, sent)

    again = brought(other, uuid=sent["uuid"], round=slot.round_id, place=slot.location_id)
    response = bring(sign_in(Client(), other), again)

    assert response.status_code == 422
    assert Observation.objects.count() == 1


def test_someone_of_another_territory_is_told_and_the_others_go_on(opened, town_hall, amine):
    """Not 403, which would stop all that waits on the device."""
    sent = brought(amine, round=opened.pk, place=town_hall.pk)

    errors = errors_of(bring(sign_in(Client(), amine), sent))

    assert "dans cette commune" in errors[""]


def test_once_the_round_is_closed_the_device_keeps_it(telephone, slot, opened, chantal):
    move_round(asked=opened, transition="close", by=chantal, at=WRITTEN_AT, knows_missing=True)

    errors = errors_of(bring(telephone, brought(chantal, slot=slot.pk)))

    assert "ne prend pas de relevés" in errors[""]


@pytest.mark.parametrize(
    "changes", [{"version": 77}, {"slot": 2**30}, {"round": 2**30, "slot": None}, {"slot": None}]
)
def test_what_is_of_no_round_or_grid_of_ours_is_said(telephone, slot, chantal, changes):
    errors = errors_of(bring(telephone, brought(chantal, **{"slot": slot.pk} | changes)))

    assert "n’existe pas" in errors[""]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"uuid": "moi"}, "uuid"),
        ({"version": "990"}, "version"),
        ({"answers": []}, "answers"),
        ({"by": None}, "by"),
        ({"slot": "1"}, "slot"),
        ({"round": True}, "round"),
        ({"place": -1}, "place"),
        ({"fields": {"day": 5}}, "fields"),
        ({"fields": {"day": "x" * 500}}, "fields"),
        ({"fields": None}, "fields"),
    ],
)
def test_what_is_no_observation_is_named(telephone, slot, chantal, changes, reason):
    sent = brought(chantal, slot=slot.pk)
    response = bring(telephone, sent | changes)

    assert (response.status_code, response.json()) == (400, {"reason": reason})
    assert not Observation.objects.exists()


def test_who_is_not_signed_in_brings_nothing(client, slot, chantal):
    assert bring(client, brought(chantal, slot=slot.pk)).status_code == 303
    assert not Observation.objects.exists()


def test_a_device_takes_along_what_the_person_is_asked(telephone, slot, town_hall, opened, chantal):
    observing = telephone.get(reverse("offline_state")).json()["observing"]

    assert observing["by"] == chantal.pk
    [asked] = observing["slots"]
    assert (asked["id"], asked["where"], asked["channel"]) == (
        slot.pk,
        str(town_hall.name),
        "visit",
    )
    assert (asked["scenario"], asked["version"]) == ("T1", NUMBER)
    [offered] = observing["rounds"]
    assert offered["id"] == opened.pk
    assert [one["id"] for one in offered["places"]] == [town_hall.pk]


def test_a_device_takes_along_nothing_of_others(slot, amine):
    observing = sign_in(Client(), amine).get(reverse("offline_state")).json()["observing"]

    assert (observing["slots"], observing["rounds"]) == ([], [])


def test_the_page_holds_the_grid_of_each_way_of_the_open_rounds(client, opened):
    page = client.get(reverse("offline_app")).content.decode()

    for channel in Kind.values:
        assert f'<template data-grid="{NUMBER}" data-channel="{channel}">' in page
    publish_grid(991)
    page = client.get(reverse("offline_app")).content.decode()
    assert 'data-grid="991"' not in page


def test_a_grid_holds_only_what_can_be_asked_that_way(db):
    """The real one, since no round is open."""
    forms = {one.channel: one for one in street_forms(language="fr", today=timezone.localdate())}

    def keys(channel):
        definition: Definition = forms[channel].form.definition
        return set(definition.questions)

    assert "k14" in keys("visit")
    assert "k14" not in keys("call")
    assert "k17" in keys("call")
    assert {"scenario", "channel"} <= keys("letter")
