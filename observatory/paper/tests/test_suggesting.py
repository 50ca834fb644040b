"""Block letters are read by a machine first; a person looks, corrects and sends."""

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.paper.actions import destroy_pile, keep_suggestion
from observatory.paper.jobs import suggest_words
from observatory.paper.models import Doubt
from observatory.paper.scanning.sealed import suggestion_of

from .scanned import Form, print_report_form, scan_forms

pytestmark = pytest.mark.django_db
STORY = "LE GUICHET EST FERME"


@pytest.fixture
def doubt(batch, jean):
    """The story of a form in block letters, waiting to be typed."""
    print_report_form()
    scan_forms(batch, jean, Form(story=STORY))
    return Doubt.objects.get(kind="text")


def look(desk, batch):
    return desk.get(reverse("correction", args=[batch.uuid]))


def test_what_the_machine_read_stands_in_the_field_until_a_person_sends_it(
    desk, batch, doubt, settings
):
    settings.SCANS_OCR = True
    suggest_words(timezone.now())
    doubt.refresh_from_db()
    assert suggestion_of(doubt) == STORY
    assert STORY.encode() not in bytes(doubt.sealed_suggestion)
    page = look(desk, batch)
    assert "Lu par la machine" in page.text
    assert f">\n{STORY}</textarea>" in page.text
    assert doubt.answered_at is None

    kept = {"doubt": doubt.pk, "value": "Le guichet est fermé."}
    assert desk.post(reverse("correction", args=[batch.uuid]), kept).status_code == 303
    doubt.refresh_from_db()
    assert doubt.answered_at is not None
    assert not doubt.sealed_suggestion


def test_without_the_setting_nothing_is_suggested(desk, batch, doubt):
    suggest_words(timezone.now())
    doubt.refresh_from_db()
    assert doubt.suggested_at is None
    assert "Lu par la machine" not in look(desk, batch).text


def test_what_cannot_be_read_is_tried_once(batch, doubt, settings, django_assert_num_queries):
    settings.SCANS_OCR = True
    Doubt.objects.filter(pk=doubt.pk).update(question="unknown")
    suggest_words(timezone.now())
    doubt.refresh_from_db()
    assert doubt.suggested_at is not None
    assert not suggestion_of(doubt)
    with django_assert_num_queries(1):
        suggest_words(timezone.now())


def test_a_suggestion_goes_with_the_page(batch, doubt, jean):
    worker = jean.__class__.objects.get(email="worker@system.invalid")
    keep_suggestion(doubt=doubt, text=STORY, by=worker, at=timezone.now())
    assert Doubt.objects.exclude(sealed_suggestion=b"").exists()
    destroy_pile(batch=batch, by=worker, at=timezone.now())
    assert not Doubt.objects.exclude(sealed_suggestion=b"").exists()
