"""The PDF itself: tagged, readable aloud, the same for all but what each copy has of its own."""

import pdfua
import pytest

from .printing import printed, text_of
from .questionnaires import URN, VISIT, publish

LANGUAGES = ["fr", "nl", "en", "ar"]


def checked(done, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(done.printed.pdf)
    return list(pdfua.validate(str(path)).findings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_passes_the_checker_of_accessible_pdf(db, tmp_path, language):
    assert checked(printed(language), tmp_path) == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(("source", "target"), [(URN, "card"), (VISIT, "observation")])
def test_cards_and_observations_pass_it_too(db, tmp_path, source, target, language):
    assert checked(printed(language, version=publish(source), target=target), tmp_path) == []


def test_the_instructions_are_on_the_first_page(db):
    first, *_ = text_of(printed())
    assert "Cochez d’une croix, au stylo noir." in first
    assert "Noircissez-la" in first


def test_the_stub_has_the_code_and_the_phone_number_to_withdraw(db, settings):
    settings.PHONE_LINE, settings.PHONE_HOURS = "02 123 45 67", "9 h – 17 h"
    last = text_of(printed())[-1]
    assert "À garder pour vous" in last
    assert "Votre code" in last
    assert "à écrire ici" not in last
    assert "02 123 45 67 (9 h – 17 h)" in last


def test_without_a_phone_line_no_number_is_invented(db, settings):
    settings.PHONE_LINE = settings.PHONE_HOURS = ""
    last = text_of(printed())[-1]
    assert "Téléphonez" not in last
    assert "association peut le faire avec vous" in last


def test_the_address_to_send_it_to_is_on_the_last_page(db, settings):
    settings.POSTAL_ADDRESS = "Rue de la Borne 14, 1080 Bruxelles"
    assert "Rue de la Borne 14" in text_of(printed())[-1]


def test_a_blank_form_has_a_line_for_the_code_and_no_serial(db):
    done = printed(is_blank=True)
    assert all(layout.serial is None for layout in done.printed.pages)
    assert "____ ____ ____" in text_of(done)[-1]
    assert "Votre code, à écrire ici" in text_of(done)[-1]
    assert "0000000" in text_of(done)[0]


def test_nothing_of_one_copy_stands_on_another(db):
    done = printed(copies=3)
    texts = text_of(done)
    for layout, text in zip(done.printed.pages, texts, strict=True):
        others = {page.serial for page in done.printed.pages} - {layout.serial}
        assert layout.serial in text
        assert not any(other in text for other in others)
