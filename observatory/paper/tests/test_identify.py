"""Whose page is it, and is it here for the second time? What each answer means for a pile."""

from dataclasses import replace
from typing import get_args

import cv2
import numpy as np
import pytest

from observatory.kit.omr import reasons as kit
from observatory.kit.omr.files import PageImage
from observatory.kit.omr.layout import Zone
from observatory.kit.omr.read import read_pages
from observatory.kit.tests.omr.drawing import CODE, SCALE, jpeg, scanned
from observatory.paper.page_codes import PageCode, write_code
from observatory.paper.queries.reasons import (
    DOUBT_REASONS,
    FILE_REASONS,
    PAGE_REASONS,
    doubt_words,
    reading_words,
)
from observatory.paper.scanning import identify as module
from observatory.paper.scanning.identify import (
    code_key,
    code_of,
    identify,
    judge,
    layouts_from,
)
from observatory.paper.scanning.pile import Pile

from .scanned import CROSSED, DPI, FORM, VERSION, Form, report_layouts

LAYOUTS = report_layouts()
SERIAL = "7K2QXZ9"


def find(form, version, page):
    return layouts_from(LAYOUTS)(form, version, page)


def known(text):
    return identify(text, find)


def picture(grey):
    return PageImage(1, np.ascontiguousarray(grey), None, False)


def judged(pile, grey, find_by=known):
    """What becomes of the pages on a picture: status, and the first reason or ""."""
    image = picture(grey)
    found = pile.judge(image, read_pages(image, find_by))
    return [(one.status, one.reasons[0] if one.reasons else "") for one in found]


def first_page(*, seed=1, **options):
    """The first page of a form, as a scanner gives it."""
    return scanned(Form(**{"serial": SERIAL} | options).papers[0].grey, dpi=DPI, seed=seed)


def story_page(text, *, seed=1):
    paper = Form(serial=SERIAL, crossed={}).papers[1]
    paper.write("story", text)
    return scanned(paper.grey, dpi=DPI, seed=seed)


@pytest.fixture(scope="module")
def nadias():
    """Nadia's first page."""
    return first_page()


def code(kind="R", *, form=FORM, version=VERSION, page=1, key=None):
    return write_code(key or code_key(), PageCode(kind, form, version, page, SERIAL))


def test_the_code_says_which_page_of_which_sheet_it_is():
    layout = known(code(page=2))
    assert (layout.page, layout.serial) == (2, SERIAL)
    assert replace(layout, serial=None) == LAYOUTS[1]


@pytest.mark.parametrize(
    "text",
    ["", "https://example.org", CODE, code(form="ZZ"), code(version="09"), code(page=7)],
    ids=["nothing", "a link", "forged", "no such form", "no such version", "no such page"],
)
def test_what_this_observatory_did_not_print_is_not_ours(text):
    assert known(text) is None


def test_the_code_of_another_observatory_is_not_ours():
    text = code(key=b"another observatory's key.......")
    assert known(text) is None
    assert code_of(text) is None


def test_the_small_code_of_the_part_with_the_name_is_no_page():
    assert known(code("T")) is None
    assert code_of(code("T")).kind == "T"


def with_strip(paper):
    """The page with the small code of the part that is torn off below it, as it is printed."""
    strip = Form(serial=SERIAL, kind="T", layouts=LAYOUTS[:1], crossed={}).papers[0]
    place = LAYOUTS[0].codes[0]
    x, y, side = (round(value * SCALE) for value in (place.x_mm, place.y_mm, place.w_mm))
    small = cv2.resize(strip.grey[y : y + side, x : x + side], (130, 130))
    paper.grey[2800:2930, 1300:1430] = small
    return paper


def test_a_page_with_its_strip_still_on_is_read_once_as_the_page():
    paper = with_strip(Form(serial=SERIAL).papers[0])
    for quarters in (0, 2):
        grey = np.rot90(scanned(paper.grey, dpi=DPI), quarters)
        assert judged(Pile(), grey) == [("read", "")]


def test_a_strip_alone_is_told_from_a_page():
    paper = with_strip(Form(serial=SERIAL, crossed={}).papers[0])
    paper.grey[:, :1250] = paper.grey[:, 1500:] = paper.grey[:2750] = 245
    assert judged(Pile(), scanned(paper.grey, dpi=DPI)) == [("foreign", "tear_off")]


@pytest.mark.parametrize("corners", [2, 4])
def test_a_page_whose_own_codes_are_hidden_is_never_taken_for_its_strip(corners):
    paper = with_strip(Form(serial=SERIAL).papers[0])
    for place in LAYOUTS[0].codes:
        paper.rectangle(Zone("", place.x_mm, place.y_mm, 18, 18), 9, 90)
    if corners == 2:
        paper.grey[:400] = 245
    image = picture(scanned(paper.grey, dpi=DPI))
    (reading,) = read_pages(image, known)
    one = judge(reading)
    assert (one.status, one.reasons[0], one.code) == ("unreadable", "no_code", None)


def test_another_observatorys_page_is_set_aside_and_says_whose_it_is_not():
    grey = first_page(key=b"another observatory's key.......")
    assert judged(Pile(), grey) == [("foreign", "seal")]


