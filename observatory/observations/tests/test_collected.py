"""ODK Collect: what a telephone sends."""

from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from observatory.observations.actions import (
    change_slot,
    move_round,
)
from observatory.observations.models import Attempt, Kind, Observation, Slot
from observatory.observations.openrosa import parcels
from observatory.observations.states import SlotState

from .collecting import (
    CAME,
    Telephone,
    call,
    multipart,
    plan,
    sentence,
    visit_at,
    visit_of,
    write_instance,
)
from .making import (
    DAY,
    SEEN_AT,
    WRITTEN_AT,
    make_person,
    observe,
    publish_grid,
)

pytestmark = pytest.mark.usefixtures("in_march")


def test_before_sending_the_telephone_is_told_that_it_may(telephone):
    response = telephone.client.head(telephone.address("submission"))
    assert response.status_code == 204
    assert response["X-OpenRosa-Accept-Content-Length"] == "1048576"
    assert telephone.get("submission").status_code == 405


def test_chantal_sends_a_visit_that_was_planned(telephone, slot, chantal):
    instance = visit_of(slot, k14="yes", k16="12")
    response = telephone.send(instance)
    assert response.status_code == 201, response.text
    assert sentence(response) == "Merci, le relevé est enregistré."
    made = Observation.objects.get()
    assert made.answers == {"scenario": "T1", "channel": "visit", "k14": "yes", "k16": "12"}
    assert (made.observer, made.intake, made.version.number) == (chantal, "odk", 990)
    assert (made.observed_at, made.slot, made.confirmed) == (SEEN_AT, slot, [])
    slot.refresh_from_db()
    assert slot.state == SlotState.DONE


def test_sent_twice_it_is_one_observation(telephone, slot):
    instance = visit_of(slot)
    for _time in range(2):
        response = telephone.send(instance)
        assert response.status_code == 201
        assert sentence(response) == "Merci, le relevé est enregistré."
    assert Observation.objects.count() == 1


def test_a_visit_that_nobody_planned_counts_too(telephone, opened, station):
    assert telephone.send(visit_at(opened, station)).status_code == 201
    made = Observation.objects.get()
    assert (made.location, made.slot) == (station, None)


def test_a_call_has_its_tries(telephone, opened, town_hall, chantal):
    slot = plan(opened, town_hall, chantal, Kind.CALL)
    tries = [
        ("2027-03-03T10:15:00.000+01:00", "5:00", "no_answer"),
        ("2027-03-03T10:25:00.000+01:00", "75", "answered"),
    ]
    response = telephone.send(call(slot, tries))
    assert response.status_code == 201, response.text
    assert Observation.objects.get().observed_at == SEEN_AT
    assert list(Attempt.objects.values_list("number", "waited_seconds", "outcome")) == [
        (1, 300, "no_answer"),
        (2, 75, "answered"),
    ]


@pytest.mark.parametrize(
    ("tries", "words"),
    [
        ([], "au moins un essai"),
        ([(CAME, "5:01", "no_answer")], "5 minutes au plus"),
        ([(CAME, "1:00", "")], "Il manque"),
        ([(CAME, "1:00", "lost")], "Il manque"),
        ([(CAME, "un peu", "answered")], "Il manque"),
        ([("hier", "1:00", "answered")], "Il manque"),
        ([(CAME, "1:00", "answered"), (CAME, "1:00", "busy")], "plus d’essai"),
    ],
)
def test_tries_that_cannot_be_are_said(telephone, slot, tries, words):
    Slot.objects.update(kind=Kind.CALL)
    response = telephone.send(call(slot, tries))
    assert response.status_code == 400
    assert words in sentence(response)
    assert not Observation.objects.exists()


def test_a_letter_is_of_a_day(telephone, opened, town_hall, chantal):
    slot = plan(opened, town_hall, chantal, Kind.LETTER)
    instance = visit_of(slot, channel="letter", Came=None, Day="2027-03-02")
    assert telephone.send(instance).status_code == 201
    assert Observation.objects.get().observed_at == datetime(2027, 3, 2, 11, 0, tzinfo=UTC)


def test_a_moment_without_a_time_zone_is_of_here(telephone, slot):
    assert telephone.send(visit_of(slot, Came="2027-03-03T10:15:00")).status_code == 201
    assert Observation.objects.get().observed_at == SEEN_AT


