"""What people write is kept; what hides or breaks is taken out."""

import random
import unicodedata

import pytest

from observatory.questionnaires.text import TextRefused, clean_line, clean_text


@pytest.mark.parametrize(
    "text",
    [
        "Le guichet était fermé.",
        "👩‍🦽 🧾 👍🏽 🏳️‍🌈",
        "الشباك كان مغلقا",
        "נסגר הדלפק",
        "السعر 12 € \u200fللشخص\u200e",
        "می‌خواهم بروم",  # a zero-width non-joiner that the word needs
        "première ligne\n\ndeuxième",
    ],
)
def test_what_fatima_writes_is_kept_as_it_is(text):
    assert clean_text(text) == text


def test_every_kind_of_line_end_becomes_one():
    assert clean_text("a\r\nb\rc\u2028d\u2029e\x0bf\x85g") == "a\nb\nc\nd\ne\nf\ng"


def test_control_characters_are_taken_out():
    assert clean_text("a\x00b\x07c\x1b[31md\x7f") == "abc[31md"


def test_characters_that_turn_the_reading_direction_are_taken_out():
    assert clean_text("prix \u202e001\u202c € \u2066x\u2069") == "prix 001 € x"


def test_half_a_character_is_taken_out():
    assert clean_text("a\ud83db") == "ab"


def test_letters_and_their_accents_are_put_together():
    assert clean_text("e\u0301te\u0301") == "été"


def test_blanks_around_and_long_gaps_go():
    assert clean_text("  a  \n\n\n\n\n\n b\tc ") == "a\n\n\n b c"


def test_a_text_over_the_limit_is_refused_with_the_limit_and_what_is_too_much():
    with pytest.raises(TextRefused, match=r"3 caractères de trop\. Le maximum est 10"):
        clean_text("a" * 13, 10)
    with pytest.raises(TextRefused, match="1 caractère de trop"):
        clean_text("a" * 11, 10)


def test_the_limit_counts_what_is_kept():
    assert clean_text(" \x00" + "é" * 10 + "\r\n", 10) == "é" * 10


def test_a_line_has_no_line_ends():
    assert clean_line(" Rue  de la\r\nBorne\t14 ") == "Rue de la Borne 14"


def test_cleaning_any_text_twice_changes_nothing_more():
    chance = random.Random(20261123)  # noqa: S311
    pool = [chr(n) for n in range(0x300)] + list("\u200d\u200f\u202e\u2028\ud800é👍ع\u0301\n\r\t ")
    for _ in range(2000):
        text = "".join(chance.choices(pool, k=chance.randint(0, 30)))
        once = clean_text(text)
        assert clean_text(once) == once
        once.encode("utf-8")
        assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c != "\n" for c in once), repr(
            text
        )
