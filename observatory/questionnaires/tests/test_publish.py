"""A version is published once, with the words of that day, and never changes."""

import json
import re
from dataclasses import astuple

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.kit.remembered import memory
from observatory.people.queries import system_actor
from observatory.questionnaires.actions import VersionChanged, load_questionnaires, publish_version
from observatory.questionnaires.facts import core_facts
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.parts import DefinitionError
from observatory.questionnaires.queries import compiled, current_version, published_version
from observatory.vocabularies.models import Term

from .definitions import REPORT, question, report_source

NEXT = REPORT["number"] + 1

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    """What a test publishes is rolled back: the process must not remember it."""
    memory.forget_all()
    yield
    memory.forget_all()


def test_the_report_questionnaire_is_there_on_a_fresh_installation():
    version = current_version("report")

    assert version.number == REPORT["number"]
    assert compiled(version).questions["where"].kind == "territory"


def test_loading_again_changes_nothing(now):
    entries = Entry.objects.count()

    assert load_questionnaires(by=system_actor("importer"), at=now) == 0
    assert Entry.objects.count() == entries


def test_a_new_number_is_published_beside_the_old_one(now):
    old = current_version("report")

    new = publish_version(
        source=report_source(number=old.number + 1), by=system_actor("importer"), at=now
    )

    assert current_version("report") == new
    assert published_version(old.pk) == old
    entry = Entry.objects.about("questionnaire:report").last()
    assert (entry.action, entry.data["number"]) == ("questionnaire.publish", new.number)


def test_the_same_number_with_other_content_is_refused(now, tmp_path):
    changed = report_source()
    changed["screens"][0]["questions"][0]["wording"]["fr"]["label"] = "Où ça ?"
    (tmp_path / "report.json").write_text(json.dumps(changed), encoding="utf-8")

    with pytest.raises(VersionChanged):
        load_questionnaires(by=system_actor("importer"), at=now, folder=tmp_path)
    assert QuestionnaireVersion.objects.filter(questionnaire__key="report").count() == 1


def test_a_definition_that_is_wrong_leaves_nothing_behind(now):
    wrong = report_source(number=NEXT)
    wrong["screens"].append({"key": "new", "questions": [question(kind="riddle")]})

    with pytest.raises(DefinitionError):
        publish_version(source=wrong, by=system_actor("importer"), at=now)
    assert not QuestionnaireVersion.objects.filter(number=NEXT).exists()


def test_only_an_administrator_publishes(mireille, olu, now):
    with pytest.raises(PermissionDenied):
        publish_version(source=report_source(number=NEXT), by=mireille, at=now)
    assert publish_version(source=report_source(number=NEXT), by=olu, at=now)


def test_old_words_survive_a_change_of_the_vocabulary(now):
    old = current_version("report")
    read = compiled(old).questions["obstacles"].by_code["P01"].label("fr")

    Term.objects.filter(vocabulary="obstacle", code="P01").update(
        names={
            "fr": "Autre libellé",
            "nl": "Ander label",
            "en": "Other label",
            "ar": "اسم آخر",
        }
    )
    Term.objects.filter(vocabulary="obstacle", code="P02").update(is_active=False)
    memory.forget_all()
    new = publish_version(
        source=report_source(number=old.number + 1), by=system_actor("importer"), at=now
    )

    before = compiled(published_version(old.pk)).questions["obstacles"].by_code
    after = compiled(new).questions["obstacles"].by_code
    assert before["P01"].label("fr") == read
    assert "P02" in before
    assert after["P01"].label("fr") == "Autre libellé"
    assert "P02" not in after


def test_a_list_that_is_not_there_is_refused(now):
    wrong = report_source(number=NEXT, lists={"seen": []})
    wrong["screens"].append({"key": "new", "questions": [question(kind="choice", options="felt")]})

    with pytest.raises(DefinitionError, match="there is no list felt"):
        publish_version(source=wrong, by=system_actor("importer"), at=now)


def test_a_code_the_vocabulary_does_not_have_is_refused(now):
    wrong = report_source(number=NEXT)
    wrong["screens"][2]["questions"][0]["apart"] = ["S00"]

    with pytest.raises(DefinitionError, match="service has no S00"):
        publish_version(source=wrong, by=system_actor("importer"), at=now)


def test_every_service_and_every_obstacle_stands_in_a_group():
    definition = compiled(current_version("report"))

    for key, vocabulary in (("service", "service"), ("obstacles", "obstacle")):
        asked = definition.questions[key]
        shown = [option.code for _group, options in asked.grouped() for option in options]
        in_use = Term.objects.of(vocabulary).in_use().values_list("code", flat=True)
        assert sorted(shown) == sorted(in_use)


def test_the_nineteen_municipalities_and_two_ways_out_are_offered():
    where = compiled(current_version("report")).questions["where"]

    assert len(where.options) == 21
    assert [o.code for o in where.options[-2:]] == ["elsewhere", "unknown"]
    assert (where.by_code["21015"].mark, where.by_code["21015"].label("nl")) == (
        "1030",
        "Schaarbeek",
    )


