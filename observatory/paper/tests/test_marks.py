"""From boxes to answers: the rules of the printed form, and questions that go on over a page."""

from observatory.kit.omr.layout import Box, PageLayout, Zone
from observatory.paper.scanning.marks import (
    Decided,
    ReadBox,
    ReadPage,
    answers_from,
    ask_about,
    same_marks,
)


def page(number, boxes, *, multiple=(), zones=(), status="read", reasons=(), ink=()):
    """Return a page of a form: `boxes` as {question: {option: state}}."""
    placed = [
        Box(question, option, 20.0 + 20 * column, 30.0 + 10 * row, 5.0, 5.0)
        for row, (question, options) in enumerate(boxes.items())
        for column, option in enumerate(options)
    ]
    layout = PageLayout(
        form="01",
        version="01",
        page=number,
        serial=None,
        width_mm=210,
        height_mm=297,
        boxes=tuple(placed),
        zones=tuple(Zone(key, 20.0, 200.0, 100.0, 30.0) for key in zones),
        marks=(),
        codes=(),
        multiple=frozenset(multiple),
    )
    read = ReadPage(
        status,
        tuple(reasons),
        tuple(
            ReadBox(question, option, state)
            for question, options in boxes.items()
            for option, state in options.items()
        ),
        dict.fromkeys(ink, True),
    )
    return number, read, layout


def asked(one):
    _number, read, layout = one
    return [(a.kind, a.question, a.option, a.reason) for a in ask_about(read, layout)]


def test_one_cross_beside_blacked_out_boxes_is_the_answer():
    one = page(1, {"age": {"A1": "cancelled", "A2": "marked", "A3": "empty"}})

    assert asked(one) == []
    assert answers_from([one], []).found == {"age": "A2"}


def test_two_crosses_in_a_single_choice_are_asked_about():
    one = page(1, {"age": {"A1": "marked", "A2": "marked"}})

    assert asked(one) == [("choice", "age", "", "two_crosses")]
    assert answers_from([one], []).found == {}
    assert answers_from([one], [Decided("choice", "age", "", "A2", 1)]).found == {"age": "A2"}


def test_only_blacked_out_boxes_are_asked_about():
    assert asked(page(1, {"age": {"A1": "cancelled", "A2": "empty"}})) == [
        ("choice", "age", "", "filled_alone")
    ]


def test_each_box_in_doubt_of_several_is_asked_by_itself():
    one = page(1, {"led": {"C1": "doubtful", "C2": "marked", "C3": "doubtful"}}, multiple=["led"])

    assert [option for _kind, _question, option, _why in asked(one)] == ["C1", "C3"]
    decided = [Decided("box", "led", "C1", "yes", 1), Decided("box", "led", "C3", "no", 1)]
    assert answers_from([one], decided).found == {"led": ["C1", "C2"]}


def test_a_list_that_goes_on_on_the_next_page_is_one_answer():
    first = page(1, {"led": {"C1": "marked", "C2": "empty"}}, multiple=["led"])
    second = page(2, {"led": {"C3": "marked"}}, multiple=["led"])

    assert answers_from([first, second], []).found == {"led": ["C1", "C3"]}


def test_one_cross_on_either_page_is_the_answer():
    first = page(1, {"service": {"S01": "empty"}})
    second = page(2, {"service": {"S02": "marked"}})

    assert answers_from([first, second], []).found == {"service": "S02"}


def test_a_cross_on_each_page_of_a_single_choice_clashes_until_a_person_decides():
    pages = [page(1, {"service": {"S01": "marked"}}), page(2, {"service": {"S02": "marked"}})]

    clashing = answers_from(pages, [])
    assert (clashing.found, clashing.clashing) == ({}, ["service"])
    decided = answers_from(pages, [Decided("answer", "service", "", "S02", 1)])
    assert (decided.found, decided.clashing) == ({"service": "S02"}, [])


def test_a_decision_about_one_page_leaves_the_other_as_it_was_read():
    pages = [page(1, {"service": {"S01": "doubtful"}}), page(2, {"service": {"S02": "marked"}})]

    assert answers_from(pages, [Decided("choice", "service", "", "", 1)]).found == {
        "service": "S02"
    }


def test_what_is_written_stands_above_the_box_beside_it():
    one = page(1, {"told_month": {"unknown": "empty"}}, zones=["told_month"], ink=["told_month"])

    assert asked(one) == [("text", "told_month", "", "")]
    found = answers_from([one], [Decided("text", "told_month", "", "2026-03", 1)]).found
    assert found == {"told_month": "2026-03"}


def test_words_on_two_pages_are_one_text():
    pages = [page(n, {}, zones=["story"], ink=["story"]) for n in (1, 2)]
    decided = [Decided("text", "story", "", f"Partie {n}.", n) for n in (1, 2)]

    assert answers_from(pages, decided).found == {"story": "Partie 1.\nPartie 2."}


def test_a_page_on_which_no_box_is_believed_is_asked_question_by_question():
    one = page(
        1,
        {"age": {"A1": "doubtful", "A2": "doubtful"}, "led": {"C1": "doubtful", "C2": "doubtful"}},
        multiple=["led"],
        zones=["story"],
        status="doubtful",
        reasons=["few_marks"],
        ink=["story"],
    )

    assert asked(one) == [
        ("choice", "age", "", "few_marks"),
        ("boxes", "led", "", "few_marks"),
        ("text", "story", "", ""),
    ]
    assert answers_from([one], [Decided("boxes", "led", "", ["C2"], 1)]).found == {"led": ["C2"]}


def test_two_readings_of_one_paper_may_differ_where_one_was_unsure():
    first = page(1, {"age": {"A1": "marked", "A2": "doubtful"}})[1]
    second = page(1, {"age": {"A1": "marked", "A2": "empty"}})[1]
    other = page(1, {"age": {"A1": "empty", "A2": "marked"}})[1]

    assert same_marks(first, second)
    assert not same_marks(first, other)


def test_a_reading_is_kept_and_given_back_whole():
    read = page(1, {"age": {"A1": "marked"}}, reasons=["faint"], ink=["story"])[1]

    assert ReadPage.from_json(read.to_json()) == read
