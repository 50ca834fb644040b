"""A rectangle for a number is low: whatever digit stands in it is seen, its frame is not."""

from dataclasses import replace

import numpy as np
import pytest

from observatory.kit.omr.files import PageImage
from observatory.kit.omr.read import read_pages

from .drawing import CODE, Paper, make_layout, photographed, scanned

# In the place of the story.
NUMBER = replace(make_layout().zones[0], question="n", w_mm=26.0, h_mm=10.0)


def low_layout():
    return replace(make_layout(), zones=(NUMBER,))


def has_ink(paper, take):
    grey = np.ascontiguousarray(take(paper.grey))
    (reading,) = read_pages(PageImage(1, grey, None, False), {CODE: paper.layout}.get)
    return next(zone.has_ink for zone in reading.zones if zone.zone.question == "n")


@pytest.mark.parametrize("take", [scanned, photographed])
@pytest.mark.parametrize("height", [3.5, 5.0, 7.5, 8.5])
def test_a_one_is_seen_however_tall_it_is(height, take):
    paper = Paper(low_layout())
    top = NUMBER.y_mm + (NUMBER.h_mm - height) / 2
    paper.stroke([(NUMBER.x_mm + 8, top), (NUMBER.x_mm + 7.7, top + height)], 0.35)

    assert has_ink(paper, take)


@pytest.mark.parametrize("take", [scanned, photographed])
def test_a_rectangle_without_a_number_is_empty(take):
    assert not has_ink(Paper(low_layout()), take)
