"""What people do to boxes with a pen, and what is read of it."""

import numpy as np
import pytest

from observatory.kit.omr.files import PageImage
from observatory.kit.omr.layout import Zone
from observatory.kit.omr.read import crop, crop_box, read_pages

from .drawing import (
    CODE,
    INK,
    PAPER,
    PENCIL,
    SCALE,
    Paper,
    jpeg,
    make_layout,
    photographed,
    scanned,
)

LAYOUT = make_layout()


def picture(grey, *, is_bilevel=False):
    return PageImage(1, np.ascontiguousarray(grey), None, is_bilevel)


def read(paper, take=scanned, **options):
    """The only page on the picture that is taken of a paper."""
    grey = take(paper.grey, **options)
    (reading,) = read_pages(picture(grey), lambda text: paper.layout if text == CODE else None)
    return reading


def states(reading):
    """What is not empty, by question and option."""
    return {
        (box.box.question, box.box.option): box.state
        for box in reading.boxes
        if box.state != "empty"
    }


def reason_of(reading, question, option):
    (box,) = [b for b in reading.boxes if (b.box.question, b.box.option) == (question, option)]
    return box.reason


def marked(*boxes):
    return dict.fromkeys(boxes, "marked")


TAKES = pytest.mark.parametrize(
    ("take", "options"),
    [
        (scanned, {"turn": 3}),
        (scanned, {"dpi": 300, "turn": -2}),
        (photographed, {"tilt": 12}),
        (photographed, {"curl_mm": 1.5, "tilt": 6}),
    ],
    ids=["200 dpi", "300 dpi", "photo", "bent paper"],
)


@TAKES
def test_crosses_and_ticks_are_read(take, options):
    paper = Paper(LAYOUT)
    paper.cross("q1", "o1")
    paper.tick("q2", "o4")
    paper.cross("q7", "o1")
    paper.cross("q7", "o3", shift=(0.7, -0.6), size=1.1)
    reading = read(paper, take, **options)
    assert reading.status == "read"
    assert reading.reasons == ()
    assert states(reading) == marked(("q1", "o1"), ("q2", "o4"), ("q7", "o1"), ("q7", "o3"))
    assert reading.code == CODE


@TAKES
def test_a_page_without_marks_is_read_empty(take, options):
    reading = read(Paper(LAYOUT), take, **options)
    assert reading.status == "read"
    assert states(reading) == {}
    assert min(box.confidence for box in reading.boxes) > 0.8


@TAKES
def test_a_light_pencil_is_read(take, options):
    paper = Paper(LAYOUT)
    paper.cross("q1", "o2", tone=PENCIL, width_mm=0.4)
    assert states(read(paper, take, **options)) == marked(("q1", "o2"))


@pytest.mark.parametrize("tone", [215, 219])
def test_a_mark_too_pale_to_tell_from_dirt_is_for_a_person(tone):
    paper = Paper(LAYOUT)
    paper.cross("q1", "o2", tone=tone, width_mm=0.5)
    reading = read(paper)
    assert states(reading) == {("q1", "o2"): "doubtful"}
    assert reason_of(reading, "q1", "o2") == "faint"
    assert reading.status == "doubtful"


def draw_stroke(paper, length_mm):
    box = paper.box("q1", "o2")
    x, y = box.x_mm + 1.2, box.y_mm + 3.4
    paper.stroke([(x, y), (x + length_mm * 0.8, y - length_mm * 0.6)], 0.5)


def test_a_dot_of_a_pen_at_rest_is_no_mark():
    paper = Paper(LAYOUT)
    draw_stroke(paper, 0.7)
    assert states(read(paper)) == {}


def test_a_stroke_between_a_dot_and_a_mark_is_for_a_person():
    paper = Paper(LAYOUT)
    draw_stroke(paper, 1.9)
    assert states(read(paper)) == {("q1", "o2"): "doubtful"}


