"""The page where relays and coordinators print forms."""

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from observatory.paper.models import PrintedSheet, PrintRun

from .factories import sign_in
from .questionnaires import URN, publish, without

pytestmark = pytest.mark.django_db

ASKED = {
    "target": "report",
    "language": "fr",
    "kind": "numbered",
    "copies": "2",
    "association": "",
    "territory": "",
}


def ask(client, **values):
    return client.post(reverse("forms_print"), {**ASKED, **values})


def test_jean_prints_two_forms_for_his_association(desk, jean, maison, molenbeek):
    answer = ask(desk, association=str(maison.pk), territory="21012")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="formulaires-fr-0101-2.pdf"'
    with pypdfium2.PdfDocument(answer.content) as document:
        assert len(document) == 16
    run = PrintRun.objects.get()
    assert (run.copies, run.is_blank) == (2, False)
    assert (run.association, run.territory, run.printed_by) == (maison, molenbeek, jean)
    assert PrintedSheet.objects.count() == 2


@pytest.mark.parametrize("language", ["fr", "nl", "en", "ar"])
def test_cards_for_an_urn_come_four_to_a_sheet(desk, language):
    answer = ask(desk, target="card", language=language, copies="6")
    assert answer.status_code == 200
    assert f'"cartes-{language}-0101-6.pdf"' in answer["Content-Disposition"]
    with pypdfium2.PdfDocument(answer.content) as document:
        assert len(document) == 2
    form = PrintRun.objects.get().printed_form
    assert (form.target, form.questionnaire.questionnaire.key) == ("card", "urn")


def test_what_is_not_written_in_a_language_is_told_beside_it(desk, fresh_memory):
    publish(without("ar", URN), key="urn", number=2)
    answer = ask(desk, target="card", language="ar")
    assert answer.status_code == 422
    assert "Cela n’est pas encore écrit dans cette langue." in answer.content.decode()
    assert not PrintRun.objects.exists()


def test_jean_sees_what_his_association_printed(
    desk, client, chantal, maison, django_assert_num_queries
):
    ask(desk, association=str(maison.pk), territory="21012")
    desk.get(reverse("forms_print"))
    with CaptureQueriesContext(connection) as one:
        page = desk.get(reverse("forms_print")).content.decode()
    queries = len(one)
    assert "2 formulaires (Français)" in page
    ask(desk, kind="blank", copies="1", language="nl")
    ask(desk, target="card", copies="1")
    with django_assert_num_queries(queries):
        page = desk.get(reverse("forms_print")).content.decode()
    assert "1 formulaire (à photocopier, Nederlands)" in page
    assert "1 carte (Français)" in page
    # Who works elsewhere does not.
    assert (
        "2 formulaires" not in sign_in(client, chantal).get(reverse("forms_print")).content.decode()
    )


def test_a_form_without_code_is_one_whatever_number_was_typed(desk):
    assert ask(desk, kind="blank", copies="many").status_code == 200
    run = PrintRun.objects.get()
    assert (run.copies, run.is_blank) == (1, True)
    assert not PrintedSheet.objects.exists()


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_forms_are_printed_in_languages_the_site_may_not_speak(desk, language):
    assert ask(desk, language=language, copies="1").status_code == 200
    assert PrintRun.objects.get().printed_form.language == language


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"copies": ""}, "Écrivez combien vous en voulez."),
        ({"copies": "0"}, "Il en faut au moins un."),
        ({"copies": "101"}, "C’est beaucoup en une fois"),
        ({"copies": "deux"}, "Écrivez un nombre, par exemple 20."),
        ({"language": ""}, "Choisissez la langue."),
        ({"kind": ""}, "Choisissez avec ou sans code."),
        ({"target": ""}, "Choisissez ce que vous voulez imprimer."),
    ],
)
def test_what_is_missing_is_said_beside_its_field(desk, values, said):
    answer = ask(desk, **values)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PrintRun.objects.exists()


def test_the_association_of_others_is_no_choice(client, chantal, jean, maison):
    other = sign_in(client, jean)
    answer = ask(other, association="999999")
    assert answer.status_code == 422
    assert not PrintRun.objects.exists()


def test_coordinators_print_too(client, chantal):
    assert sign_in(client, chantal).get(reverse("forms_print")).status_code == 200


def test_an_outsider_does_not_see_the_page(client, outsider):
    assert sign_in(client, outsider).get(reverse("forms_print")).status_code == 403


def test_whoever_is_not_signed_in_signs_in_first(client):
    answer = client.get(reverse("forms_print"))
    assert answer.status_code in {302, 303}
    assert not PrintRun.objects.exists()
