"""Editors write promises, add what happened, correct in public; nobody else does."""

from datetime import date

import pytest

from observatory.problems.tests.reading import words_of
from observatory.promises.models import Correction, Promise, Update
from observatory.promises.queries.listing import ON_A_PAGE

from .conftest import make_promise

pytestmark = pytest.mark.django_db

DESK, WRITE = "/fr/equipe/promesses/", "/fr/equipe/promesses/noter/"
EDIT = "/fr/equipe/promesse/essai-0/"


@pytest.fixture
def as_edith(client, edith):
    client.force_login(edith)
    return client


def said(**other):
    return {
        "quote": "Le guichet de la rue Haute restera ouvert.",
        "quote_language": "fr",
        "author": "Anne Exemple",
        "role": "échevine",
        "level": "commune",
        "territory": "21015",
        "said": "02/2026",
        "said_at_place": "Conseil communal",
        "is_oral": "on",
        "recording_url": "https://example.org/conseil.ogg",
        "source_url": "https://example.org/pv",
        "condition": "Le guichet est ouvert à chaque relevé.",
        "due": "2026",
        **other,
    }


def happened(promise, **other):
    return {
        "revision": promise.revision,
        "transition": "",
        "happened": "10/2026",
        "text": "Le guichet est fermé.",
        "source_url": "https://example.org/journal",
        **other,
    }


def test_edith_writes_a_promise_and_everyone_reads_it(as_edith):
    response = as_edith.post(WRITE, said(), follow=True)
    assert "C’est noté" in words_of(response)
    made = Promise.objects.get(author="Anne Exemple")
    assert (made.code, made.said, made.said_on) == (
        "anne-exemple-2026",
        "2026-02",
        date(2026, 2, 1),
    )
    assert (made.due_on, made.is_oral, made.is_person) == (date(2026, 12, 31), True, True)
    words = words_of(as_edith.get("/fr/promesses/anne-exemple-2026/"))
    assert "Le guichet de la rue Haute restera ouvert." in words
    assert "dit de vive voix" in words


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"source_url": ""}, "Adresse de la source"),
        ({"source_url": "ftp://example.org/pv"}, "Adresse de la source"),
        ({"quote": " "}, "Les mots exacts"),
        ({"condition": ""}, "Ce qui montrera"),
        ({"due": "2025"}, "L’échéance est avant la promesse."),
        ({"said": "2099"}, "Cette date est dans le futur."),
        ({"said": "au printemps"}, "Cette date n’a pas été comprise."),
        ({"is_oral": ""}, "Un enregistrement est celui de mots dits de vive voix"),
        ({"author": "Anne Exemple et Jean Modèle"}, "Une promesse a un seul auteur."),
        ({"territory": "99999"}, "Quel lieu"),
    ],
)
def test_a_promise_that_cannot_be_checked_is_refused_and_what_was_typed_stays(
    as_edith, wrong, words
):
    before = Promise.objects.count()
    response = as_edith.post(WRITE, said(**wrong))
    assert words in words_of(response)
    assert "corriger" in words_of(response)
    assert "Conseil communal" in response.content.decode()
    assert Promise.objects.count() == before


def test_an_organization_may_have_two_names_in_one(as_edith):
    as_edith.post(WRITE, said(author="Lire et Écrire", is_organization="on"))
    assert not Promise.objects.get(author="Lire et Écrire").is_person


def test_the_same_words_of_the_same_author_are_noted_once(as_edith):
    as_edith.post(WRITE, said())
    assert "Cette promesse est déjà notée." in words_of(as_edith.post(WRITE, said()))
    as_edith.post(WRITE, said(quote="Et celui de la rue Basse aussi."))
    assert Promise.objects.filter(code="anne-exemple-2026-2").exists()


def test_edith_adds_what_happened_and_the_state_follows(as_edith, promise):
    response = as_edith.post(EDIT, happened(promise, transition="find_not_kept"), follow=True)
    assert "Pas tenue à la date de vérification" in words_of(response)
    assert "Le guichet est fermé." in words_of(as_edith.get("/fr/promesses/essai-0/"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"source_url": ""},
        {"text": ""},
        {"happened": "2099"},
        {"happened": "hier"},
        {"transition": "reopen"},
        {"revision": "9" * 30},
    ],
)
def test_an_update_that_cannot_be_is_refused(as_edith, promise, wrong):
    response = as_edith.post(EDIT, happened(promise, **wrong))
    assert response.context["form"].errors
    assert not promise.updates.exists()


def test_who_comes_second_is_told_and_keeps_what_was_typed(as_edith, promise):
    as_edith.post(EDIT, happened(promise))
    response = as_edith.post(EDIT, happened(promise, text="Mon texte"))
    assert "Quelqu’un d’autre a écrit sur cette promesse" in words_of(response)
    html = response.content.decode()
    assert "Mon texte" in html
    assert 'name="revision" value="1"' in html
    assert Update.objects.filter(promise=promise).count() == 1


