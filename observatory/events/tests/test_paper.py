"""The poster and the programme: one side, the number in large type, read by machines too."""

from datetime import timedelta

import pdfua
import pypdfium2
import pytest
from django.utils import timezone

from observatory.events.printing.typesetting import SIZES

from .making import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def words_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return len(pages), " ".join(" ".join(pages).replace("\u202f", " ").split())


def _printed(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def check(pdf, folder):
    file = folder / "printed.pdf"
    file.write_bytes(pdf)
    assert list(pdfua.validate(str(file)).findings) == []


def test_a_poster_says_all_on_one_side_and_is_accessible(client, schaerbeek, settings, tmp_path):
    settings.PUBLIC_URL = "https://observatoire.example"
    event = make_event(schaerbeek)
    pdf = _printed(client, f"/fr/agenda/{event.pk}/affiche.pdf")
    count, words = words_of(pdf)
    assert count == 1
    for said in (
        "Assemblée du quartier",
        "jeudi 6 décembre 2096, de 19:00 à 21:00",
        "Salle Rosa, rue de la Borne 14, Schaerbeek",
        "Tram 92, arrêt Robiano. Sonnez à la porte verte.",
        "02 000 00 01",
        "Accessible en fauteuil roulant.",
        f"https://observatoire.example/fr/agenda/{event.pk}/",
    ):
        assert said in words, said
    check(pdf, tmp_path)


def test_the_longest_poster_still_fits(client, schaerbeek):
    long = "Une phrase qui dit quelque chose. "
    event = make_event(
        schaerbeek,
        titles={"fr": "Un titre très long " * 6},
        texts={"fr": long * 60},
        access={"fr": (long * 9)[:300]},
        childcare_words={"fr": (long * 9)[:300]},
        how_to_come={"fr": (long * 20)[:600]},
        phone_whom={"fr": (long * 6)[:160]},
        organisers={"fr": (long * 9)[:300]},
    )
    count, words = words_of(_printed(client, f"/fr/agenda/{event.pk}/affiche.pdf"))
    assert count == 1
    assert "02 000 00 01" in words
    assert SIZES[0][0] > SIZES[-1][0]


def test_a_programme_lists_what_is_to_come_in_three_months(client, schaerbeek, molenbeek, tmp_path):

    soon = timezone.now() + timedelta(days=3)
    said = {"starts_at": soon, "ends_at": soon + timedelta(hours=2)}
    make_event(schaerbeek, titles={"fr": "Bientôt"}, **said)
    make_event(molenbeek, titles={"fr": "Ailleurs"}, **said)
    make_event(schaerbeek, titles={"fr": "Beaucoup plus tard"})
    pdf = _printed(client, "/fr/agenda/programme/21015.pdf")
    _, words = words_of(pdf)
    assert "L’agenda : Schaerbeek" in words
    assert "Bientôt" in words
    assert "Téléphone : 02 000 00 01 (la Maison de quartier, le matin)" in words
    assert "Ailleurs" not in words
    assert "Beaucoup plus tard" not in words
    check(pdf, tmp_path)
    assert "Ailleurs" in words_of(_printed(client, "/fr/agenda/programme.pdf"))[1]


def test_an_empty_programme_says_so(client):
    assert (
        "Aucun rendez-vous n’est encore annoncé."
        in words_of(_printed(client, "/fr/agenda/programme/21012.pdf"))[1]
    )


def test_a_title_with_an_emoji_keeps_nobody_from_the_programme(client, schaerbeek):
    event = make_event(schaerbeek, titles={"fr": "Fête \U0001f389 Привіт"})
    for path in (f"/fr/agenda/{event.pk}/affiche.pdf", "/fr/agenda/programme.pdf"):
        assert client.get(path).content.startswith(b"%PDF-")
