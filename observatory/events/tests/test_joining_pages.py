"""Registering on the site and by phone, giving the place up, reading who comes."""

import re
from uuid import uuid4

import pytest

from observatory.events.models import Registration
from observatory.events.queries.registrations import code_of
from observatory.events.views.joining import JOINED_BY_ONE, TRIES_OF_ONE
from observatory.journal.models import Entry
from observatory.limits.models import Tally
from observatory.problems.tests.reading import words_of
from observatory.vault.queries import has_contact

from .making import again, join, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
CODE = re.compile(r"\d{4} \d{4} \d{4}")
GIVE_UP = "/fr/agenda/ne-plus-venir/"


def send(client, event, path=None, **said):
    values = {"uuid": str(uuid4()), "name": "Fatima", "people": "1", **said}
    return client.post(path or f"/fr/agenda/{event.pk}/venir/", values)


def by_phone(event):
    return f"/fr/equipe/agenda/{event.pk}/inscrire/"


def test_fatima_registers_with_a_first_name_and_reads_her_code_once(client, schaerbeek):
    event = make_event(schaerbeek)
    response = send(client, event, people="2")
    words = words_of(response)
    assert "Pour 2 personnes." in words
    (code,) = CODE.findall(words)
    made = Registration.objects.get()
    assert code.replace(" ", "") == code_of(made)
    assert (made.intake, again(event).taken) == ("web", 2)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Location" not in response.headers


def test_the_form_asks_for_little_and_says_when_it_is_erased(client, schaerbeek):
    event = make_event(schaerbeek)
    words = words_of(client.get(f"/fr/agenda/{event.pk}/venir/"))
    assert "Tout est effacé le 5 janvier 2097." in words
    assert words.count("(facultatif)") >= 3
    assert "02 000 00 01" in words


def test_sent_again_it_shows_the_same_code(client, schaerbeek):
    event, uuid = make_event(schaerbeek), str(uuid4())
    first, second = (send(client, event, uuid=uuid) for _ in range(2))
    assert CODE.findall(words_of(first)) == CODE.findall(words_of(second))
    assert again(event).taken == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "Votre prénom, ou votre nom"),
        ({"people": "0"}, "Écrivez un nombre de 1 à 10."),
        ({"people": "11"}, "10 au plus. Pour un groupe, téléphonez."),
        ({"people": "deux"}, "nombre"),
        ({"email": "pas une adresse"}, "e-mail"),
        ({"wheelchair": "on"}, "Pour nous dire un besoin, il faut cocher votre accord."),
        ({"interpretation": "arabe"}, "Pour nous dire un besoin, il faut cocher votre accord."),
        ({"uuid": "rien"}, ""),
        ({"name": "x" * 61}, "60"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, schaerbeek, said, words):
    event = make_event(schaerbeek)
    response = send(client, event, **said)
    assert words in words_of(response)
    assert not Registration.objects.exists()
    assert again(event).taken == 0


def test_a_need_with_an_agreement_is_taken(client, schaerbeek):
    event = make_event(schaerbeek)
    send(client, event, wheelchair="on", agrees="on")
    assert has_contact(Registration.objects.get().subject)


def test_who_comes_last_is_told_that_there_is_a_waiting_list(client, schaerbeek):
    event = make_event(schaerbeek, capacity=1)
    join(event)
    assert "Complet" in words_of(client.get(f"/fr/agenda/{event.pk}/venir/"))
    words = words_of(send(client, event))
    assert "Vous êtes sur la liste d’attente." in words
    assert again(event).taken == 1


def test_where_it_is_closed_the_form_is_not_shown(client, schaerbeek):
    event = make_event(schaerbeek, takes_registrations=False)
    words = words_of(client.get(f"/fr/agenda/{event.pk}/venir/"))
    assert "On ne peut pas s’inscrire" in words
    assert "Votre prénom" not in words
    assert "On ne peut pas s’inscrire" in words_of(send(client, event))
    assert not Registration.objects.exists()


def test_a_flood_from_one_place_stops(client, schaerbeek):
    event = make_event(schaerbeek)
    for _ in range(JOINED_BY_ONE):
        send(client, event)
    assert "Trop d’inscriptions viennent d’ici" in words_of(send(client, event))
    assert again(event).taken == JOINED_BY_ONE


def test_nadia_registers_who_calls_and_reads_the_code_out(signed_in, nadia, schaerbeek):
    event = make_event(schaerbeek, capacity=5)
    client = signed_in(nadia)
    words = words_of(client.get("/fr/equipe/agenda/inscrire/"))
    assert "Assemblée du quartier" in words
    assert "Il reste 5 places." in words
    response = send(client, event, by_phone(event), people="2", phone="02 111 11 11")
    words = words_of(response)
    assert "Lisez le code à la personne" in words
    assert CODE.search(words)
    made = Registration.objects.get()
    assert made.intake == "phone"
    assert Entry.objects.get(action="events.register").actor_id == nadia.pk


def test_the_line_has_a_limit_of_its_own_that_names_nobody(signed_in, nadia, schaerbeek):
    event = make_event(schaerbeek)
    client = signed_in(nadia)
    for _ in range(JOINED_BY_ONE + 1):
        send(client, event, by_phone(event))
    assert again(event).taken == JOINED_BY_ONE + 1
    (tally,) = Tally.objects.filter(scope="event-worker")
    assert len(tally.who) == 64