@pytest.mark.parametrize("came", [None, "", "demain", "0001-01-01T00:00:00+14:00"])
def test_a_visit_without_a_moment_is_said(telephone, slot, came):
    response = telephone.send(visit_of(slot, Came=came))
    assert response.status_code == 400
    assert "Il manque le jour" in sentence(response)


def test_a_moment_to_come_is_said(telephone, slot):
    response = telephone.send(visit_of(slot, Came="2027-03-03T23:00:00Z"))
    assert response.status_code == 400
    assert "pas encore là" in sentence(response)


def test_an_answer_that_cannot_be_is_said_with_its_question(telephone, slot):
    response = telephone.send(visit_of(slot, k14="maybe"))
    assert response.status_code == 400
    assert "k14" in sentence(response)
    assert "Ce choix n’existe pas" in sentence(response)
    assert not Observation.objects.exists()


def test_what_is_odd_about_the_moment_is_confirmed_by_the_tick_at_the_end(telephone, slot):
    sunday = "2027-03-07T10:00:00.000+01:00"
    at = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: at)
        response = telephone.send(visit_of(slot, Came=sunday, Sure=None))
        assert response.status_code == 400
        assert "c’est fermé à ce moment-là" in sentence(response)
        assert "cochez-le à la fin" in sentence(response)
        assert telephone.send(visit_of(slot, Came=sunday)).status_code == 201
    assert Observation.objects.get().confirmed == ["outside_hours"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_what_is_cut_in_the_middle_is_not_kept(telephone, slot, share):
    """The network went away: the body is shorter than announced, or ends before its last boundary."""
    body = multipart(visit_of(slot))
    cut = body[: int(len(body) * share)]
    for announced in (len(cut), len(body)):
        stream = {"CONTENT_LENGTH": str(announced), "wsgi.input": BytesIO(cut)}
        response = telephone.post(cut, **stream)
        assert response.status_code == 400
        assert "pas arrivé en entier" in sentence(response)
    assert not Observation.objects.exists()
    assert telephone.post(body).status_code == 201


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<data",
        b"\x00\xff",
        b'<!DOCTYPE data [<!ENTITY a "aaaa">]><data id="observation-990" version="990">&a;</data>',
        b'<?xml version="1.0" encoding="klingon"?><data/>',
        b"<a>" * 100_000,
    ],
)
def test_what_is_no_xml_of_ours_is_refused(telephone, data):
    response = telephone.send(data)
    assert response.status_code == 400
    assert "pas arrivé en entier" in sentence(response)


def test_an_answer_that_stands_twice_is_refused(telephone, slot):
    instance = visit_of(slot, k14="yes").replace(b"<k14>", b"<k14>no</k14><k14>")
    assert telephone.send(instance).status_code == 400


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": 77}, "n’existe pas ou plus"),
        ({"form": "enquete"}, "pas un de nos relevés"),
        ({"form": "observation-99999999999"}, "pas un de nos relevés"),
        ({"version": "991"}, "pas un de nos relevés"),
        ({"uuid": "moi"}, "pas d’identifiant"),
        ({"deprecatedID": f"uuid:{uuid4()}"}, "ne se corrige pas ici"),
        ({"Round": "99999999"}, "n’existe pas"),
        ({"Round": "9" * 30}, "n’existe pas"),
        ({"Place": "²"}, "n’existe pas"),
        ({"Slot": "99999999"}, "n’existe pas"),
    ],
)
def test_what_is_of_no_form_or_round_of_ours_is_said(telephone, opened, station, fields, words):
    response = telephone.send(visit_at(opened, station, **fields))
    assert response.status_code == 400
    assert words in sentence(response)
    assert not Observation.objects.exists()


def test_an_older_grid_of_the_same_questions_is_kept_as_it_is(telephone, opened, station):
    publish_grid(991)
    older = opened.version
    type(opened).objects.filter(pk=opened.pk).update(version=publish_grid(992))
    assert telephone.send(visit_at(opened, station)).status_code == 201
    assert Observation.objects.get().version == older


def test_a_file_that_no_question_asks_for_is_refused_with_all(telephone, slot):
    """A picture that is none, and a picture that is one: this form asks for neither."""
    for content in (b"MZ\x90 not a picture", b"\xff\xd8\xff\xe0 a picture"):
        picture = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
        response = telephone.send(visit_of(slot), **{"photo.jpg": picture})
        assert response.status_code == 400
        assert "ne demande pas de photo" in sentence(response)
    assert not Observation.objects.exists()


