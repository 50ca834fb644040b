"""The pages of the bench are what they claim: ink where someone means it, and photos that could be."""

import ast
import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from observatory.ops.bench.paper import damage, foreign
from observatory.ops.bench.paper.cameras import aim, displacement, outline
from observatory.ops.bench.paper.files import ccitt, jpeg, tiff, to_pdf
from observatory.ops.bench.paper.filling import (
    CANCELLED,
    EMPTY,
    MARKED,
    NEAT,
    Habits,
    draw_truth,
    fill,
)
from observatory.ops.bench.paper.oddities import ODDITIES
from observatory.ops.bench.paper.pages import PX, draw_page, sample_layout
from observatory.ops.bench.paper.photos import bent_by, folds, shoot
from observatory.ops.bench.paper.run import drawn_sources
from observatory.ops.bench.paper.scanners import SCANNERS, photocopy, s1, s3, s4, streaked
from observatory.ops.bench.paper.sets import SETS, make_parcel, parcels

CODE = "OR0101A7K2QXZ9ABCDEF"
LAYOUT = sample_layout()
A4 = (210.0, 297.0)


@pytest.fixture(scope="module")
def page():
    return draw_page(LAYOUT, CODE)


@pytest.fixture(scope="module")
def sources():
    return drawn_sources()[0]


def ink_in(page, filled, box):
    """Return the share of a box's inside that ink covers and print does not."""
    left, top = round((box.x_mm + 0.5) * PX), round((box.y_mm + 0.5) * PX)
    right, bottom = round((box.x_mm + 4.5) * PX), round((box.y_mm + 4.5) * PX)
    taken = cv2.subtract(page.grey[top:bottom, left:right], filled.grey[top:bottom, left:right])
    return np.count_nonzero(taken > 60) / taken.size


def test_a_crossed_box_holds_ink_and_an_empty_one_none(page):
    for seed in range(4):
        filled = fill(page, draw_truth(LAYOUT, seed), seed, NEAT)
        for box in LAYOUT.boxes:
            share = ink_in(page, filled, box)
            if filled.states[box.question, box.option] == MARKED:
                assert share > 0.04, (seed, box)
            elif filled.kinds[box.question, box.option] == "empty":
                assert share < 0.01, (seed, box)


def test_a_cancelled_box_holds_more_ink_than_the_cross_that_replaces_it(page):
    habits = Habits(shares=(1, 0, 0, 0, 0, 0), cancels=3, strays=0, pen="ballpoint")
    crossed, cancelled = [], []
    for seed in range(6):
        filled = fill(page, draw_truth(LAYOUT, seed), seed, habits)
        for box in LAYOUT.boxes:
            state = filled.states[box.question, box.option]
            if state != EMPTY:
                (crossed if state == MARKED else cancelled).append(ink_in(page, filled, box))
    assert np.median(cancelled) > 2 * np.median(crossed)
    assert {CANCELLED, MARKED, EMPTY} >= set(filled.states.values())


def test_light_pencil_takes_less_light_away_than_a_felt_pen(page):
    truth = draw_truth(LAYOUT, 1)
    dark = {}
    for pen in ("felt", "light pencil"):
        filled = fill(page, truth, 1, Habits((1, 0, 0, 0, 0, 0), 0, 0, pen, 0))
        dark[pen] = float(cv2.subtract(page.grey, filled.grey).max())
    assert dark["light pencil"] < 130
    assert dark["felt"] > 200


def test_filling_leaves_the_printed_page_as_it_is_and_is_the_same_again(page):
    before = page.grey.copy()
    first = fill(page, draw_truth(LAYOUT, 3), 3)
    again = fill(page, draw_truth(LAYOUT, 3), 3)
    other = fill(page, draw_truth(LAYOUT, 3), 4)
    assert np.array_equal(page.grey, before)
    assert np.array_equal(first.grey, again.grey)
    assert first.marks == again.marks
    assert not np.array_equal(first.grey, other.grey)


def test_a_single_choice_has_one_answer_mostly_and_two_seldom():
    counts = [
        len(options)
        for seed in range(300)
        for question, options in draw_truth(LAYOUT, seed).items()
        if question not in LAYOUT.multiple
    ]
    shares = [counts.count(number) / len(counts) for number in (0, 1, 2)]
    assert shares == pytest.approx([0.09, 0.895, 0.015], abs=0.03)


def test_all_of_the_page_is_in_the_photo_whatever_the_tilt():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        camera = aim(rng, A4, tilt=15, dpi=200, turn=float(rng.uniform(0, 360)))
        edge = outline(camera, A4)
        assert edge.min() >= 0
        assert (edge.max(axis=0) < camera.size).all()
        # Not seen from behind: its corners still go round clockwise.
        assert cv2.contourArea(edge.astype(np.float32), oriented=True) > 0


def test_the_resolution_of_a_photo_is_what_was_asked_for():
    camera = aim(np.random.default_rng(1), A4, tilt=0, dpi=200, turn=0)
    ends = camera.project(np.array([[-50.0, 0, 0], [50.0, 0, 0]]))
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(100 * 200 / 25.4, rel=0.01)


@pytest.mark.parametrize("curl", [0.6, 2.0])
def test_a_curled_page_leaves_its_plane_by_as_much_as_was_asked_for(curl):
    for seed in range(8):
        rng = np.random.default_rng(seed)
        camera = aim(rng, A4, tilt=10, dpi=180, turn=3)
        bent = bent_by(rng, camera, A4, folds(rng, A4, 3), curl)
        assert displacement(camera, bent, A4) == pytest.approx(curl, rel=0.1)


