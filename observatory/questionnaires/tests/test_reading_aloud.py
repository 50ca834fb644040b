"""What is read aloud of a questionnaire, in each language."""

import pytest

from observatory.questionnaires.compiling import compile_definition
from observatory.questionnaires.freezing import freeze_definition
from observatory.questionnaires.speaking import parts_of

from .definitions import options, question, report_source, source

pytestmark = pytest.mark.django_db


def lines(definition, key, language="fr"):
    return parts_of(definition, language)[key].lines


def compiled(*questions, **more):
    return compile_definition(source(*questions, **more))


def the_report():
    return compile_definition(freeze_definition(report_source()))


def test_a_question_is_read_with_its_help_and_its_options_in_order():
    told = question("told", "choice", options=options("yes", "no", "unknown"))
    told["wording"]["fr"] |= {"label": "Le savent-ils ?", "help": "Le service."}

    assert lines(compiled(told), "told.told") == (
        "Le savent-ils ?",
        "Le service.",
        "yes",
        "no",
        "unknown",
    )


def test_what_is_made_to_be_said_is_read_instead_of_what_speaks_of_a_screen():
    story = question("story")
    story["wording"]["fr"] |= {"help": "Touchez ici.", "say": "Que s’est-il passé ?"}

    assert lines(compiled(story), "story.story") == ("Que s’est-il passé ?",)


def test_a_screen_is_read_before_its_questions():
    one, two = question("one"), question("two")
    screen = {
        "key": "both",
        "wording": {
            "fr": {"label": "Deux choses", "help": "Courtes.", "text": ["Rien ne presse."]}
        },
        "questions": [one, two],
    }
    parts = parts_of(compiled(screens=[screen]), "fr")

    assert list(parts) == ["both", "both.one", "both.two"]
    assert parts["both"].lines == ("Deux choses", "Courtes.", "Rien ne presse.")


def test_groups_are_named_and_each_is_read_when_it_is_opened():
    report = the_report()
    obstacles = lines(report, "what.obstacles")

    parts = parts_of(report, "fr")
    groups = [key for key in parts if key.startswith("what.obstacles.")]
    assert len(groups) > 2
    for key in groups:
        assert parts[key].title.partition(" – ")[2] in obstacles
        assert not set(parts[key].lines) & set(obstacles)


def test_the_group_chosen_before_is_not_read_again():
    report = the_report()

    tiles = lines(report, "service-group")
    assert len(tiles) > 5
    assert not set(lines(report, "service.service")) & set(tiles)


def test_a_municipality_is_read_with_its_postal_code():
    where = lines(the_report(), "where.where")

    assert "1030 Schaerbeek" in where
    assert where[-1] == "Je ne sais pas"


def test_each_language_is_read_in_its_own_words():
    report = the_report()
    spoken = {language: parts_of(report, language) for language in ("fr", "nl", "en", "ar")}

    assert all(parts.keys() == spoken["fr"].keys() for parts in spoken.values())
    assert spoken["nl"]["after"].lines != spoken["fr"]["after"].lines
    hashes = {language: parts["after"].words_sha256 for language, parts in spoken.items()}
    assert len(set(hashes.values())) == 4


def test_the_same_words_with_other_spaces_sound_the_same():
    plain, fine = question("one"), question("one")
    plain["wording"]["fr"]["label"] = "Quoi ?"
    fine["wording"]["fr"]["label"] = "Quoi\u202f?"
    first, second = (parts_of(compiled(one), "fr")["one.one"] for one in (plain, fine))

    assert first.words_sha256 == second.words_sha256


def test_other_words_have_another_hash():
    plain, other = question("one"), question("one")
    other["wording"]["fr"]["label"] = "Autre chose"
    first, second = (parts_of(compiled(one), "fr")["one.one"] for one in (plain, other))

    assert first.words_sha256 != second.words_sha256


@pytest.mark.parametrize("kind", ["number", "duration"])
def test_an_amount_is_read_with_what_to_type(kind):
    asked = question("wait", kind, most=900)
    asked["wording"]["fr"] |= {"label": "Combien de temps ?", "help": "Au chronomètre."}

    assert lines(compiled(asked), "wait.wait") == ("Combien de temps ?", "Au chronomètre.")
