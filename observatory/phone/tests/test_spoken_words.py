"""What is said on the phone speaks of no screen, in each language."""

import re

import pytest

from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.schema import words_in

pytestmark = pytest.mark.django_db
SCREEN_WORDS = {
    "fr": r"touchez|cochez|l’image|cliquez|écran|écrivez|sur cette page",
    "nl": r"\btik\b|\bkruis|\bbeeld|klik|\bscherm\b|\bschrijf\b|op deze pagina",
    "en": r"\btap\b|\btick\b|picture|click|screen|\bwrite\b|on this page",
    "ar": r"المسوا|ضعوا علامة|الصورة الأقرب|اضغطوا|الشاشة|اكتبوا|تكتبوا|هذه الصفحة",
}


@pytest.mark.parametrize("language", sorted(SCREEN_WORDS))
def test_what_is_said_on_the_phone_speaks_of_no_screen(language):
    definition = compiled(current_version("report"))
    said = []
    for screen in definition.screens:
        words = words_in(screen.wording, language)
        said += [words.say or f"{words.label} {words.help}", *words.text]
        for question in screen.questions:
            if question.kind != "photo":
                words = question.words(language)
                said.append(words.say or f"{words.label} {words.help}")
    found = [line for line in said if re.search(SCREEN_WORDS[language], line, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("language", sorted(SCREEN_WORDS))
def test_a_consent_is_asked_in_the_very_words_that_are_recorded(language):
    for question in compiled(current_version("report")).consents.values():
        assert question.words(language).say == ""


@pytest.mark.parametrize("language", sorted(SCREEN_WORDS))
def test_what_comes_before_the_consent_can_be_read_back_in_sentences(language):
    definition = compiled(current_version("report"))
    for question in definition.questions.values():
        if question.is_needed:
            break
        if question.kind != "photo":
            assert "{answer}" in question.words(language).repeat, question.key
