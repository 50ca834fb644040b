"""Groups keep papers of their meetings: for themselves, or for everyone when who leads says so."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from observatory.documents.models import Document
from observatory.documents.tests.test_documents import a_pdf
from observatory.groups.actions import correct_meeting, purge_groups
from observatory.vault.models import Blob

from .making import NOW, meeting_of

pytestmark = pytest.mark.django_db


def add(client, group, meeting=None, **said):
    address = reverse("team_group_document_new", args=[group.pk])
    typed = {
        "title": "Le relevé des heures",
        "themes": ["social"],
        "file": SimpleUploadedFile("heures.pdf", a_pdf()),
        **said,
    }
    return client.post(f"{address}?reunion={meeting.pk}" if meeting else address, typed)


def test_jean_adds_a_paper_for_the_group_and_cannot_show_it_to_everyone(there, jean, signed_in):
    client = signed_in(jean)
    page = client.get(reverse("team_group_document_new", args=[there.pk])).content.decode()
    assert "Tout le monde peut le lire" not in page
    assert add(client, there, is_public="on").status_code == 303
    document = Document.objects.get()
    assert not document.is_public
    assert document.themes == ["social"]
    mine = reverse("team_group_document", args=[there.pk, document.pk])
    assert client.get(mine).content.startswith(b"%PDF-")
    assert mine in client.get(reverse("team_group", args=[there.pk])).content.decode()


def test_amine_shows_the_paper_of_a_meeting_to_everyone(there, amine, signed_in):
    meeting = meeting_of(there, visibility="public")
    client = signed_in(amine)
    add(client, there, meeting, is_public="on")
    client.logout()
    page = client.get(there.get_absolute_url()).content.decode()
    assert "Le relevé des heures" in page
    assert "Critique sociale" in page
    assert client.get(Document.objects.get().get_absolute_url()).status_code == 200


def test_another_group_reads_nothing_of_it(there, here, jean, mireille, signed_in):
    add(signed_in(jean), there)
    document = Document.objects.get()
    client = signed_in(mireille)
    assert (
        client.get(reverse("team_group_document", args=[there.pk, document.pk])).status_code == 403
    )
    assert (
        client.get(reverse("team_group_document", args=[here.pk, document.pk])).status_code == 404
    )
    assert add(client, there).status_code == 403


def test_what_everyone_reads_is_taken_back_by_who_leads(there, amine, jean, signed_in):
    add(signed_in(amine), there, is_public="on")
    document = Document.objects.get()
    move = reverse("team_group_document_move", args=[there.pk, document.pk])
    assert signed_in(jean).post(move, {"move": "take_back"}).status_code == 403
    client = signed_in(amine)
    assert client.post(move, {"move": "take_back"}).status_code == 303
    assert client.get(document.get_absolute_url()).status_code == 404
    desk = client.get(reverse("team_group", args=[there.pk])).content.decode()
    assert "Effacer pour de bon" in desk


def test_a_meeting_of_another_group_takes_no_paper(there, here, jean, signed_in):
    client = signed_in(jean)
    assert add(client, there, meeting_of(here)).status_code == 404
    bad = reverse("team_group_document_new", args=[there.pk]) + "?reunion=abc"
    assert client.get(bad).status_code == 404


def test_what_everyone_read_of_a_meeting_goes_when_the_meeting_does(there, amine, signed_in):
    meeting = meeting_of(there, visibility="public")
    client = signed_in(amine)
    add(client, there, meeting, is_public="on")
    add(client, there, is_public="on")
    of_meeting = Document.objects.get(subject=meeting.subject)
    of_group = Document.objects.get(subject=there.subject)
    correct_meeting(
        meeting=meeting,
        revision=meeting.revision,
        values={"is_taken_back": True},
        by=amine,
        at=NOW,
    )
    client.logout()
    assert client.get(of_meeting.get_absolute_url()).status_code == 404
    assert client.get(of_group.get_absolute_url()).status_code == 200
    later = NOW + timedelta(days=367)
    purge_groups(at=later, dry_run=True)
    assert Document.objects.count() == 2
    purge_groups(at=later, dry_run=False)
    assert list(Document.objects.all()) == [of_group]
    assert list(Blob.objects.values_list("pk", flat=True)) == [of_group.blob_id]
