"""`manage.py show_figure`: what it prints is what a page shows."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils.html import strip_tags
from django.utils.translation import override

from observatory.kit.small_numbers import show_proportion


def shown(*arguments, **options):
    out = StringIO()
    call_command("show_figure", *arguments, stdout=out, **options)
    return out.getvalue().strip()


def on_a_page(successes, total, language):
    with override(language):
        page = Template('{% put "proportion" share=share %}').render(
            Context({"share": show_proportion(successes, total)})
        )
    return strip_tags(page).strip()


@pytest.mark.parametrize(
    ("successes", "total", "words"),
    [
        (0, 0, "aucun cas"),
        (2, 2, "moins de 3 cas\u202f: pas de chiffre"),
        (2, 3, "2 sur 3"),
        (7, 10, "7 sur 10 (entre 40 % et 89 %)"),
        (18, 30, "60 % (18 sur 30, entre 42 % et 75 %)"),
        (217, 302, "72 % (217 sur 302, entre 67 % et 77 %)"),
    ],
)
def test_a_figure_is_shown_by_the_size_of_n(successes, total, words):
    assert shown(str(successes), str(total)) == words


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("counts", [(0, 0), (1, 2), (2, 3), (7, 10), (18, 30), (1217, 2302)])
def test_the_command_prints_what_a_page_shows(counts, language):
    assert shown(*map(str, counts), lang=language) == on_a_page(*counts, language)


def test_below_three_neither_number_is_printed():
    assert not set(shown("1", "2")) & set("12")


def test_large_numbers_are_grouped():
    assert "1\u202f217 sur 2\u202f302" in shown("1217", "2302").replace("\xa0", "\u202f")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["4", "3"], "0 <= successes <= total"), (["1", "3", "--lang", "de"], "known are fr")],
)
def test_what_is_no_figure_is_said(arguments, said):
    with pytest.raises(CommandError, match=said):
        shown(*arguments)
