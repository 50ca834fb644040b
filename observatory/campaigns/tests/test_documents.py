"""Letters, rulings and photos are added to a campaign and to its steps."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from observatory.campaigns.actions import move_campaign
from observatory.documents.models import Document
from observatory.documents.tests.test_documents import a_pdf, a_photo

from .making import NOW, make_campaign, make_step

pytestmark = pytest.mark.django_db


def add(client, campaign, data=None, step=None, **said):
    address = reverse("campaign_document_new", args=[campaign.pk])
    typed = {
        "title": "La lettre au collège",
        "dated_on": "2026-04-22",
        "is_public": "on",
        "file": SimpleUploadedFile("lettre.pdf", data or a_pdf()),
        **said,
    }
    return client.post(f"{address}?etape={step.pk}" if step else address, typed)


def test_an_editor_adds_a_letter_to_a_step_and_everyone_reads_it(client, edith, signed_in):
    campaign = make_campaign()
    step = make_step(campaign)
    signed_in(edith)
    assert add(client, campaign, step=step).status_code == 303
    client.logout()
    page = client.get(campaign.get_absolute_url()).content.decode()
    assert "PDF, 2 pages" in page
    assert "22 avril 2026" in page
    href = re.search(r'href="(/fr/documents/[^"]+)"', page)[1]
    assert client.get(href).content.startswith(b"%PDF-")


def test_a_photo_needs_a_word_on_who_agreed(client, edith, signed_in):
    campaign = make_campaign()
    signed_in(edith)
    answer = add(client, campaign, data=a_photo())
    assert answer.status_code == 200
    assert "dites qui est d’accord" in answer.content.decode()
    assert "La lettre au collège" in answer.content.decode()
    assert not Document.objects.exists()
    add(client, campaign, data=a_photo(), agreement="Les trois, de vive voix, le 22 avril.")
    page = client.get(campaign.get_absolute_url()).content.decode()
    assert 'alt="La lettre au collège"' in page
    assert "de vive voix" not in page


def test_a_text_of_an_office_is_refused_with_what_to_do(client, edith, signed_in):
    campaign = make_campaign()
    signed_in(edith)
    answer = add(client, campaign, data=b"PK\x03\x04 word")
    assert "s’enregistre d’abord en PDF" in answer.content.decode()


def test_a_file_that_is_too_heavy_says_so(client, edith, signed_in, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    campaign = make_campaign()
    signed_in(edith)
    page = add(client, campaign, data=a_pdf() + bytes(2000)).content.decode()
    assert "trop lourd" in page
    assert "Choisissez un fichier" not in page


def test_what_is_for_the_team_is_read_by_the_team_alone(client, edith, chantal, signed_in):
    campaign, other = make_campaign(), make_campaign()
    signed_in(edith)
    add(client, campaign, is_public="")
    document = Document.objects.get()
    mine = reverse("campaign_document", args=[campaign.pk, document.pk])
    assert client.get(mine).status_code == 200
    assert client.get(reverse("campaign_document", args=[other.pk, document.pk])).status_code == 404
    signed_in(chantal)
    assert client.get(mine).status_code == 403
    client.logout()
    assert client.get(mine).status_code == 303
    assert "lettre au coll" not in client.get(campaign.get_absolute_url()).content.decode()


def test_a_document_is_taken_back_put_back_and_erased(client, edith, signed_in):
    campaign = make_campaign()
    signed_in(edith)
    add(client, campaign)
    document = Document.objects.get()
    move = reverse("campaign_document_move", args=[campaign.pk, document.pk])
    desk = reverse("campaign_desk", args=[campaign.pk])
    client.post(move, {"move": "take_back"})
    assert client.get(document.get_absolute_url()).status_code == 404
    assert "Remettre" in client.get(desk).content.decode()
    client.post(move, {"move": "put_back"})
    assert client.get(document.get_absolute_url()).status_code == 200
    client.post(move, {"move": "take_back"})
    client.post(move, {"move": "erase"})
    assert not Document.objects.exists()
    assert client.post(move, {"move": "erase"}).status_code == 404


def test_a_step_of_another_campaign_takes_no_document(client, edith, signed_in):
    campaign, other = make_campaign(), make_campaign()
    signed_in(edith)
    assert add(client, campaign, step=make_step(other)).status_code == 404


def test_the_papers_of_a_campaign_that_is_withheld_are_withheld_too(client, edith, signed_in):
    campaign = make_campaign()
    step = make_step(campaign)
    signed_in(edith)
    add(client, campaign)
    add(client, campaign, step=step)
    papers = [one.get_absolute_url() for one in Document.objects.all()]
    client.logout()
    assert [client.get(paper).status_code for paper in papers] == [200, 200]
    move_campaign(campaign=campaign, transition="withhold", by=edith, at=NOW)
    assert [client.get(paper).status_code for paper in papers] == [404, 404]
