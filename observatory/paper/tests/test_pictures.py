"""What is shown of a page: the part that is asked about, drawn anew."""

import io

import numpy as np
import pytest
from PIL import Image

from observatory.kit.omr.layout import Box, PageLayout, Zone
from observatory.paper.models import Doubt
from observatory.paper.scanning.pictures import BRICK, draw_page, draw_part, part_of

DPI = 100
LAYOUT = PageLayout(
    form="01",
    version="01",
    page=1,
    serial=None,
    width_mm=210,
    height_mm=297,
    boxes=(
        *(Box("age", f"A{n}", 100.0, 40.0 + 10 * n, 5.0, 5.0) for n in range(3)),
        *(Box("service", f"S{n}", 100.0, 100.0 + 12 * n, 5.0, 5.0) for n in range(12)),
    ),
    zones=(Zone("story", 20.0, 250.0, 150.0, 30.0),),
    marks=(),
    codes=(),
)


def page():
    file = io.BytesIO()
    Image.new("L", (round(210 / 25.4 * DPI), round(297 / 25.4 * DPI)), 250).save(file, "JPEG")
    return file.getvalue()


def size_of(data):
    return Image.open(io.BytesIO(data)).size


def doubt(kind, question="", option=""):
    return Doubt(kind=kind, question=question, option=option)


def test_a_box_is_shown_with_its_words_and_pointed_at():
    part = part_of(doubt("box", "age", "A1"), LAYOUT)

    assert part.x_mm < 100 < part.x_mm + part.w_mm
    # The words stand to its right; in Arabic to its left.
    assert part.x_mm + part.w_mm - 105 > 100 - part.x_mm
    arabic = part_of(doubt("box", "age", "A1"), LAYOUT, is_rtl=True)
    assert 100 - arabic.x_mm > arabic.x_mm + arabic.w_mm - 105
    picture = np.asarray(Image.open(io.BytesIO(draw_part(page(), DPI, part)))).astype(int)
    assert (np.abs(picture - np.array(BRICK)).max(axis=2) < 60).any()


def test_handwriting_is_shown_whole_and_alone():
    part = part_of(doubt("text", "story"), LAYOUT)

    assert (part.x_mm, part.y_mm) == (16.0, 246.0)
    assert size_of(draw_part(page(), DPI, part)) == (622, 149)


def test_of_a_long_list_only_where_something_is_marked_is_shown():
    part = part_of(doubt("choice", "service"), LAYOUT, touched=["S2", "S3"])

    assert [box.option for box in part.boxes] == ["S2", "S3"]
    assert part.h_mm < 40
    whole = part_of(doubt("choice", "service"), LAYOUT)
    assert whole.h_mm > 130
    assert whole.boxes == ()


def test_a_doubt_about_a_page_shows_the_page():
    assert part_of(doubt("page"), LAYOUT) is None
    assert size_of(draw_page(page())) == (827, 1169)


@pytest.mark.parametrize("kind", ["box", "text", "choice", "answer"])
def test_what_is_printed_nowhere_is_looked_for_on_the_whole_page(kind):
    assert part_of(doubt(kind, "elsewhere", "E1"), LAYOUT) is None
