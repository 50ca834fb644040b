"""Vocabularies come from the project's data file, once, and changes of it are seen."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.kit.remembered import memory
from observatory.vocabularies.actions import DATA, load_vocabularies
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import grouped_terms, term, terms, terms_by_id

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(autouse=True)
def _forget_what_a_test_changed(django_db_blocker):
    yield
    with django_db_blocker.unblock():
        memory.forget_all()
        memory.warm()


@pytest.fixture
def importer(django_user_model, db):
    """The machine that loads files."""
    return django_user_model.objects.get(email="importer@system.invalid")


@pytest.fixture
def small_file(tmp_path):
    def write(*terms_, vocabulary="colour"):
        path = tmp_path / "vocabularies.json"
        path.write_text(
            json.dumps({"vocabularies": [{"vocabulary": vocabulary, "terms": list(terms_)}]})
        )
        return path

    return write


RED = {"code": "red", "names": {"fr": "Rouge", "nl": "Rood", "en": "Red"}}
BLUE = {"code": "blue", "names": {"fr": "Bleu", "nl": "Blauw", "en": "Blue"}}


def test_loading_a_second_time_changes_nothing_and_says_nothing(db, now, importer):
    entries, edition = Entry.objects.count(), edition_number()
    assert load_vocabularies(by=importer, at=now) == 0
    assert (Entry.objects.count(), edition_number()) == (entries, edition)


def test_a_term_that_left_the_file_is_retired_but_still_found(db, now, small_file, importer):
    assert load_vocabularies(by=importer, at=now, path=small_file(RED, BLUE)) == 2
    assert [one.code for one in terms("colour")] == ["red", "blue"]
    assert (
        load_vocabularies(by=importer, at=now, path=small_file(BLUE)) == 2
    )  # retired, and moved up
    assert [one.code for one in terms("colour")] == ["blue"]
    assert term("colour", "red").name == "Rouge"


def test_a_changed_name_is_seen_at_once_with_a_new_edition_and_an_entry(
    db, now, small_file, importer
):
    load_vocabularies(by=importer, at=now, path=small_file(RED))
    assert term("colour", "red").names["en"] == "Red"
    edition = edition_number()
    crimson = {**RED, "names": {**RED["names"], "en": "Crimson"}}
    load_vocabularies(by=importer, at=now, path=small_file(crimson))
    assert term("colour", "red").names["en"] == "Crimson"
    assert edition_number() == edition + 1
    assert Entry.objects.latest("pk").data == {"made": 0, "changed": 1, "retired": 0}


def test_a_code_that_stands_twice_loads_nothing(db, now, small_file, importer):
    with pytest.raises(ValueError, match="colour:red stands twice"):
        load_vocabularies(by=importer, at=now, path=small_file(RED, RED))
    assert not Term.objects.of("colour").exists()


def test_an_outsider_loads_nothing(outsider, now):
    with pytest.raises(PermissionDenied):
        load_vocabularies(by=outsider, at=now)


def test_reading_terms_costs_no_query_once_known(db, django_assert_num_queries):
    terms("service")
    with django_assert_num_queries(0):
        assert len(terms("service")) == 34
        assert term("obstacle", "P05").attributes["guarantee"] == "counter"
        assert terms_by_id()[term("obstacle", "P05").pk].code == "P05"
        assert grouped_terms("obstacle")


def test_an_unknown_code_is_an_error(db):
    with pytest.raises(Term.DoesNotExist):
        term("service", "S77")


def test_every_service_and_obstacle_has_a_group_and_every_group_an_icon(db):
    for vocabulary in ("service", "obstacle"):
        grouped = grouped_terms(vocabulary)
        assert {one.code for _, members in grouped for one in members} == {
            one.code for one in terms(vocabulary)
        }
        assert all(group.attributes["icon"] for group, _ in grouped)
    assert all(one.attributes["icon"] for one in terms("service"))


def test_every_icon_is_one_that_the_sprite_draws(db):
    from observatory.ui.symbols import ICONS

    named = {
        one.attributes["icon"]
        for vocabulary in ("service", "service_group", "obstacle_group")
        for one in terms(vocabulary)
    }
    assert named <= ICONS


def test_every_term_has_its_three_names_with_typographic_apostrophes(db):
    for one in terms_by_id().values():
        assert all(one.names.get(language) for language in ("fr", "nl", "en")), one
        assert "'" not in "".join(one.names.values()), one


@pytest.mark.shared
def test_the_file_holds_the_whole_taxonomy():
    if not SHARED.is_dir():
        pytest.skip("reads ../shared, which is not here")
    taxonomy = json.loads((SHARED / "taxonomy.json").read_text(encoding="utf-8"))
    ours = {
        one["vocabulary"]: {item["code"]: item for item in one["terms"]}
        for one in json.loads(DATA.read_text(encoding="utf-8"))["vocabularies"]
    }
    for name, vocabulary in taxonomy.items():
        if name == "commune":  # territories.json holds these
            continue
        assert list(ours[name]) == [item["code"] for item in vocabulary["items"]]
        for item in vocabulary["items"]:
            mine = ours[name][item["code"]]
            for language in ("fr", "nl", "en"):
                assert _plain(mine["names"][language]) == _plain(item[language])
            kept = {k: v for k, v in item.items() if k not in {"code", "fr", "nl", "en"}}
            assert kept.items() <= mine.get("attributes", {}).items()


def _plain(text):
    return text.replace("’", "'").replace("\u202f", " ")
