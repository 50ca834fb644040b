"""What observers type as numbers and durations: one spelling is kept, or the reason is said."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from observatory.questionnaires.amounts import (
    amount_words,
    how_to_write,
    number_of,
    seconds_of,
    written_duration,
)
from observatory.questionnaires.validation import validate_answer, validate_answers

from .definitions import compiled_of, question

DAYS = {"kind": "number", "unit": "days", "least": 0, "most": 365}
HOURS = {"kind": "number", "unit": "hours_week", "decimals": 2, "least": 0.5, "most": 168}
WAIT = {"kind": "duration", "least": 5, "most": 900}


def asked(**attributes):
    return compiled_of(question("amount", **attributes)).questions["amount"]


def said(attributes, typed, language="fr"):
    return validate_answer(asked(**attributes), typed, language=language)


@pytest.mark.parametrize(
    ("attributes", "typed", "kept"),
    [
        (DAYS, "12", "12"),
        (DAYS, " 012 ", "12"),
        (DAYS, "0", "0"),
        (DAYS, "-0", "0"),
        (DAYS, "12,0", "12"),
        (DAYS, "100", "100"),
        (DAYS, "٣٦", "36"),
        (DAYS, 12, "12"),
        (DAYS, "", ""),
        (DAYS, None, ""),
        (HOURS, "22,5", "22.5"),
        (HOURS, "22.50", "22.5"),
        (HOURS, "22,75", "22.75"),
        ({**HOURS, "most": 9999}, "1\u202f250,5", "1250.5"),
        ({**HOURS, "unit": "euro"}, "€ 7,50", "7.5"),
        (WAIT, "3:20", "3:20"),
        (WAIT, "03:20", "3:20"),
        (WAIT, "3 : 20", "3:20"),
        (WAIT, "3:5", "3:05"),
        (WAIT, "3 min 20 s", "3:20"),
        (WAIT, "3 min 20", "3:20"),
        (WAIT, "3'20", "3:20"),
        (WAIT, "3’20”", "3:20"),
        (WAIT, "3 minutes", "3:00"),
        (WAIT, "45 s", "0:45"),
        (WAIT, "95 sec", "1:35"),
        (WAIT, "15:00", "15:00"),
        (WAIT, 200, "3:20"),
        (WAIT, " ", ""),
    ],
)
def test_an_amount_has_one_spelling(attributes, typed, kept):
    assert said(attributes, typed) == (kept, "")
    # What was kept is read as itself: a draft is validated again when it is sent.
    assert said(attributes, kept) == (kept, "")


@pytest.mark.parametrize(
    ("attributes", "typed", "reason"),
    [
        (DAYS, "douze", "Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12."),
        (DAYS, "12 ou 13", "Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12."),
        (DAYS, "1e3", "Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12."),
        (DAYS, "9" * 40, "Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12."),
        (DAYS, "½", "Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12."),
        (HOURS, "midi", "Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12 ou 7,5."),
        (DAYS, "12,5", "Écrivez un nombre entier, sans virgule."),
        (HOURS, "7,125", "Au plus 2 chiffres après la virgule."),
        (DAYS, "-1", "C’est trop petit\u202f: 0 au moins."),
        (DAYS, "366", "C’est trop grand\u202f: 365 au plus."),
        (HOURS, "0,25", "C’est trop petit\u202f: 0,5 au moins."),
        (DAYS, ["12", "13"], "Choisissez une seule réponse."),
        (DAYS, True, "Cette réponse n’a pas pu être lue."),
        (WAIT, "3:60", "Les secondes vont de 0 à 59. Par exemple 3:20."),
        (WAIT, "0:04", "C’est trop court\u202f: 0:05 au moins."),
        (WAIT, "15:01", "C’est trop long\u202f: 15:00 au plus."),
        (WAIT, -3, "C’est trop court\u202f: 0:05 au moins."),
    ],
)
def test_what_cannot_be_is_said_in_words(attributes, typed, reason):
    assert said(attributes, typed) == ("", reason)


@pytest.mark.parametrize(
    "typed", ["3", "200", "3.20", "3,20", "3:", "3h20", "1:02:03", "long", "-3:20"]
)
def test_a_bare_number_may_be_minutes_or_seconds_and_is_asked_again(typed):
    _kept, reason = said(WAIT, typed)

    assert reason == (
        "Écrivez les minutes et les secondes, séparées par deux points, par exemple 3:20."
    )


def test_the_reason_stands_beside_its_question():
    definition = compiled_of(question("days", **DAYS), question("wait", **WAIT))

    cleaned, errors = validate_answers(definition, {"days": "4", "wait": "9 h"}, language="fr")

    assert cleaned == {"days": "4"}
    assert set(errors) == {"wait"}


def test_zero_is_an_answer():
    definition = compiled_of(question("days", required=True, **DAYS))

    assert validate_answers(definition, {"days": "0"}, language="fr") == ({"days": "0"}, {})


def test_amounts_are_counted_with():
    assert number_of("22.5") == Decimal("22.5")
    assert (seconds_of("3:20"), seconds_of("0:05"), written_duration(200)) == (200, 5, "3:20")


@pytest.mark.parametrize(
    ("attributes", "kept", "words"),
    [
        (DAYS, "1", "1 jour"),
        (DAYS, "12", "12 jours"),
        (HOURS, "22.5", "22,5 heures par semaine"),
        ({**HOURS, "unit": "euro"}, "1250.5", "1\u202f250,5 euros"),
        ({**DAYS, "unit": "minutes"}, "1", "1 minute"),
        ({**DAYS, "unit": "times"}, "3", "3 fois"),
        ({**DAYS, "unit": ""}, "3", "3"),
        (WAIT, "3:20", "3\u202fmin\u202f20\u202fs"),
    ],
)
def test_an_amount_is_said_with_its_unit(attributes, kept, words):
    with override("fr"):
        assert amount_words(asked(**attributes), kept).replace("\xa0", "\u202f") == words


def test_the_unit_is_said_before_one_types():
    with override("fr"):
        assert how_to_write(asked(**DAYS)) == "En jours."
        assert how_to_write(asked(**WAIT)) == "En minutes et secondes, par exemple 3:20."
        assert how_to_write(asked(**{**DAYS, "unit": "times"})) == ""
