"""What the team writes: hours and nights without hours, series, life, what came of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from observatory.events.models import Closing, Event
from observatory.problems.tests.reading import words_of

from .making import again, event_values, join, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
NEW = "/fr/equipe/agenda/nouveau/"


def typed(**said):
    return {
        "seen": "0",
        "kind": "assembly",
        "title": "Assemblée",
        "whose": "ours",
        "territory": "21015",
        "day": "2096-12-06",
        "start": "19:00",
        "end": "21:00",
        "repeat": "once",
        "interval": "1",
        "place": "Salle Rosa",
        "how_to_come": "Tram 92.",
        "phone": "02 000 00 01",
        "wheelchair": "yes",
        "interpretation": "unknown",
        "childcare": "unknown",
        **said,
    }


def test_chantal_announces_an_event_which_stays_a_draft(signed_in, chantal):
    client = signed_in(chantal)
    response = client.post(NEW, typed(languages=["fr", "ar"], interpreted=["nl"]), follow=True)
    assert "Personne d’autre que l’équipe ne la voit." in words_of(response)
    event = Event.objects.get()
    assert (event.state, event.starts_at) == ("draft", datetime(2096, 12, 6, 18, tzinfo=UTC))
    assert (event.languages, event.interpretation, event.titles) == (
        ["fr", "ar"],
        "yes",
        {"fr": "Assemblée"},
    )
    words = words_of(
        client.post(f"/fr/equipe/agenda/{event.pk}/etat/", {"transition": "publish"}, follow=True)
    )
    assert "C’est fait." in words
    assert again(event).state == "published"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"end": "18:00"}, "La fin est avant le début."),
        ({"end": "19:00"}, "La fin est avant le début."),
        ({"end_day": "2096-12-05"}, "La fin est avant le début."),
        ({"end_day": "2097-12-05"}, "C’est trop long"),
        ({"start": "25:00"}, "Écrivez l’heure ainsi"),
        ({"day": "0001-01-01", "start": "00:00"}, "Vérifiez l’année."),
        ({"day": "9999-12-31"}, "Vérifiez l’année."),
        ({"repeat": "weekly", "until": "9999-12-31"}, "Vérifiez l’année."),
        (
            {"day": "2027-03-28", "start": "02:30", "end": "04:00"},
            "Cette heure n’existe pas",
        ),
        (
            {"day": "2027-10-31", "start": "02:30", "end": "04:00"},
            "on recule d’une heure : dites laquelle des deux",
        ),
        (
            {"day": "2027-10-31", "start": "01:00", "end": "02:30"},
            "on recule d’une heure : dites laquelle des deux",
        ),
        ({"whose": "others"}, "Donnez l’adresse de la page de ceux qui organisent."),
        ({"capacity": "5"}, "Cochez d’abord que l’on peut s’inscrire."),
        ({"interpretation": "yes"}, "Dites dans quelles langues."),
        ({"repeat": "weekly"}, "Dites combien de fois, ou jusqu’à quel jour"),
        ({"repeat": "weekly", "count": "61"}, "60"),
        ({"repeat": "weekly", "until": "2099-01-01"}, "60 dates au plus"),
        ({"repeat": "monthly_last", "count": "3"}, "n’est pas la dernière fois"),
        ({"count": "3"}, "Dites comment cela revient."),
        ({"territory": "21012"}, "choix"),
        ({"title": ""}, "Titre"),
        ({"links": "https://example.org"}, "écrivez d’abord un nom"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(signed_in, chantal, said, words):
    response = signed_in(chantal).post(NEW, typed(**said))
    assert response.status_code == 200
    assert words.replace(" :", "\u202f:") in response.content.decode().replace("&#x27;", "'")
    assert not Event.objects.exists()


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_in_autumn_one_says_which_of_the_two_hours(signed_in, chantal, which, hour):
    said = typed(day="2027-10-31", start="02:30", end="04:00", starts_second=which)
    signed_in(chantal).post(NEW, said)
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    # Opened again, the form still knows which one it was.
    client = signed_in(chantal)
    page = client.get(f"/fr/equipe/agenda/{event.pk}/corriger/").content.decode()
    assert f'value="{which}"' in page
    again_typed = {**said, "title": "Autre titre"}
    client.post(f"/fr/equipe/agenda/{event.pk}/corriger/", again_typed)
    assert (again(event).title, again(event).starts_at) == ("Autre titre", event.starts_at)


def test_on_other_days_nobody_is_asked_about_the_clock(signed_in, chantal):
    page = words_of(signed_in(chantal).get(NEW))
    assert "vient deux fois" not in page


def test_past_midnight_the_day_of_the_end_is_given(signed_in, chantal):
    signed_in(chantal).post(NEW, typed(start="20:00", end="01:00", end_day="2096-12-07"))
    event = Event.objects.get()
    assert event.ends_at - event.starts_at == timedelta(hours=5)


def test_a_series_is_written_published_and_corrected_together_or_alone(signed_in, chantal):
    client = signed_in(chantal)
    response = client.post(NEW, typed(repeat="weekly", interval="2", count="4"), follow=True)
    assert "4 dates sont enregistrées." in words_of(response)
    first, second, *_ = made = list(Event.objects.all())
    assert second.starts_at - first.starts_at == timedelta(days=14)
    path = f"/fr/equipe/agenda/{first.pk}/"
    assert "Faire de même avec les 3 dates suivantes" in words_of(client.get(path))
    client.post(f"{path}etat/", {"transition": "publish", "following": "yes"})
    assert {again(one).state for one in made} == {"published"}
    said = typed(seen="1", title="Autre", and_following="on")
    client.post(f"{path}corriger/", said)
    assert {again(one).title for one in made} == {"Autre"}
    assert [again(one).starts_at for one in made] == [one.starts_at for one in made]
    client.post(f"/fr/equipe/agenda/{second.pk}/etat/", {"transition": "cancel"})
    assert [again(one).state for one in made].count("cancelled") == 1


def test_a_correction_that_one_day_of_a_series_refuses_is_written_for_none(signed_in, chantal):
    client = signed_in(chantal)
    client.post(NEW, typed(repeat="weekly", count="2", takes_registrations="on"))
    first, second = Event.objects.all()
    path = f"/fr/equipe/agenda/{first.pk}/"
    client.post(f"{path}etat/", {"transition": "publish", "following": "yes"})
    Event.objects.filter(pk=second.pk).update(taken=5)
    said = typed(
        seen="1", title="Autre", takes_registrations="on", capacity="3", and_following="on"
    )
    assert "Plus de gens sont déjà inscrits." in words_of(client.post(f"{path}corriger/", said))
    assert [again(one).title for one in (first, second)] == ["Assemblée", "Assemblée"]
    client.post(f"{path}etat/", {"transition": "withhold", "following": "yes"})
    assert [again(one).state for one in (first, second)] == ["published", "published"]


def test_what_somebody_registered_for_is_not_offered_to_be_hidden(signed_in, chantal, schaerbeek):
    event = make_event(schaerbeek)
    client, path = signed_in(chantal), f"/fr/equipe/agenda/{event.pk}/"
    assert "Ne plus le montrer" in words_of(client.get(path))
    join(event)
    words = words_of(client.get(path))
    assert "Ne plus le montrer" not in words
    assert "Annuler le rendez-vous" in words


def test_another_one_is_begun_from_this_one(signed_in, chantal, schaerbeek):
    event = make_event(schaerbeek)
    page = signed_in(chantal).get(f"{NEW}?like={event.pk}").content.decode()
    assert "Assemblée du quartier" in page
    assert "Tram 92, arrêt Robiano" in page
    assert "2096-12-06" not in page
    # Longer than Python reads, and than any key.
    assert signed_in(chantal).get(f"{NEW}?like={'9' * 5000}").status_code == 200


def test_what_is_missing_is_said_when_one_publishes(signed_in, chantal, schaerbeek):
    event = make_event(schaerbeek, public=False, phone="")
    path = f"/fr/equipe/agenda/{event.pk}/etat/"
    words = words_of(signed_in(chantal).post(path, {"transition": "publish"}, follow=True))
    assert "Donnez un numéro : tout le monde n’a pas internet." in words.replace("\u202f", " ")
    assert again(event).state == "draft"


def test_who_comes_second_is_told_and_may_send_again(signed_in, chantal, schaerbeek):
    event = make_event(schaerbeek)
    client, path = signed_in(chantal), f"/fr/equipe/agenda/{event.pk}/corriger/"
    client.post(path, typed(seen="1", title="Le premier"))
    response = client.post(path, typed(seen="1", title="Le second"))
    assert "Quelqu’un d’autre a changé ceci" in words_of(response)
    assert again(event).title == "Le premier"
    assert 'name="seen" value="2"' in response.content.decode()


def test_what_came_of_it_is_written_by_who_writes_the_event(signed_in, chantal, schaerbeek):
    ends = timezone.now() - timedelta(hours=1)
    values = event_values(schaerbeek, starts_at=ends - timedelta(hours=2), ends_at=ends)
    event = Event.objects.create(**values, state="published", changed_at=ends)
    client, path = signed_in(chantal), f"/fr/equipe/agenda/{event.pk}/compte-rendu/"
    assert "Écrivez au moins combien" in words_of(client.post(path, {"seen": "0"}))
    said = {"seen": "0", "came": "30", "links": "Le tract https://example.org/t"}
    assert "C’est publié" in words_of(client.post(path, said, follow=True))
    assert Closing.objects.get().links == [
        {"labels": {"fr": "Le tract"}, "url": "https://example.org/t"}
    ]
    assert "Quelqu’un d’autre" in words_of(client.post(path, said))
    assert client.post(path, {**said, "seen": "1", "came": "31"}).status_code == 303
    assert Closing.objects.get().came == 31


def test_before_it_began_nothing_came_of_it(signed_in, chantal, schaerbeek):
    path = f"/fr/equipe/agenda/{make_event(schaerbeek).pk}/compte-rendu/"
    words = words_of(signed_in(chantal).post(path, {"seen": "0", "came": "30"}))
    assert "Le rendez-vous n’a pas encore commencé." in words


@pytest.mark.parametrize("who", ["nadia", "mireille", "olu", "outsider"])
def test_others_find_no_desk(request, signed_in, who, schaerbeek):
    event = make_event(schaerbeek)
    client = signed_in(request.getfixturevalue(who))
    for path in ("", "nouveau/", f"{event.pk}/", f"{event.pk}/corriger/"):
        assert client.get(f"/fr/equipe/agenda/{path}").status_code == 403, path


def test_chantal_reaches_no_event_of_molenbeek(signed_in, chantal, molenbeek):
    event = make_event(molenbeek)
    client = signed_in(chantal)
    for path in ("", "corriger/", "compte-rendu/", "inscrits/"):
        assert client.get(f"/fr/equipe/agenda/{event.pk}/{path}").status_code == 403, path
    path = f"/fr/equipe/agenda/{event.pk}/etat/"
    assert client.post(path, {"transition": "cancel"}).status_code == 403
    assert "Assemblée du quartier" not in words_of(client.get("/fr/equipe/agenda/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_and_for_three(
    signed_in, chantal, schaerbeek, count, django_assert_max_num_queries
):
    client = signed_in(chantal)
    client.get("/fr/equipe/agenda/")
    for _ in range(count):
        make_event(schaerbeek)
    with django_assert_max_num_queries(9) as counted:
        response = client.get("/fr/equipe/agenda/")
    assert words_of(response).count("Assemblée du quartier") == count
    _counts.append(len(counted))
    assert len(set(_counts)) == 1


_counts: list[int] = []
