"""What the reader made of pages is counted honestly: no error is hidden, no page forgotten."""

import json
from dataclasses import replace

import numpy as np
import pytest

from observatory.kit.omr.readings import BoxReading, PageReading
from observatory.ops.bench.paper.figures import (
    by_kind,
    figures_of,
    line_of,
    silent_errors,
    to_review,
)
from observatory.ops.bench.paper.filling import CANCELLED, EMPTY, MARKED, DrawnMark
from observatory.ops.bench.paper.intervals import by_pages, wilson
from observatory.ops.bench.paper.measuring import read_parcel
from observatory.ops.bench.paper.outcomes import compare, row_of
from observatory.ops.bench.paper.pages import sample_layout
from observatory.ops.bench.paper.run import bench_paper, drawn_sources
from observatory.ops.bench.paper.sets import make_parcel
from observatory.ops.bench.paper.sheets import Parcel, Picture, Sheet
from observatory.ops.bench.paper.tables import percent, sets_table

LAYOUT = sample_layout()
KEYS = [(box.question, box.option) for box in LAYOUT.boxes]


def a_picture(marked=(), cancelled=(), kinds=None, pen="ballpoint", code="ours"):
    """Return a picture of one page on which these boxes are marked and cancelled."""
    states = dict.fromkeys(KEYS, EMPTY) | dict.fromkeys(marked, MARKED)
    states |= dict.fromkeys(cancelled, CANCELLED)
    drawn = dict.fromkeys(KEYS, "empty") | dict.fromkeys(marked, "cross")
    drawn |= dict.fromkeys(cancelled, "blacked out") | (kinds or {})
    marks = tuple(DrawnMark(*key, drawn[key], pen) for key in marked)
    return Picture("S1", 0, (Sheet(LAYOUT, code, marks, states, drawn, pen),), (), b"")


def a_reading(changed=None, marked=(), code="ours", status="read"):
    """Return what a reader says: these boxes marked, and `changed` ones otherwise."""
    said = dict.fromkeys(KEYS, EMPTY) | dict.fromkeys(marked, MARKED) | (changed or {})
    boxes = tuple(BoxReading(box, said[box.question, box.option], 1.0, {}) for box in LAYOUT.boxes)
    return PageReading(status, code=code, layout=LAYOUT, boxes=boxes)


ONE, TWO = ("q1", "o1"), ("q1", "o2")


def test_a_page_read_as_it_was_filled_has_no_error():
    told = figures_of([compare(a_picture([ONE]), [a_reading(marked=[ONE])])])
    assert (told["pages registered"].found, told["wrong identities"].found) == (1, 0)
    assert (told["silent errors"].found, told["silent errors"].of) == (0, len(KEYS))


@pytest.mark.parametrize("read", [EMPTY, CANCELLED])
def test_a_cross_that_is_not_read_is_a_silent_error(read):
    outcome = compare(a_picture([ONE]), [a_reading({ONE: read})])
    assert silent_errors([outcome]).found == 1


def test_a_doubt_is_no_error_and_is_reviewed():
    outcome = compare(a_picture([ONE]), [a_reading({ONE: "doubtful"})])
    told = figures_of([outcome])
    assert (told["silent errors"].found, told["silent errors"].of) == (0, len(KEYS) - 1)
    assert told["boxes to review"].found == 1
    assert told["single choices to a person"].found == 1


def test_a_cancelled_box_counts_only_when_it_is_read_as_marked():
    for read, counted in ((MARKED, 1), (EMPTY, 0), (CANCELLED, 0), ("doubtful", 0)):
        outcome = compare(a_picture([ONE], [TWO]), [a_reading({TWO: read}, [ONE])])
        assert figures_of([outcome])["cancelled as marked"].found == counted
        assert silent_errors([outcome]).found == 0


def test_a_filled_box_stands_apart_but_is_told():
    picture = a_picture([ONE], kinds={ONE: "filled"})
    outcome = compare(picture, [a_reading({ONE: CANCELLED})])
    assert silent_errors([outcome]).found == 0
    assert by_kind([outcome])["filled"][0].found == 1


