"""What everyone sees: the agenda, one event, what came of it, and the links both ways."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from observatory.campaigns.tests.making import make_campaign
from observatory.events.actions import close_event, move_event, write_series
from observatory.events.models import Event
from observatory.events.recurrence import Rule
from observatory.people.queries import system_actor
from observatory.problems.tests.reading import words_of

from .making import NOW, again, event_values, join, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def page_of(event):
    return f"/fr/agenda/{event.pk}/"


def past_event(territory, *, days=1, **said):
    """Make an event that is over, as it stands once its day has gone."""
    ends = timezone.now() - timedelta(days=days)
    values = event_values(territory, starts_at=ends - timedelta(hours=2), ends_at=ends, **said)
    return Event.objects.create(**values, state="published", changed_at=NOW)


def test_without_any_event_the_agenda_says_so(client):
    words = words_of(client.get("/fr/agenda/"))
    assert "Aucun rendez-vous n’est annoncé ici" in words
    assert "Voir ce qui a eu lieu" in words


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", ["/fr/agenda/", "/fr/agenda/passe/"])
def test_a_list_asks_the_database_the_same_for_one_and_for_three(
    client, schaerbeek, count, path, django_assert_num_queries
):
    for _ in range(count):
        (past_event if "passe" in path else make_event)(schaerbeek)
    with django_assert_num_queries(2):
        response = client.get(path)
    assert words_of(response).count("Assemblée du quartier") == count


def test_what_comes_first_stands_first_and_what_was_stands_apart(client, schaerbeek):
    day = datetime(2096, 5, 1, 18, tzinfo=UTC)
    for number, name in ((9, "La dernière"), (1, "La première")):
        begins = day + timedelta(days=number)
        make_event(
            schaerbeek,
            titles={"fr": name},
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
        )
    past_event(schaerbeek, titles={"fr": "Hier"})
    past_event(schaerbeek, days=9, titles={"fr": "Avant"})
    words = words_of(client.get("/fr/agenda/"))
    assert words.index("La première") < words.index("La dernière")
    assert "Hier" not in words
    words = words_of(client.get("/fr/agenda/passe/"))
    assert words.index("Hier") < words.index("Avant")
    assert "La première" not in words


def test_what_began_this_morning_is_still_to_come(client, schaerbeek):
    begins = timezone.localtime().replace(hour=0, minute=1)
    values = event_values(schaerbeek, starts_at=begins, ends_at=begins + timedelta(minutes=1))
    Event.objects.create(**values, state="published", changed_at=NOW)
    assert "Assemblée du quartier" in words_of(client.get("/fr/agenda/"))


def test_too_many_stand_on_several_pages(client, schaerbeek):
    for number in range(23):
        make_event(schaerbeek, titles={"fr": f"Rendez-vous numéro {number}."})
    first, second = (words_of(client.get(f"/fr/agenda/?page={page}")) for page in (1, 2))
    assert [first.count("numéro"), second.count("numéro")] == [20, 3]
    assert "Page suivante" in first
    assert "Page d’avant" in second


@pytest.mark.parametrize(
    "path",
    [
        *("?page=0", "?page=9", "?page=x", "?page=-1", "?page=99999", "?municipality=99999"),
        *("passe/?page=2", "999/", "99999999999999999999/", "999/venir/", "999/affiche.pdf"),
        "programme/99999.pdf",
    ],
)
def test_an_address_that_leads_nowhere_is_not_found(client, path):
    assert client.get(f"/fr/agenda/{path}").status_code == 404


def test_the_agenda_of_schaerbeek_holds_its_own_and_those_of_the_region(
    client, schaerbeek, molenbeek
):
    make_event(schaerbeek, titles={"fr": "À Schaerbeek"})
    make_event(molenbeek, titles={"fr": "À Molenbeek"})
    make_event(schaerbeek.parent, titles={"fr": "Dans la Région"})
    words = words_of(client.get("/fr/agenda/?municipality=21015"))
    assert "À Schaerbeek" in words
    assert "Dans la Région" in words
    assert "À Molenbeek" not in words
    # The number of the page keeps the place.
    assert "municipality=21015" in client.get("/fr/agenda/?municipality=21015").content.decode()


def test_fatima_reads_when_where_how_she_comes_and_whom_she_calls(client, schaerbeek):
    response = client.get(page_of(make_event(schaerbeek)))
    words = words_of(response)
    for said in (
        "jeudi 6 décembre 2096, de 19:00 à 21:00",
        "Salle Rosa, rue de la Borne 14, Schaerbeek",
        "Tram 92, arrêt Robiano. Sonnez à la porte verte.",
        "02 000 00 01",
        "la Maison de quartier, le matin",
        "Accessible en fauteuil roulant. Rampe par la cour.",
        "On y parle : français, arabe.",
        "Avec des interprètes : néerlandais.",
        "Pas de garde d’enfants.",
        "S’inscrire, sans compte",
    ):
        assert said.replace(" :", "\u202f:") in words.replace(" :", "\u202f:"), said
    assert 'href="tel:020000001"' in response.content.decode()
    assert "Set-Cookie" not in response.headers


def test_what_is_not_known_is_said_to_be_unknown(client, schaerbeek):
    said = {"wheelchair": "unknown", "interpretation": "unknown", "childcare": "unknown"}
    words = words_of(client.get(page_of(make_event(schaerbeek, interpreted=[], **said))))
    assert words.count("nous ne savons pas encore") == 3


def test_a_day_of_a_series_leads_to_the_others(client, schaerbeek):
    demo = system_actor("demo")
    made = write_series(
        values=event_values(schaerbeek), rule=Rule("weekly", count=4), by=demo, at=NOW
    )
    for one in made[:3]:
        move_event(event=one, transition="publish", by=demo, at=NOW)
    move_event(event=again(made[2]), transition="cancel", by=demo, at=NOW)
    words = words_of(client.get(page_of(made[0])))
    assert "Les autres dates" in words
    assert "jeudi 13 décembre 2096, de 19:00 à 21:00" in words
    assert "jeudi 20 décembre 2096, de 19:00 à 21:00 Annulé" in words
    assert "27 décembre" not in words
    assert "Les autres dates" not in words_of(client.get(page_of(make_event(schaerbeek))))


def test_a_draft_is_seen_by_nobody(client, schaerbeek):
    draft = make_event(schaerbeek, public=False)
    assert client.get(page_of(draft)).status_code == 404
    assert "Assemblée" not in words_of(client.get("/fr/agenda/"))
    assert client.get(f"{page_of(draft)}affiche.pdf").status_code == 404
    assert client.get(f"{page_of(draft)}venir/").status_code == 404


def test_what_is_called_off_says_so_everywhere_and_takes_nobody(client, schaerbeek):
    event = make_event(schaerbeek)
    move_event(event=event, transition="cancel", by=system_actor("demo"), at=NOW)
    words = words_of(client.get(page_of(event)))
    assert "Ce rendez-vous n’a pas lieu." in words
    assert "S’inscrire" not in words
    assert "Annulé" in words_of(client.get("/fr/agenda/"))
    assert "On ne peut pas s’inscrire" in words_of(client.get(f"{page_of(event)}venir/"))


def test_when_the_last_place_goes_the_pages_say_that_it_is_full(client, schaerbeek):
    event = make_event(schaerbeek, capacity=2)
    assert "Complet" not in words_of(client.get(page_of(event)))
    etag = client.get(page_of(event)).headers["ETag"]
    join(event, people=2)
    response = client.get(page_of(event), headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert "S’inscrire sur la liste d’attente" in words_of(response)
    assert "Complet" in words_of(client.get("/fr/agenda/"))


def test_an_event_of_others_leads_to_them(client, schaerbeek):
    link = [{"labels": {"fr": "La page du comité"}, "url": "https://example.org/b"}]
    event = make_event(schaerbeek, is_ours=False, takes_registrations=False, links=link)
    response = client.get(page_of(event))
    assert "vérifiez chez eux avant de venir" in words_of(response)
    assert 'href="https://example.org/b"' in response.content.decode()


def test_what_came_of_it_is_read_on_its_page(client, schaerbeek, edith):
    event = past_event(schaerbeek)
    report = {
        "came": 42,
        "decided": {"fr": "On écrit au collège."},
        "follows": {"fr": "Rendez-vous en mars."},
        "links": [{"labels": {"fr": "Le tract"}, "url": "https://example.org/t"}],
    }
    close_event(event=event, revision=0, values=report, by=edith, at=timezone.now())
    words = words_of(client.get(page_of(event)))
    for said in ("42 personnes sont venues.", "On écrit au collège.", "Rendez-vous en mars."):
        assert said in words
    assert "Le tract" in words
    assert "A eu lieu" in words_of(client.get("/fr/agenda/passe/"))


def test_the_pages_of_the_municipality_and_the_campaign_show_what_is_to_come(
    client, schaerbeek, molenbeek
):
    campaign = make_campaign(schaerbeek)
    make_event(schaerbeek, titles={"fr": "À Schaerbeek"}, campaign_id=campaign.pk)
    make_event(molenbeek, titles={"fr": "À Molenbeek"})
    past_event(schaerbeek, titles={"fr": "Hier"}, campaign_id=campaign.pk)
    for path in (f"/fr/communes/{schaerbeek.nis}/", f"/fr/luttes/{campaign.pk}/"):
        response = client.get(path)
        assert response.status_code == 200, path
        words = words_of(response)
        assert "Prochains rendez-vous" in words, path
        assert "À Schaerbeek" in words, path
        assert "À Molenbeek" not in words
        assert "Hier" not in words
    event = again(Event.objects.get(titles={"fr": "À Schaerbeek"}))
    assert f"/fr/luttes/{campaign.pk}/" in client.get(page_of(event)).content.decode()


def test_the_agenda_is_linked_from_every_page_and_from_the_struggles(client):
    assert client.get("/fr/").content.decode().count('href="/fr/agenda/"') == 1
    assert 'href="/fr/agenda/"' in client.get("/fr/plan-du-site/").content.decode()
    assert "où venir" in words_of(client.get("/fr/luttes/"))
