"""The sheet of an observation: boxes, rectangles for numbers, and only what is asked on that way."""

import json

import pytest
from django.core.management import CommandError, call_command

from observatory.paper.printing.content import content_of
from observatory.paper.printing.measuring import Measures
from observatory.paper.printing.rules import problems_of
from observatory.paper.printing.words import words_of
from observatory.paper.queries.answers import answer_words
from observatory.paper.queries.designing import design_of
from observatory.questionnaires.narrowing import narrow_definition
from observatory.questionnaires.queries import compiled, current_version

from .printing import printed, text_of
from .test_print_content import items_of

MEASURED = {"k10", "k11", "k16", "k17", "k18", "k19", "k30", "k33", "k34", "k42_days", "k53"}
MEASURED |= {"k81", "k82"}
VISIT = {"channel": "visit"}


@pytest.fixture
def grid(db):
    return compiled(current_version("observation"))


def design(language="fr", given=None):
    return design_of(current_version("observation"), language, "observation", given)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("given", [None, VISIT, {"channel": "call"}, {"channel": "letter"}])
def test_the_sheet_keeps_every_rule(db, language, given):
    for page in design(language, given).pages:
        assert problems_of(page) == []


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("channel", [None, "visit", "call", "letter", "reading"])
def test_whoever_prints_many_sheets_has_each_begin_on_paper_of_its_own(db, language, channel):
    count = len(design(language, {"channel": channel} if channel else None).pages)
    assert count == 1 or count % 2 == 0


def test_numbers_are_written_by_hand_in_a_rectangle_of_their_own(db):
    layouts = design().layouts()

    assert {zone.question for one in layouts for zone in one.zones} == MEASURED
    assert MEASURED.isdisjoint({box.question for one in layouts for box in one.boxes})


def test_every_other_answer_has_its_box(grid):
    drawn = {(b.question, b.option) for one in design().layouts() for b in one.boxes}

    assert drawn == {
        (key, code) for key, question in grid.questions.items() for code in question.by_code
    }


def test_what_is_counted_stands_beside_the_rectangle(grid):
    items = items_of(content_of(grid, "fr", "observation"))

    assert (items["k16"].unit, items["k33"].unit) == ("jours", "min\u202f: s")
    assert items["k34"].unit == ""


def test_the_way_is_named_where_it_decides(grid):
    items = items_of(content_of(grid, "fr", "observation"))

    assert items["k14"].condition == "Visite\u202f:"
    assert items["k80"].condition == "Visite ou Appel ou Lettre\u202f:"
    number = items["k32"].number
    assert (
        items["k34"].condition == f"Appel\u202f: Si «\u202fOui\u202f» à la question {number}\u202f:"
    )


def test_how_an_item_is_established_is_printed_where_several_boxes_may_be_crossed_too(grid):
    items = items_of(content_of(grid, "fr", "observation"))

    assert items["k15"].help.startswith("Ce qui est affiché")
    assert items["k15"].help.endswith("Plusieurs croix possibles.")


def test_a_visit_sheet_leaves_out_what_is_asked_on_the_phone(grid):
    items = items_of(content_of(narrow_definition(grid, VISIT), "fr", "observation"))

    assert "k33" not in items
    assert items["k14"].condition == ""
    assert [choice.code for choice in items["channel"].choices] == ["visit"]


def test_each_way_has_a_form_of_its_own_that_is_printed_again_the_same(db):
    version = current_version("observation")
    forms = [
        printed(version=version, target="observation", given=given).form.version
        for given in (VISIT, {"channel": "call"}, VISIT)
    ]

    assert forms == ["01", "02", "01"]


def test_the_observer_writes_where_when_and_who_at_the_head(db):
    first, *_others = text_of(printed(version=current_version("observation"), target="observation"))

    assert "Lieu Date et heure Vos initiales" in first


def test_a_report_has_no_such_head(db):
    assert "Vos initiales" not in " ".join(text_of(printed()))


def test_the_command_prints_the_sheet_of_one_way(db, tmp_path):
    call_command(
        "print_form",
        "observation",
        target="observation",
        lang="fr",
        given=["channel=letter"],
        out=tmp_path / "sheet.pdf",
        layout=tmp_path / "layout.json",
        verbosity=0,
    )
    pages = json.loads((tmp_path / "layout.json").read_text(encoding="utf-8"))["pages"]

    assert {zone["question"] for page in pages for zone in page["zones"]} == {"k42_days"}
    assert len(pages) == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [("channel=owl", "channel has no answer owl"), ("channel", "question=code")],
)
def test_a_way_that_does_not_exist_is_said(db, tmp_path, given, said):
    with pytest.raises(CommandError, match=said):
        call_command("print_form", "observation", given=[given], out=tmp_path / "x.pdf")


def test_an_amount_is_held_beside_the_paper_with_its_unit(grid):
    assert answer_words(grid.questions["k16"], "12", "fr") == "12 jours"
    assert answer_words(grid.questions["k33"], "3:20", "fr") == "3\u202fmin\u202f20\u202fs"


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_no_words_run_into_the_box_below_them(db, language):
    made = design(language, VISIT)
    measures = Measures(language, words_of(language).direction, 14)
    for page in made.pages:
        texts = [part for part in page.parts if part["kind"] == "text"]
        # As wide as they are set, and not a hair more.
        heights = measures.fit(
            lambda texts=texts: [
                measures.height(
                    part["style"], [tuple(run) for run in part["runs"]], part["w"] - 0.005
                )
                for part in texts
            ]
        )
        for part, height in zip(texts, heights, strict=True):
            below = [
                box.y_mm
                for box in page.layout.boxes
                if part["x"] <= box.x_mm < part["x"] + part["w"] and box.y_mm > part["y"]
            ]
            assert part["y"] + height <= min(below, default=297.0), part["runs"]
