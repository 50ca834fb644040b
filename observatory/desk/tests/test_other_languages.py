"""At the desk in Arabic: what is read to the person is hers, the page stays the worker's."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.desk.forms.read_back import read_back
from observatory.desk.models import GroupSession
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.tests.definitions import consent_in
from observatory.reports.models import Consent, Report

from .deliveries import deliver, entry_of
from .desk import send, sign_in
from .sessions import open_one

pytestmark = pytest.mark.django_db

COUNT = consent_in("ar")


@pytest.fixture
def desk(client, amine, maison):
    """Amine, signed in, of the Maison de quartier."""
    return sign_in(client, amine)


def row_of(page, key):
    """Return the HTML of a question's row."""
    start = page.index(f'id="row-{key}"')
    return page[start : page.index('id="row-', start + 10)]


def test_the_consents_are_read_in_arabic_from_right_to_left(desk):
    page = send(desk, spoken="ar", where="").text

    row = row_of(page, "consent_count")
    assert f'lang="ar" dir="rtl">{COUNT}</p>' in row
    assert '<span lang="ar" dir="rtl">نعم</span>' in row
    # Amine may not read Arabic: he sees which one it is.
    assert re.search(r'<p class="dense-own" data-own>Compter mon cas</p>', row)


def test_in_the_language_of_who_types_nothing_is_said_twice(desk):
    row = row_of(send(desk, spoken="fr", where="").text, "consent_count")

    assert '<p class="dense-own" data-own hidden>' in row


def test_the_questions_that_are_not_read_word_by_word_stay_in_french(desk):
    row = row_of(send(desk, spoken="ar", where="").text, "age")

    assert "Âge" in row
    assert 'dir="rtl"' not in row


def test_the_summary_is_in_arabic_and_the_button_in_french(desk):
    page = send(desk, spoken="ar", action="read").text

    assert '<div class="recap-words" data-read-aloud lang="ar" dir="rtl">' in page
    assert (
        "هذه هي العراقيل التي واجهتموها: لا موعد إلا عبر الإنترنت أو رمز QR؛ المكالمة غالية."
        in page
    )
    assert '<div class="recap-listen" lang="fr" dir="ltr">' in page


def test_a_story_in_french_stays_whole_in_the_arabic_summary():
    definition = compiled(current_version("report"))
    answers = {"story": "C’est fermé.", "told_service": "yes", "told_month": "2026-09"}

    assert read_back(definition, answers, "ar") == [
        "قصتكم كما كُتبت: \u2068C’est fermé.\u2069",
        "هل أخبرتم المؤسسة؟ أجبتم: نعم.",
        "أخبرتم المؤسسة في سبتمبر 2026.",
    ]


def test_who_works_in_the_service_is_told_in_arabic_that_nothing_protects(desk):
    page = send(desk, spoken="ar", speaks_for="R4", where="").text

    assert re.search(r'<div class="notice warning" lang="ar" dir="rtl"[^>]*>.*هذه ليست قناة', page)


def test_the_report_and_its_consents_are_kept_in_arabic_and_the_slip_is_in_arabic(desk):
    answer = send(desk, spoken="ar")
    slip = desk.get(answer["Location"]).text

    assert Report.objects.get().language == "ar"
    assert Consent.objects.get(code="D1").wording == COUNT
    sheet = slip[slip.index('class="slip-sheet') :]
    assert re.search(r'^class="slip-sheet a6" lang="ar" dir="rtl">', sheet)
    assert "رمزكم" in sheet
    # The groups of the code stay in their order.
    assert '<p class="return-code" dir="ltr">' in sheet
    assert "Personne suivante" in slip


def test_the_slip_of_a_trial_is_in_arabic_and_marked_in_french(desk):
    page = desk.get(reverse("desk_slip_trial"), {"langue": "ar"}).text

    assert "رمزكم" in page
    assert '<p class="trial-mark" lang="fr" dir="ltr">ESSAI</p>' in page


def test_a_slip_in_a_language_without_words_is_in_french(desk):
    page = desk.get(reverse("desk_slip_trial"), {"langue": "tr"}).text

    assert '<div class="slip-sheet a6 trial" lang="fr" dir="ltr">' in page
    assert "Votre code" in page


def test_a_workshop_is_held_in_arabic(desk, maison, amine, molenbeek):
    form = desk.get(reverse("group_open"))
    assert '<option value="ar">العربيّة</option>' in form.text
    desk.post(
        reverse("group_open"),
        {
            "kind": "workshop",
            "place": "Salle du bas",
            "held_on": timezone.localdate().isoformat(),
            "language": "ar",
            "territory": molenbeek.pk,
        },
    )
    session = GroupSession.objects.get()

    page = desk.get(reverse("group_enter", args=[session.pk]))
    assert f'lang="ar" dir="rtl">{COUNT}</p>' in row_of(page.text, "consent_count")
    values = {"service": "S05", "where": "21012", "consent_count": "yes", "action": "send"}
    desk.post(reverse("group_enter", args=[session.pk]), values)
    assert Consent.objects.get(code="D1").wording == COUNT


def test_an_answer_that_is_refused_is_said_in_the_language_of_who_types(desk, maison, amine):
    """The device's page is in French; the entry it sends was made in Dutch."""
    session = open_one(maison, amine)
    entry = entry_of(language="nl", session=session.pk)
    del entry["answers"]["where"]

    errors = deliver(desk, entry).json()["errors"]
    assert errors["where"].startswith("Choisissez une commune")
