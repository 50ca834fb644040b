"""A questionnaire narrowed to what can be asked on one way: a visit, a call."""

import pytest

from observatory.questionnaires.narrowing import CannotBeGiven, narrow_definition
from observatory.questionnaires.validation import validate_answers

from .definitions import compiled_of, options, question

VISIT, CALL = {"question": "way", "is": "visit"}, {"question": "way", "is": "call"}
WAY = question("way", "choice", options=options("call", "visit"))


def narrowed(*questions, way="visit"):
    return narrow_definition(compiled_of(WAY, *questions), {"way": way})


@pytest.mark.parametrize(
    ("condition", "stands"),
    [
        (None, True),
        (VISIT, True),
        (CALL, False),
        ({"any": [CALL, VISIT]}, True),
        ({"all": [CALL, VISIT]}, False),
        ({"not": CALL}, True),
        ({"not": VISIT}, False),
        ({"question": "way", "answered": True}, True),
        ({"any": []}, False),
        ({"all": []}, True),
    ],
)
def test_only_what_can_be_asked_is_left(condition, stands):
    more = {"condition": condition} if condition else {}
    found = narrowed(question(**more))

    assert ("word" in found.questions) is stands
    assert not stands or found.questions["word"].condition is None


def test_what_depends_on_other_answers_still_does():
    human = question("human", "choice", options=options("yes", "no"))
    both = {"all": [VISIT, {"question": "human", "is": "yes"}]}
    condition = narrowed(human, question(condition=both)).questions["word"].condition

    assert (condition.test, condition.question, condition.value) == ("is", "human", "yes")


def test_who_is_not_asked_has_no_answer_that_others_rest_on():
    human = question("human", "choice", options=options("yes", "no"), condition=CALL)
    found = narrowed(
        human,
        question("wait", condition={"question": "human", "is": "yes"}),
        question("why", condition={"not": {"question": "human", "answered": True}}),
    )

    assert list(found.questions) == ["way", "why"]


def test_the_given_answer_is_the_only_one_left_with_its_number():
    [option] = narrowed().questions["way"].options

    assert (option.code, option.number) == ("visit", 2)


def test_answers_to_the_narrowed_form_are_answers_to_the_version():
    whole = compiled_of(WAY, question(condition=VISIT))
    raw = {"way": "visit", "word": "vu"}

    assert validate_answers(narrow_definition(whole, {"way": "visit"}), raw, language="fr") == (
        validate_answers(whole, raw, language="fr")
    )


def test_nothing_given_leaves_everything():
    whole = compiled_of(WAY, question(condition=VISIT))

    assert narrow_definition(whole, {}) is whole


@pytest.mark.parametrize("given", [{"way": "owl"}, {"lost": "x"}, {"word": "x"}])
def test_what_is_no_answer_cannot_be_given(given):
    with pytest.raises(CannotBeGiven):
        narrow_definition(compiled_of(WAY, question()), given)
