"""Files about promises: the copy of a source for everyone, the original of a reply for the team."""

import hashlib
import re
from datetime import date
from functools import cache

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from observatory.documents.models import Document
from observatory.documents.tests.test_documents import a_pdf, a_photo
from observatory.journal.models import Entry
from observatory.problems.tests.reading import words_of
from observatory.promises.actions import Conflict, Mistake, keep_file, move_file
from observatory.promises.models import Reply, Source
from observatory.vault.models import Blob

from .conftest import sign_in

pytestmark = pytest.mark.django_db

PAGE = "/fr/promesses/essai-0/"
EDIT = "/fr/equipe/promesse/essai-0/"


@cache
def pdf():
    return a_pdf()


@pytest.fixture
def as_edith(client, edith):
    sign_in(client, edith)
    return client


def keep(promise, by, now, **said):
    values = {"seen": "", "data": pdf(), "archived_on": date(2026, 3, 1), "agreement": ""}
    return keep_file(promise=promise, source=promise.source, **{**values, **said}, by=by, at=now)


def copy_of(promise):
    return Source.objects.get(pk=promise.source_id)


def upload(client, promise, data=None, **said):
    typed = {
        "do": "file",
        "seen": "",
        "dated_on": "2026-03-01",
        "file": SimpleUploadedFile("page.pdf", data or pdf()),
        **said,
    }
    return client.post(f"{EDIT}sources/{promise.source_id}/", typed)


def test_edith_keeps_a_copy_and_everyone_reads_it_and_checks_its_hash(as_edith, promise):
    assert upload(as_edith, promise).status_code == 303
    as_edith.logout()
    page = as_edith.get(PAGE)
    words = words_of(page)
    assert "Copie de example.org gardée le 1er mars 2026" in words
    assert "Empreinte de la copie conservée" in words
    href = re.search(r'href="https?://[^/"]+(/fr/documents/[^"]+)"', page.content.decode())[1]
    handed = as_edith.get(href).content
    assert handed.startswith(b"%PDF-")
    kept = copy_of(promise)
    assert kept.archive_sha256 == hashlib.sha256(handed).hexdigest()
    assert kept.archive_sha256 != hashlib.sha256(pdf()).hexdigest()
    assert Document.objects.get().subject == f"source:{promise.source_id}"
    noted = Entry.objects.get(action="promises.keep_file")
    assert noted.data["came"] == hashlib.sha256(pdf()).hexdigest()


def test_a_copy_kept_elsewhere_does_not_say_that_it_was_written_anew(client, edith, promise):
    Source.objects.filter(pk=promise.source_id).update(
        archive_url="https://archive.example/1",
        archive_sha256="a" * 64,
        archived_on=date(2026, 3, 1),
    )
    words = words_of(client.get(PAGE))
    assert "Empreinte SHA-256" in words
    assert "Empreinte de la copie conservée" not in words


def test_nothing_is_kept_when_somebody_was_faster(edith, now, promise):
    keep(promise, edith, now)
    with pytest.raises(Conflict):
        keep(promise, edith, now)
    assert Document.objects.count() == Blob.objects.count() == 1


def test_a_newer_file_replaces_the_copy_which_was_seen(edith, now, promise):
    keep(promise, edith, now)
    first = copy_of(promise)
    keep(promise, edith, now, seen=first.archive_sha256, data=a_pdf(pages=3))
    assert copy_of(promise).archive_sha256 != first.archive_sha256


def test_who_does_not_edit_keeps_nothing(client, edith, outsider, now, promise):
    with pytest.raises(PermissionDenied):
        keep(promise, outsider, now)
    with pytest.raises(Mistake):
        keep(promise, edith, now, archived_on=date(2027, 1, 1))
    assert not Document.objects.exists()
    assert upload(client, promise).status_code == 303
    client.force_login(outsider)
    assert upload(client, promise).status_code == 403
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"data": b"PK\x03\x04 texte"}, "s’enregistre d’abord en PDF"),
        ({"data": a_photo()}, "dites qui est d’accord"),
        ({"dated_on": "2099-01-01"}, "dans le futur"),
        ({"dated_on": ""}, "obligatoire"),
        ({"file": ""}, "Choisissez un fichier"),
        ({"seen": "b" * 64}, "entre-temps"),
    ],
)
def test_what_cannot_be_kept_says_why(as_edith, promise, said, words):
    answer = upload(as_edith, promise, **said)
    assert answer.status_code == 200
    assert words in words_of(answer)
    assert not Document.objects.exists()
    assert copy_of(promise).archive_url == ""


