"""The pictogram beside each option: who reads badly finds her answer by it."""

import pytest

from observatory.kit.omr.layout import CLEAR_MM
from observatory.paper.printing.content import content_of
from observatory.paper.printing.pictograms import icon_beside, is_drawn, pictogram_svg
from observatory.paper.queries.designing import design_of
from observatory.questionnaires.compiling import compile_definition
from observatory.questionnaires.queries import compiled, current_version

from .questionnaires import URN
from .test_print_content import items_of


@pytest.fixture(params=["report", "observation"])
def items(request, db):
    definition = compiled(current_version(request.param))
    return items_of(content_of(definition, "fr", request.param)).values()


def test_every_option_has_a_pictogram_or_the_number_people_know_it_by(items):
    for item in items:
        for choice in item.choices:
            assert bool(choice.icon) != bool(choice.mark), (item.key, choice.code)


def test_every_pictogram_is_drawn(items):
    for item in items:
        for group in item.groups:
            names = [group.icon, *(choice.icon for choice in group.choices)]
            assert [name for name in names if name and not is_drawn(name)] == []


def test_no_two_services_or_obstacles_of_a_group_look_alike(items):
    for item in items:
        for group in item.groups:
            # Two who are not sure, or do not want to say, may.
            names = [c.icon for c in group.choices if c.icon not in {"", "unknown", "other"}]
            assert len(names) == len(set(names)), (item.key, group.heading)


def test_an_option_keeps_the_pictogram_that_its_questionnaire_gives_it():
    items = items_of(content_of(compile_definition(URN), "fr", "card"))
    assert [choice.icon for choice in items["ways"].choices] == [
        "counter", "phone", "letter", "online",
    ]  # fmt: skip
    assert icon_beside("any", "yes", "person", is_term=False) == "person"


def test_yes_and_no_are_thumbs_and_never_a_tick_or_a_cross(items):
    for item in items:
        for choice in item.choices:
            if choice.code in {"yes", "no"}:
                assert choice.icon == {"yes": "thumb-up", "no": "thumb-down"}[choice.code]


def test_an_answer_of_others_is_no_service_of_ours():
    assert icon_beside("any", "S05", "", is_term=False) == ""
    assert icon_beside("any", "S05", "social", is_term=True, group_icon="social") == "social"


def test_what_is_not_known_is_drawn_as_other():
    assert pictogram_svg("owl") == pictogram_svg("other")
    assert pictogram_svg("phone/owl") == pictogram_svg("other")


@pytest.mark.parametrize("language", ["fr", "nl", "en", "ar"])
def test_each_box_has_its_sign_beside_it_and_clear_of_it(db, language):
    for page in design_of(current_version("report"), language, "report").pages:
        signs = [
            (part["x"], part["y"], part["s"])
            if part["kind"] == "icon"
            else (part["x"], part["y"], part["h"])
            for part in page.parts
            if part["kind"] in {"icon", "frame"}
        ]
        for box in page.layout.boxes:
            beside = [
                x
                for x, y, tall in signs
                if abs(y + tall / 2 - box.y_mm - box.h_mm / 2) < 0.5 and abs(x - box.x_mm) < 25
            ]
            assert beside, (box.question, box.option)
            assert min(abs(x - box.x_mm) for x in beside) >= CLEAR_MM
