"""The right of reply as who coordinates sees it: the letter, the link, an answer on paper."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.observations.actions import move_round
from observatory.observations.models import Hearing, Reply
from observatory.people.tests.journey import sign_in
from observatory.ui.dates import date_format

from .making import COLLEGE, TOWN_HALL, make_hearing, make_location, make_round
from .replying import ANSWER, again, plain, publish

LETTER = {
    "body_name": COLLEGE,
    "way": "letter",
    "address": TOWN_HALL,
    "email": "",
    "language": "fr",
}


def test_a_coordinator_sends_the_round_and_prints_the_letter(client, chantal, ended, settings):
    settings.POSTAL_ADDRESS = "Rue de la Borne 14, 1080 Bruxelles"
    settings.PUBLIC_URL = "https://observatoire.example"
    sign_in(client, chantal)
    page = plain(client.get(reverse("round", args=[ended.pk])))
    assert "La parole à l’autorité" in page
    address = reverse("round_authority", args=[ended.pk])
    assert address in page
    assert "15 jours ouvrables" in plain(client.get(address))
    values = {**LETTER, "sent_on": timezone.localdate().isoformat()}
    answer = client.post(address, values)
    page = plain(answer)
    hearing = Hearing.objects.get(round=ended)
    for words in (
        COLLEGE,
        "Place Colignon 1",
        "Rue de la Borne 14",
        "Madame, Monsieur",
        "vaut autant",
        "vous n’avez pas répondu",
        "data:image/svg+xml",
        "<strong>observatoire.example/fr/repondre/</strong>, puis le code",
    ):
        assert words in page, words
    token = re.search(r"/fr/repondre/([a-z0-9-]{24})/", page)[1]
    assert f"https://observatoire.example/fr/repondre/{token}/" in page
    assert client.get(reverse("authority", args=[token])).status_code == 200
    # The page that has the keys is not shown again.
    repeated = client.post(address, values, follow=True)
    assert token not in repeated.text
    assert hearing.body_name in repeated.text
    assert Hearing.objects.count() == 1
    page = plain(client.get(reverse("round", args=[ended.pk])))
    assert "encore 15 jours ouvrables" in page
    assert token not in page


def test_without_a_postal_address_the_letter_says_whom_to_give_the_answer_to(
    client, chantal, ended, settings
):
    settings.POSTAL_ADDRESS = ""
    sign_in(client, chantal)
    values = {**LETTER, "sent_on": timezone.localdate().isoformat()}
    page = plain(client.post(reverse("round_authority", args=[ended.pk]), values))
    assert "n’est pas encore connue" in page


def test_the_letter_is_written_in_the_language_of_the_authority(client, chantal, ended):
    sign_in(client, chantal)
    values = {**LETTER, "language": "nl", "sent_on": timezone.localdate().isoformat()}
    page = client.post(reverse("round_authority", args=[ended.pk]), values).text
    assert '<article class="letter sheet" lang="nl"' in page
    assert "/nl/" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"body_name": ""}, "Écrivez le nom de l’autorité"),
        ({"address": ""}, "il faut l’adresse postale"),
        ({"way": "email"}, "il faut l’adresse e-mail"),
        ({"way": "pigeon"}, "pigeon"),
        ({"email": "college"}, "n’est pas complète"),
        ({"sent_on": ""}, "Donnez le jour"),
        ({"sent_on": "2020-01-01"}, "aujourd’hui, ou dans les sept jours"),
        ({"language": "de"}, "de"),
    ],
)
def test_what_is_wrong_in_the_form_is_told_and_nothing_is_sent(
    client, chantal, ended, wrong, words
):
    sign_in(client, chantal)
    values = {**LETTER, "sent_on": timezone.localdate().isoformat(), **wrong}
    answer = client.post(reverse("round_authority", args=[ended.pk]), values)
    assert answer.status_code == 422
    assert words in plain(answer)
    assert not Hearing.objects.exists()
    assert again(ended).state == "closed"


@pytest.fixture
def elsewhere(grid, olu, molenbeek):
    """A round that Chantal does not coordinate."""
    return make_round(olu, molenbeek, [make_location(molenbeek)])


TEAM_PAGES = ["round_authority", "round_authority_link", "round_authority_reply"]


def test_nobody_sends_a_round_of_others(client, chantal, elsewhere, outsider):
    sign_in(client, chantal)
    for name in TEAM_PAGES:
        for ask in (client.get, client.post):
            assert ask(reverse(name, args=[elsewhere.pk])).status_code == 404
    client.post(reverse("account_logout"))
    for name in TEAM_PAGES:
        assert client.get(reverse(name, args=[elsewhere.pk])).status_code == 303
    sign_in(client, outsider)
    for name in TEAM_PAGES:
        assert client.get(reverse(name, args=[elsewhere.pk])).status_code == 403


def test_before_and_after_its_time_a_page_leads_back_to_the_round(
    client, chantal, opened, ended, sent
):
    sign_in(client, chantal)
    for asked, names in ((opened, TEAM_PAGES), (ended, TEAM_PAGES[:1])):
        for name in names:
            answer = client.get(reverse(name, args=[asked.pk]))
            assert answer.headers["Location"] == reverse("round", args=[asked.pk])


def test_a_letter_that_came_is_typed_and_shown_whole(client, chantal, ended, sent, link):
    sign_in(client, chantal)
    address = reverse("round_authority_reply", args=[ended.pk])
    today = timezone.localdate().isoformat()
    values = {**ANSWER, "way": "letter", "came_on": today}
    assert "telle qu’elle est écrite" in plain(client.get(address))
    wrong = client.post(address, {**values, "came_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "avant l’envoi" in wrong.text
    assert "Nous ouvrons un second guichet." in wrong.text
    answer = client.post(address, values, follow=True)
    assert "La réponse est notée." in answer.text
    assert "par la poste" in answer.text
    stale = client.post(address, {**values, "text": "Autre chose"})
    assert "Une autre réponse est arrivée" in stale.text
    assert 'name="seen" value="1"' in stale.text
    assert client.post(address, {**values, "text": "Autre chose", "seen": "1"}).status_code == 302
    publish(ended, chantal)
    assert client.post(address, {**values, "seen": "2"}).status_code == 302
    assert Reply.objects.count() == 2
    assert "Autre chose" in client.get(link).text


def test_a_lost_letter_is_made_again_and_sent_twice_it_is_made_once(
    client, chantal, ended, sent, link
):
    sign_in(client, chantal)
    address = reverse("round_authority_link", args=[ended.pk])
    assert COLLEGE in client.get(address).text
    values = {**LETTER, "email": "college@example.org", "restarts": "on", "seen": "0"}
    page = client.post(address, values).text
    token = re.search(r"/repondre/([a-z0-9-]{24})/", page)[1]
    assert "Le lien part aussi par e-mail à college@example.org" in page
    assert "vous avez 15 jours ouvrables" in page.replace("\u202f", " ")
    assert client.get(link).status_code == 404
    client.post(address, values)
    assert client.get(reverse("authority", args=[token])).status_code == 200
    wrong = client.post(address, {**values, "address": "", "seen": "1"})
    assert wrong.status_code == 422


def test_a_hearing_without_mail_or_letter_is_shown_too(client, chantal, ended):
    make_hearing(ended, timezone.localdate())
    move_round(asked=ended, transition="send_to_authority", by=chantal, at=timezone.now())
    sign_in(client, chantal)
    assert "en main propre" in client.get(reverse("round", args=[ended.pk])).text


def test_a_letter_made_again_in_the_middle_of_the_term_promises_no_more_than_is_left(
    client, chantal, ended, sent
):
    today = timezone.localdate()
    Hearing.objects.update(sent_on=today - timedelta(days=10), due_on=today + timedelta(days=5))
    sign_in(client, chantal)
    page = plain(
        client.post(
            reverse("round_authority_link", args=[ended.pk]),
            {**LETTER, "email": "college@example.org", "seen": "0"},
        )
    )
    letter = page[page.index('<article class="letter') :]
    assert "15 jours ouvrables" not in letter
    assert "vous pouvez répondre <strong>jusqu’au" in letter
    assert date_format(today, "j F Y") in letter


def test_after_the_term_the_form_says_that_it_begins_again(client, chantal, ended, sent):
    today = timezone.localdate()
    Hearing.objects.update(sent_on=today - timedelta(days=40), due_on=today - timedelta(days=1))
    sign_in(client, chantal)
    answer = client.post(reverse("round_authority_link", args=[ended.pk]), {**LETTER, "seen": "0"})
    assert answer.status_code == 422
    assert "il recommence" in answer.text
