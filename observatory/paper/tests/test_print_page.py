"""The page where relays and coordinators print forms."""

import pypdfium2
import pytest
from django.urls import reverse

from observatory.paper.models import PrintedSheet, PrintRun

from .factories import sign_in

pytestmark = pytest.mark.django_db

ASKED = {"language": "fr", "kind": "numbered", "copies": "2", "association": "", "territory": ""}


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
        ({"copies": ""}, "Écrivez combien de formulaires vous voulez."),
        ({"copies": "0"}, "Il en faut au moins un."),
        ({"copies": "101"}, "C’est beaucoup en une fois"),
        ({"copies": "deux"}, "Écrivez un nombre, par exemple 20."),
        ({"language": ""}, "Choisissez la langue."),
        ({"kind": ""}, "Choisissez avec ou sans code."),
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
