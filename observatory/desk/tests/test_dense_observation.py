"""The protocol of visits and calls on one dense screen, as who copies a sheet sees it."""

from datetime import date

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from observatory.desk.forms import DenseForm
from observatory.questionnaires.narrowing import narrow_definition
from observatory.questionnaires.queries import compiled, current_version

TODAY = date(2026, 11, 23)
VISIT = {"scenario": "T1", "channel": "visit"}


@pytest.fixture
def grid(db):
    return compiled(current_version("observation"))


def dense(grid, data=None, **options):
    query = QueryDict(mutable=True)
    for key, value in (data or {}).items():
        query.setlist(key, value if isinstance(value, list) else [value])
    return DenseForm(
        grid,
        None if data is None else query,
        language="fr",
        today=TODAY,
        explains=True,
        **options,
    )


def shown(form):
    return render_to_string("desk/parts/dense.html", {"form": form})


def test_every_question_is_on_the_screen_once_in_its_module(grid):
    form = dense(grid)
    page = shown(form)

    for key in grid.questions:
        assert page.count(f'data-question="{key}"') == 1, key
    assert [section.screen.key for section in form.sections()] == [s.key for s in grid.screens]


def test_an_observer_reads_the_whole_label_and_how_it_is_established(grid):
    page = shown(dense(grid))

    assert "Une personne accueille (pas seulement un garde ou un écran)" in page
    assert "Regardez en entrant." in page


def test_who_reports_is_not_told_how_an_observer_would_look(db):
    report = compiled(current_version("report"))
    page = shown(DenseForm(report, language="fr", today=TODAY))

    assert "Touchez" not in page
    assert 'data-question="obstacles"' in page


def test_a_number_is_typed_in_its_unit_and_a_wait_in_minutes_and_seconds(grid):
    form = dense(grid)

    assert form.fields["k16"].widget.attrs["inputmode"] == "decimal"
    page = shown(form)
    assert "laissez vide. En jours." in page
    assert "En minutes et secondes, par exemple 3:20." in page
    for key in ("k16", "k33"):
        assert f'<label class="dense-label" for="id_{key}"' in page
        assert f'aria-describedby="id_{key}_helptext"' in page


def test_a_visit_is_taken_with_its_numbers_in_one_spelling(grid):
    raw = {**VISIT, "k11": "22,5", "k16": " 12 ", "k15": ["desk", "phone"], "k80": "later"}
    form = dense(grid, raw)

    assert form.is_valid(), form.errors
    assert form.answers == {**raw, "k11": "22.5", "k16": "12"}


def test_a_number_that_cannot_be_is_refused_beside_its_field_and_stays_there(grid):
    form = dense(grid, {**VISIT, "k16": "deux semaines", "k19": "12,5"})
    page = shown(form)

    assert not form.is_valid()
    assert "Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12." in page
    assert "Écrivez un nombre entier, sans virgule." in page
    assert 'value="deux semaines"' in page
    assert 'id="id_k16_error"' in page


def test_a_bare_number_of_a_wait_is_asked_again(grid):
    form = dense(grid, {"scenario": "T1", "channel": "call", "k32": "yes", "k33": "3"})

    assert form.errors == {
        "k33": ["Écrivez les minutes et les secondes, séparées par deux points, par exemple 3:20."]
    }


def test_the_wait_stands_with_the_human_who_answered(grid):
    lines = {
        one.question.key: {below.question.key for below in one.dependents}
        for section in dense(grid).sections()
        for one in section.questions
    }

    assert lines["k32"] == {"k33", "k34", "k36", "k41"}
    assert lines["channel"] == set()


def test_what_was_kept_is_shown_as_it_is_typed(grid):
    page = shown(dense(grid, known={**VISIT, "k11": "22.5"}))

    assert 'name="k11" value="22,5"' in page


def test_the_screen_of_a_call_asks_what_is_asked_on_the_phone(grid):
    form = dense(narrow_definition(grid, {"channel": "call"}))

    assert "k33" in form.fields
    assert "k14" not in form.fields