@pytest.mark.parametrize("who", ["mireille", "olu", "outsider"])
def test_others_register_nobody_for_someone(request, signed_in, who, schaerbeek):
    event = make_event(schaerbeek)
    client = signed_in(request.getfixturevalue(who))
    assert send(client, event, by_phone(event)).status_code == 403
    assert client.get("/fr/equipe/agenda/inscrire/").status_code == 403
    assert not Registration.objects.exists()


def test_with_the_code_the_place_is_given_back_in_two_steps(client, schaerbeek):
    event = make_event(schaerbeek)
    made = join(event, people=2)
    code = code_of(made)
    words = words_of(client.post(GIVE_UP, {"code": f"{code[:4]} {code[4:8]}-{code[8:]}"}))
    assert "Est-ce bien ce rendez-vous" in words
    assert "Fatima" not in words
    assert again(event).taken == 2
    words = words_of(client.post(GIVE_UP, {"code": code, "sure": "yes"}))
    assert "la place est libre" in words
    assert (again(event).taken, has_contact(made.subject)) == (0, False)
    assert "la place est libre" in words_of(client.post(GIVE_UP, {"code": code, "sure": "yes"}))
    assert again(event).taken == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1234", "Un code a 12 chiffres."),
        ("abcd efgh ijkl", "Un code n’a que des chiffres."),
        ("1111 1111 1111", "Un chiffre n’est pas le bon"),
        ("", "Votre code"),
    ],
)
def test_a_code_that_cannot_be_is_explained(client, code, words):
    assert words in words_of(client.post(GIVE_UP, {"code": code}))


def test_codes_cannot_be_guessed_one_after_another(client, schaerbeek):
    code = code_of(join(make_event(schaerbeek)))
    Registration.objects.all().delete()
    for _ in range(TRIES_OF_ONE):
        assert "Nous ne trouvons pas ce code." in words_of(client.post(GIVE_UP, {"code": code}))
    assert "Trop d’essais." in words_of(client.post(GIVE_UP, {"code": code}))


def test_chantal_sees_numbers_first_and_names_once_she_opens_them(signed_in, chantal, schaerbeek):
    event = make_event(schaerbeek, capacity=3)
    join(event, people=2, phone="0470 12 34 56", wheelchair="yes", agreed="1 fr web")
    join(event, people=2, name="Ahmed")
    client, path = signed_in(chantal), f"/fr/equipe/agenda/{event.pk}/inscrits/"
    words = words_of(client.get(path))
    assert "Fatima" not in words
    assert "0470" not in words
    assert "Inscription 1 · 2 personnes" in words
    assert "Attend une place" in words
    assert not Entry.objects.filter(action="contact.read").exists()
    response = client.post(path)
    words = words_of(response)
    for said in ("Fatima", "0470 12 34 56", "fauteuil roulant", "Ahmed", "Attendent une place"):
        assert said in words
    assert response.headers["Cache-Control"] == "no-store"
    assert Entry.objects.filter(action="contact.read", actor_id=chantal.pk).count() == 2
    # On the sheet for the door there is no way to reach anyone.
    assert '<td class="no-print">0470 12 34 56' in response.content.decode()


def test_an_editor_without_second_factor_opens_no_name(client, edith, schaerbeek):
    event = make_event(schaerbeek)
    join(event)
    client.force_login(edith)
    path = f"/fr/equipe/agenda/{event.pk}/inscrits/"
    assert client.get(path).status_code == 200
    response = client.post(path)
    assert response.status_code == 302
    assert "Fatima" not in response.content.decode()
    assert not Entry.objects.filter(action="contact.read").exists()


@pytest.mark.parametrize("who", ["nadia", "mireille", "amine", "olu", "outsider"])
def test_others_see_no_list(request, signed_in, who, schaerbeek):
    event = make_event(schaerbeek)
    made = join(event)
    client = signed_in(request.getfixturevalue(who))
    assert client.get(f"/fr/equipe/agenda/{event.pk}/inscrits/").status_code == 403
    assert client.post(f"/fr/equipe/agenda/{event.pk}/inscrits/").status_code == 403
    path = f"/fr/equipe/agenda/inscriptions/{made.pk}/"
    assert client.post(path, {"transition": "give_up"}).status_code == 403
    assert again(event).taken == 1


def test_amine_opens_the_list_of_what_his_association_organises(
    signed_in, amine, maison, molenbeek, schaerbeek
):
    event = make_event(schaerbeek, association_id=maison.pk)
    join(event)
    client = signed_in(amine)
    assert "Assemblée du quartier" in words_of(client.get("/fr/equipe/agenda/"))
    assert "Fatima" in words_of(client.post(f"/fr/equipe/agenda/{event.pk}/inscrits/"))
    assert client.get(f"/fr/equipe/agenda/{event.pk}/corriger/").status_code == 403


def test_chantal_gives_a_place_to_who_waits_and_takes_who_calls_off_the_list(
    signed_in, chantal, schaerbeek
):
    event = make_event(schaerbeek, capacity=1)
    first, second = join(event), join(event)
    client = signed_in(chantal)

    def move(one, transition):
        path = f"/fr/equipe/agenda/inscriptions/{one.pk}/"
        return words_of(client.post(path, {"transition": transition}, follow=True))

    assert "pas encore assez de places libres" in move(second, "give_place")
    assert "C’est fait." in move(first, "give_up")
    assert "C’est fait." in move(second, "give_place")
    assert (again(event).taken, again(event).waiting) == (1, 0)
    path = f"/fr/equipe/agenda/inscriptions/{second.pk}/"
    assert client.post(path, {"transition": "sell"}).status_code == 404