def test_a_smudge_is_no_mark():
    paper = Paper(LAYOUT)
    box = paper.box("q1", "o2")
    grey = scanned(paper.grey).astype(np.float32)
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]] * 25.4 / 200
    away = ((x - box.x_mm - 2.5) / 0.9) ** 2 + ((y - box.y_mm - 2.5) / 0.5) ** 2
    (reading,) = read_pages(
        picture((grey - 35 * np.exp(-away / 2)).astype(np.uint8)), lambda text: LAYOUT
    )
    assert "marked" not in states(reading).values()


@TAKES
def test_a_cross_struck_out_is_for_a_person(take, options):
    paper = Paper(LAYOUT)
    paper.cross("q1", "o1")
    box = paper.box("q1", "o1")
    for y in (1.9, 2.9):
        paper.stroke([(box.x_mm - 2, box.y_mm + y), (box.x_mm + 7, box.y_mm + y + 0.4)], 0.5)
    assert states(read(paper, take, **options)) == {("q1", "o1"): "doubtful"}


def test_a_tick_that_only_cuts_a_corner_is_for_a_person():
    paper = Paper(LAYOUT)
    box = paper.box("q1", "o1")
    x, y = box.x_mm, box.y_mm
    paper.stroke([(x - 1.4, y + 3.2), (x + 1.2, y + 6.2), (x + 6.8, y - 2)], 0.5)
    assert "empty" not in [b.state for b in read(paper).boxes if b.box == box]


def test_the_tail_of_a_neighbours_tick_is_no_mark():
    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    paper.stroke([(box.x_mm - 8, box.y_mm + 4), (box.x_mm + 1.6, box.y_mm + 2.2)], 0.5)
    assert ("q7", "o2", "marked") not in [
        (b.box.question, b.box.option, b.state) for b in read(paper).boxes
    ]


def test_a_shadow_across_a_box_is_no_mark():
    paper = Paper(LAYOUT)
    box = paper.box("q4", "o2")
    grey = scanned(paper.grey).astype(np.float32)
    edge = (box.x_mm + 2.5) * 200 / 25.4
    fall = 1 / (1 + np.exp(-(np.arange(grey.shape[1]) - edge) / 12))
    (reading,) = read_pages(
        picture((grey * (0.6 + 0.4 * fall)).astype(np.uint8)), lambda text: LAYOUT
    )
    assert "marked" not in states(reading).values()


@pytest.mark.parametrize("cancel", ["fill", "scribble"])
def test_a_wrong_box_blacked_out_gives_way_to_the_cross(cancel):
    paper = Paper(LAYOUT)
    paper.cross("q1", "o1")
    getattr(paper, cancel)("q1", "o1")
    paper.cross("q1", "o3")
    reading = read(paper, dpi=200)
    assert states(reading) == {("q1", "o1"): "cancelled", ("q1", "o3"): "marked"}
    assert reading.status == "read"


def test_a_box_scribbled_out_with_gaps_never_counts_as_marked():
    paper = Paper(LAYOUT)
    for row, turns in enumerate((4, 5, 6, 7, 8), 1):
        paper.scribble(f"q{row}", "o1", turns=turns)
    assert "marked" not in states(read(paper)).values()


def test_a_filled_box_alone_is_for_a_person():
    paper = Paper(LAYOUT)
    paper.fill("q1", "o1")
    reading = read(paper)
    assert states(reading) == {("q1", "o1"): "doubtful"}
    assert reading.reasons == ("filled_alone",)


def test_two_crosses_in_a_single_choice_are_for_a_person():
    paper = Paper(LAYOUT)
    paper.cross("q1", "o1")
    paper.cross("q1", "o2")
    paper.cross("q2", "o1")
    reading = read(paper)
    assert states(reading) == {
        ("q1", "o1"): "doubtful",
        ("q1", "o2"): "doubtful",
        ("q2", "o1"): "marked",
    }
    assert reading.reasons == ("two_crosses",)


def test_a_filled_box_among_several_answers_is_for_a_person():
    paper = Paper(LAYOUT)
    paper.cross("q7", "o1")
    paper.fill("q7", "o2")
    reading = read(paper)
    assert states(reading) == {("q7", "o1"): "marked", ("q7", "o2"): "doubtful"}
    assert reading.reasons == ("filled_in_multiple",)


