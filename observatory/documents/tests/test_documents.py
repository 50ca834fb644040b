"""Files that the team adds: made safe, sealed, read by those who may, taken back, erased."""

import io
from uuid import uuid4

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from observatory.documents.actions import (
    Conflict,
    Refused,
    erase_document,
    keep_document,
    put_back_document,
    take_back_document,
)
from observatory.documents.models import Document
from observatory.documents.queries import documents_of
from observatory.documents.registry import register_subject
from observatory.journal.models import Entry
from observatory.vault.models import Blob
from observatory.vault.queries import read_blob

pytestmark = pytest.mark.django_db
# What everyone sees of a subject of these tests; of others, nothing.
register_subject("essai", lambda key: key == 1)


def a_pdf(pages=2):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    document.docinfo["/Author"] = "Fatima"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def a_photo():
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Chez Fatima"
    Image.new("RGB", (400, 300), "orange").save(file, "JPEG", exif=exif)
    return file.getvalue()


def keep(by, now, **said):
    values = {
        "subject": "essai:1",
        "data": a_pdf(),
        "titles": {"fr": "La lettre au collège"},
        "is_public": True,
        **said,
    }
    return keep_document(by=by, at=now, **values)


def test_a_letter_is_sealed_and_everyone_reads_it(client, nadia, now):
    document = keep(nadia, now)
    answer = client.get(document.get_absolute_url())
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"Fatima" not in answer.content
    assert document.pages == 2
    assert document.size == len(answer.content)
    assert "La lettre" not in str(list(Entry.objects.values()))
    again = client.get(document.get_absolute_url(), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_a_photo_says_nothing_of_where_it_was_taken(client, nadia, now):
    document = keep(nadia, now, data=a_photo(), agreement="Personne n’est dessus.")
    answer = client.get(document.get_absolute_url())
    assert answer["Content-Type"] == "image/jpeg"
    assert b"Fatima" in a_photo()
    assert b"Fatima" not in answer.content


def test_a_photo_that_nobody_agreed_to_is_not_shown(nadia, now):
    with pytest.raises(Refused) as refused:
        keep(nadia, now, data=a_photo(), agreement="  ")
    assert refused.value.reason == "agreement"
    kept = keep(nadia, now, data=a_photo(), is_public=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=kept.pk).update(is_public=True)


def test_a_document_of_the_team_is_for_nobody_else(client, nadia, now):
    document = keep(nadia, now, is_public=False)
    assert client.get(document.get_absolute_url()).status_code == 404
    assert documents_of(["essai:1"]) == {}
    assert len(documents_of(["essai:1"], is_public=False)["essai:1"]) == 1


@pytest.mark.parametrize("subject", ["essai:2", "inconnu:1", "essai:un"])
def test_a_document_goes_with_what_it_is_about(client, nadia, now, subject):
    document = keep(nadia, now, subject=subject)
    assert client.get(document.get_absolute_url()).status_code == 404


def test_what_was_taken_back_is_gone_at_once_and_can_be_put_back(client, nadia, now):
    document = keep(nadia, now)
    take_back_document(document=document, by=nadia, at=now)
    assert client.get(document.get_absolute_url()).status_code == 404
    with pytest.raises(Conflict):
        take_back_document(document=document, by=nadia, at=now)
    put_back_document(document=document, by=nadia, at=now)
    assert client.get(document.get_absolute_url()).status_code == 200


def test_what_is_erased_leaves_no_file(nadia, now, django_capture_on_commit_callbacks):
    document = keep(nadia, now)
    blob = document.blob
    with django_capture_on_commit_callbacks(execute=True):
        erase_document(document=document, by=nadia, at=now)
    assert not Document.objects.exists()
    assert not Blob.objects.filter(pk=blob.pk).exists()
    with pytest.raises(FileNotFoundError):
        read_blob(blob)
    with pytest.raises(Conflict):
        erase_document(document=document, by=nadia, at=now)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a text of an office", "kind"),
        (b"<html>no picture</html>", "kind"),
        (b"%PDF-1.7 and nothing more", "broken"),
        (a_photo()[:200], "broken"),
    ],
)
def test_what_cannot_be_made_safe_is_refused(nadia, now, data, reason):
    with pytest.raises(Refused) as refused:
        keep(nadia, now, data=data)
    assert refused.value.reason == reason
    assert not Document.objects.exists()
    assert not Blob.objects.exists()


def test_an_address_that_leads_nowhere(client):
    assert client.get(f"/fr/documents/{uuid4()}/").status_code == 404
