"""Lines that nobody drew: creases, streaks of a scanner's glass, holes of a binder."""

import cv2
import numpy as np
import pytest

from observatory.kit.omr.files import PageImage
from observatory.kit.omr.read import read_pages
from observatory.kit.omr.streaks import without_streaks

from .drawing import CODE, INK, SCALE, Paper, make_layout, scanned

LAYOUT = make_layout()


def read(grey):
    (reading,) = read_pages(PageImage(1, grey, None, False), {CODE: LAYOUT}.get)
    return reading


def states(reading):
    return {
        (box.box.question, box.box.option): box.state
        for box in reading.boxes
        if box.state != "empty"
    }


def creased(slope, tone=190):
    """Return a page with a pale line from side to side, through the box q7, o2."""
    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    x, y = box.x_mm + 2.5, box.y_mm + 2.6
    paper.stroke([(x - 40, y - 40 * slope), (x + 40, y + 40 * slope)], 0.3, tone)
    return paper


def streaked(paper, x_mm, tone, width=2):
    """Scan a page over a glass with dirt on it."""
    grey = scanned(paper.grey, turn=0.4)
    at = round(x_mm * 200 / 25.4)
    grey[:, at : at + width] = np.minimum(grey[:, at : at + width], tone)
    return grey


def crumpled(slope):
    """Return a page with a pale line through a box of each of six questions."""
    paper = Paper(LAYOUT)
    for question in range(2, 8):
        box = paper.box(f"q{question}", "o2")
        x, y = box.x_mm + 2.5, box.y_mm + 2.6
        paper.stroke([(x - 14, y - 14 * slope), (x + 14, y + 14 * slope)], 0.3, 190)
    return paper


@pytest.mark.parametrize("slope", [-0.7, -0.3, 0.12, 0.45, 0.9])
def test_a_fold_through_a_box_is_for_a_person(slope):
    assert states(read(scanned(creased(slope).grey))) == {("q7", "o2"): "doubtful"}


@pytest.mark.parametrize("slope", [-0.3, 0.12, 0.45])
def test_the_creases_of_a_crumpled_sheet_leave_empty_boxes_empty(slope):
    reading = read(scanned(crumpled(slope).grey))
    assert states(reading) == {}
    assert reading.status == "read"


def test_whoever_crosses_a_creased_box_is_read_all_the_same():
    paper = creased(0.12)
    paper.cross("q7", "o2")
    assert states(read(scanned(paper.grey))) in (
        {("q7", "o2"): "marked"},
        {("q7", "o2"): "doubtful"},
    )


def test_a_pale_stroke_that_ends_near_its_box_is_still_for_a_person():
    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    y = box.y_mm + 2.6
    paper.stroke([(box.x_mm - 5, y + 1), (box.x_mm + 9, y - 1)], 0.3, 190)
    assert states(read(scanned(paper.grey))) == {("q7", "o2"): "doubtful"}


def test_a_line_by_pen_is_never_taken_for_a_crease():
    assert states(read(scanned(creased(0.12, tone=INK).grey)))[("q7", "o2")] == "doubtful"


@pytest.mark.parametrize("tone", [60, 150, 190])
def test_dirt_on_the_glass_over_a_column_of_boxes_changes_no_answer(tone):
    paper = Paper(LAYOUT)
    paper.cross("q2", "o2")
    paper.tick("q5", "o2")
    x_mm = paper.box("q2", "o2").x_mm + 2.2
    reading = read(streaked(paper, x_mm, tone))
    assert states(reading) == {("q2", "o2"): "marked", ("q5", "o2"): "marked"}


def test_dirt_on_the_glass_over_two_corner_marks_hides_no_page():
    paper = Paper(LAYOUT)
    paper.cross("q2", "o2")
    mark = LAYOUT.marks[0]
    reading = read(streaked(paper, mark.x_mm + mark.size_mm / 2, 80, width=3))
    assert states(reading) == {("q2", "o2"): "marked"}


def test_dirt_is_found_across_the_page_as_well_when_someone_turned_the_picture():
    paper = Paper(LAYOUT)
    grey = np.ascontiguousarray(np.rot90(streaked(paper, 80.0, 100)))
    clean = without_streaks(grey)
    assert clean is not None
    assert abs(int(clean[-round(80 * 200 / 25.4) - 1, 300]) - int(grey[200, 300])) < 20


def test_a_page_without_dirt_is_left_as_it_is():
    paper = Paper(LAYOUT)
    paper.stroke([(20, 60), (20, 180)], 0.3)
    assert without_streaks(scanned(paper.grey)) is None
    assert without_streaks(np.zeros((0, 0), np.uint8)) is None


@pytest.mark.parametrize("at", [(-1.6, 2.0), (-0.6, 5.4), (5.6, -0.4)])
@pytest.mark.parametrize("tone", [30, 90])
def test_the_hole_of_a_binder_that_touches_a_box_is_no_mark(at, tone):
    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    middle = (round((box.x_mm + at[0]) * SCALE), round((box.y_mm + at[1]) * SCALE))
    cv2.circle(paper.grey, middle, round(3 * SCALE), tone, -1, cv2.LINE_AA)
    assert states(read(scanned(paper.grey))) == {("q7", "o2"): "doubtful"}


def test_a_thick_tick_that_runs_out_of_its_box_is_no_hole():
    paper = Paper(LAYOUT)
    paper.tick("q7", "o2", width_mm=1.1)
    assert states(read(scanned(paper.grey))) == {("q7", "o2"): "marked"}


def test_a_crease_with_a_bend_in_the_box_is_never_a_mark():
    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    x, y = box.x_mm + 2.5, box.y_mm + 2.6
    paper.stroke([(x - 30, y - 14), (x, y), (x + 30, y + 5)], 0.35, 175)
    assert states(read(scanned(paper.grey))) in ({}, {("q7", "o2"): "doubtful"})


def test_a_light_tick_is_read_beside_the_creases_of_a_crumpled_sheet():
    paper = crumpled(0.12)
    paper.tick("q1", "o3", width_mm=0.5, tone=150)
    reading = read(scanned(paper.grey))
    assert states(reading) in ({("q1", "o3"): "marked"}, {("q1", "o3"): "doubtful"})
