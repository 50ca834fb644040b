"""A definition is compiled, or refused with the place and the reason."""

import pytest

from observatory.questionnaires.compiling import compile_definition
from observatory.questionnaires.parts import DefinitionError

from .definitions import ANSWERS, options, question, source, words


def refused(definition):
    with pytest.raises(DefinitionError) as caught:
        compile_definition(definition)
    return str(caught.value)


def test_a_question_keeps_its_words_options_and_number_keys():
    definition = compile_definition(
        source(question("how", "choice", options=options("desk", "phone")))
    )

    how = definition.questions["how"]
    assert how.words("fr").label == "how"
    assert [(o.number, o.code, o.label("fr")) for o in how.options] == [
        (1, "desk", "desk"),
        (2, "phone", "phone"),
    ]


def test_words_missing_in_a_language_fall_back_to_french():
    definition = compile_definition(source(question()))

    assert definition.questions["word"].words("nl-be").label == "word"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "riddle"}, "screens[0].questions[0].kind: riddle is no kind of question"),
        ({"wording": {}}, "screens[0].questions[0].wording.fr: the words in this language"),
        ({"wording": {"fr": {"label": " "}}}, "wording.fr.label: a text is needed"),
        (
            {"wording": {"fr": {"label": "Où", "repeat": "Là."}}},
            "wording.fr.repeat: {answer} stands nowhere in it",
        ),
        ({"colour": "red"}, "screens[0].questions[0].colour: is not known here"),
        ({"max_length": 0}, "max_length: a text needs one"),
        ({"max_length": "20"}, "max_length: a whole number is needed"),
        ({"required": "yes"}, "required: true or false"),
        ({"maps_to": "fame"}, "maps_to: fame is no fact of a report"),
        ({"maps_to": "territory"}, "maps_to: a text cannot be the territory"),
        ({"key": "Mot clé"}, "key: small letters, digits and dashes only"),
        ({"consent": "D1"}, "consent: a consent, and only a consent, has a code"),
        ({"sensitive": "health"}, "sensitive: a consent is needed before"),
        ({"needs_consent": ["D5"]}, "needs_consent: D5 is not asked before"),
        ({"parts": ["phone"]}, "parts: a contact has parts"),
        ({"condition": {"question": "later", "is": "x"}}, "condition: later is not asked before"),
        ({"options": options("a")}, "options: a text has no options"),
        ({"unit": "days"}, "unit: a number, and only a number"),
        ({"decimals": 1}, "decimals: a number, and only a number"),
        ({"most": 3}, "most: a number and a duration need one, and only they"),
        ({"kind": "number", "most": 3, "unit": "parsecs"}, "unit: a number, and only a number"),
        ({"kind": "number", "most": 3, "decimals": 3}, "decimals: a number"),
        ({"kind": "number"}, "most: a number and a duration need one"),
        ({"kind": "number", "least": 4, "most": 3}, "least: it is above most"),
        ({"kind": "number", "most": "3"}, "most: a number is needed"),
        ({"kind": "duration", "most": 3, "unit": "minutes"}, "unit: a number"),
    ],
)
def test_a_wrong_question_is_refused_with_its_place(changed, said):
    assert said in refused(source({**question(), **changed}))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"question": "how"}, "one of is, includes, answered is needed"),
        ({"question": "how", "is": "by owl"}, "how has no answer by owl"),
        ({"question": "how", "includes": "desk"}, "use includes for terms"),
        ({"any": [{"question": "how", "is": "owl"}]}, "condition.any[0]: how has no answer owl"),
        ({"not": {}}, "condition.not[0].question: a text is needed"),
        ("how", "an object is needed"),
    ],
)
def test_a_wrong_condition_is_refused(condition, said):
    asked = question("how", "choice", options=options("desk", "phone"))

    assert said in refused(source(asked, question(condition=condition)))


def test_two_questions_cannot_share_a_key():
    definition = source(question(), question())
    definition["screens"][1]["key"] = "other"

    assert "word stands twice" in refused(definition)


def test_a_screen_cannot_take_an_address_of_the_wizard():
    definition = source(question())
    definition["screens"][0]["key"] = "check"

    assert "screens[0].key: check is taken" in refused(definition)


def test_a_screen_with_two_questions_needs_words_of_its_own():
    definition = source(question("one"))
    definition["screens"][0]["questions"].append(question("two"))

    assert "screens[0].wording.fr" in refused(definition)


def test_a_consent_is_answered_in_words_the_definition_gives():
    definition = source(question("count", "consent", consent="D1"))

    consent = compile_definition(definition).questions["count"]
    assert [o.label("fr") for o in consent.options] == ["Oui", "Non"]
    del definition["answers"]
    assert "answers.yes" in refused(definition)


def test_the_words_of_a_consent_fit_the_column_that_records_them():
    asked = question("count", "consent", consent="D1", wording=words("a" * 301))

    assert "at most 300 characters" in refused(source(asked))


def test_a_consent_is_asked_once():
    asked = [question(key, "consent", consent="D1") for key in ("one", "two")]

    assert "D1 is asked twice" in refused(source(*asked))


def test_terms_that_become_facts_need_a_vocabulary():
    asked = question("what", "terms", maps_to="obstacles", options=options("P01"))

    assert "vocabulary: terms that are facts need one" in refused(source(asked))


@pytest.mark.parametrize("number", [None, 0, "1", True, 1.5])
def test_a_version_has_a_number(number):
    assert refused({**source(question()), "number": number}).startswith("number:")


def test_french_is_always_there():
    assert refused({**source(question()), "languages": ["nl"]}).startswith("languages:")


def test_the_path_goes_through_the_screens_whose_condition_holds():
    how = question("how", "choice", options=options("desk", "phone"))
    definition = compile_definition(
        {
            **source(how, question("word"), question("end")),
            "answers": ANSWERS,
        }
    )
    assert [s.key for s in definition.path({})] == ["how", "word", "end"]

    conditional = source(how, question("word"), question("end"))
    conditional["screens"][1]["condition"] = {"question": "how", "is": "desk"}
    definition = compile_definition(conditional)
    assert [s.key for s in definition.path({})] == ["how", "end"]
    assert [s.key for s in definition.path({"how": "desk"})] == ["how", "word", "end"]


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        ({"question": "many", "includes": "a"}, {"many": ["a", "b"]}, True),
        ({"question": "many", "includes": "a"}, {"many": ["b"]}, False),
        ({"question": "many", "includes": "a"}, {}, False),
        ({"question": "many", "answered": True}, {"many": []}, False),
        ({"question": "one", "is": "a"}, {"one": "a"}, True),
        ({"not": {"question": "one", "is": "a"}}, {}, True),
        (
            {"all": [{"question": "one", "is": "a"}, {"question": "many", "includes": "b"}]},
            {"one": "a", "many": ["b"]},
            True,
        ),
        (
            {"all": [{"question": "one", "is": "a"}, {"question": "many", "includes": "b"}]},
            {"one": "a"},
            False,
        ),
        (
            {"any": [{"question": "one", "is": "a"}, {"question": "many", "includes": "b"}]},
            {"one": "a"},
            True,
        ),
        ({"any": []}, {}, False),
    ],
)
def test_conditions_read_the_answers(condition, answers, holds):
    definition = compile_definition(
        source(
            question("one", "choice", options=options("a", "b")),
            question("many", "terms", multiple=True, options=options("a", "b")),
            question("word", condition=condition),
        )
    )

    assert definition.questions["word"].condition.holds(answers) is holds
