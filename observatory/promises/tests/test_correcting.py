"""Dates, levels, places, sources, updates and facts are corrected too, and the page says so."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from observatory.places.queries import territory_by_nis
from observatory.problems.tests.reading import words_of
from observatory.promises.actions import (
    Conflict,
    Mistake,
    correct_fact,
    correct_promise,
    correct_update,
    load_promises,
    record_update,
)
from observatory.promises.models import Correction, Promise, Source, SourcedFact, Update
from observatory.search.queries import find

from .conftest import make_promise

pytestmark = pytest.mark.django_db

PAGE, EDIT = "/fr/promesses/essai-0/", "/fr/equipe/promesse/essai-0/"
FACTS = "/fr/equipe/faits-avec-source/"


def correct(promise, by, now, part, after):
    return correct_promise(
        promise=promise,
        revision=promise.revision,
        part=part,
        after=after,
        reason="Relu.",
        by=by,
        at=now,
    )


@pytest.mark.parametrize(
    ("part", "after", "kept"),
    [
        ("said", "2026-01-15", {"said": "2026-01-15", "said_on": date(2026, 1, 15)}),
        ("due", "2026-06", {"due": "2026-06", "due_on": date(2026, 6, 30)}),
        ("source", "https://example.org/pv", {"source__url": "https://example.org/pv"}),
        ("level", "region", {"level__code": "region"}),
        ("territory", "04000", {"territory__nis": "04000"}),
    ],
)
def test_edith_corrects_what_is_no_text_and_the_log_keeps_both(
    edith, now, promise, *, part, after, kept
):
    line = correct(promise, edith, now, part, after)
    assert Promise.objects.filter(code="essai-0", **kept).exists()
    assert (line.part, line.after, line.reason) == (part, after, "Relu.")
    assert line.before != after


def test_other_sources_are_added_and_taken_away_in_public(client, edith, now, promise):
    correct(promise, edith, now, "other_sources", "https://example.org/a\nhttps://example.net/b")
    assert promise.other_sources.count() == 2
    line = correct(promise, edith, now, "other_sources", "https://example.net/b")
    assert line.before == "https://example.org/a\nhttps://example.net/b"
    assert "https://example.net/b" in words_of(client.get(PAGE))
    correct(promise, edith, now, "other_sources", "")
    assert not promise.other_sources.exists()


@pytest.mark.parametrize(
    ("part", "after", "reason"),
    [
        ("said", "2099", "future"),
        ("said", "hier", "wrong"),
        ("said", "", "missing"),
        ("said", "2026-09", "too_early"),
        ("due", "2025", "too_early"),
        ("due", "bientôt", "wrong"),
        ("level", "miracle", "unknown"),
        ("territory", "99999", "unknown"),
        ("source", "javascript:alert(1)", "unknown"),
        ("source", "https://example.org/a https://example.org/b", "unknown"),
        ("other_sources", "pas une adresse", "unknown"),
        ("recording_url", "https://example.org/a.ogg", "not_oral"),
        ("level", "commune", "same"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(edith, now, part, after, reason):
    promise = make_promise(due="2026-07", due_on=date(2026, 7, 31))
    with pytest.raises(Mistake) as refused:
        correct(promise, edith, now, part, after)
    assert refused.value.mistakes == {"after": reason}
    assert not Correction.objects.filter(promise=promise).exists()


def test_an_editor_of_schaerbeek_gives_a_promise_to_no_other_place(edouard, now, promise):
    with pytest.raises(PermissionDenied):
        correct(promise, edouard, now, "territory", "04000")
    promise.refresh_from_db()
    assert promise.territory == territory_by_nis("21015")


def test_the_index_follows_the_correction(edith, now, promise):
    correct(promise, edith, now, "quote", "La piscine restera ouverte.")
    (found,) = find("piscine", languages=["fr"], kind="struggle")
    assert found.url_arg == "essai-0"
    correct(promise, edith, now, "quote", "Le bureau restera ouvert.")
    assert find("piscine", languages=["fr"], kind="struggle") == []


@pytest.fixture
def as_edith(client, edith):
    client.force_login(edith)
    return client


def test_each_part_has_its_own_field(as_edith, promise):
    words = words_of(as_edith.get(f"{EDIT}corriger/"))
    assert "Le lieu concerné Schaerbeek" in words
    assert "Quand cela a été dit février 2026" in words
    html = as_edith.get(f"{EDIT}corriger/?part=level").content.decode()
    assert "<select" in html
    assert 'value="commune" selected' in html
    assert "02/2026" in as_edith.get(f"{EDIT}corriger/?part=said").content.decode()
    assert as_edith.get(f"{EDIT}corriger/?part=state").status_code == 404


def test_edith_corrects_a_date_as_she_would_say_it(as_edith, promise):
    sent = {"revision": 0, "part": "said", "after": "15/01/2026", "reason": "Le PV."}
    as_edith.post(f"{EDIT}corriger/", sent)
    words = words_of(as_edith.get(PAGE))
    assert "Avant : février 2026" in words
    assert "Maintenant : 15 janvier 2026" in words
    refused = as_edith.post(f"{EDIT}corriger/", {**sent, "revision": 1, "after": "hier"})
    assert refused.context["form"].errors["after"]


def test_a_correction_gives_a_promise_no_second_author(as_edith, promise):
    sent = {"revision": 0, "part": "author", "after": "Anne Exemple et Jean", "reason": "x"}
    response = as_edith.post(f"{EDIT}corriger/", sent)
    assert "Une promesse a un seul auteur." in words_of(response)
    Promise.objects.filter(code="essai-0").update(is_person=False)
    as_edith.post(f"{EDIT}corriger/", {**sent, "after": "Lire et Écrire"})
    assert Promise.objects.get(code="essai-0").author == "Lire et Écrire"


@pytest.fixture
def update(edith, now, promise):
    return record_update(
        promise=promise,
        revision=0,
        transition="find_partly",
        happened="2026-10",
        texts={"fr": "Ouvert le matin.", "nl": "Open."},
        source_url="https://example.org/journal",
        by=edith,
        at=now,
    )


def test_the_text_of_an_update_changes_in_public(as_edith, update):
    address = f"{EDIT}constats/{update.pk}/corriger/"
    assert "Ouvert le matin." in as_edith.get(address).content.decode()
    sent = {"revision": 1, "after": "Ouvert le mardi matin.", "reason": "Plus précis."}
    as_edith.post(address, sent)
    update.refresh_from_db()
    assert update.texts == {"fr": "Ouvert le mardi matin."}
    words = words_of(as_edith.get(PAGE))
    assert "Avant : Ouvert le matin." in words
    assert "entre-temps" in words_of(as_edith.post(address, {**sent, "after": "Autre."}))
    assert as_edith.post(address, {**sent, "after": ""}).context["form"].errors
    assert as_edith.post(address, {**sent, "revision": 2}).context["form"].errors


def test_an_update_written_by_mistake_is_taken_back_in_public(as_edith, update):
    address = f"{EDIT}constats/{update.pk}/reprendre/"
    assert as_edith.post(address, {"revision": 1, "reason": ""}).context["form"].errors
    as_edith.post(address, {"revision": 1, "reason": "Autre guichet."})
    assert Promise.objects.get(code="essai-0").state == "open"
    words = words_of(as_edith.get(PAGE))
    assert "Rien n’est encore noté." in words
    assert "Pourquoi : Autre guichet." in words
    assert as_edith.get(address).status_code == 404


def test_what_named_someone_is_erased_everywhere(as_edith, edith, now, update):
    correct_update(
        update=update, revision=1, after="Fermé, dit Karim Benali.", reason="x", by=edith, at=now
    )
    sent = {"revision": 2, "reason": "Un nom de trop.", "is_hidden": "on"}
    as_edith.post(f"{EDIT}constats/{update.pk}/reprendre/", sent)
    update.refresh_from_db()
    assert update.texts == {}
    assert "Karim" not in str(list(Correction.objects.values()))
    words = words_of(as_edith.get(PAGE))
    assert "cela désignait quelqu’un. Pourquoi : Un nom de trop." in words


def test_a_disputed_finding_is_not_taken_back_by_one_alone(as_edith, update):
    Promise.objects.update(is_contested=True)
    response = as_edith.post(
        f"{EDIT}constats/{update.pk}/reprendre/", {"revision": 1, "reason": "Non."}
    )
    assert "Cette promesse est discutée" in words_of(response)
    assert Update.objects.applied().filter(pk=update.pk).exists()


def test_only_editors_of_the_place_correct(edith, outsider, now, update):
    with pytest.raises(PermissionDenied):
        correct_update(update=update, revision=1, after="x", reason="x", by=outsider, at=now)
    with pytest.raises(Mistake):
        correct_update(update=update, revision=1, after="x" * 2001, reason="x", by=edith, at=now)
    with pytest.raises(Conflict):
        correct_update(update=update, revision=0, after="x", reason="x", by=edith, at=now)


def test_an_update_may_rest_on_paper_and_says_where(as_edith, promise):
    sent = {
        "revision": 0,
        "transition": "",
        "happened": "10/2026",
        "text": "Une affiche l’annonce.",
        "source_url": "",
        "source_on_paper": "Affiche à la maison communale, visible aux heures d’ouverture",
    }
    as_edith.post(EDIT, sent)
    assert "Source : Affiche à la maison communale" in words_of(as_edith.get(PAGE))
    refused = as_edith.post(EDIT, {**sent, "revision": 1, "source_on_paper": " "})
    assert refused.context["form"].errors["source_url"]


def test_a_promise_is_written_with_a_second_source(as_edith):
    from .test_desk import WRITE, said

    lines = "https://example.org/b\nhttps://example.org/pv"
    as_edith.post(WRITE, said(other_urls=lines))
    made = Promise.objects.get(author="Anne Exemple")
    assert [one.url for one in made.other_sources.all()] == ["https://example.org/b"]
    refused = as_edith.post(WRITE, said(quote="Autre.", other_urls="javascript:alert(1)"))
    assert refused.context["form"].errors["other_urls"]


@pytest.fixture
def fact(db):
    return SourcedFact.objects.exclude(who="").order_by("pk").first()


def test_a_fact_is_corrected_in_public_and_no_file_takes_it_back(as_edith, edith, now, fact):
    before = fact.text
    as_edith.post(
        f"{FACTS}{fact.pk}/",
        {"revision": 0, "part": "text", "after": "Un résumé plus juste.", "reason": "Relu."},
    )
    words = words_of(as_edith.get("/fr/faits-avec-source/"))
    assert "Un résumé plus juste." in words
    assert "Pourquoi : Relu." in words
    from observatory.people.queries import system_actor

    load_promises(by=system_actor("importer"), at=now)
    fact.refresh_from_db()
    assert (fact.text, fact.revision) == ("Un résumé plus juste.", 1)
    assert Correction.objects.get(fact=fact).before == before


@pytest.mark.parametrize(
    ("part", "after", "kept"),
    [
        ("who", "", {"who": ""}),
        ("happened", "2025-03", {"happened_on": date(2025, 3, 1)}),
        ("happened", "", {"happened_on": None}),
        ("source", "https://example.org/f", {"source__url": "https://example.org/f"}),
    ],
)
def test_each_part_of_a_fact_may_be_corrected(edith, now, fact, *, part, after, kept):
    SourcedFact.objects.filter(pk=fact.pk).update(happened="2024", happened_on=date(2024, 1, 1))
    fact.refresh_from_db()
    correct_fact(fact=fact, revision=0, part=part, after=after, reason="x", by=edith, at=now)
    assert SourcedFact.objects.filter(pk=fact.pk, **kept).exists()
    with pytest.raises(Conflict):
        correct_fact(
            fact=fact, revision=0, part="text", after="Autre.", reason="x", by=edith, at=now
        )


@pytest.mark.parametrize(
    ("part", "after"),
    [
        ("text", " "),
        ("text", "x" * 2001),
        ("who", "x" * 201),
        ("happened", "2099"),
        ("happened", "hier"),
        ("source", ""),
        ("source", "ftp://example.org"),
        ("code", "x"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(edith, now, fact, part, after):
    with pytest.raises(Mistake):
        correct_fact(fact=fact, revision=0, part=part, after=after, reason="x", by=edith, at=now)
    assert not Correction.objects.filter(fact=fact).exists()


def test_who_edits_for_schaerbeek_corrects_no_fact_of_the_country(client, edouard, outsider):
    fact = SourcedFact.objects.filter(territory__nis="01000").first()
    client.force_login(edouard)
    assert client.get(f"{FACTS}{fact.pk}/").status_code == 403
    assert fact.pk not in [one["pk"] for one in client.get(FACTS).context["facts"]]
    client.force_login(outsider)
    assert client.get(FACTS).status_code == 403


def test_the_table_itself_refuses_a_correction_of_nothing_or_of_two(edith, now, promise, fact):
    from django.db import IntegrityError, transaction

    values = {"part": "text", "reason": "x", "corrected_by": edith, "corrected_at": now}
    for of in ({}, {"promise": promise, "fact": fact}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.create(**values, **of)


def test_the_source_of_what_happened_stands_among_the_sources_with_its_copy(client, update):
    Source.objects.filter(pk=update.source_id).update(
        archive_url="https://archive.example/j",
        archive_sha256="d" * 64,
        archived_on=date(2026, 11, 1),
    )
    assert "d" * 64 in words_of(client.get(PAGE))
