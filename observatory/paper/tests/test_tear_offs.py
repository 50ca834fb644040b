"""The tear-off part: straight into the vault, only under the consent on the sheet itself."""

import pytest
from django.test import Client
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.people.queries import system_actor
from observatory.reports.models import Report
from observatory.reports.queries import code_of
from observatory.vault.actions import read_contact
from observatory.vault.models import Contact

from .factories import AT, make_batch, sign_in
from .scanned import CROSSED, Form, accept, print_report_form, scan_forms

pytestmark = pytest.mark.django_db

PHONE = {"phone": "0470 12 34 56", "name": "Fatima P."}


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


@pytest.fixture
def address(batch):
    return reverse("tear_offs", args=[batch.uuid])


def kept_form(batch, by, consent="yes"):
    form = Form(crossed={**CROSSED, "consent_contact": [consent]})
    scan_forms(batch, by, form)
    accept(batch, 1, by)
    return form


def contact_of(report):
    return read_contact(subject=report.subject, by=system_actor("worker"), at=AT, reason="test")


def test_it_is_found_by_its_serial(desk, address, batch, jean):
    form = kept_form(batch, jean)
    answer = desk.post(address, {"code": f"{form.serial[:3]} {form.serial[3:]}".lower(), **PHONE})

    assert answer.status_code == 303
    assert contact_of(Report.objects.get()) == PHONE


def test_it_is_found_by_the_code_on_the_stub(desk, address, batch, jean):
    kept_form(batch, jean)
    code = code_of(Report.objects.get().uuid)
    desk.post(address, {"code": f"{code[:4]} {code[4:8]} {code[8:]}", **PHONE})

    assert contact_of(Report.objects.get()) == PHONE


def test_without_consent_on_the_sheet_nothing_of_it_is_kept(desk, address, batch, jean):
    form = kept_form(batch, jean, consent="no")
    page = desk.post(address, {"code": form.serial, **PHONE})

    assert page.status_code == 422
    assert "n’a pas accepté d’être recontactée" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_code_of_another_pile_is_one_that_does_not_exist(desk, batch, jean, maison):
    form = kept_form(batch, jean)
    other = make_batch(jean, maison)
    page = desk.post(reverse("tear_offs", args=[other.uuid]), {"code": form.serial, **PHONE})

    assert page.status_code == 422
    assert "Aucune feuille gardée de cette pile" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_sheet_that_is_not_kept_yet_takes_no_contact(desk, address, batch, jean):
    form = Form(crossed={**CROSSED, "consent_contact": ["yes"]})
    scan_forms(batch, jean, form)
    page = desk.post(address, {"code": form.serial, **PHONE})

    assert "revenez après" in page.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"phone": "12"}, "Ce numéro de téléphone n’est pas complet"),
        ({"name": "Fatima"}, "Avec un nom seul"),
        ({}, "Tapez au moins un moyen"),
    ],
)
def test_what_cannot_reach_anyone_is_said_and_stays(desk, batch, jean, typed, words):
    form = kept_form(batch, jean)
    page = desk.post(reverse("tear_offs", args=[batch.uuid]), {"code": form.serial, **typed})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert form.serial in page.content.decode()
    assert not Contact.objects.exists()


def test_a_contact_that_was_keyed_already_is_replaced_only_once_someone_says_so(
    desk, address, batch, jean
):
    form = kept_form(batch, jean)
    desk.post(address, {"code": form.serial, **PHONE})
    other = {"code": form.serial, "phone": "0470 99 99 99", "name": "Karim"}
    page = desk.post(address, other)

    assert page.status_code == 422
    assert "Un contact est déjà saisi pour ce code" in page.content.decode()
    assert PHONE["phone"] not in page.content.decode()
    assert contact_of(Report.objects.get()) == PHONE
    # What was asked about one code says nothing of another.
    assert desk.post(address, {**other, "replaces": "0000000"}).status_code == 422
    assert desk.post(address, {**other, "replaces": form.serial}).status_code == 303
    assert contact_of(Report.objects.get())["name"] == "Karim"


def test_the_journal_has_no_word_of_it(desk, address, batch, jean):
    form = kept_form(batch, jean)
    desk.post(address, {"code": form.serial, **PHONE})

    entry = Entry.objects.get(action="batch.contact")
    assert (entry.subject, entry.data) == (Report.objects.get().subject, {})


def test_someone_of_elsewhere_puts_nothing_in(address, chantal):
    assert sign_in(Client(), chantal).post(address, {"code": "0000000"}).status_code == 403
