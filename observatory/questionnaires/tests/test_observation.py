"""The protocol of visits and calls: each way asks what can be found out on it, and nothing else."""

import json
from datetime import date

import pytest

from observatory.questionnaires.actions import DATA
from observatory.questionnaires.narrowing import narrow_definition
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.validation import validate_answers
from observatory.vocabularies.queries import terms

TODAY = date(2026, 11, 23)
CALL = {"scenario": "T1", "channel": "call"}
MODULES = ["info", "counter", "phone", "post", "digital", "help", "disability", "result"]
READING = ["k10", "k11", "k13", "k18", "k30", "k31", "k53"]
CALLED = ["k17", *(f"k{n}" for n in range(32, 39)), "k41", "k50", "k51", "k80", "k82"]


@pytest.fixture
def grid(db):
    return compiled(current_version("observation"))


def check(grid, raw, language="fr"):
    return validate_answers(grid, raw, language=language, today=TODAY)


def test_loading_the_reference_data_publishes_the_grid(db):
    assert current_version("observation").number == 1


def test_every_item_of_the_checklist_is_asked_but_the_computed_one(grid):
    items = {term.code.lower() for term in terms("checklist")}
    asked = {key for key in grid.questions if key.startswith("k")}

    assert items - asked == {"k12"}
    assert asked - items == {"k42_days"}


def test_the_modules_are_the_screens(grid):
    assert [screen.key for screen in grid.screens] == ["start", *MODULES]
    modules = {term.code.lower(): term.attributes["module"] for term in terms("checklist")}
    for key, screen in grid.screen_of.items():
        assert modules.get(key, screen.key) == screen.key


def test_the_six_scenarios_are_those_of_the_vocabulary(grid):
    assert list(grid.questions["scenario"].by_code) == [term.code for term in terms("scenario")]
    assert [grid.questions[key].maps_to for key in ("scenario", "channel")] == [
        "scenario",
        "channel",
    ]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_labels_are_those_of_the_vocabulary(grid, language):
    for term in terms("checklist"):
        question = grid.questions.get(term.code.lower())
        # The letter asks for a yes and for a number of days: two questions.
        if question is not None and question.key != "k42":
            assert plain(question.words(language).label) == plain(term.names[language])


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_each_question_says_how_it_is_established_and_has_a_short_name(grid, language):
    for question in grid.questions.values():
        words = question.words(language)
        assert words.help, question.key
        assert 0 < len(words.short) <= 32, question.key


def asked_on(grid, channel):
    return [key for key in narrow_definition(grid, {"channel": channel}).questions if key[0] == "k"]


def test_a_reading_is_of_the_official_facts_and_of_the_site(grid):
    assert asked_on(grid, "reading") == READING


def test_a_call_asks_what_is_asked_on_the_phone(grid):
    assert asked_on(grid, "call") == CALLED


def test_a_letter_waits_for_its_reply(grid):
    assert asked_on(grid, "letter") == ["k42", "k42_days", "k50", "k51", "k80"]


def test_a_visit_asks_what_is_seen_or_said_on_the_spot(grid):
    others = {"k10", "k13", "k17", "k18", "k30", "k31", "k42", "k42_days", "k53"}
    others |= {f"k{n}" for n in range(32, 39)} | {"k41"}
    everything = [key for key in grid.questions if key.startswith("k")]

    assert asked_on(grid, "visit") == [key for key in everything if key not in others]


def test_a_call_that_nobody_answered_keeps_no_wait(grid):
    cleaned, errors = check(grid, {**CALL, "k32": "no", "k33": "3:20", "k38": "yes"})

    assert (cleaned, errors) == ({**CALL, "k32": "no", "k38": "yes"}, {})


def test_a_call_that_was_answered_is_kept_with_its_wait(grid):
    raw = {**CALL, "k32": "yes", "k33": "03:20", "k34": "4", "k36": "full", "k80": "now"}

    assert check(grid, raw) == ({**raw, "k33": "3:20"}, {})


def test_what_a_visit_sees_is_not_kept_of_a_call(grid):
    assert check(grid, {**CALL, "k14": "yes", "k83": "good"}) == (CALL, {})


def test_scenario_and_way_are_needed(grid):
    assert check(grid, {}) == (
        {},
        {
            "scenario": "Choisissez le scénario.",
            "channel": "Choisissez\u202f: visite, appel, lettre ou lecture.",
        },
    )


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("k01", ["yes", "partly", "no", "unknown"]),
        ("k14", ["yes", "no", "unknown"]),
        ("k31", ["free", "normal", "premium", "unknown"]),
        ("k36", ["full", "partly", "no", "unknown"]),
        ("k80", ["now", "later", "online", "refused", "unknown"]),
        ("k83", ["good", "middle", "bad", "unknown"]),
        ("channel", ["visit", "call", "letter", "reading"]),
    ],
)
def test_the_codes_that_figures_count(grid, key, codes):
    assert list(grid.questions[key].by_code) == codes


def test_a_list_of_answers_is_written_once(db):
    source = json.loads((DATA / "observation.json").read_text(encoding="utf-8"))

    assert {"seen", "seen_partly", "asked", "tried"} == set(source["lists"])
    assert "lists" not in current_version("observation").definition