def test_who_fills_every_box_is_asked_about_once():
    paper = Paper(LAYOUT)
    for row in range(1, 5):
        paper.fill(f"q{row}", "o1")
    reading = read(paper)
    assert set(states(reading).values()) == {"doubtful"}
    assert reading.reasons[0] == "fills_boxes"


@pytest.mark.parametrize("slope", [-4.0, 0.0, 3.0])
def test_a_fold_through_a_box_is_for_a_person(slope):
    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    y = box.y_mm + 2.6
    paper.stroke([(box.x_mm - 7, y - slope), (box.x_mm + 12, y + slope)], 0.3, 150)
    reading = read(paper)
    assert states(reading) == {("q7", "o2"): "doubtful"}
    assert reason_of(reading, "q7", "o2") == "line"


def test_a_box_that_is_covered_is_for_a_person():
    paper = Paper(LAYOUT)
    grey = scanned(paper.grey)
    box = paper.box("q4", "o2")
    x, y = (int(value * 200 / 25.4) for value in (box.x_mm, box.y_mm))
    grey[y - 30 : y + 70, x - 30 : x + 20] = 120  # a thumb
    (reading,) = read_pages(picture(grey), lambda text: LAYOUT)
    assert states(reading) == {("q4", "o2"): "doubtful"}


def test_writing_beside_a_box_leaves_it_empty():
    paper = Paper(LAYOUT)
    box = paper.box("q4", "o2")
    paper.words(box.x_mm + 6, box.y_mm + 4, "non")
    assert states(read(paper)) == {}


def test_on_black_and_white_a_speck_may_be_a_pencil():
    paper = Paper(LAYOUT)
    box = paper.box("q1", "o1")
    paper.stroke([(box.x_mm + 2, box.y_mm + 2), (box.x_mm + 2.5, box.y_mm + 2.4)], 0.4)
    paper.cross("q2", "o1")
    grey = np.where(scanned(paper.grey) > 128, 255, 0).astype(np.uint8)
    (reading,) = read_pages(picture(grey, is_bilevel=True), lambda text: LAYOUT)
    assert states(reading) == {("q1", "o1"): "doubtful", ("q2", "o1"): "marked"}
    assert reading.reasons[-1] == "bilevel"


def test_a_thick_pen_is_no_scribble():
    paper = Paper(LAYOUT)
    paper.cross("q1", "o1", width_mm=0.9)
    assert states(read(paper)) == marked(("q1", "o1"))


@TAKES
def test_handwriting_is_seen_and_an_empty_zone_is_not(take, options):
    blank, written = Paper(LAYOUT), Paper(LAYOUT)
    written.write("story")
    (without,) = read(blank, take, **options).zones
    (has,) = read(written, take, **options).zones
    assert (without.has_ink, has.has_ink) == (False, True)
    assert without.ink_ratio < 0.001 < has.ink_ratio


def test_ruled_lines_are_no_handwriting():
    paper = Paper(LAYOUT)
    (zone,) = LAYOUT.zones
    for line in range(1, 5):
        y = zone.y_mm + 9 * line
        paper.stroke([(zone.x_mm + 2, y), (zone.x_mm + zone.w_mm - 2, y)], 0.2, 120)
    (found,) = read(paper, turn=1).zones
    assert not found.has_ink


def test_every_measure_of_a_box_is_kept():
    paper = Paper(LAYOUT)
    paper.cross("q1", "o1")
    reading = read(paper)
    measures = reading.boxes[0].measures
    assert measures["cover"] > 0.2
    assert measures["outline"] > 0.5
    assert reading.boxes[1].measures["cover"] == 0
    assert all(isinstance(value, float) for value in measures.values())


