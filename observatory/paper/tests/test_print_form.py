"""`manage.py print_form`: a PDF, where every box stands, and words for what cannot be."""

import json
from dataclasses import replace

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from observatory.kit.omr.layout import PageLayout
from observatory.paper.models import PrintRun
from observatory.paper.queries.printing import find_layout

from .questionnaires import URN, publish


@pytest.fixture
def folder(db, tmp_path):
    return tmp_path


def run(folder, *arguments, questionnaire="report", **options):
    call_command(
        "print_form",
        questionnaire,
        *arguments,
        out=folder / "forms.pdf",
        layout=folder / "layout.json",
        verbosity=0,
        **options,
    )
    layout = json.loads((folder / "layout.json").read_text(encoding="utf-8"))
    assert len(layout["places"]) == len(layout["pages"])
    with pypdfium2.PdfDocument(folder / "forms.pdf") as document:
        return layout["pages"], len(document)


def test_twenty_forms_are_a_pdf_and_the_place_of_every_box(folder):
    pages, sheets = run(folder, "--lang", "nl", "--copies", "20")
    assert len(pages) == sheets == 160
    assert len({page["serial"] for page in pages}) == 20
    assert [page["page"] for page in pages[:9]] == [1, 2, 3, 4, 5, 6, 7, 8, 1]
    first = pages[0]
    assert {"form", "version", "page", "serial", "width_mm", "height_mm", "boxes", "zones"} <= set(
        first
    )
    assert (first["width_mm"], first["height_mm"]) == (210, 297)
    assert set(first["boxes"][0]) == {"question", "option", "x_mm", "y_mm", "w_mm", "h_mm"}
    assert {zone["question"] for page in pages for zone in page["zones"]} == {"told_month", "story"}
    assert PrintRun.objects.get().copies == 20


def test_without_a_number_one_form_is_printed(folder):
    pages, _sheets = run(folder)
    assert len({page["serial"] for page in pages}) == 1


def test_the_layout_is_the_one_that_is_found_by_the_code_of_a_page(folder):
    pages, _sheets = run(folder)
    for page in pages:
        kept = find_layout(page["form"], page["version"], page["page"])
        assert PageLayout.from_json(page) == replace(kept, serial=page["serial"])


def test_a_blank_form_has_no_serial(folder):
    pages, _sheets = run(folder, "--blank")
    assert {page["serial"] for page in pages} == {None}
    assert PrintRun.objects.get().is_blank


def test_cards_lie_four_to_a_sheet(folder):
    publish(URN)
    pages, sheets = run(
        folder, "--target", "card", "--copies", "5", "--lang", "fr", questionnaire="urn-example"
    )
    assert (len(pages), sheets) == (5, 2)
    places = json.loads((folder / "layout.json").read_text())["places"]
    assert [tuple(place.values()) for place in places] == [
        (1, 0, 0),
        (1, 105, 0),
        (1, 0, 148.5),
        (1, 105, 148.5),
        (2, 0, 0),
    ]
    assert (pages[0]["width_mm"], pages[0]["height_mm"]) == (105, 148.5)
    assert {page["page"] for page in pages} == {1}


@pytest.mark.parametrize(
    ("arguments", "questionnaire", "said"),
    [
        ([], "memories", "there is no questionnaire memories; there is: observation, report"),
        (["--lang", "uk"], "report", "report is not written in uk; it is in: fr, nl, en, ar"),
        (["--copies", "0"], "report", "--copies must be between 1 and 500"),
        (["--copies", "501"], "report", "--copies must be between 1 and 500"),
        (["--copies", "2", "--blank"], "report", "one blank form is enough: it is copied"),
        (["--target", "card"], "report", "report is too long for a card"),
    ],
)
def test_what_cannot_be_printed_is_said_in_words(folder, arguments, questionnaire, said):
    with pytest.raises(CommandError, match=said):
        run(folder, *arguments, questionnaire=questionnaire)
    assert not (folder / "forms.pdf").exists()
    assert not PrintRun.objects.exists()


def test_a_file_that_cannot_be_written_is_named(folder):
    with pytest.raises(CommandError, match=r"nowhere/forms\.pdf cannot be written"):
        call_command("print_form", "report", out=folder / "nowhere" / "forms.pdf", verbosity=0)