def test_a_disputed_promise_moves_with_the_second_editor(client, edith, aicha, promise):
    client.force_login(edith)
    client.post(f"{EDIT}discutee/", {"contested": "yes", "revision": "0"})
    promise.refresh_from_db()
    assert promise.is_contested
    response = client.post(EDIT, happened(promise, transition="find_kept"), follow=True)
    assert "Une deuxième personne doit encore être d’accord." in words_of(response)
    assert "Je suis d’accord avec ce constat" not in words_of(response)
    assert "Attend une deuxième personne" in words_of(client.get(DESK))
    settle = f"{EDIT}constats/{promise.updates.get().pk}/"
    assert client.post(settle, {"do": "confirm"}).status_code == 403
    assert "Rien n’a été changé" in words_of(
        client.post(f"{EDIT}discutee/", {"contested": "no", "revision": "2"}, follow=True)
    )
    client.force_login(aicha)
    assert "Je suis d’accord avec ce constat" in words_of(client.get(EDIT))
    client.post(settle, {"do": "confirm"})
    promise.refresh_from_db()
    assert promise.state == "kept"
    assert "entre-temps" in words_of(client.post(settle, {"do": "withdraw"}, follow=True))
    client.post(f"{EDIT}discutee/", {"contested": "no", "revision": str(promise.revision)})
    promise.refresh_from_db()
    assert not promise.is_contested


def test_a_finding_is_taken_back_and_news_cannot_be_settled(as_edith):
    promise = make_promise(is_contested=True)
    as_edith.post(EDIT, happened(promise, transition="find_kept"))
    settle = f"{EDIT}constats/{promise.updates.get().pk}/"
    assert as_edith.post(settle, {"do": "x"}).status_code == 404
    as_edith.post(settle, {"do": "withdraw"})
    assert not Update.objects.waiting().filter(promise=promise).exists()
    as_edith.post(EDIT, happened(promise, revision=1))
    news = promise.updates.order_by("-pk").first()
    response = as_edith.post(f"{EDIT}constats/{news.pk}/", {"do": "withdraw"}, follow=True)
    assert "entre-temps" in words_of(response)


@pytest.mark.parametrize("wrong", [{}, {"contested": "yes", "revision": "x"}, {"contested": "2"}])
def test_a_dispute_about_nothing_is_not_found(as_edith, promise, wrong):
    assert as_edith.post(f"{EDIT}discutee/", wrong).status_code == 404


def test_a_correction_is_public(as_edith, promise):
    corrected = {"revision": 0, "part": "author", "after": "Anne Exemple", "reason": "Son nom."}
    as_edith.post(f"{EDIT}corriger/", corrected)
    words = words_of(as_edith.get("/fr/promesses/essai-0/"))
    assert "Avant : Une échevine" in words
    again = as_edith.post(f"{EDIT}corriger/", {**corrected, "after": "Autre"})
    assert "entre-temps" in words_of(again)
    assert Correction.objects.filter(promise=promise).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"after": ""}, {"after": "Une échevine"}, {"after": "x" * 121}, {"reason": ""}, {"part": "x"}],
)
def test_a_correction_that_says_nothing_is_refused_beside_the_field(as_edith, promise, wrong):
    corrected = {"revision": 0, "part": "author", "after": "Anne", "reason": "Son nom.", **wrong}
    response = as_edith.post(f"{EDIT}corriger/", corrected)
    assert response.context["form"].errors
    assert not Correction.objects.filter(promise=promise).exists()


def test_an_editor_of_schaerbeek_sees_and_writes_of_schaerbeek_only(client, edouard, promise):
    client.force_login(edouard)
    response = client.get(DESK)
    assert [row["author"] for row in response.context["promises"]] == ["Une échevine"]
    assert client.get(EDIT).status_code == 200
    for address in ("", "corriger/"):
        assert client.get(f"/fr/equipe/promesse/sncb-2017/{address}").status_code == 403
    refused = client.post(WRITE, said(territory="01000"))
    assert refused.context["form"].errors["territory"]


def test_others_see_nothing_of_the_desk(client, promise, outsider):
    for address in (DESK, WRITE, EDIT, f"{EDIT}corriger/"):
        client.logout()
        assert client.get(address).status_code == 303
        client.force_login(outsider)
        assert client.get(address).status_code == 403


def test_without_promises_the_desk_says_so(as_edith, no_promises):
    assert "Aucune promesse n’est notée dans vos lieux" in words_of(as_edith.get(DESK))
    assert as_edith.get(f"{DESK}?before=x").status_code == 404


def test_many_promises_come_a_page_at_a_time(as_edith, no_promises):
    for number in range(ON_A_PAGE + 1):
        make_promise(number)
    first = as_edith.get(DESK)
    assert len(first.context["promises"]) == ON_A_PAGE
    assert len(as_edith.get(first.context["older_href"]).context["promises"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_as_many_queries_whatever_it_holds(
    as_edith, no_promises, count, django_assert_num_queries
):
    for number in range(count):
        make_promise(number)
    as_edith.get(DESK)
    with django_assert_num_queries(6):
        as_edith.get(DESK)
