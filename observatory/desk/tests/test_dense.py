"""The whole questionnaire on one screen, as those who include it see it."""

from datetime import date

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from observatory.desk.forms import DenseForm
from observatory.questionnaires.queries import compiled, current_version

TODAY = date(2026, 11, 23)


@pytest.fixture
def definition(db):
    return compiled(current_version("report"))


def dense(definition, data=None, **options):
    query = QueryDict(mutable=True)
    for key, value in (data or {}).items():
        query.setlist(key, value if isinstance(value, list) else [value])
    return DenseForm(
        definition, None if data is None else query, language="fr", today=TODAY, **options
    )


def shown(form):
    return render_to_string("desk/parts/dense.html", {"form": form})


def everything(section):
    for one in section.questions:
        yield one
        yield from one.dependents


def test_every_question_is_on_the_screen_once(definition):
    page = shown(dense(definition))
    for key in definition.questions:
        assert page.count(f'data-question="{key}"') == 1, key


def test_what_one_answer_brings_stands_with_that_answer(definition):
    found = {
        one.question.key: {below.question.key for below in one.dependents}
        for section in dense(definition).sections()
        for one in section.questions
    }
    assert found["consent_contact"] == {"contact", "consent_press"}
    assert found["consent_health"] == {"health_consequences", "health_profile"}
    assert found["told_service"] == {"told_month", "told_how"}
    assert found["positives"] == set()
    assert "consequences" in found


def test_who_works_in_the_service_is_told_that_nothing_protects_her_here(definition):
    speaks = next(
        one
        for section in dense(definition).sections()
        for one in section.questions
        if one.question.key == "speaks_for"
    )
    assert speaks.notices
    choices = {choice.value: choice.reveals for group in speaks.groups for choice in group.choices}
    assert choices == {"R1": False, "R2": False, "R3": False, "R4": True}
    assert "canal protégé" in shown(dense(definition))


def test_no_consent_is_given_before_the_person_answers(definition):
    form = dense(definition)
    consents = [
        one for section in form.sections() for one in everything(section) if one.question.consent
    ]
    assert len(consents) == 6
    assert not any(one.chosen for one in consents)
    assert " checked" not in shown(form)


def test_a_consent_is_read_in_the_person_s_language(definition):
    page = shown(dense(definition, spoken="nl"))
    assert "Mogen wij uw geval meetellen" in page
    assert "La commune" in page


def test_what_was_typed_is_still_there_beside_the_message(definition):
    form = dense(definition, {"where": "21012", "story": "Le guichet est fermé.", "service": ""})
    assert not form.is_valid()
    page = shown(form)
    assert 'value="21012" data-names' in page
    assert "selected" in page
    assert "Le guichet est fermé." in page
    assert "Choisissez un service" in page


def test_the_short_form_asks_less(definition):
    keys = {
        one.question.key
        for section in dense(definition, quick=True, without=frozenset({"photo"})).sections()
        for one in everything(section)
    }
    assert keys == {key for key, question in definition.questions.items() if question.is_quick} - {
        "photo"
    }