def test_two_crosses_are_not_review_but_an_error_among_them_is_one():
    picture = a_picture([ONE, TWO])
    asked = compare(picture, [a_reading({ONE: "doubtful", TWO: "doubtful"})])
    assert to_review([asked]).found == 0
    lost = compare(picture, [a_reading({ONE: MARKED})])
    assert silent_errors([lost]).found == 1
    assert {row_of(box) for box in lost.boxes} == {"one of two crosses", "empty"}


def test_a_code_that_is_not_in_the_picture_is_a_wrong_identity():
    outcome = compare(a_picture(), [a_reading(code="another")])
    assert (outcome.found, outcome.wrong, len(outcome.boxes)) == (0, 1, 0)
    set_aside = compare(a_picture(), [a_reading(code="another", status="foreign")])
    assert (set_aside.found, set_aside.wrong) == (0, 0)


def test_a_page_found_twice_is_found_once():
    outcome = compare(a_picture(), [a_reading(), a_reading()])
    assert (outcome.found, outcome.wrong) == (1, 1)


def test_a_picture_without_any_reading_is_unaccounted_for():
    assert figures_of([compare(a_picture(), [])])["pages unaccounted"].found == 1


def test_a_file_that_breaks_the_reader_is_told_and_not_left_out():
    picture = a_picture()
    outcome = read_parcel(Parcel(b"%PDF-1.7 and no more", (picture,)), lambda text: None)[0]
    assert outcome.trouble
    assert figures_of([outcome])["pages unaccounted"].found == 1


def test_a_file_with_fewer_pages_than_were_put_in_it_is_told():
    sources, identify = drawn_sources()
    parcel = make_parcel(sources, "S2", 3, 1)
    outcomes = read_parcel(replace(parcel, pictures=parcel.pictures * 2), identify)
    assert [outcome.trouble for outcome in outcomes] == ["", "no page in the file"]


def test_intervals_of_pages_are_those_of_wilson():
    share = wilson(240, 240)
    assert (share.low, share.high) == (pytest.approx(0.984, abs=0.001), 1.0)
    share = wilson(201, 240)
    assert (share.low, share.high) == pytest.approx((0.786, 0.879), abs=0.001)


def test_no_error_in_many_boxes_follows_the_rule_of_three():
    share = by_pages(np.zeros(100), np.full(100, 30))
    assert (share.low, share.high) == (0.0, pytest.approx(0.001))


def test_errors_that_come_together_on_a_page_widen_the_interval():
    of = np.full(200, 30)
    apart, together = np.zeros(200), np.zeros(200)
    apart[:30], together[0] = 1, 30
    near, far = by_pages(apart, of), by_pages(together, of)
    assert near.value == far.value
    assert far.high - far.low > 2 * (near.high - near.low)


def test_a_line_of_a_figure_has_its_target_n_and_interval():
    line = line_of("silent errors", "S1", by_pages(np.zeros(100), np.full(100, 30)))
    assert line["target"] == 0.05
    assert line["interval"] == [0.0, 0.1]
    assert line_of("silent errors", "S3", wilson(0, 5))["target"] is None
    assert line_of("boxes to review", "HP", wilson(0, 5))["target"] == 3.0
    assert percent(wilson(0, 1000)).startswith("0 (to 0.38 %), N=1,000")


def test_the_bench_reads_what_it_draws_and_prints_errors_beside_review(capsys):
    found = bench_paper(["S1", "X"], 2, 0)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line[:1] == "{"]
    figures = {line["figure"] for line in lines if line.get("set") == "S1"}
    assert {"silent errors", "boxes to review", "pages registered", "speed"} <= figures
    assert figures_of(found["S1"])["pages registered"].found == 2
    heading = sets_table(found)[0]
    assert heading.index("silent errors") < heading.index("boxes to review")


def test_a_set_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="no such sets: S9"):
        bench_paper(["S9"], 1, 0)


def test_a_code_of_another_observatory_is_nobodys():
    sources, identify = drawn_sources()
    layout = replace(sources.pages[0].layout, serial="7K2QXZ9")
    assert identify(sources.code_of(layout)) == layout
    assert identify("OR0101A7K2QXZ9ABCDEF") is None
