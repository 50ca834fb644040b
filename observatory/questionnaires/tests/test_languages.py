"""A questionnaire may be asked in a language that is none of the site's."""

import pytest
from django.conf import settings
from django.urls import reverse

from conftest import _person
from observatory.questionnaires.languages import direction_of, isolate, own_name
from observatory.questionnaires.queries import compiled, current_version


def test_a_language_has_its_own_name_and_the_direction_it_is_written_in():
    assert [own_name(code) for code in ("fr", "nl", "en", "ar")] == [
        "Français",
        "Nederlands",
        "English",
        "العربيّة",
    ]
    assert [direction_of(code) for code in ("fr", "nl", "ar", "fa")] == ["ltr", "ltr", "rtl", "rtl"]


def test_a_language_that_nobody_knows_is_shown_by_its_code():
    assert (own_name("zz"), direction_of("zz")) == ("zz", "ltr")


def test_what_a_person_wrote_keeps_its_direction_in_a_sentence_from_right_to_left():
    assert isolate("0470 12 34 56", "ar") == "\u20680470 12 34 56\u2069"
    assert isolate("0470 12 34 56", "nl") == "0470 12 34 56"


@pytest.mark.django_db
def test_the_wizard_is_not_offered_in_a_language_that_the_site_does_not_speak(client):
    asked = set(compiled(current_version("report")).languages)
    assert "ar" in asked - set(dict(settings.LANGUAGES))

    assert client.get("/ar/signaler/").status_code == 404
    page = client.get(reverse("report_start"), follow=True)
    assert page.status_code == 200
    assert 'hreflang="ar"' not in page.text


@pytest.mark.django_db
def test_an_editor_reads_arabic_from_right_to_left_on_a_page_in_french(client):
    client.force_login(_person("Edith", "editor"))
    page = client.get("/fr/equipe/enregistrements/", {"language": "ar"}).text

    assert '<div class="to-read" lang="ar" dir="rtl">' in page
    assert "في أي بلدية (commune) حدث ذلك؟" in page
    assert "Lecture à voix haute" in page