def test_a_file_that_is_too_heavy_says_so(as_edith, promise, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    words = words_of(upload(as_edith, promise, data=pdf() + bytes(2000)))
    assert "trop lourd" in words
    assert "Choisissez un fichier" not in words


def test_a_picture_is_kept_once_it_is_said_who_is_on_it(as_edith, promise):
    upload(as_edith, promise, data=a_photo(), agreement="Personne : une page du conseil.")
    assert copy_of(promise).archived_on == date(2026, 3, 1)
    assert "une page du conseil" not in words_of(as_edith.get(PAGE))


def test_a_copy_that_is_taken_back_is_no_copy_any_more_and_can_be_put_back(as_edith, promise):
    upload(as_edith, promise)
    document = Document.objects.get()
    desk = f"{EDIT}sources/{promise.source_id}/"
    move = f"{desk}copies/{document.pk}/etat/"
    assert "Empreinte de la copie conservée" in words_of(as_edith.get(desk))
    as_edith.post(move, {"move": "take_back"})
    assert copy_of(promise).archive_url == ""
    assert as_edith.get(document.get_absolute_url()).status_code == 404
    assert "entre-temps" in words_of(as_edith.post(move, {"move": "take_back"}, follow=True))
    as_edith.post(move, {"move": "put_back"})
    assert copy_of(promise).archive_sha256 == document.sha256
    as_edith.post(move, {"move": "take_back"})
    as_edith.post(move, {"move": "erase"})
    assert not Document.objects.exists()
    assert as_edith.post(move, {"move": "erase"}).status_code == 404


def test_a_file_that_comes_back_takes_nobodys_place(edith, now, promise):
    document = keep(promise, edith, now)
    common = {"promise": promise, "source": promise.source, "document": document}
    move_file(**common, move="take_back", by=edith, at=now)
    newer = keep(promise, edith, now, data=a_pdf(pages=3))
    move_file(**common, move="put_back", by=edith, at=now)
    move_file(**common, move="take_back", by=edith, at=now)
    assert copy_of(promise).archive_sha256 == newer.sha256


def test_a_file_of_another_source_is_not_moved_here(as_edith, promise):
    upload(as_edith, promise)
    document = Document.objects.get()
    Document.objects.update(subject="source:0")
    move = f"{EDIT}sources/{promise.source_id}/copies/{document.pk}/etat/"
    assert as_edith.post(move, {"move": "erase"}).status_code == 404
    assert as_edith.post(move, {"move": "burn"}).status_code == 404
    assert Document.objects.count() == 1


def answer(client, promise, **said):
    promise.refresh_from_db()
    typed = {
        "revision": promise.revision,
        "text": "Nous maintenons.",
        "language": "fr",
        "signed_by": "Une échevine",
        "signed_role": "Échevine de la population",
        "replied_on": "2026-11-20",
        "way": "letter",
        "source_url": "",
        "original_sha256": "",
        "original": SimpleUploadedFile("lettre.pdf", pdf()),
        **said,
    }
    return client.post(f"{EDIT}reponse/", typed)


def test_the_original_of_a_reply_is_kept_for_editors_alone(as_edith, outsider, promise):
    answer(as_edith, promise, keeps_original="on")
    document = Document.objects.get()
    assert Reply.objects.get().original_sha256 == hashlib.sha256(pdf()).hexdigest()
    assert (document.is_public, document.subject) == (False, f"promise:{promise.pk}")
    desk = as_edith.get(EDIT)
    assert document.sha256 in desk.content.decode()
    assert "Les originaux des réponses" in words_of(desk)
    address = f"{EDIT}documents/{document.pk}/"
    assert as_edith.get(address).content.startswith(b"%PDF-")
    assert as_edith.get(document.get_absolute_url()).status_code == 404
    assert document.sha256 not in as_edith.get(PAGE).content.decode()
    as_edith.post(f"{address}etat/", {"move": "take_back"})
    assert as_edith.get(address).status_code == 404
    as_edith.force_login(outsider)
    assert as_edith.get(address).status_code == 403
    assert as_edith.post(f"{address}etat/", {"move": "erase"}).status_code == 403


def test_without_the_wish_only_its_hash_is_taken(as_edith, promise):
    answer(as_edith, promise)
    assert Reply.objects.get().original_sha256 == hashlib.sha256(pdf()).hexdigest()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"original": "", "original_sha256": "a" * 64}, "Choisissez un fichier"),
        ({"original": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "s’enregistre d’abord en PDF"),
    ],
)
def test_an_original_that_cannot_be_kept_says_why(as_edith, promise, said, words):
    assert words in words_of(answer(as_edith, promise, keeps_original="on", **said))
    assert not Reply.objects.exists()
    assert not Document.objects.exists()


def test_an_original_that_is_too_heavy_says_so(as_edith, promise, settings):
    settings.UPLOAD_MAX_BYTES = 100
    assert "trop lourd" in words_of(answer(as_edith, promise, keeps_original="on"))
    assert not Reply.objects.exists()
