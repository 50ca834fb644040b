"""The questionnaire on paper asks the same questions as the one on screen."""

import pytest

from observatory.journal.actions import advance_edition
from observatory.pages.paper import printed_form
from observatory.questionnaires.queries import compiled, current_version

pytestmark = pytest.mark.django_db


def read(client):
    advance_edition()
    return client.get("/fr/papier/").content.decode().replace("&#x27;", "’").replace("'", "’")


def test_every_question_is_printed_with_every_answer(client):
    page = read(client)

    definition = compiled(current_version("report"))
    assert len(definition.questions) > 10
    for question in definition.questions.values():
        assert question.words("fr").label.replace("'", "’") in page, question.key
        for option in question.options:
            assert option.label("fr").replace("'", "’") in page, option.code


def test_every_consent_has_a_box_for_yes_and_a_box_for_no():
    form = printed_form()
    consents = [q for part in form["parts"] for q in part["questions"] if q["kind"] == "consent"]

    definition = compiled(current_version("report"))
    assert len(consents) == len(definition.consents)
    assert [q["needed"] for q in consents].count(True) == 1


def test_how_to_reach_the_person_stands_on_a_part_to_cut_off(client):
    form = printed_form()

    assert form["contacts"]
    assert all(q["kind"] != "contact" for part in form["parts"] for q in part["questions"])
    page = read(client)
    assert page.index("À détacher") < page.index("Téléphone</p>")


def test_the_paper_says_where_to_hand_it_in_and_promises_no_address_that_is_not_there(
    client, settings
):
    assert "L’adresse pour la poste n’est pas encore connue." in read(client)
    settings.POSTAL_ADDRESS = "Rue Exemple 1, 1080 Bruxelles"
    page = read(client)
    assert "Rue Exemple 1, 1080 Bruxelles" in page
    assert "n’est pas encore connue" not in page.split("</main>")[0]


def test_without_a_published_questionnaire_the_page_says_so(client, monkeypatch):
    from observatory.pages import paper
    from observatory.questionnaires.models import QuestionnaireVersion

    def none_yet(key):
        raise QuestionnaireVersion.DoesNotExist(key)

    monkeypatch.setattr(paper, "current_version", none_yet)

    assert "Le questionnaire n’est pas encore prêt." in read(client)


def test_the_page_speaks_dutch_where_the_questionnaire_does(client):
    from django.urls import reverse
    from django.utils.translation import override

    with override("nl"):
        path = reverse("paper_form")
    assert "Waar is het gebeurd?" in client.get(path).content.decode()
