"""Days in words, as people of each language write them."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils.translation import override

from observatory.ui.dates import date_format, partial_date_words

FIRST = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("language", "pattern", "words"),
    [
        ("fr", "j F Y", "1er janvier 2027"),
        ("fr", "l j F", "vendredi 1er janvier"),
        ("fr", "F Y", "janvier 2027"),
        ("fr", "j/n", "1/1"),
        ("nl", "j F Y", "1 januari 2027"),
        ("en", "j F Y", "1 January 2027"),
    ],
)
def test_the_first_of_a_month_is_written_as_each_language_does(language, pattern, words):
    with override(language):
        shown = engines["django"].from_string(f'{{{{ day|date:"{pattern}" }}}}')
        assert date_format(FIRST, pattern) == words
        assert shown.render({"day": FIRST}) == words


def test_the_other_days_have_no_ordinal_in_french():
    assert date_format(date(2027, 1, 2), "j F Y") == "2 janvier 2027"


def test_the_first_is_told_by_the_clock_of_the_place_and_no_day_is_no_words():
    shown = engines["django"].from_string('{{ day|date:"j F" }}')
    assert shown.render({"day": datetime(2027, 2, 28, 23, 30, tzinfo=UTC)}) == "1er mars"
    assert shown.render({"day": None}) == ""


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2027-03-01", "1er mars 2027"),
        ("2027-03-02", "2 mars 2027"),
        ("2027-03", "mars 2027"),
        ("2027", "2027"),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_what_is_known(written, words):
    assert partial_date_words(written) == words


@pytest.mark.parametrize("written", ["2027-02-30", "2027-13", "mars 2027"])
def test_what_is_no_date_has_no_words(written):
    with pytest.raises(ValueError, match="no date"):
        partial_date_words(written)
