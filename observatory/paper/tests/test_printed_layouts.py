"""The rules of a page that can be read from a bad photo of a folded copy, on everything we print."""

from dataclasses import replace
from itertools import combinations

import pytest

from observatory.kit.omr.layout import Box, PageLayout
from observatory.paper.printing.measuring import Measures
from observatory.paper.printing.rules import BadLayout, check_design, problems_of
from observatory.paper.printing.words import words_of
from observatory.paper.queries.designing import design_of
from observatory.questionnaires.queries import current_version

from .questionnaires import URN, VISIT, publish

LANGUAGES = ["fr", "nl", "en", "ar"]


@pytest.fixture
def design(db):
    return design_of(current_version("report"), "fr", "report")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_keeps_every_rule(db, language):
    for page in design_of(current_version("report"), language, "report").pages:
        assert problems_of(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("source", "target"), [(URN, "card"), (VISIT, "observation")])
def test_cards_and_observations_keep_every_rule(db, source, target, language):
    for page in design_of(publish(source), language, target).pages:
        assert problems_of(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_takes_eight_sides_and_the_last_sheet_is_cut(db, language):
    pages = design_of(current_version("report"), language, "report").pages
    assert len(pages) == 8
    assert [page.layout.cut_mm is not None for page in pages] == [False] * 6 + [True] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_side_of_the_report_is_nearly_empty(db, language):
    for page in design_of(current_version("report"), language, "report").pages:
        read = [*page.layout.boxes, *page.layout.zones]
        middle = (page.layout.cut_mm or page.layout.height_mm) / 2
        assert max(one.y_mm for one in read) > middle, page.layout.page


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_lists_longer_than_a_column_go_on_in_the_next(db, language):
    design = design_of(current_version("report"), language, "report")
    for page in design.pages:
        for question in {box.question for box in page.layout.boxes}:
            boxes = [box for box in page.layout.boxes if box.question == question]
            columns = {box.x_mm > page.layout.width_mm / 2 for box in boxes}
            pages = [one for one in design.pages if question in asked_on(one)]
            is_across = page.layout.cut_mm is not None or question == "consent_health"
            if question not in {"where", "service", "obstacles"} and not is_across:
                assert (len(columns), len(pages)) == (1, 1), question


def asked_on(page):
    return {box.question for box in page.layout.boxes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_person_reads_to_answer_is_set_in_14_points(db, language):
    measures = Measures(language, words_of(language).direction, 14)
    for page in design_of(current_version("report"), language, "report").pages:
        texts = [part for part in page.parts if part["kind"] == "text"]
        tall = measures.fit(
            lambda texts=texts: [
                measures.height(part["style"], [("x", False)], 50) for part in texts
            ]
        )
        for part, height in zip(texts, tall, strict=True):
            # Below the cut are the stub, and what becomes of the part with the name.
            if part["y"] < (page.layout.cut_mm or 297.0) or part["style"] == "note":
                assert height >= 14 * 25.4 / 72 - 0.01, part


def test_each_rule_bites(design):
    first, last = design.pages[0], design.pages[-1]
    layout = first.layout
    box = layout.boxes[3]
    broken = {
        "too near to an edge": replace(layout, boxes=(replace(box, x_mm=2.0),)),
        "is not 5.0 mm wide": replace(layout, boxes=(replace(box, w_mm=4.0),)),
        "has two boxes": replace(layout, boxes=(box, replace(box, y_mm=box.y_mm + 20))),
        "mm apart": replace(layout, boxes=(box, replace(box, option="x", y_mm=box.y_mm + 7.5))),
        "on the fold at": replace(layout, boxes=(replace(box, y_mm=147.0),)),
        "on the fold in the middle": replace(layout, boxes=(replace(box, x_mm=103.0),)),
        "too near to mark": replace(
            layout, codes=(replace(layout.codes[0], x_mm=25.0), *layout.codes[1:])
        ),
        "on a diagonal": replace(layout, codes=layout.codes[::-1]),
        "mark 0 is too near": replace(
            layout, marks=(replace(layout.marks[0], x_mm=9.0), *layout.marks[1:])
        ),
        "not 0 to 3": replace(layout, marks=layout.marks[::-1]),
    }
    for said, one in broken.items():
        problems = problems_of(replace(first, layout=one, parts=()))
        assert any(said in problem for problem in problems), said
    told = next(page.layout for page in design.pages if page.layout.zones)
    zone = told.zones[0]
    beside = Box("x", "y", zone.x_mm, zone.y_mm + zone.h_mm + 6, 5, 5)
    crowded = replace(told, boxes=(beside,))
    assert any("the zone of" in one for one in problems_of(replace(last, layout=crowded, parts=())))


def test_words_too_near_to_a_box_are_found(design):
    page = design.pages[0]
    box = page.layout.boxes[0]
    word = {"kind": "text", "x": box.x_mm + 6, "y": box.y_mm, "w": 30.0}
    assert any("within 2 mm" in one for one in problems_of(replace(page, parts=(word,))))


def test_a_form_that_breaks_a_rule_is_never_printed(design):
    page = design.pages[0]
    wrong = replace(page, layout=replace(page.layout, codes=page.layout.codes[::-1]))
    with pytest.raises(BadLayout, match="page 1: the codes do not stand on a diagonal"):
        check_design(replace(design, pages=(wrong, *design.pages[1:])))


def test_a_language_from_right_to_left_has_its_boxes_on_the_right(db):
    french = design_of(publish(URN), "fr", "card").pages[0].layout
    arabic = design_of(publish({**URN, "key": "urn-two"}), "ar", "card").pages[0].layout
    assert min(box.x_mm for box in french.boxes) < 15
    assert max(box.x_mm + box.w_mm for box in arabic.boxes) > arabic.width_mm - 15
    # Marks and codes say which way the paper lies: they are never mirrored.
    assert arabic.marks == french.marks
    assert arabic.codes == french.codes


def test_every_answer_of_the_questionnaire_has_its_box(design):
    questions = design.content.sections + design.content.story_part
    asked = {(i.key, c.code) for s in questions for i in s.items for c in i.choices}
    drawn = {(b.question, b.option) for page in design.pages for b in page.layout.boxes}
    assert drawn == asked
    assert {"where", "service", "obstacles", "consent_count"} <= {key for key, _code in drawn}


def test_a_layout_comes_back_from_its_json(design):
    for layout in design.layouts():
        assert PageLayout.from_json(layout.to_json()) == layout


def test_several_boxes_may_be_crossed_only_where_the_questionnaire_says_so(design):
    multiple = frozenset().union(*(layout.multiple for layout in design.layouts()))
    assert "obstacles" in multiple
    assert multiple.isdisjoint({"where", "service", "age", "consent_count"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_cut_off_stays_on_the_paper_and_apart(db, settings, language):
    settings.PHONE_LINE = "02 123 45 67"
    settings.PHONE_HOURS = "du lundi au vendredi, de 9 h à 12 h 30 et de 13 h 30 à 17 h"
    settings.PUBLIC_URL = "https://observatoire-acces-services.example.brussels"
    page = design_of(current_version("report"), language, "report").pages[-1]
    measures = Measures(language, words_of(language).direction, 14)
    texts = [
        (part["x"], part["y"], part["w"], part["style"], [tuple(run) for run in part["runs"]])
        for part in page.parts
        if part["kind"] == "text" and part["y"] > page.layout.cut_mm
    ]
    rects = measures.fit(
        lambda: [(x, y, w, measures.height(style, runs, w)) for x, y, w, style, runs in texts]
    )
    assert max(y + h for _x, y, _w, h in rects) <= page.layout.height_mm - 4.5
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(rects, 2):
        assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 + 0.9 or y2 + h2 <= y + 0.9


def test_a_list_that_goes_on_twice_is_named_after_what_comes_next(design):
    names = {
        "".join(said for said, _strong in part["runs"])
        for page in design.pages
        for part in page.parts
        if part["kind"] == "text" and "(suite)" in str(part["runs"])
    }
    # The heading of "La langue et les explications" follows: not the group that was before it.
    assert "4 Ce qui a bloqué (suite)" in names
