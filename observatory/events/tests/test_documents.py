"""Minutes, papers and photos of an event: kept by who writes it, shown where everyone may read."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from observatory.documents.actions import keep_document
from observatory.documents.models import Document
from observatory.documents.tests.test_documents import a_pdf, a_photo
from observatory.events.actions import close_event
from observatory.events.models import Event
from observatory.people.queries import system_actor

from .making import NOW, again, event_values, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def held_event(territory):
    """Make an event of yesterday of which someone told what came of it."""
    ends = timezone.now() - timedelta(days=1)
    values = event_values(territory, starts_at=ends - timedelta(hours=2), ends_at=ends)
    event = Event.objects.create(**values, state="published", changed_at=NOW)
    close_event(
        event=event,
        revision=0,
        values={"came": 41, "decided": {"fr": "Une lettre part."}, "follows": {}, "links": []},
        by=system_actor("demo"),
        at=timezone.now(),
    )
    return again(event)


def add(client, event, data=None, **said):
    typed = {
        "title": "Le procès-verbal",
        "is_public": "on",
        "file": SimpleUploadedFile("pv.pdf", data or a_pdf()),
        **said,
    }
    return client.post(f"/fr/equipe/agenda/{event.pk}/documents/", typed)


def page_of(client, event):
    return client.get(f"/fr/agenda/{event.pk}/").content.decode()


def test_chantal_adds_the_minutes_and_everyone_reads_them(client, chantal, signed_in, schaerbeek):
    event = held_event(schaerbeek)
    signed_in(chantal)
    assert "/documents/" in client.get(f"/fr/equipe/agenda/{event.pk}/").content.decode()
    assert add(client, event).status_code == 303
    assert Document.objects.get().subject == f"event:{event.pk}"
    client.logout()
    page = page_of(client, event)
    told = page.index("Ce que cela a donné")
    assert told < page.index("Le procès-verbal") < page.index("Venir sans internet")
    assert "PDF, 2 pages" in page
    href = re.search(r'href="(/fr/documents/[^"]+)"', page)[1]
    assert client.get(href).content.startswith(b"%PDF-")


def test_before_it_is_held_its_papers_stand_apart(client, chantal, signed_in, schaerbeek):
    event = make_event(schaerbeek)
    signed_in(chantal)
    add(client, event, title="L’ordre du jour")
    page = page_of(client, event)
    assert page.count("L’ordre du jour") == 1
    assert 'id="documents"' in page


def test_a_photo_is_shown_with_its_words_once_someone_agreed(
    client, chantal, signed_in, schaerbeek
):
    event = held_event(schaerbeek)
    signed_in(chantal)
    photo = {"title": "La salle pleine, vue du fond", "data": a_photo()}
    assert "dites qui est d’accord" in add(client, event, **photo).content.decode()
    assert not Document.objects.exists()
    add(client, event, **photo, agreement="Personne n’est reconnaissable.")
    page = page_of(client, event)
    assert 'alt="La salle pleine, vue du fond"' in page
    assert "reconnaissable" not in page


def test_what_is_for_the_team_is_not_on_the_public_page(
    client, chantal, outsider, signed_in, schaerbeek
):
    event, other = held_event(schaerbeek), make_event(schaerbeek)
    signed_in(chantal)
    add(client, event, is_public="")
    address = f"/fr/equipe/agenda/{{}}/documents/{Document.objects.get().pk}/"
    assert client.get(address.format(event.pk)).content.startswith(b"%PDF-")
    assert client.get(address.format(other.pk)).status_code == 404
    assert "pour l’équipe" in client.get(f"/fr/equipe/agenda/{event.pk}/").content.decode()
    assert "procès-verbal" not in page_of(client, event)
    signed_in(outsider)
    assert client.get(address.format(event.pk)).status_code == 403
    assert add(client, event).status_code == 403
    client.logout()
    assert client.get(address.format(event.pk)).status_code == 303
    assert Document.objects.count() == 1


def test_a_document_is_taken_back_put_back_and_erased(client, chantal, signed_in, schaerbeek):
    event, other = held_event(schaerbeek), make_event(schaerbeek)
    signed_in(chantal)
    add(client, event)
    document = Document.objects.get()
    move = f"/fr/equipe/agenda/{{}}/documents/{document.pk}/etat/"
    assert client.post(move.format(other.pk), {"move": "take_back"}).status_code == 404
    assert client.post(move.format(event.pk), {"move": "burn"}).status_code == 404
    client.post(move.format(event.pk), {"move": "take_back"})
    assert client.get(document.get_absolute_url()).status_code == 404
    assert "procès-verbal" not in page_of(client, event)
    client.post(move.format(event.pk), {"move": "put_back"})
    assert "procès-verbal" in page_of(client, event)
    client.post(move.format(event.pk), {"move": "take_back"})
    client.post(move.format(event.pk), {"move": "erase"})
    assert not Document.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_documents_cost_no_more_queries(client, schaerbeek, count, django_assert_num_queries):
    event = make_event(schaerbeek)
    for number in range(count):
        keep_document(
            subject=event.subject,
            data=a_photo(),
            titles={"fr": f"Photo {number}"},
            is_public=True,
            agreement="Personne.",
            by=system_actor("demo"),
            at=NOW,
        )
    page_of(client, event)
    with django_assert_num_queries(3):
        assert page_of(client, event).count('<img class="document-photo"') == count
