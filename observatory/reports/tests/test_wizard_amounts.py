"""A number and a duration on a screen of the wizard, and on the page where one checks."""

from datetime import date

import pytest
from django.test import RequestFactory

from observatory.questionnaires.tests.definitions import compiled_of, question
from observatory.reports.forms.wizard import ScreenForm
from observatory.reports.views.wizard_pages import answer_lines

TRIPS = question("trips", "number", unit="times", decimals=1, least=0, most=20)
WAIT = question("wait", "duration", most=900)


@pytest.fixture
def definition():
    return compiled_of(TRIPS, WAIT)


def screen(definition, key, typed=None, **known):
    request = None if typed is None else RequestFactory().post("/", {key: typed})
    return ScreenForm(
        definition,
        definition.screens_by_key[key],
        known=known,
        language="fr",
        today=date(2026, 11, 23),
        request=request,
    )


def test_an_amount_is_typed_on_one_line(definition):
    html = str(screen(definition, "wait")["wait"])

    assert 'type="text"' in html
    assert 'inputmode="text"' in html
    assert "En minutes et secondes" in screen(definition, "wait")["wait"].help_text


def test_it_is_kept_in_one_spelling_and_shown_again_as_it_is_typed(definition):
    form = screen(definition, "trips", "2,5")

    assert form.is_valid()
    assert form.answers == {"trips": "2.5"}
    assert 'value="2,5"' in str(screen(definition, "trips", trips="2.5")["trips"])


def test_what_cannot_be_is_said_beside_the_field(definition):
    form = screen(definition, "wait", "3")

    assert not form.is_valid()
    assert "par exemple 3:20" in form.errors["wait"][0]


def test_it_is_read_back_with_its_unit(definition):
    asked = definition.questions

    assert answer_lines(asked["trips"], "2.5", "fr") == ["2,5 fois"]
    assert answer_lines(asked["wait"], "3:20", "fr") == ["3\u202fmin\u202f20\u202fs"]
