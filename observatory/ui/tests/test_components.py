"""Components refuse what they do not know and render each state they declare."""

import re
from xml.etree import ElementTree

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from observatory.ui.styleguide import Sample, SampleForm, all_samples
from observatory.ui.symbols import ICONS
from observatory.ui.templatetags.components import COMPONENTS

FOLDER = settings.BASE_DIR / "observatory" / "ui"


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('{% put "buton" label="Oui" %}', "there is no component"),
        ("{% put button label='Oui' %}", "there is no component"),
        ("{% put %}", "there is no component"),
        ('{% put "button" label="Oui" colour="red" %}', "no attribute colour"),
        ('{% put "button" %}', "needs label"),
        ('{% put "button" label="Oui" label="Non" %}', "given twice"),
        ('{% put "button" "Oui" %}', "attribute=value"),
        ('{% put "button" label="Oui" kind="huge" %}', "kind cannot be huge"),
        ('{% put "icon" name="unicorn" %}', "name cannot be unicorn"),
        ('{% put "notice" title="Bonjour" %}', "write {% component"),
        ('{% component "button" label="Oui" %}{% endcomponent %}', "write {% put"),
        ('{% component "notice" %}sans fin', "endcomponent"),
    ],
)
def test_a_mistake_in_a_template_is_refused_before_anyone_reads_the_page(source, complaint):
    with pytest.raises(TemplateSyntaxError, match=re.escape(complaint)):
        Template(source)


def describe(sample):
    return f"{sample.component}-{sample.state}"


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("sample", all_samples(), ids=describe)
def test_each_component_renders_in_each_state(sample: Sample, language):
    with translation.override(language):
        html = sample.render()
    # The policy of the pages forbids scripts and styles in the page.
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert "{%" not in html
    assert "{{" not in html


def test_every_component_has_a_template_and_samples():
    names = {sample.component for sample in all_samples()}
    assert names == set(COMPONENTS)
    files = {path.stem for path in (FOLDER / "templates/ui/components").glob("*.html")}
    assert files == set(COMPONENTS)


EVIL = '<img src=x onerror=alert(1)>"'


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ('{% put "button" label=evil href=evil %}', {}),
        ('{% put "button" label=evil name=evil value=evil %}', {}),
        ('{% component "notice" title=evil %}{{ evil }}{% endcomponent %}', {}),
        ('{% component "card" title=evil href=evil %}{{ evil }}{% endcomponent %}', {}),
        ('{% put "figure" value=evil label=evil caption=evil dates=evil %}', {}),
        ('{% put "timeline" events=rows %}', {"rows": [dict.fromkeys(("on", "title", "text", "href"), EVIL)]}),
        ('{% put "breadcrumb" items=rows name=evil %}', {"rows": [(EVIL, EVIL)]}),
        ('{% put "pager" newer_href=evil older_href=evil name=evil %}', {}),
        ('{% put "progress" done=1 total=2 label=evil %}', {}),
        ('{% put "empty" title=evil text=evil href=evil label=evil %}', {}),
        ('{% put "table" caption=evil headers=rows rows=cells %}', {"rows": [EVIL], "cells": [[EVIL, EVIL]]}),
        ('{% put "icon" name=evil label=evil %}', {}),
        (
            '{% put "tile_map" tiles=tiles %}',
            {"tiles": [dict.fromkeys(("column", "row", "label", "name", "href", "note", "level"), EVIL)]},
        ),
    ],
)  # fmt: skip
def test_what_someone_typed_is_never_markup(source, context):
    html = render(source, evil=EVIL, **context)
    assert "<img" not in html
    assert 'alert(1)>"' not in html


def test_what_someone_typed_in_a_field_comes_back_as_text():
    form = SampleForm({"words": EVIL, "told": EVIL, "email": EVIL})
    form.fields["told"].choices = [("1", EVIL)]
    html = render(
        '{% put "error_summary" form=form %}{% put "field" field=form.words %}'
        '{% put "field" field=form.told %}{% put "field" field=form.email %}',
        form=form,
    )
    assert "<img" not in html
    assert "&lt;img" in html


def test_a_component_does_not_see_the_variables_of_the_page():
    html = render('{% put "figure" value="7" label="sept" %}', caption="du dehors", dates="hier")
    assert "du dehors" not in html
    assert "hier" not in html


def test_a_field_is_tied_to_its_help_its_limit_and_its_errors():
    form = SampleForm({"words": "x" * 121})
    html = render('{% put "field" field=form.words %}', form=form)
    assert 'aria-describedby="id_words_helptext id_words_limit id_words_error"' in html
    assert 'aria-invalid="true"' in html
    for part in ("helptext", "limit", "error"):
        assert html.count(f'id="id_words_{part}"') == 1
    assert "120 caractères au plus" in html
    # What is too long comes back whole, and the browser does not cut it.
    assert "x" * 121 in html
    assert "maxlength" not in html


def test_a_question_with_several_answers_has_boxes_and_one_with_a_single_answer_has_rounds():
    form = SampleForm({"obstacles": ["P05", "P99"], "told": "no"})
    several = render('{% put "choices" field=form.obstacles %}', form=form)
    assert several.count('type="checkbox"') == 3
    assert several.count(" checked") == 2
    assert "Ou seulement avec un code QR." in several
    one = render('{% put "field" field=form.told %}', form=form)
    assert one.count('type="radio"') == 3
    assert one.count(" checked") == 1


def test_a_question_can_be_the_title_of_its_page():
    html = render('{% put "choices" field=form.told heading=True %}', form=SampleForm())
    assert "<legend><h1>L’avez-vous déjà dit au service</h1></legend>" in html
    html = render('{% put "field" field=form.name heading=True %}', form=SampleForm())
    assert '<h1><label for="id_name">' in html


def test_the_summary_leads_to_the_first_control_of_each_wrong_field():
    form = SampleForm({"name": "Fatima"})
    page = '{% put "error_summary" form=form %}' + "".join(
        f'{{% put "field" field=form.{name} %}}' for name in form.fields
    )
    html = render(page, form=form)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert len(targets) == len(form.errors)
    for target in targets:
        assert len(re.findall(rf'<(?:input|select|textarea)[^>]* id="{target}"', html)) == 1
    assert "tabindex" in html
    assert "autofocus" in html


def test_nothing_is_summed_up_when_nothing_is_wrong():
    assert render('{% put "error_summary" form=form %}', form=SampleForm()).strip() == ""


def test_a_hidden_field_stays_hidden():
    class Hidden(forms.Form):
        submission = forms.CharField(widget=forms.HiddenInput, initial="1")

    html = render('{% put "field" field=form.submission %}', form=Hidden())
    assert html.strip().startswith('<input type="hidden"')
    assert "<label" not in html


def test_every_symbol_is_in_the_sprite_and_nothing_else_is():
    root = ElementTree.parse(FOLDER / "static/ui/icons.svg").getroot()  # noqa: S314 - our own file
    drawn = [symbol.get("id") for symbol in root]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(ICONS)
    assert all(len(symbol) for symbol in root)


def test_a_symbol_that_the_data_misnames_is_drawn_as_other():
    assert "#other" in render('{% put "icon" name=name %}', name="unicorn")
