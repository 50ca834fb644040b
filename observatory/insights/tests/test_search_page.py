"""The search page: places, services, problems and texts, and help when there is nothing."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from observatory.campaigns.actions import move_campaign
from observatory.campaigns.tests.making import NOW, make_campaign
from observatory.people.queries import system_actor
from observatory.problems.tests.factories import add_report, make_problem
from observatory.problems.tests.reading import words_of
from observatory.search.actions import index_document

pytestmark = pytest.mark.django_db


def look(client, text, language="fr", **more):
    path = {"fr": "/fr/recherche/"}.get(language)
    return client.get(path, {"q": text, **more})


def publish_text(number, body, language="fr"):
    index_document(
        kind="text",
        ref=f"report:{number}",
        language=language,
        title="Population – Schaerbeek",
        body=body,
        url_name="problem",
        url_arg="1",
        url_fragment=f"t{number}",
    )


def test_without_a_question_the_page_shows_the_lists(client):
    text = words_of(client.get("/fr/recherche/"))
    assert "Une commune, un service, un mot" in text
    assert "Communes" in text
    assert "Rien trouvé" not in text


@pytest.mark.parametrize("question", ["schaerbeek", "SCHAARBEEK", "1030", "schaer"])
def test_a_municipality_is_found_by_name_in_both_languages_and_by_postal_code(client, question):
    assert [place[0] for place in look(client, question).context["places"]] == ["Schaerbeek"]


@pytest.mark.parametrize(
    ("question", "service"),
    [
        ("etrangers", "Service des étrangers"),
        ("étrangère", "Service des étrangers"),
        ("titre de sejour", "Service des étrangers"),
        ("OCMW", "CPAS"),
        ("hopitaux", "Hôpital, médecin, pharmacie"),
        ("bpost", "Poste (bpost)"),
    ],
)
def test_a_service_is_found_by_its_names_and_synonyms(client, question, service):
    assert service in [one[0] for one in look(client, question).context["services"]]


def test_a_problem_is_found_once_whatever_the_language_of_the_question(client, schaerbeek):
    problem = make_problem(schaerbeek, reports=4)
    for question in ("rendez-vous QR", "afspraak internet", "appointment"):
        found = look(client, question).context["problems"]
        assert [one["href"] for one in found] == [f"/fr/problemes/{problem.pk}/"]
        assert found[0]["title"] == "Rendez-vous seulement par internet ou QR code"


def test_one_report_and_two_look_the_same(client, schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    one = words_of(look(client, "rendez-vous"))
    add_report(problem)
    assert words_of(look(client, "rendez-vous")) == one
    assert "Moins de 3 signalements" in one


def test_an_approved_text_is_found_with_its_language_and_leads_to_its_place(client):
    publish_text(7, "Ik stond voor een gesloten deur.", language="nl")
    html = look(client, "deuren").content.decode()
    assert '<p lang="nl" dir="auto">Ik stond voor een gesloten deur.</p>' in html
    assert "/fr/problemes/1/#t7" in html


@pytest.mark.parametrize("question", ["شباك", "الشباك"])
def test_a_text_in_arabic_is_found_on_the_french_site(client, question):
    publish_text(8, "كان الشباك مغلقا", language="ar")
    html = look(client, question).content.decode()
    assert '<p lang="ar" dir="auto">كان الشباك مغلقا</p>' in html


def test_the_french_words_of_a_report_made_in_arabic_are_found(client):
    publish_text(9, "Le guichet était fermé.", language="ar")
    assert [one["language"] for one in look(client, "guichet").context["texts"]] == ["ar"]


def test_texts_come_newest_first_a_page_at_a_time(client):
    for number in range(13):
        publish_text(number, f"récit numéro {number}")
    first = look(client, "récit")
    assert len(first.context["texts"]) == 10
    assert "numéro 12" in first.context["texts"][0]["excerpt"]
    second = client.get(first.context["older_href"])
    assert [one["excerpt"] for one in second.context["texts"]][-1] == "récit numéro 0"
    assert len(second.context["texts"]) == 3
    assert second.context["newer_href"] == "/fr/recherche/?q=r%C3%A9cit"


@pytest.mark.parametrize(
    ("question", "offered"),
    [("scharbeck", "Schaerbeek"), ("molenbek", "Molenbeek"), ("guichat", "Guichet")],
)
def test_when_nothing_is_found_a_known_word_is_offered(client, question, offered):
    response = look(client, question)
    assert "Rien trouvé pour" in words_of(response)
    assert response.context["suggestion"] == offered
    assert "/fr/problemes/" in response.content.decode()


def test_when_nothing_is_like_it_nothing_is_offered(client):
    response = look(client, "zzzzqqq")
    assert response.context["suggestion"] == ""
    assert "Vouliez-vous dire" not in words_of(response)


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        '"',
        "guichet AND (",
        "🙂",
        "\u202eabc",
        "\x00",
        "a" * 5000,
        "%s",
        "' OR 1=1",
        "<script>",
    ],
)
def test_nothing_that_is_typed_breaks_the_page(client, question):
    response = look(client, question)
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("<main")[1]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1.5", "²"])
def test_a_page_that_means_nothing_is_not_found(client, before):
    assert look(client, "guichet", before=before).status_code == 404


def test_what_was_typed_stays_in_the_field(client):
    html = look(client, 'l’"hôpital"').content.decode()
    assert 'value="l’&quot;hôpital&quot;"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_searching_takes_the_same_queries_however_much_is_found(
    client, schaerbeek, count, django_assert_num_queries
):
    for number, code in enumerate(("S01", "S05", "S12")[:count]):
        make_problem(schaerbeek, service=code, reports=1)
        publish_text(number, "rendez-vous")
    look(client, "rendez-vous")
    # The edition, the texts (twice on PostgreSQL), the problems found, and their tallies,
    # the promises, of which there are none.
    with django_assert_num_queries(5 if connection.vendor == "sqlite" else 6):
        response = look(client, "rendez-vous")
    assert len(response.context["problems"]) == len(response.context["texts"]) == count


@pytest.mark.parametrize("words", ["fermeture guichets", "SNCB", "sncb solde", "fermetures"])
def test_a_promise_is_found_by_its_words_and_by_who_said_it(client, words):
    response = look(client, words)
    assert [row["author"] for row in response.context["promises"]].count("SNCB") == 1
    assert "Aucune autre fermeture de guichets" in words_of(response)


def test_who_looks_for_something_else_finds_no_promise(client):
    assert look(client, "piscine").context["promises"] == []


def test_a_struggle_is_found_by_what_it_demands_and_stands_in_the_language_of_the_page(client):
    response = look(client, "annulation ordonnance")
    titles = [title for title, _ in response.context["struggles"]]
    assert len(titles) == len(set(titles)) >= 1
    assert any("ordonnance" in title.lower() for title in titles)
    translation.activate("nl")
    dutch = client.get(reverse("search"), {"q": "ordonnance"})
    assert dutch.status_code == 200
    assert all("ordonnance" not in title for title, _ in dutch.context["struggles"])
    assert dutch.context["struggles"]


def test_a_draft_of_a_struggle_is_not_found(client, schaerbeek):
    campaign = make_campaign(schaerbeek, titles={"fr": "Rouvrir la piscine"}, public=False)
    assert not look(client, "piscine").context["struggles"]
    move_campaign(campaign=campaign, transition="publish", by=system_actor("demo"), at=NOW)
    assert look(client, "piscine").context["struggles"] == [
        ("Rouvrir la piscine", campaign.get_absolute_url())
    ]
    campaign.refresh_from_db()
    move_campaign(campaign=campaign, transition="withhold", by=system_actor("demo"), at=NOW)
    assert not look(client, "piscine").context["struggles"]