@TAKES
def test_a_part_of_the_page_is_cut_out_straight(take, options):
    import cv2

    paper = Paper(LAYOUT)
    paper.cross("q2", "o2")
    grey = take(paper.grey, **options)
    (reading,) = read_pages(picture(grey), lambda text: LAYOUT)
    box = paper.box("q2", "o2")
    cut = cv2.imdecode(
        np.frombuffer(crop_box(picture(grey), reading, box), np.uint8), cv2.IMREAD_GRAYSCALE
    )
    scale = 200 / 25.4
    assert cut.shape == (round(17 * scale), round(17 * scale))
    dark = cut < 0.6 * np.percentile(cut, 80)
    # Near enough to the box to leave the words beside it out.
    rows, columns = np.nonzero(dark[36:-36, 36:-36])
    # The middle of box and cross lies in the middle of the picture, to half a millimetre.
    assert rows.mean() + 36 == pytest.approx(cut.shape[0] / 2, abs=scale / 2)
    assert columns.mean() + 36 == pytest.approx(cut.shape[1] / 2, abs=scale / 2)
    whole = crop(picture(grey), reading, Zone("", 0, 0, 210, 297), 100)
    assert whole.startswith(b"\xff\xd8")


def test_what_a_jpeg_does_to_a_page_changes_nothing():
    import cv2

    paper = Paper(LAYOUT)
    paper.cross("q1", "o1", tone=INK + 60)
    data = jpeg(scanned(paper.grey), quality=40)
    grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    (reading,) = read_pages(picture(grey), lambda text: LAYOUT)
    assert states(reading) == marked(("q1", "o1"))


@pytest.mark.parametrize("tone", [PAPER, 30], ids=["a scanner's lid", "a dark table"])
def test_a_hole_through_a_box_is_for_a_person(tone):
    import cv2

    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    middle = (round((box.x_mm - 0.6) * SCALE), round((box.y_mm + 2.5) * SCALE))
    cv2.circle(paper.grey, middle, round(3 * SCALE), tone, -1, cv2.LINE_AA)
    assert states(read(paper)) == {("q7", "o2"): "doubtful"}


def test_a_small_tick_is_never_taken_for_nothing():
    for length in (1.1, 1.4, 1.8):
        paper = Paper(LAYOUT)
        box = paper.box("q1", "o2")
        x, y = box.x_mm + 1.5, box.y_mm + 2.6
        paper.stroke([(x, y), (x + 0.5, y + 0.7), (x + 0.5 + length * 0.7, y + 0.7 - length)], 0.4)
        assert states(read(paper)) != {}


def test_the_crease_of_crumpled_paper_is_no_mark():
    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    x, y = box.x_mm, box.y_mm
    paper.stroke([(x - 4, y + 9.2), (x + 9, y - 3.8)], 0.45, 190)
    reading = read(paper)
    assert states(reading) == {("q7", "o2"): "doubtful"}
    assert reason_of(reading, "q7", "o2") == "line"


def test_a_cross_struck_out_by_one_thick_stroke_is_for_a_person():
    paper = Paper(LAYOUT)
    paper.cross("q7", "o2", size=0.55)
    box = paper.box("q7", "o2")
    paper.stroke([(box.x_mm - 2, box.y_mm + 2.7), (box.x_mm + 7, box.y_mm + 3.1)], 0.9)
    assert states(read(paper)) == {("q7", "o2"): "doubtful"}


def test_a_tick_that_goes_around_a_corner_outside_the_box_is_for_a_person():
    paper = Paper(LAYOUT)
    box = paper.box("q7", "o2")
    x, y = box.x_mm, box.y_mm
    points = [(x + 0.2, y + 5.7), (x + 3.6, y + 6.2), (x + 5.6, y + 4.6), (x + 7.5, y + 0.5)]
    paper.stroke(points, 0.45)
    assert reason_of(read(paper), "q7", "o2") == "beside"


def test_a_large_cross_is_not_taken_for_a_box_struck_out():
    for size in (1.0, 1.1, 1.3):
        paper = Paper(LAYOUT)
        paper.cross("q7", "o2", size=size)
        assert states(read(paper)) == marked(("q7", "o2"))
