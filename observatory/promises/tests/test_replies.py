"""The author replies: whole, signed, proved; sources keep their copies when addresses die."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from observatory.journal.models import Entry
from observatory.problems.tests.reading import words_of
from observatory.promises.actions import (
    Conflict,
    Mistake,
    correct_reply,
    keep_copy,
    mark_gone,
    record_reply,
    take_back_reply,
)
from observatory.promises.models import Correction, Reply, Source
from observatory.promises.states import Way

from .conftest import make_promise

pytestmark = pytest.mark.django_db

PAGE = "/fr/promesses/essai-0/"
EDIT = "/fr/equipe/promesse/essai-0/"
WHOLE = "Nous maintenons.\n\nLe guichet rouvre en janvier, comme promis."


def reply(promise, by, now, **said):
    promise.refresh_from_db()
    return record_reply(
        **{
            "promise": promise,
            "revision": promise.revision,
            "text": WHOLE,
            "language": "fr",
            "signed_by": "Une échevine",
            "signed_role": "Échevine de la population",
            "replied_on": date(2026, 11, 20),
            "way": Way.LETTER,
            "source_url": "",
            "original_sha256": "c" * 64,
            "by": by,
            "at": now,
            **said,
        }
    )


def test_a_reply_is_shown_whole_with_who_signed_and_its_hash(client, edith, now, promise):
    reply(promise, edith, now)
    response = client.get(PAGE)
    words = words_of(response)
    assert "Ce que répond Une échevine" in words
    assert "Nous maintenons. Le guichet rouvre en janvier, comme promis." in words
    assert "Une échevine, Échevine de la population · 20 novembre 2026 · Par lettre" in words
    assert "c" * 64 in words
    assert "maintenons" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": " "}, "text"),
        ({"signed_by": ""}, "signed_by"),
        ({"signed_role": ""}, "signed_role"),
        ({"original_sha256": ""}, "source_url"),
        ({"original_sha256": "court"}, "original_sha256"),
        ({"replied_on": date(2026, 11, 24)}, "replied_on"),
        ({"replied_on": date(2026, 1, 31)}, "replied_on"),
    ],
)
def test_a_reply_that_cannot_be_proved_is_refused(edith, now, promise, said, field):
    with pytest.raises(Mistake) as refused:
        reply(promise, edith, now, **said)
    assert field in refused.value.mistakes
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"text": " "}, {"signed_by": ""}, {"signed_role": " "}, {"original_sha256": ""}],
)
def test_the_table_itself_refuses_a_reply_without_signature_or_proof(edith, now, promise, wrong):
    made = reply(promise, edith, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=made.pk).update(**wrong)


def test_a_reply_changes_in_public_only_and_is_taken_back_in_public(client, edith, now, promise):
    made = reply(promise, edith, now)
    correct_reply(
        reply=made,
        revision=1,
        part="signed_role",
        after="Première échevine",
        reason="Mal lu.",
        by=edith,
        at=now,
    )
    words = words_of(client.get(PAGE))
    assert "Avant : Échevine de la population" in words
    assert "Une échevine, Première échevine" in words
    with pytest.raises(Mistake):
        take_back_reply(reply=made, revision=2, reason=" ", by=edith, at=now)
    take_back_reply(reply=made, revision=2, reason="Pas d’elle.", by=edith, at=now)
    words = words_of(client.get(PAGE))
    assert "Ce que répond" not in words
    assert "Pourquoi : Pas d’elle." in words
    made.refresh_from_db()
    with pytest.raises(Conflict):
        take_back_reply(reply=made, revision=3, reason="Encore.", by=edith, at=now)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"part": "way"}, "part"),
        ({"after": WHOLE}, "after"),
        ({"after": ""}, "after"),
        ({"after": "x" * 10001}, "after"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_correction_of_a_reply_that_says_nothing_is_refused(edith, now, promise, said, field):
    made = reply(promise, edith, now)
    values = {"part": "text", "after": "Autre.", "reason": "x", **said}
    with pytest.raises(Mistake) as refused:
        correct_reply(reply=made, revision=1, **values, by=edith, at=now)
    assert field in refused.value.mistakes


def test_a_reply_that_named_someone_is_erased_everywhere(client, edith, now, promise):
    made = reply(promise, edith, now, text="Karim Benali ment.")
    correct_reply(
        reply=made, revision=1, part="text", after="Karim ment.", reason="x", by=edith, at=now
    )
    take_back_reply(reply=made, revision=2, reason="Un nom.", is_hidden=True, by=edith, at=now)
    made.refresh_from_db()
    assert made.text == "[…]"
    assert "Karim" not in str(list(Correction.objects.values()))
    assert "Karim" not in words_of(client.get(PAGE))


def test_who_does_not_edit_there_enters_no_reply(edith, outsider, now, promise):
    with pytest.raises(PermissionDenied):
        reply(promise, outsider, now)
    made = reply(promise, edith, now)
    with pytest.raises(PermissionDenied):
        take_back_reply(reply=made, revision=1, reason="x", by=outsider, at=now)


@pytest.fixture
def as_edith(client, edith):
    client.force_login(edith)
    return client


def typed(**other):
    return {
        "revision": 0,
        "text": WHOLE,
        "language": "fr",
        "signed_by": "Une échevine",
        "signed_role": "Échevine",
        "replied_on": "2026-03-20",
        "way": "letter",
        "source_url": "",
        "original_sha256": "",
        **other,
    }


def test_edith_enters_a_letter_and_its_scan_is_only_hashed(as_edith, promise):
    scan = SimpleUploadedFile("lettre.pdf", b"%PDF-1.7 une lettre")
    as_edith.post(f"{EDIT}reponse/", typed(original=scan))
    made = Reply.objects.get()
    assert made.original_sha256 == hashlib.sha256(b"%PDF-1.7 une lettre").hexdigest()
    # Browsers send lines their own way; nothing else may change.
    assert made.text.replace("\r\n", "\n") == WHOLE
    assert "Corriger cette réponse" in words_of(as_edith.get(EDIT))


def test_a_hash_is_taken_as_programs_print_it(as_edith, promise):
    as_edith.post(f"{EDIT}reponse/", typed(original_sha256=" AB" * 32))
    assert Reply.objects.get().original_sha256 == "ab" * 32


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"original_sha256": "xyz"},
        {"original_sha256": "a" * 64, "replied_on": "2099-01-01"},
        {"original_sha256": "a" * 64, "replied_on": "2025-01-01"},
        {"original_sha256": "a" * 64, "language": "xx"},
        {"original_sha256": "a" * 64, "way": "web"},
    ],
)
def test_a_reply_without_proof_is_refused_and_what_was_typed_stays(as_edith, promise, wrong):
    response = as_edith.post(f"{EDIT}reponse/", typed(**wrong))
    assert response.context["form"].errors
    assert "comme promis" in response.content.decode()
    assert not Reply.objects.exists()


def test_edith_corrects_a_reply_from_its_page(as_edith, edith, now, promise):
    made = reply(promise, edith, now)
    address = f"{EDIT}reponse/{made.pk}/corriger/"
    assert WHOLE.splitlines()[0] in as_edith.get(address).content.decode()
    assert as_edith.get(f"{address}?part=way").status_code == 404
    corrected = {"revision": 1, "part": "text", "after": "Nous tenons.", "reason": "Mal copié."}
    as_edith.post(address, corrected)
    made.refresh_from_db()
    assert made.text == "Nous tenons."
    assert "entre-temps" in words_of(as_edith.post(address, {**corrected, "after": "Non."}))
    as_edith.post(f"{EDIT}reponse/{made.pk}/reprendre/", {"revision": 2, "reason": "Double."})
    assert as_edith.get(address).status_code == 404
    assert Correction.objects.filter(reply=made).count() == 2


def test_a_copy_is_kept_replaced_and_nobody_overwrites_unseen(edith, now, promise):
    source = promise.source
    first = {"archive_url": "https://archive.example/1", "archived_on": date(2026, 3, 1)}
    common = {"promise": promise, "source": source, "by": edith, "at": now}
    keep_copy(seen="", archive_sha256="a" * 64, **first, **common)
    with pytest.raises(Conflict):
        keep_copy(seen="", archive_sha256="b" * 64, **first, **common)
    keep_copy(seen="a" * 64, archive_sha256="b" * 64, **first, **common)
    last = Entry.objects.filter(action="promises.keep_copy").order_by("-pk").first()
    assert last.data["before"] == "a" * 64
    for wrong in ({"archive_sha256": "x"}, {"archived_on": date(2027, 1, 1)}, {"archive_url": ""}):
        with pytest.raises(Mistake):
            keep_copy(**{"seen": "b" * 64, "archive_sha256": "c" * 64, **first, **common, **wrong})


def test_an_address_that_died_keeps_its_copy_and_may_come_back(edith, outsider, now, promise):
    common = {"promise": promise, "source": promise.source, "at": now}
    with pytest.raises(PermissionDenied):
        mark_gone(is_gone=True, by=outsider, **common)
    mark_gone(is_gone=True, by=edith, **common)
    with pytest.raises(Conflict):
        mark_gone(is_gone=True, by=edith, **common)
    assert Source.objects.get(pk=promise.source_id).gone_on == date(2026, 11, 23)
    mark_gone(is_gone=False, by=edith, **common)
    assert Source.objects.get(pk=promise.source_id).gone_on is None


def test_edith_keeps_a_copy_and_says_that_the_address_is_dead(as_edith, promise):
    address = f"{EDIT}sources/{promise.source_id}/"
    assert "Pas encore de copie gardée." in words_of(as_edith.get(f"{EDIT}sources/"))
    copy = {
        "do": "copy",
        "seen": "",
        "archive_url": "https://archive.example/1",
        "archive_sha256": "AB" * 32,
        "archived_on": "2026-03-01",
    }
    assert as_edith.post(address, {**copy, "archive_sha256": "x"}).context["form"].errors
    assert as_edith.post(address, {**copy, "archived_on": "2099-01-01"}).context["form"].errors
    as_edith.post(address, copy)
    assert "entre-temps" in words_of(as_edith.post(address, copy))
    as_edith.post(address, {"do": "gone"})
    words = words_of(as_edith.get(PAGE))
    assert "copie conservée" in words
    assert "Copie de example.org gardée le 1er mars 2026" in words
    assert f"{'ab' * 6}…" in words
    as_edith.post(address, {"do": "back"})
    assert "ne répond plus" not in words_of(as_edith.get(PAGE))


def test_a_source_of_another_promise_is_not_found(as_edith, promise):
    other = Source.objects.create(url="https://example.org/ailleurs")
    assert as_edith.get(f"{EDIT}sources/{other.pk}/").status_code == 404
    assert as_edith.post(f"{EDIT}sources/{promise.source_id}/", {"do": "x"}).status_code == 404


def test_others_enter_neither_replies_nor_copies(client, outsider, promise):
    for address in ("reponse/", "sources/", f"sources/{promise.source_id}/", "liens/"):
        assert client.get(f"{EDIT}{address}").status_code == 303
    client.force_login(outsider)
    for address in ("reponse/", "sources/", f"sources/{promise.source_id}/", "liens/"):
        assert client.get(f"{EDIT}{address}").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_replies_cost_no_more_queries(client, edith, now, count, django_assert_num_queries):
    promise = make_promise()
    for _ in range(count):
        reply(promise, edith, now)
    client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)
