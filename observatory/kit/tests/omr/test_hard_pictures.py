"""Pictures that are not as they should be: each has its status, and nothing is guessed."""

import cv2
import numpy as np
import pytest

from observatory.kit.omr.files import PageImage
from observatory.kit.omr.layout import Zone
from observatory.kit.omr.read import crop, read_as, read_pages

from .drawing import CODE, SCALE, Paper, make_card_layout, make_layout, photographed, scanned

LAYOUT = make_layout()
MARKED = [("q1", "o1"), ("q5", "o3")]


def filled(layout=LAYOUT, code=CODE):
    paper = Paper(layout, code)
    for question, option in MARKED if layout is LAYOUT else [("q1", "o2")]:
        paper.cross(question, option)
    return paper


def picture(grey):
    return PageImage(1, np.ascontiguousarray(grey), None, False)


def read(grey, known=None):
    known = {CODE: LAYOUT} if known is None else known
    return read_pages(picture(grey), known.get)


def marks(reading):
    return [(box.box.question, box.box.option) for box in reading.boxes if box.state == "marked"]


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("take", [scanned, photographed])
def test_a_page_is_read_whichever_way_it_lies(take, quarters):
    (reading,) = read(np.rot90(take(filled().grey), quarters))
    assert (reading.status, marks(reading)) == ("read", MARKED)


@pytest.mark.parametrize("take", [scanned, photographed])
def test_a_mirrored_page_is_read_in_the_mirror_and_says_so(take):
    grey = take(filled().grey)[:, ::-1]
    (reading,) = read(grey)
    assert (reading.status, marks(reading)) == ("read", MARKED)
    assert reading.is_mirrored
    assert "mirrored" in reading.reasons
    whole = crop(picture(grey), reading, Zone("", 0, 0, 210, 297), 100)
    upright = cv2.imdecode(np.frombuffer(whole, np.uint8), cv2.IMREAD_GRAYSCALE)
    (again,) = read(upright)
    assert not again.is_mirrored


def test_a_thumb_on_a_corner_costs_nothing():
    grey = scanned(filled().grey)
    grey[:300, :330] = 140
    (reading,) = read(grey)
    assert (reading.status, marks(reading)) == ("read", MARKED)


def test_with_two_corners_hidden_a_person_decides_every_box():
    grey = scanned(filled().grey)
    grey[:300, :230] = 140
    grey[:300, -230:] = 140
    (reading,) = read(grey)
    assert reading.status == "doubtful"
    assert reading.reasons[0] == "few_marks"
    assert {box.state for box in reading.boxes} == {"doubtful"}


def test_half_a_sheet_is_for_a_person():
    (reading,) = read(scanned(filled().grey)[:1200])
    assert reading.status == "doubtful"
    assert reading.reasons[0] == "half_sheet"
    assert {box.state for box in reading.boxes} == {"doubtful"}


def test_two_sheets_on_one_photo_are_two_pages():
    other = make_layout(serial="0000001")
    second = Paper(other, CODE.replace("7K2QXZ9", "0000001"))
    second.cross("q2", "o2")
    both = np.hstack([scanned(filled().grey, turn=2), scanned(second.grey, turn=-3)])
    known = {CODE: LAYOUT, CODE.replace("7K2QXZ9", "0000001"): other}
    readings = read(both, known)
    assert [marks(reading) for reading in sorted(readings, key=lambda r: r.corners[0][0])] == [
        MARKED,
        [("q2", "o2")],
    ]
    assert all("two_sheets" in reading.reasons for reading in readings)


def test_two_copies_without_serial_on_one_photo_are_two_pages():
    both = np.hstack([scanned(filled().grey), scanned(Paper(LAYOUT).grey)])
    assert sorted(len(marks(reading)) for reading in read(both)) == [0, 2]


def test_a_sheet_whose_code_is_hidden_is_not_lost_beside_another():
    both = np.hstack([scanned(filled().grey), scanned(filled(code="").grey)])
    first, second = sorted(read(both), key=lambda reading: reading.status)
    assert (first.status, second.status) == ("read", "unreadable")
    assert second.reasons[0] == "no_code"
    named = read_as(picture(both), LAYOUT, second.corners)
    assert marks(named) == MARKED
    assert named.corners[:, 0].mean() > both.shape[1] / 2


def test_a_code_under_coffee_is_read_once_a_person_has_named_the_page():
    paper = filled()
    for place in LAYOUT.codes:
        middle = (round((place.x_mm + 9) * SCALE), round((place.y_mm + 9) * SCALE))
        cv2.circle(paper.grey, middle, 80, 90, -1)
    grey = photographed(paper.grey)
    (reading,) = read(grey)
    assert (reading.status, reading.reasons[0]) == ("unreadable", "no_code")
    assert reading.corners.shape == (4, 2)
    named = read_as(picture(grey), LAYOUT)
    assert (named.status, marks(named), named.code) == ("read", MARKED, None)


