"""Which questions are printed, in which order, in which words."""

import pytest

from observatory.paper.printing.content import content_of
from observatory.paper.printing.words import LanguageUnknown, printed_languages, words_of
from observatory.questionnaires.compiling import compile_definition
from observatory.questionnaires.queries import compiled, current_version

from .questionnaires import VISIT


@pytest.fixture
def content(db):
    return content_of(compiled(current_version("report")), "fr", "report")


def items_of(content):
    return {
        item.key: item
        for section in (*content.sections, *content.story_part)
        for item in section.items
    }


def test_the_story_and_its_consents_are_one_part_and_come_last(content):
    part = [item.key for section in content.story_part for item in section.items]
    assert part[:3] == ["story", "consent_count", "consent_publish"]
    assert "consent_contact" in part
    before = [item.key for section in content.sections for item in section.items]
    assert before[0] == "where"
    # The consent about health is asked where health is asked about.
    assert before.index("consent_health") + 1 == before.index("health_consequences")


def test_a_photo_is_not_asked_on_paper_nor_what_becomes_of_it(content):
    assert "photo" not in items_of(content)
    assert "consent_photo" not in items_of(content)


def test_the_name_stands_on_the_part_to_be_cut_off_and_nowhere_else(content):
    assert "contact" not in items_of(content)
    assert content.contact.label == "Comment vous joindre ?".replace(" ?", "\u202f?")
    assert ("phone", "Téléphone") in content.contact.lines


def test_questions_are_numbered_in_the_order_they_are_printed(content):
    assert [item.number for item in items_of(content).values()] == list(
        range(1, len(items_of(content)) + 1)
    )


def test_a_condition_is_said_where_someone_else_would_answer(content):
    items = items_of(content)
    health, told = items["consent_health"].number, items["told_service"].number
    assert items["health_consequences"].condition == "Si «\u202fOui\u202f»\u202f:"
    assert items["health_profile"].condition == (
        f"Si «\u202fOui\u202f» à la question {health}\u202f:"
    )
    assert items["told_month"].condition == "Si «\u202fOui\u202f»\u202f:"
    assert items["told_how"].condition == f"Si «\u202fOui\u202f» à la question {told}\u202f:"
    # That there is a story to publish, and somewhere to be reached, goes without saying.
    assert items["consent_publish"].condition == ""
    assert items["consent_press"].condition == ""


def test_who_works_in_the_service_reads_first_that_nothing_protects_them(content):
    keys = [section.key for section in content.sections]
    at = keys.index("protected")
    assert keys[at - 1] == "speaks"
    assert any("Ombuds" in line for line in content.sections[at].notice[1])


def test_every_consent_has_a_yes_and_a_no(content):
    consents = [item for item in items_of(content).values() if item.kind == "consent"]
    assert len(consents) == 5
    assert all([c.code for c in item.choices] == ["yes", "no"] for item in consents)


def test_the_words_of_a_consent_are_those_that_are_recorded(content):
    definition = compiled(current_version("report"))
    for item in items_of(content).values():
        if item.kind == "consent":
            assert item.label == definition.questions[item.key].words("fr").label


def test_who_does_not_remember_the_month_has_a_box(content):
    (choice,) = items_of(content)["told_month"].choices
    assert choice.code == "unknown"


def test_a_list_goes_on_without_leaving_one_box_of_a_group_alone(content):
    obstacles = items_of(content)["obstacles"]
    assert obstacles.parted(1) is None
    assert obstacles.parted(9) is None
    head, rest = obstacles.parted(8)
    assert [len(item.choices) for item in (head, rest)] == [8, len(obstacles.choices) - 8]
    assert rest.group == "Au guichet"
    between = obstacles.parted(10)[1]
    assert (between.group, between.short) == ("", "Ce qui a bloqué")
    assert between.groups[0].heading == "Au téléphone"


def test_what_is_written_by_hand_comes_last_where_there_is_no_story():
    content = content_of(compile_definition(VISIT), "en", "observation")
    assert [section.key for section in content.sections] == ["door"]
    assert [section.key for section in content.story_part] == ["notes"]
    assert not content.has_stub


def test_a_language_without_words_of_ours_is_named():
    with pytest.raises(LanguageUnknown, match="uk"):
        words_of("uk")


def test_every_language_has_the_same_places_to_fill_in():
    for language in printed_languages():
        words = words_of(language)
        assert "{number}" in words.if_numbered
        assert "{answer}" in words.if_above
        assert "{phone}" in words.stub_phone
        assert "{address}" in words.send_back
        assert set(words.contact_parts) == {"name", "phone", "post", "association", "email"}


def test_from_right_to_left_a_number_keeps_its_order():
    said = words_of("ar").filled("{phone}", phone="02 123 45 67")
    assert said == "\u206602 123 45 67\u2069"
    assert words_of("fr").filled("{phone}", phone="02 123 45 67") == "02 123 45 67"
