"""What is on the paper is where the layout says: measured on pictures of it."""

import numpy as np
import pytest
import zxingcpp

from observatory.kit.omr.page_images import PageImage
from observatory.kit.omr.read import read_pages
from observatory.paper.page_codes import PageCode, read_code
from observatory.paper.printing.serials import page_key
from observatory.paper.scanning.identify import identify

from .printing import dark_edges, found_marks, pictures, printed
from .questionnaires import URN, publish

EXACT_MM = 0.2
LANGUAGES = ["fr", "nl", "en", "ar"]


@pytest.fixture(params=[*LANGUAGES, "urn cards", "urn cards in Arabic"])
def done(request, db):
    """Two forms of the report in each language, and a sheet and a half of cards."""
    if request.param in LANGUAGES:
        return printed(request.param, copies=1)
    language = "ar" if "Arabic" in request.param else "fr"
    return printed(language, version=publish(URN), target="card", copies=5)


def test_everything_that_is_read_is_where_its_layout_says(done):
    pages = 0
    for layout, grey in pictures(done):
        pages += 1
        for box in layout.boxes:
            assert_drawn(grey, box)
        for zone in layout.zones:
            assert_drawn(grey, zone, share=0.8)
        for code in layout.codes:
            # The outermost rows of a code are two finder patterns, and more.
            assert_drawn(grey, code, share=0.3)
        assert_marked(grey, layout)
        assert_says(grey, layout, done.form.kind)
    assert pages == len(done.printed.pages)


def test_nobody_is_asked_about_a_form_that_nobody_filled(done):
    for layout, grey in pictures(done):
        whole = np.ascontiguousarray(np.clip(grey, 20, 235))
        (reading,) = read_pages(PageImage(1, whole, 300.0, is_bilevel=False), identify)
        assert reading.layout.page == layout.page
        assert {box.state for box in reading.boxes} <= {"empty"}
        assert [one.zone.question for one in reading.zones if one.has_ink] == []


def assert_drawn(grey, part, share=0.5):
    edges = dark_edges(grey, part.x_mm, part.y_mm, part.w_mm, part.h_mm, share=share)
    wanted = (part.x_mm, part.y_mm, part.x_mm + part.w_mm, part.y_mm + part.h_mm)
    assert np.abs(np.subtract(edges, wanted)).max() <= EXACT_MM, part


def assert_marked(grey, layout):
    found = found_marks(grey)
    assert set(found) == {0, 1, 2, 3}
    for mark in layout.marks:
        near, far = found[mark.number][0], found[mark.number][2]
        assert np.abs(near - (mark.x_mm, mark.y_mm)).max() <= EXACT_MM, mark
        size = mark.size_mm
        assert np.abs(far - (mark.x_mm + size, mark.y_mm + size)).max() <= EXACT_MM, mark


def assert_says(grey, layout, kind):
    """Both codes of a page say which page of which sheet it is."""
    said = [read_code(page_key(), one.text) for one in zxingcpp.read_barcodes(grey)]
    own = [one for one in said if one.kind != "T"]
    wanted = PageCode(kind, layout.form, layout.version, layout.page, layout.serial)
    assert own == [wanted, wanted]


def test_the_part_with_the_name_has_a_small_code_of_its_own(db):
    *_, (layout, grey) = pictures(printed())
    below = grey[round(layout.cut_mm * 300 / 25.4) :]
    (said,) = [read_code(page_key(), one.text) for one in zxingcpp.read_barcodes(below)]
    assert said.kind == "T"
    assert (said.form, said.version, said.serial) == (layout.form, layout.version, layout.serial)
    assert not [box for box in layout.boxes if box.y_mm + box.h_mm > layout.cut_mm]


def test_nothing_is_printed_on_the_back_of_the_part_that_is_cut_off(db):
    pages = list(pictures(printed()))
    layout, grey = pages[-2]
    assert layout.page % 2 == 1
    assert layout.cut_mm == pages[-1][0].cut_mm
    assert grey[round(layout.cut_mm * 300 / 25.4) :].min() == 255
