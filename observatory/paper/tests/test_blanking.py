"""A page that could not be read, with name and contact still on it: they are not in the picture that is kept."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from observatory.kit.omr.layout import Zone, corner_marks
from observatory.kit.omr.page_images import PageImage
from observatory.kit.tests.omr.drawing import SCALE, scanned
from observatory.paper.models import Scan, Upload
from observatory.paper.scanning import blanking
from observatory.paper.scanning.pages import look_as, look_at
from observatory.vault.queries import read_blob

from .factories import print_form
from .scanned import DPI, FORM, VERSION, Form, report_layouts, scan_pages

pytestmark = pytest.mark.django_db

CUT_MM = 217.0
CODES = (Zone("", 30.0, 25.0, 18.0, 18.0), Zone("", 160.0, 175.0, 18.0, 18.0))
# The name, the address, and the line they stand on.
WRITTEN = Zone("", 20.0, 235.0, 80.0, 40.0)


@pytest.fixture(autouse=True)
def layouts(db):
    """The form whose first page ends at the cut, above the part with name and contact."""
    first, second = report_layouts()
    boxes = tuple(box for box in first.boxes if box.y_mm < 165)
    first = replace(
        first, boxes=boxes, marks=corner_marks(210.0, CUT_MM), codes=CODES, cut_mm=CUT_MM
    )
    print_form(kind="R", form=FORM, version=VERSION, layouts=[first, second])
    return [first, second]


def uncut(layouts, *, hide_codes=True, hide_marks=()):
    """Return the first page with name and contact written below the cut."""
    form = Form(layouts=layouts, crossed={"service": ["S02"]})
    paper = form.papers[0]
    if hide_codes:
        for place in CODES:
            paper.rectangle(Zone("", place.x_mm, place.y_mm, 18, 18), 9, 90)
    for number in hide_marks:
        mark = layouts[0].marks[number]
        x, y, side = (round(value * SCALE) for value in (mark.x_mm, mark.y_mm, mark.size_mm))
        paper.grey[y : y + side, x : x + side] = 245
    strip = Form(serial=form.serial, kind="T", layouts=report_layouts()[:1], crossed={}).papers[0]
    x, y, side = (round(value * SCALE) for value in (30.0, 25.0, 18.0))
    code = cv2.resize(strip.grey[y : y + side, x : x + side], (130, 130))
    top, left = round((CUT_MM + 4) * SCALE), 1100
    paper.grey[top : top + 130, left : left + 130] = code
    for line in range(5):
        y_mm = WRITTEN.y_mm + 8 * line
        paper.words(WRITTEN.x_mm, y_mm, "Fatima P. 0470 12 34 56")
    return scanned(paper.grey, dpi=DPI)


def dark_below(picture, *, from_mm=CUT_MM - 1, turned=False):
    """Return how much ink there is below the cut of a picture that lies straight, about."""
    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    if turned:
        grey = np.rot90(grey, 2)
    scale = grey.shape[0] / 297
    below = grey[round(from_mm * scale) :, round(5 * scale) : -round(5 * scale)]
    return float((below < 120).mean())


def image_of(grey):
    return PageImage(1, np.ascontiguousarray(grey), None, False)


@pytest.mark.parametrize("quarters", [0, 2])
@pytest.mark.parametrize("hidden", [(), (1,), (0, 1)], ids=["4 marks", "3 marks", "2 marks"])
def test_name_and_contact_are_not_in_what_is_kept_of_a_page_without_code(layouts, hidden, quarters):
    page = uncut(layouts, hide_marks=hidden)
    (found,) = look_at(image_of(np.rot90(page, quarters)))

    assert (found.status, found.reason, found.has_tear_off) == ("unreadable", "no_code", True)
    assert found.picture
    assert dark_below(found.picture, turned=quarters == 2) == 0
    # The boxes above are there.
    assert dark_below(found.picture, from_mm=50, turned=quarters == 2) > 0.002


def test_a_person_can_still_name_such_a_page_and_it_is_read(layouts):
    (found,) = look_at(image_of(uncut(layouts)))
    named = look_as(found.picture, layouts[0], found.lost)

    assert named.read.marks == [("service", "S02")]


def test_a_page_that_lies_nobody_knows_how_leaves_no_picture(layouts, monkeypatch):
    monkeypatch.setattr(blanking, "_tear_off_codes", lambda grey: [])
    (found,) = look_at(image_of(uncut(layouts, hide_marks=(0, 1))))

    assert (found.has_tear_off, found.picture) == (True, b"")


def test_a_mirrored_page_is_made_white_at_its_own_foot(layouts):
    (found,) = look_at(image_of(cv2.flip(uncut(layouts), 1)))

    assert found.has_tear_off
    assert dark_below(found.picture) == 0


def test_a_page_too_coarse_to_be_read_keeps_nothing_below_its_cut(layouts):
    small = cv2.resize(
        uncut(layouts, hide_codes=False), None, fx=0.28, fy=0.28, interpolation=cv2.INTER_AREA
    )
    (found,) = look_at(image_of(small))

    assert (found.status, found.reason) == ("unreadable", "low_resolution")
    assert dark_below(found.picture) == 0


def test_the_file_with_name_and_contact_goes_too(batch, jean, layouts):
    upload = scan_pages(batch, [uncut(layouts)], jean)

    scan = Scan.objects.get()
    assert (scan.state, scan.reason) == ("unreadable", "no_code")
    assert dark_below(read_blob(scan.picture)) == 0
    assert Upload.objects.get(pk=upload.pk).destroyed_at is not None
