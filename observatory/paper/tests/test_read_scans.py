"""`manage.py read_scans`: one line a page, whatever the file holds, and nothing is written."""

import io
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from observatory.kit.omr.layout import PageLayout
from observatory.kit.tests.omr.drawing import jpeg

from .scanned import CROSSED, Form, foreign_page, locked, pdf_of, print_report_form, report_layouts


@pytest.fixture(scope="module")
def form():
    """What Fatima filled in."""
    return Form(crossed=CROSSED)


@pytest.fixture(scope="module")
def pages(form):
    return form.pages()


@pytest.fixture
def layout(tmp_path):
    """Where things stand on the pages, as `print_form` writes it."""
    path = tmp_path / "layout.json"
    path.write_text(json.dumps({"pages": [page.to_json() for page in report_layouts()]}))
    return path


@pytest.fixture
def pile(tmp_path):
    folder = tmp_path / "pile"
    folder.mkdir()
    return folder


def run(path, *options, **named):
    out = io.StringIO()
    call_command("read_scans", path, *options, stdout=out, **named)
    return out.getvalue().splitlines()


def lines(path, layout, **named):
    return [json.loads(line) for line in run(path, "--json", layout=layout, **named)]


def test_each_page_of_a_pile_has_a_line_with_what_is_crossed(form, pages, pile, layout):
    (pile / "pile.pdf").write_bytes(pdf_of(pages))
    first, second = lines(pile / "pile.pdf", layout)
    assert {
        "file",
        "page_in_file",
        "form",
        "version",
        "page",
        "serial",
        "status",
        "boxes",
        "ms",
    } <= set(first)
    assert (first["file"], first["page_in_file"], second["page_in_file"]) == ("pile.pdf", 1, 2)
    assert (first["form"], first["version"], first["page"]) == ("R1", "01", 1)
    assert first["serial"] == second["serial"] == form.serial
    assert first["status"] == second["status"] == "read"
    assert first["ms"] > 0
    crossed: dict[str, list[str]] = {}
    for box in (*first["boxes"], *second["boxes"]):
        assert set(box) == {"question", "option", "state", "confidence"}
        assert box["state"] in {"empty", "marked"}
        if box["state"] == "marked":
            crossed.setdefault(box["question"], []).append(box["option"])
    assert crossed == CROSSED


def test_a_planted_double_a_foreign_page_and_a_stranger_are_each_told(pages, pile, layout):
    stranger = Form(key=b"another observatory's key.......").pages()[0]
    (pile / "1.pdf").write_bytes(pdf_of([*pages, np.rot90(pages[0], 2), foreign_page()]))
    (pile / "2.jpg").write_bytes(jpeg(stranger))
    found = lines(pile, layout)
    assert [line["status"] for line in found] == [
        "read", "read", "duplicate", "foreign", "foreign",
    ]  # fmt: skip
    assert [line["reasons"][0] for line in found[2:]] == ["same_serial", "no_marks", "seal"]
    assert found[4]["form"] is found[4]["serial"] is None


def test_what_is_no_file_of_pages_has_its_line_and_the_others_follow(pages, pile, layout):
    (pile / "a.jpg").write_bytes(b"<!DOCTYPE html>")
    (pile / "b.pdf").write_bytes(locked(pdf_of(pages[:1])))
    (pile / "c.pdf").touch()
    (pile / "d.pdf").write_bytes(pdf_of(pages[:1]))
    (pile / ".hidden").write_bytes(b"nothing")
    found = lines(pile, layout)
    assert [(line["file"], line["status"], line["reasons"]) for line in found] == [
        ("a.jpg", "unreadable", ["not_a_picture"]),
        ("b.pdf", "unreadable", ["locked"]),
        ("c.pdf", "unreadable", ["empty"]),
        ("d.pdf", "read", []),
    ]


def test_in_words_each_page_says_what_to_do(pages, pile, layout):
    (pile / "1.pdf").write_bytes(pdf_of([pages[0], pages[0]]))
    (pile / "2.pdf").write_bytes(b"%PDF-1.7 no more")
    first, again, broken, total = run(pile, layout=layout)
    assert first.startswith("1.pdf, page 1: read, sheet ")
    assert first.endswith(", page 1 of form R1 version 01, 5 marked, 0 to look at.")
    assert again.startswith("1.pdf, page 2: duplicate, ")
    assert again.count(".") >= 3
    assert broken.startswith("2.pdf, page 1: unreadable. ")
    assert total == "3 pages: 1 duplicate, 1 read, 1 unreadable"


@pytest.mark.django_db
def test_what_was_printed_here_is_known_without_a_layout(pages, pile):
    from observatory.paper.models import Scan, Upload

    print_report_form()
    (pile / "1.jpg").write_bytes(jpeg(pages[0]))
    (line,) = lines(pile, None)
    assert line["status"] == "read"
    # Looking is not keeping.
    assert not Scan.objects.exists()
    assert not Upload.objects.exists()


def test_a_layout_that_is_none_is_said(pile, tmp_path):
    path = tmp_path / "layout.json"
    path.write_text(json.dumps({"pages": [{"form": "R1"}]}))
    with pytest.raises(CommandError, match="no layout as print_form writes it"):
        run(pile, layout=path)


def test_a_path_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="is not there"):
        run(tmp_path / "nowhere")


def test_an_empty_folder_has_no_page(pile, layout):
    assert run(pile, layout=layout) == ["No page."]


def test_the_layout_says_all_that_reading_needs():
    for page in report_layouts():
        assert PageLayout.from_json(json.loads(json.dumps(page.to_json()))) == page
