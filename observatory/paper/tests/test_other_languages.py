"""A pile of forms in Arabic, keyed by Jean on a page in French."""

from uuid import uuid4

import pytest
from django.urls import reverse

from observatory.paper.models import Batch
from observatory.questionnaires.tests.definitions import consent_in
from observatory.reports.models import Consent

from .factories import make_batch, typed

pytestmark = pytest.mark.django_db

COUNT = consent_in("ar")


def test_jean_opens_a_pile_of_forms_in_arabic(desk, maison):
    page = desk.get(reverse("batch_open"))
    assert ("ar", "العربيّة") in page.context["form"].fields["language"].choices
    assert "العربيّة" in page.text
    desk.post(
        reverse("batch_open"),
        {
            "uuid": str(uuid4()),
            "association": str(maison.pk),
            "label": "Permanence du mardi",
            "announced": "20",
            "is_counted_by_two": "on",
            "collected_on": "2026-11-17",
            "territory": "21012",
            "language": "ar",
            "note": "",
        },
    )

    batch = Batch.objects.get()
    assert batch.language == "ar"
    assert '<span lang="ar">العربيّة</span>' in desk.get(reverse("batch", args=[batch.uuid])).text


def test_jean_keys_what_was_agreed_in_arabic_and_sees_which_consent_it_is(desk, jean, maison):
    batch = make_batch(jean, maison, language="ar")
    page = desk.get(reverse("batch_key", args=[batch.uuid])).text

    assert f'lang="ar" dir="rtl">{COUNT}</p>' in page
    assert '<p class="dense-own" data-own>Compter mon cas</p>' in page
    desk.post(reverse("batch_key", args=[batch.uuid]), typed(1))
    assert Consent.objects.get(code="D1").wording == COUNT
