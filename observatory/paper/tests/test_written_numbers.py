"""A number written by hand on a form: a person types it, and what is no number is refused at once."""

import pytest
from django.urls import reverse

from observatory.kit.omr.layout import Zone
from observatory.paper.models import PrintedForm
from observatory.paper.queries.scanned import scanned_sheet
from observatory.people.queries import system_actor
from observatory.questionnaires.actions import publish_version
from observatory.questionnaires.queries import current_version
from observatory.questionnaires.tests.definitions import REPORT, question, report_source

from .scanned import FORM, SECOND, Form, _page, print_report_form, scan_forms, scanned_number

THREE = [(28, 152), (31, 152), (29.5, 154.5), (31, 156), (30, 158), (28, 157.5)]

pytestmark = pytest.mark.django_db


@pytest.fixture
def layouts(now, fresh_memory):
    """A report form that also asks how often the person came, in a rectangle of its own."""
    trips = question("trips", "number", unit="times", most=20)
    trips["wording"] = {
        language: {"label": "Combien de fois ?"} for language in REPORT["languages"]
    }
    source = report_source(number=current_version("report").number + 1)
    source["screens"].insert(1, {"key": "trips", "questions": [trips]})
    version = publish_version(source=source, by=system_actor("importer"), at=now)
    first, _second = print_report_form()
    layouts = [first, _page(2, SECOND, zones=(Zone("trips", 20.0, 150.0, 26.0, 10.0),))]
    PrintedForm.objects.filter(form=FORM).update(
        questionnaire=version, pages=[layout.to_json() for layout in layouts]
    )
    return layouts


def test_a_written_number_is_typed_checked_and_kept(desk, batch, jean, layouts):
    form = Form(layouts=layouts)
    # A three, as high as the rectangle allows.
    form.paper_of("trips").stroke(THREE, 0.4)
    scan_forms(batch, jean, form)
    address = reverse("correction", args=[batch.uuid])
    page = desk.get(address)
    item = page.context["item"]
    assert (item.control, item.doubt.question) == ("number", "trips")
    assert 'inputmode="decimal"' in page.text

    def typed(value):
        return desk.post(address, {"doubt": item.doubt.pk, "value": value})

    refused = typed("trois")
    assert refused.status_code == 422
    assert "Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12." in refused.text
    assert 'value="trois"' in refused.text
    assert "C’est trop grand" in typed("30").text
    assert typed(" 3 ").status_code == 303
    assert scanned_sheet(scanned_number(batch, 1)).answers()["trips"] == "3"