def test_a_photo_with_a_shadow_is_darker_there_and_lighter_elsewhere(page):
    photo = shoot(page.grey, np.random.default_rng(5), "P2", is_coloured=False)
    middle = cv2.resize(photo.picture, (40, 56), interpolation=cv2.INTER_AREA)[12:44, 8:32]
    assert np.percentile(middle, 95) - np.percentile(middle, 5) > 30


def test_one_bit_scanners_and_faxes_give_black_and_white_alone(page):
    for scanner in (s3, s4):
        scan = scanner(page.grey, np.random.default_rng(1), 1.0)
        assert scan.is_bilevel
        assert set(np.unique(scan.grey)) == {0, 255}
        assert set(np.unique(streaked(scan, np.random.default_rng(2)).grey)) == {0, 255}


def test_a_scanner_without_faults_changes_hardly_anything(page):
    scan = s1(page.grey, np.random.default_rng(1), 0.0)
    as_printed = cv2.resize(page.grey, scan.grey.shape[::-1])
    assert np.corrcoef(scan.grey.ravel(), as_printed.ravel())[0, 1] > 0.97


def test_a_light_photocopy_takes_more_of_light_pencil_away_than_of_ink(page):
    kept = {}
    for pen in ("light pencil", "ballpoint"):
        filled = fill(page, draw_truth(LAYOUT, 2), 3, Habits((1, 0, 0, 0, 0, 0), 0, 0, pen, 0))
        copied = photocopy(filled.grey, np.random.default_rng(3))
        blank = photocopy(page.grey, np.random.default_rng(3))
        drawn = cv2.subtract(page.grey, filled.grey).sum(dtype=int)
        kept[pen] = cv2.subtract(blank, copied).sum(dtype=int) / drawn
    assert kept["light pencil"] < 0.55
    assert kept["ballpoint"] > 0.85


@pytest.mark.parametrize("effect", sorted(damage.HOSTILE))
def test_damage_changes_the_page_and_leaves_the_one_it_is_given(page, effect):
    before = page.grey.copy()
    harmed = damage.HOSTILE[effect](page.grey, np.random.default_rng(6), 1.0)
    assert np.array_equal(page.grey, before)
    assert harmed.shape == before.shape
    assert np.count_nonzero(cv2.absdiff(harmed, before) > 4) > 500


def test_a_hidden_code_leaves_the_corner_mark_beside_it_free(page):
    hidden = damage.without_code(page.grey, LAYOUT, np.random.default_rng(1), 2, "coffee")
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    _, numbers, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(hidden)
    assert {0, 1, 2, 3} <= set(numbers.ravel().tolist())
    assert cv2.QRCodeDetector().detectAndDecode(hidden)[0] == ""


def test_a_fax_comes_back_from_its_file_as_it_was(page):
    scan = s4(page.grey, np.random.default_rng(1), 1.0)
    with Image.open(io.BytesIO(tiff([scan, scan]))) as image:
        assert image.n_frames == 2
        assert np.array_equal(np.asarray(image.convert("L")), scan.grey)
    packed = to_pdf([(scan, ccitt(scan.grey))])
    assert b"/CCITTFaxDecode" in packed
    assert b"/FlateDecode" in to_pdf([scan], is_flate=True)


def test_a_jpeg_says_its_resolution():
    data = jpeg(np.full((40, 40), 200, np.uint8), 80, 300)
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["dpi"] == (300, 300)


def test_pages_that_are_not_ours_differ_from_each_other():
    made = {name: draw(np.random.default_rng(1)) for name, draw in foreign.FOREIGN.items()}
    assert len({picture.tobytes() for picture in made.values()}) == len(made)
    assert all(picture.shape == made["blank"].shape for picture in made.values())


def test_each_picture_of_a_set_can_be_made_again_by_itself(sources):
    whole, alone = make_parcel(sources, "S2", 40, 3), make_parcel(sources, "S2", 42, 1)
    assert whole.pictures[2].packed == alone.pictures[0].packed
    assert whole.pictures[2].sheets[0].states == alone.pictures[0].sheets[0].states
    assert len({picture.sheets[0].code for picture in whole.pictures}) == 3


def test_no_picture_of_a_set_is_asked_for_twice():
    for name in SETS:
        asked = [
            seed
            for _, first, count in parcels(name, 1000, 47)
            for seed in range(first, first + count)
        ]
        assert asked == list(range(1000, 1047))


@pytest.mark.parametrize(
    "kind", ["two sheets in a photo", "four urn cards", "half a sheet", "mirrored"]
)
def test_an_oddity_says_which_sheets_are_in_it(sources, kind):
    parcel = ODDITIES[kind](sources, 3)
    expected = {"two sheets in a photo": 2, "four urn cards": 4}.get(kind, 1)
    assert len(parcel.pictures[0].sheets) == expected
    assert parcel.pictures[0].effects == (kind,)
    assert cv2.imdecode(np.frombuffer(parcel.file, np.uint8), cv2.IMREAD_GRAYSCALE).mean() > 40


def test_what_draws_pages_knows_nothing_of_what_reads_them():
    folder = Path(damage.__file__).parent
    harness = {"measuring.py", "outcomes.py", "run.py"}
    for path in folder.glob("*.py"):
        if path.name in harness:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and "omr" in (node.module or ""):
                known = {"figures.py", "tables.py"}
                assert node.module == "observatory.kit.omr.layout" or path.name in known, path.name


def test_every_scanner_of_the_published_table_is_here():
    assert set(SCANNERS) == {"S1", "S2", "S3", "S4", "S5"}
    assert {"P1", "P2", "P3", "HS", "HP", "X"} <= set(SETS)