def test_a_page_with_the_code_of_something_else_is_set_aside():
    paper = Form(serial=SERIAL, crossed={}).papers[0]
    other = type(paper)(paper.layout, "FACTURE 2026")
    assert judged(Pile(), scanned(other.grey, dpi=DPI)) == [("foreign", "foreign_code")]


def test_an_older_version_is_read_as_it_was_printed(nadias):
    newer = [replace(layout, version="02") for layout in LAYOUTS]
    both = layouts_from([*LAYOUTS, *newer])
    (one,) = read_pages(picture(nadias), lambda text: identify(text, both))
    assert (one.status, one.layout.version) == ("read", VERSION)


def test_a_version_that_is_gone_is_set_aside_and_not_guessed(nadias):
    newer = layouts_from([replace(layout, version="02") for layout in LAYOUTS])
    pile = Pile()
    assert judged(pile, nadias, lambda text: identify(text, newer)) == [("foreign", "unknown_form")]


def test_the_same_sheet_scanned_twice_is_a_double(nadias):
    pile = Pile()
    assert judged(pile, nadias) == [("read", "")]
    assert judged(pile, nadias) == [("duplicate", "same_picture")]
    assert judged(pile, np.rot90(nadias, 2)) == [("duplicate", "same_serial")]
    assert judged(pile, first_page(seed=9)) == [("duplicate", "same_serial")]


def test_the_two_pages_of_one_sheet_are_no_doubles(nadias):
    pile = Pile()
    assert judged(pile, nadias) == [("read", "")]
    assert judged(pile, story_page("Le guichet est ferme")) == [("read", "")]


def test_a_photocopy_that_somebody_else_filled_is_for_a_person_and_its_own_double_is_not(nadias):
    pile = Pile()
    other = CROSSED | {"service": ["S03"]}
    assert judged(pile, nadias) == [("read", "")]
    assert judged(pile, first_page(crossed=other)) == [("doubtful", "photocopied")]
    assert judged(pile, first_page(crossed=other, seed=9)) == [("duplicate", "same_serial")]


def test_a_photocopy_with_another_story_is_for_a_person():
    pile = Pile()
    assert judged(pile, story_page("Ferme")) == [("read", "")]
    assert judged(pile, story_page("Ferme", seed=9)) == [("duplicate", "same_serial")]
    longer = story_page("Le guichet est ferme depuis mars")
    assert judged(pile, longer) == [("doubtful", "photocopied")]
    assert judged(pile, story_page(" ")) == [("doubtful", "photocopied")]


def test_half_a_sheet_that_is_scanned_again_whole_is_no_double(nadias):
    pile = Pile()
    half = nadias[: len(nadias) // 2]
    assert judged(pile, half) == [("doubtful", "half_sheet")]
    assert judged(pile, nadias) == [("read", "")]
    assert judged(pile, first_page(seed=9)) == [("duplicate", "same_serial")]
    assert judged(pile, half[:-5]) == [("duplicate", "same_serial")]


def test_copies_without_a_number_are_different_people_until_the_picture_is_the_same():
    pile = Pile()
    one, other = first_page(serial=None), first_page(serial=None, seed=9)
    assert judged(pile, one) == [("read", "")]
    moved = np.roll(other, (4, 3), axis=(0, 1))
    assert judged(pile, moved) == [("read", "")]
    again = cv2.imdecode(np.frombuffer(jpeg(one, 60), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert judged(pile, again) == [("duplicate", "same_picture")]


def test_blank_backs_are_no_doubles_of_each_other():
    pile, blank = Pile(), np.full((1754, 1240), 255, np.uint8)
    assert [judged(pile, blank) for _ in range(3)] == [[("foreign", "blank")]] * 3


def test_pages_that_cannot_be_decoded_are_no_doubles_of_each_other():
    pile = Pile()
    lost = PageImage(1, np.empty((0, 0), np.uint8), None, False, "broken")
    for _ in range(2):
        (one,) = pile.judge(lost, read_pages(lost, known))
        assert (one.status, one.reasons) == ("unreadable", ("broken",))


def codes_of(*unions):
    return sorted({code for union in unions for code in get_args(union)})


PAGE_CODES = codes_of(kit.PageReason, kit.Note, module.CodeReason)
PILE_CODES = codes_of(module.PileReason, kit.HabitReason)
BOX_CODES = codes_of(kit.BoxReason)


@pytest.mark.parametrize("reason", codes_of(kit.FileReason))
def test_every_file_that_cannot_be_read_says_what_to_do(reason):
    words = FILE_REASONS[reason]
    assert words.what
    assert words.then


@pytest.mark.parametrize("reason", [*PAGE_CODES, *PILE_CODES])
def test_every_reason_of_a_page_says_what_to_do(reason):
    words = reading_words(reason)
    assert words in (PAGE_REASONS.get(reason), DOUBT_REASONS.get(reason))
    assert words.what
    assert words.then


@pytest.mark.parametrize("reason", BOX_CODES)
def test_every_doubt_about_a_box_says_what_to_do(reason):
    words = doubt_words(reason)
    assert words is not None
    assert words.what
    assert words.then


@pytest.mark.parametrize(
    "reason", ["few_marks", "half_sheet", "low_resolution", "pale", "two_sheets"]
)
def test_every_doubt_about_a_whole_page_is_asked_at_each_of_its_questions(reason):
    words = doubt_words(reason)
    assert words is not None
    assert words.then