def test_one_code_under_coffee_costs_nothing():
    paper = filled()
    place = LAYOUT.codes[0]
    paper.rectangle(place, 12, 90)
    (reading,) = read(scanned(paper.grey, turn=4))
    assert (reading.status, marks(reading)) == ("read", MARKED)


@pytest.mark.parametrize("lean", [0.1, 0.2, 0.3])
def test_one_code_under_coffee_and_the_other_on_a_crease_is_one_page(lean):
    paper = filled()
    paper.rectangle(LAYOUT.codes[1], 12, 90)
    x, y, side = (round(mm * SCALE) for mm in (28.0, 23.0, 22.0))
    code = paper.grey[y : y + side, x : x + side]
    flat = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    bent = np.array(
        [[0, 0], [side, 0], [side * (1 - lean), side * (1 - lean)], [0, side]], np.float32
    )
    matrix = cv2.getPerspectiveTransform(flat, bent)
    paper.grey[y : y + side, x : x + side] = cv2.warpPerspective(
        code, matrix, (side, side), borderValue=245
    )
    (reading,) = read(scanned(paper.grey, turn=4))
    assert marks(reading) == MARKED


def test_a_page_named_wrongly_stays_unread():
    blank = picture(np.full((1000, 700), 240, np.uint8))
    reading = read_as(blank, LAYOUT)
    assert (reading.status, reading.reasons) == ("unreadable", ("few_marks",))


def test_the_page_of_another_observatory_is_set_aside():
    (reading,) = read(scanned(filled().grey), known={})
    assert (reading.status, reading.code, reading.reasons[0]) == ("foreign", CODE, "foreign_code")
    assert reading.boxes == ()


def test_a_letter_is_set_aside():
    grey = np.full((2339, 1654), 245, np.uint8)
    for line in range(30):
        cv2.putText(grey, "Madame, Monsieur,", (200, 200 + 60 * line), 0, 1.4, 30, 3)
    (reading,) = read(grey)
    assert (reading.status, reading.reasons) == ("foreign", ("no_marks",))


def test_a_blank_back_is_told_from_a_letter():
    paper = np.full((2970, 2100), 245, np.uint8)
    (reading,) = read(scanned(paper))
    assert (reading.status, reading.reasons) == ("foreign", ("blank",))


def test_at_72_dots_per_inch_a_person_decides():
    (reading,) = read(scanned(filled().grey, dpi=72))
    assert (reading.status, reading.reasons[0]) == ("doubtful", "low_resolution")
    assert "marked" not in {box.state for box in reading.boxes}


def test_a_picture_the_size_of_a_stamp_is_not_read():
    (reading,) = read(scanned(filled().grey, dpi=30))
    assert reading.status in {"unreadable", "foreign"}


def test_a_page_without_pixels_says_why():
    (reading,) = read_pages(
        PageImage(3, np.empty((0, 0), np.uint8), None, False, "broken"), lambda text: LAYOUT
    )
    assert (reading.status, reading.reasons) == ("unreadable", ("broken",))


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (40, 40)])
def test_a_picture_of_hardly_anything_breaks_nothing(shape):
    (reading,) = read(np.full(shape, 200, np.uint8))
    assert reading.status == "foreign"


def test_cards_are_read_whichever_way_each_lies():
    table = np.full((2600, 2000), 200, np.uint8)
    known = {}
    for place in range(4):
        serial = f"000000{place}"
        layout = make_card_layout(serial)
        code = CODE.replace("7K2QXZ9", serial)
        known[code] = layout
        card = Paper(layout, code)
        card.cross("q1", f"o{place + 1}")
        height, width = card.grey.shape
        small = cv2.resize(
            card.grey, (width * 8 // 10, height * 8 // 10), interpolation=cv2.INTER_AREA
        )
        turned = np.rot90(small, place)
        top, left = 20 + 1250 * (place // 2), 20 + 1000 * (place % 2)
        top += 150 if turned.shape[0] < turned.shape[1] else 0
        left = min(left, 2000 - turned.shape[1])
        table[top : top + turned.shape[0], left : left + turned.shape[1]] = turned
    readings = read(table, known)
    assert sorted(marks(reading)[0][1] for reading in readings) == ["o1", "o2", "o3", "o4"]
    assert {reading.status for reading in readings} == {"read"}