def test_what_is_too_large_is_said_before_it_is_read(telephone, slot):
    instance = visit_of(slot, k16="x" * parcels.MOST_BYTES)
    response = telephone.send(instance)
    assert response.status_code == 413
    assert "trop lourd" in sentence(response)


def test_a_telephone_need_not_say_how_long_it_is(telephone, slot):
    """OpenRosa asks servers to take a body in chunks: it ends where its last boundary is."""
    body = multipart(visit_of(slot))
    for sent, status in ((body[:-10], 400), (body, 201), (b"x" * parcels.MOST_BYTES * 2, 413)):
        chunks = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
        response = telephone.post(sent, **chunks, **{"wsgi.input": BytesIO(sent)})
        assert response.status_code == status, response.text
    assert Observation.objects.count() == 1


def test_an_observation_of_what_was_done_meanwhile_is_kept_apart(
    telephone, slot, opened, town_hall, chantal
):
    observe(opened, town_hall, chantal, slot=slot)
    response = telephone.send(visit_of(slot))
    assert response.status_code == 201
    assert "à part" in sentence(response)
    assert Observation.objects.filter(slot=None).count() == 1
    assert Observation.objects.count() == 2


def test_what_was_given_to_someone_else_stays_theirs(telephone, slot, nadia, chantal):
    change_slot(
        slot=slot,
        due_on=slot.due_on,
        part="",
        starts_at=None,
        assigned_to=nadia,
        seen=slot.revision,
        by=chantal,
        at=DAY,
    )
    response = telephone.send(visit_of(slot))
    assert response.status_code == 201
    assert "à part" in sentence(response)
    slot.refresh_from_db()
    assert (slot.state, Observation.objects.get().slot) == (SlotState.PLANNED, None)


def test_once_the_round_is_closed_the_telephone_keeps_it(telephone, slot, opened, chantal):
    move_round(asked=opened, transition="close", by=chantal, at=WRITTEN_AT, knows_missing=True)
    response = telephone.send(visit_of(slot))
    assert response.status_code == 400
    assert "ne prend pas de relevés" in sentence(response)


def test_someone_of_another_territory_observes_nothing_here(opened, station, amine):
    telephone = Telephone(amine)
    assert "Schaerbeek" not in telephone.get("list", 990, "rounds.csv").text
    response = telephone.send(visit_at(opened, station))
    assert response.status_code == 403
    assert "dans cette commune" in sentence(response)


def test_an_observation_of_someone_else_is_not_told(telephone, opened, station, schaerbeek):
    """The same identifier from another telephone: neither stored again nor shown."""
    instance = visit_at(opened, station)
    other = make_person("Chantal", "autre@example.org", "line", schaerbeek)
    assert telephone.send(instance).status_code == 201
    assert Telephone(other).send(instance).status_code == 403


def test_two_people_of_the_same_name_have_two_addresses(opened, station, schaerbeek):
    first = make_person("Fatou Diallo", "a@example.org", "line", schaerbeek)
    second = make_person("Fatou Diallo", "b@example.org", "line", schaerbeek)
    for person in (first, second):
        telephone = Telephone(person)
        assert telephone.send(visit_at(opened, station)).status_code == 201
    assert set(Observation.objects.values_list("observer", flat=True)) == {first.pk, second.pk}


def test_the_sentences_are_in_the_language_of_the_person(opened, station, chantal):
    chantal.language = "nl"
    chantal.save()
    telephone = Telephone(chantal)
    response = telephone.send(visit_at(opened, station, k14="maybe"))
    assert response.status_code == 400
    assert "Ce choix" not in sentence(response)


def test_an_instance_made_by_hand_needs_no_known_field(telephone, opened):
    response = telephone.send(write_instance())
    assert response.status_code == 400


def test_a_stolen_address_sends_no_thousands(telephone, slot, monkeypatch):
    monkeypatch.setattr("observatory.observations.views.openrosa.SENT", 1)
    assert telephone.send(visit_of(slot)).status_code == 201
    response = telephone.send(visit_of(slot))
    assert response.status_code == 429
    assert "trop d’essais" in sentence(response)
    assert Observation.objects.count() == 1
