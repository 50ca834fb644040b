"""What the project ships: exact words as promises, everything else as facts in our own words."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.people.queries import system_actor
from observatory.promises.actions import correct_promise, load_promises, record_update
from observatory.promises.actions.loading import DATA, BadEntry
from observatory.promises.models import Promise, SourcedFact

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "promises.json"


@pytest.fixture
def importer(db):
    return system_actor("importer")


@pytest.fixture
def shipped():
    return json.loads(DATA.read_text(encoding="utf-8"))


@pytest.fixture
def load(tmp_path, importer, now):
    """Load a file that says this."""

    def write(said):
        path = tmp_path / "promises.json"
        path.write_text(json.dumps(said), encoding="utf-8")
        return load_promises(by=importer, at=now, path=path)

    return write


def test_the_words_of_the_railway_are_exactly_those_of_the_source(db):
    promise = Promise.objects.get(code="sncb-2017")
    assert promise.quote == (
        "Aucune autre fermeture de guichets (autre que le solde des 33) n'interviendra d'ici 2020"
    )
    assert (promise.said, str(promise.said_on), str(promise.due_on)) == (
        "2017-03",
        "2017-03-01",
        "2019-12-31",
    )
    assert (promise.state, promise.revision, promise.other_sources.count()) == ("kept", 0, 1)
    assert [one.happened for one in promise.updates.applied()] == ["2020-10-18", "2023-06-24"]


@pytest.mark.shared
def test_only_what_has_exact_words_is_a_promise(shipped):
    read = json.loads(SHARED.read_text(encoding="utf-8"))
    words = {one["id"]: one["quote"] for one in read if one["kind"] == "promise"}
    assert dict(Promise.objects.values_list("code", "quote")) == words
    kinds = {one["id"]: one["kind"] for one in read if one["kind"] != "promise"}
    assert dict(SourcedFact.objects.values_list("code", "kind")) == kinds
    sources = {one["id"]: one["src"] for one in read}
    for entry in [*shipped["promises"], *shipped["facts"]]:
        assert entry["sources"] == sources[entry["code"]]


def test_no_fact_looks_like_a_quotation(db):
    for fact in SourcedFact.objects.all():
        words = json.dumps([fact.text, fact.translations], ensure_ascii=False)
        assert not {"«", "»", "“", "”"} & set(words), fact.code


def test_no_quotation_is_translated(shipped):
    for entry in shipped["promises"]:
        for words in entry["translations"].values():
            assert words.keys() <= {"role", "condition"}


def test_loading_again_touches_nothing(importer, now):
    entries = Entry.objects.count()
    assert load_promises(by=importer, at=now) == 0
    assert Entry.objects.count() == entries


def test_a_better_file_is_taken_over_as_long_as_no_editor_wrote(load, shipped):
    shipped["promises"][1]["role"] = "porte-parole du rail"
    shipped["facts"][0]["text"] += " Corrigé."
    assert load(shipped) == 2
    promise = Promise.objects.get(code="sncb-2017")
    assert (promise.role, promise.state) == ("porte-parole du rail", "kept")
    assert promise.updates.count() == 2
    assert load(shipped) == 0


def test_what_an_editor_wrote_is_never_overwritten(edith, now, load, shipped):
    promise = Promise.objects.get(code="sncb-2017")
    correct_promise(
        promise=promise,
        revision=0,
        part="role",
        after="Service de presse",
        reason="Vérifié dans l’article.",
        by=edith,
        at=now,
    )
    record_update(
        promise=promise,
        revision=1,
        transition="",
        happened="2026",
        texts={"fr": "Une nouvelle."},
        source_url="https://example.org/x",
        by=edith,
        at=now,
    )
    shipped["promises"][1]["role"] = "Autre chose"
    assert load(shipped) == 0
    promise.refresh_from_db()
    assert (promise.role, promise.updates.count()) == ("Service de presse", 3)


def test_what_left_the_file_stays(load, shipped):
    assert load({"promises": [], "facts": []}) == 0
    assert Promise.objects.count() == len(shipped["promises"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": ""},
        {"sources": []},
        {"condition": ""},
        {"said": "mars 2017"},
        {"due": "2016"},
        {"territory": "99999"},
        {"dataset": ""},
        {"updates": [{"happened": "2020", "transition": "reopen", "by_facts": True, "source": ""}]},
    ],
)
def test_an_entry_that_is_not_whole_is_refused_and_nothing_is_written(load, shipped, wrong):
    shipped["promises"][1].update(wrong)
    shipped["promises"][0]["role"] = "Autre chose"
    with pytest.raises(BadEntry):
        load(shipped)
    assert Promise.objects.get(code="clerfayt-1").role != "Autre chose"


def test_a_promise_among_the_facts_is_refused(load, shipped):
    shipped["facts"][0]["kind"] = "promise"
    with pytest.raises(BadEntry):
        load(shipped)


def test_only_an_administrator_or_the_importer_loads(edith, amine, now):
    for person in (edith, amine):
        with pytest.raises(PermissionDenied):
            load_promises(by=person, at=now)
