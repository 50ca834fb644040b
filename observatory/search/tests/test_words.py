"""The same word, however it is written."""

import pytest

from observatory.search.words import fold, plain, split_words, stem, stems_of


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "étranger étrangers Étrangers ETRANGERS etranger"),
        ("fr", "étrangère étrangères étrangers"),
        ("fr", "fermé fermée fermés fermées fermee ferme"),
        ("fr", "guichet guichets GUICHETS"),
        ("fr", "hôpital hôpitaux hopital"),
        ("fr", "école écoles ecole"),
        ("nl", "loket loketten"),
        ("nl", "gemeente gemeenten"),
        ("nl", "afspraak afspraken"),
        ("nl", "vreemdeling vreemdelingen"),
        ("en", "counter counters"),
        ("en", "appointment appointments"),
        ("ar", "شباك الشباك"),
    ],
)
def test_forms_of_a_word_are_one_word(language, words):
    assert len({stem(fold(word), language) for word in words.split()}) == 1


def test_different_words_stay_different():
    assert stem("guichet", "fr") != stem("telephone", "fr")
    assert stem("poste", "fr") != stem("pension", "fr")


def test_apostrophes_hyphens_and_signs_part_words():
    assert split_words("L’hôpital d'Ixelles : rendez-vous « fermé » !!") == [
        "l", "hopital", "d", "ixelles", "rendez", "vous", "ferme",
    ]  # fmt: skip


def test_small_words_are_left_out():
    assert stems_of("le guichet de la commune", "fr") == stems_of("guichet commune", "fr")


@pytest.mark.parametrize("text", ["", "   ", "…", "🙂🙃", "\u200f\u202e", "\x00\x01", "___", "***"])
def test_what_is_no_word_gives_no_word(text):
    assert stems_of(text, "fr") == []


def test_other_scripts_become_ascii_and_keep_their_beginnings():
    assert plain("العربية").isascii()
    assert plain("العربية").startswith(plain("العر"))
    assert plain("guichet") == "guichet"


def test_an_endless_word_is_cut():
    assert [len(word) for word in split_words("a" * 100_000)] == [40]


def test_a_language_without_stemmer_keeps_words_whole():
    assert stem("guichets", "xx") == "guichets"