def test_every_word_is_there_in_four_languages():
    definition = compiled(current_version("report"))

    assert definition.languages == ("fr", "nl", "en", "ar")
    for asked in definition.questions.values():
        assert set(asked.wording) == {"fr", "nl", "en", "ar"}
        assert len({words.label for words in asked.wording.values()}) > 1 or asked.key in {
            "equipment"
        }
        for named in (*asked.options, *asked.groups):
            assert set(named.names) >= {"fr", "nl", "en", "ar"}, named.code


def test_a_language_says_everything_that_french_says():
    for screen in compiled(current_version("report")).screens:
        for wording in (screen.wording, *(asked.wording for asked in screen.questions)):
            for words in wording.values():
                for said, in_french in zip(astuple(words), astuple(wording["fr"]), strict=True):
                    assert bool(said) == bool(in_french), words
                assert len(words.text) == len(wording["fr"].text), words


def test_health_is_asked_only_after_its_consent():
    definition = compiled(current_version("report"))
    order = list(definition.questions)

    consent = definition.consents["D5"]
    for key in ("health_consequences", "health_profile"):
        assert definition.questions[key].needs_consent == ("D5",)
        assert order.index(consent.key) < order.index(key)
        assert definition.screen_of[key] is definition.screen_of[consent.key]
    elsewhere = [
        option.code
        for asked in definition.questions.values()
        if not asked.sensitive
        for option in asked.options
    ]
    assert not {"C11", "C12", "H1", "H2", "H3", "H4", "H5", "X1", "X2", "X3"} & set(elsewhere)


def test_the_consent_that_names_a_body_is_not_asked_before_there_is_one():
    definition = compiled(current_version("report"))

    assert set(definition.consents) == {"D1", "D2", "D3", "D5", "D6", "D7"}


def test_answers_become_the_facts_of_a_report():
    definition = compiled(current_version("report"))

    facts = core_facts(
        definition,
        {
            "where": "21015",
            "service": "S27",
            "obstacles": ["P01"],
            "consequences": ["C03"],
            "consent_health": "yes",
            "health_profile": ["H4"],
            "story": "Bonjour",
            "photo": "received",
            "age": ["skip"],
            "told_service": "yes",
            "told_how": ["phone"],
            "consent_count": "yes",
            "consent_publish": "no",
            "contact": {"phone": "0470 12 34 56"},
        },
        language="nl",
    )

    assert (facts.territory, facts.whereabouts, facts.service) == ("21015", "known", "S27")
    assert facts.terms == [("obstacle", "P01"), ("consequence", "C03"), ("profile", "H4")]
    assert facts.sensitive == {"health"}
    assert facts.story == "Bonjour"
    assert facts.has_photo
    assert facts.contact == {"phone": "0470 12 34 56"}
    assert facts.answers == {"told_service": "yes", "told_how": ["phone"]}
    assert [(c.code, c.granted) for c in facts.consents] == [
        ("D5", True),
        ("D1", True),
        ("D2", False),
    ]
    assert facts.consents[1].wording == "Mogen wij uw geval meetellen, zonder uw naam?"


def test_a_consent_heard_in_arabic_is_recorded_in_arabic():
    definition = compiled(current_version("report"))

    facts = core_facts(definition, {"consent_count": "yes"}, language="ar")
    assert facts.consents[0].wording == "هل تسمحون لنا بأن نحتسب حالتكم، من دون اسمكم؟"


@pytest.mark.parametrize("where", ["elsewhere", "unknown"])
def test_a_place_that_is_none_of_ours_is_said_so(where):
    facts = core_facts(compiled(current_version("report")), {"where": where}, language="fr")

    assert (facts.territory, facts.whereabouts) == (None, where)


def test_reading_the_current_version_again_asks_the_database_nothing(django_assert_num_queries):
    current_version("report")

    with django_assert_num_queries(0):
        compiled(current_version("report"))


def texts_in(language, value):
    """Yield every text of the language in the definition."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one) if key == language else texts_in(language, one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(language, one)


def _texts(value):
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    else:
        yield str(value)


def test_french_is_set_as_it_is_printed():
    found = list(texts_in("fr", REPORT))
    assert len(found) > 100
    for text in found:
        assert not re.search(r"['!]|[ \u00a0][?:;»]|«[^\u202f]|\w[?]", text), text


def test_arabic_is_set_as_it_is_printed():
    frozen = current_version("report").definition
    found = list(texts_in("ar", frozen))
    assert len(found) > 250
    for text in found:
        assert re.search(r"[\u0621-\u064a]", text), text
        # Its own comma, semicolon and question mark; the digits that Belgium writes.
        assert not re.search(r"[\u0621-\u064a] ?[,;?]|[!'\u0660-\u0669]|  ", text), text
        assert not re.search(r"\s[،؛؟.:]|«\s|\s»", text), text


def test_a_phone_number_in_arabic_keeps_the_order_of_its_digits():
    """Groups of digits after Arabic words are shown last group first, unless a mark says otherwise."""
    groups = re.compile(r"(.?)\b\d{2,4}(?: \d{2,4}){2,}")
    found = [match for text in texts_in("ar", REPORT) for match in groups.finditer(text)]
    assert found
    assert {match[1] for match in found} == {"\u200e"}
