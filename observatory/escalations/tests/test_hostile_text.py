"""Text that a printer chokes on: the paper is made all the same, and says what it can."""

import pypdfium2
import pytest
from django.utils.translation import override

from observatory.escalations.printing import document_of, dossier_of, first_letter, typeset
from observatory.ui.fonts import drawable

from .making import NOW, agree, counted_report, fill, make_dossier

pytestmark = pytest.mark.django_db
HOSTILE = (
    '#set page(width: 1pt) $x$ @unia \\ "fin" <a> *b* Привіт 你好 \U0001f600 \u202e\x07→ '
    + "a" * 900
)


def words_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def test_a_dossier_with_signs_that_no_font_draws_is_printed(solange, schaerbeek):
    report = counted_report(schaerbeek, text=HOSTILE)
    agree(report)
    dossier = make_dossier(solange, schaerbeek, summaries={"fr": HOSTILE})
    fill(dossier, solange, report)
    with override("fr"):
        text = words_of(typeset(document_of(dossier, dossier_of(dossier), NOW.date())))
        letter = first_letter(case={"service": "S01"}, report=report, language="fr", on=NOW.date())
        assert typeset(letter).startswith(b"%PDF-")
    assert "#set page(width: 1pt) $x$ @unia" in text
    assert "?????? ??" in text


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("Bravo \U0001f600 !", "Bravo  !"),
        ("\U0001f600", "?"),
        ("", ""),
        ("Ça coûte 5 € : « œuf »", "Ça coûte 5 € : « œuf »"),
        ("Привіт", "??????"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("deux\nlignes", "deux\nlignes"),
        ("Où\u202f?", "Où\u00a0?"),
    ],
)
def test_what_cannot_be_drawn_is_left_out_or_marked(said, drawn):
    assert drawable({"title": [said], "size": 3}) == {"title": [drawn], "size": 3}
