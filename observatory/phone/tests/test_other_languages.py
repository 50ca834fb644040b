"""A call in a language that is none of the site's: Arabic, said by Nadia on a page in French."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from observatory.moderation.tests.factories import sign_in
from observatory.phone import script
from observatory.phone.wording import script_words
from observatory.questionnaires.queries import compiled, current_version
from observatory.reports.forms.wizard_fields import CONTACT_FIELDS
from observatory.reports.models import Report

from .calling import USUAL, Caller

pytestmark = pytest.mark.django_db
ARABIC = re.compile(r"[\u0621-\u064a]")
PLACEHOLDER = re.compile(r"%\(\w+\)s")
# Names in Latin letters stand in brackets; these are known by them alone.
NAMES = re.compile(
    r"\([^)]*\)|Unia|Ombuds Bruxelles|Télé-Accueil|Tele-Onthaal|Ixelles|Woluwe-Saint-Lambert"
    r"|Vivaqua|itsme|eBox"
)


@pytest.fixture
def line(client, nadia):
    """Nadia, signed in, the line open."""
    sign_in(client, nadia)
    client.post(reverse("phone_shift_open"))
    return client


def said_on(page):
    """Return every line that Nadia says on a page, and the answers she offers."""
    words, context = page.context["script"], page.context
    lines = [*words.before, words.main, *words.after]
    lines += [one.text for one in context.get("sentences", []) if one.text]
    if context.get("lines_spoken"):
        lines += [one.label for one in context["lines"]]
    contacts = context.get("contacts") or (context["card"].contacts if "card" in context else [])
    return [*lines, *(text for one in contacts for text in (one["name"], one["what"]))]


def messages_of_the_script():
    tree = ast.parse(Path(script.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == "_" and isinstance(call.args[0], ast.Constant)
    }


def test_the_script_has_its_words_in_every_language_that_calls_are_taken_in():
    with translation.override("fr"):
        wanted = messages_of_the_script() | {str(label) for label, _ in CONTACT_FIELDS.values()}
    languages = set(compiled(current_version("report")).languages) - set(dict(settings.LANGUAGES))
    assert set(script_words()) == languages == {"ar"}
    for language in languages:
        words = script_words()[language]
        assert set(words) == wanted
        for french, own in words.items():
            assert sorted(PLACEHOLDER.findall(own)) == sorted(PLACEHOLDER.findall(french)), own


def test_nothing_of_a_call_in_arabic_is_said_in_french(line):
    caller = Caller(line, language="ar")
    lines = said_on(caller.page)
    for _turn in range(60):
        if caller.step == "done":
            break
        caller.press(USUAL.get(caller.step, ""))
        lines += said_on(caller.page)

    assert caller.step == "done"
    assert len(lines) > 100
    for text in lines:
        assert ARABIC.search(text), text
        assert not re.search(r"[a-zà-ÿ]{2}|\u202f", NAMES.sub("", text)), text
        assert not text.endswith("؟."), text


def test_the_words_run_from_right_to_left_and_the_keys_stay_in_french(line):
    page = Caller(line, language="ar").press("1")

    assert '<div lang="ar" dir="rtl">' in page.text
    assert re.search(r'<div class="lines[^"]*" lang="ar" dir="rtl"', page.text)
    assert '<span class="tag">Arabe</span>' in page.text
    assert re.search(r"Raccrocher\s: tout oublier", page.text)
    # What 0 does is for Nadia.
    assert re.search(r"<kbd>0</kbd><span>Je ne sais pas</span>", page.text)


def test_what_nadia_chooses_among_herself_is_in_her_language_and_direction(line):
    page = Caller(line, language="ar").page

    assert "Oui, on commence" in page.text
    assert re.search(r'<div class="lines"\s+role="group"', page.text)


def test_a_report_taken_in_arabic_keeps_the_consents_as_they_were_heard(line):
    Caller(line, language="ar").go_to("never")

    report = Report.objects.get()
    assert report.language == "ar"
    asked = compiled(report.questionnaire).consents
    heard = {one.code: one.wording for one in report.consents.all()}
    assert heard == {code: asked[code].words("ar").label for code in heard}
    assert heard["D1"].startswith("هل تسمحون لنا")
    assert {one.language for one in report.consents.all()} == {"ar"}


def test_what_nadia_wrote_in_french_stays_whole_in_the_sentence_that_is_read_back(line):
    caller = Caller(line, language="ar").go_to("ask:story")
    caller.press(story="Le guichet est fermé, depuis mai.")
    caller.go_to("check")

    assert "قصتكم كما كُتبت: \u2068Le guichet est fermé, depuis mai.\u2069" in caller.page.text
    assert '<ol class="read-back" lang="ar" dir="rtl">' in caller.page.text


def test_where_a_fact_was_read_is_told_to_nadia_in_her_language(line):
    page = Caller(line, language="ar").go_to("words:protected", **{"ask:speaks_for": "4"}).page

    assert "هذه ليست قناة محمية" in page.text
    assert "Source : ombuds.brussels" in page.text.replace("\u202f", " ").replace("\xa0", " ")


def test_the_numbers_of_the_help_card_keep_their_digits_in_order(line):
    page = Caller(line, language="ar").press("99")

    assert '<ul class="help-lines" lang="ar" dir="rtl">' in page.text
    assert '<span class="number" dir="ltr">02 549 67 00</span>' in page.text
    assert "الطوارئ" in page.text


def test_nadia_chooses_arabic_by_its_own_name(line):
    page = line.get(reverse("phone_home"))

    assert '<kbd>4</kbd><span lang="ar">العربيّة</span>' in page.text
    assert line.post(reverse("phone_start"), {"keys": "4"}).context["spoken"] == "ar"
