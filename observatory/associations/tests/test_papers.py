"""How to reach an association, and the paper it signed: in the vault, with a trace."""

import io
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from observatory.associations.actions import (
    PaperRefused,
    confirm_contact,
    end_association,
    note_contact,
    purge_agreements,
    read_agreement,
    read_association_contact,
    record_agreement,
)
from observatory.journal.models import Entry
from observatory.people.actions import Refused
from observatory.people.queries import system_actor
from observatory.vault.actions import purge_contacts
from observatory.vault.models import Blob, Contact
from observatory.vault.queries import has_contact

from .making import fresh, make_association, sign_in

CONTACT = {"name": "Madame Secrète", "phone": "02 279 25 20", "email": "s@example.org"}


def picture(kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(file, kind)
    return file.getvalue()


def pdf(pages=1):
    file = io.BytesIO()
    sheets = [Image.new("RGB", (210, 297), "white") for _ in range(pages)]
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:], author="Madame Secrète")
    return file.getvalue()


@pytest.fixture
def home(olu):
    """An association of 1030."""
    return make_association(olu, territories=["21015"])


@pytest.fixture
def reachable(home, olu, now):
    note_contact(association=home, values=CONTACT, by=olu, at=now)
    return home


def test_a_contact_is_sealed_for_two_years(reachable, now):
    contact = Contact.objects.get(subject=reachable.subject)
    assert contact.purge_on == now.date() + timedelta(days=730)
    assert b"Secr" not in bytes(contact.sealed)
    assert purge_contacts(by=system_actor("worker"), at=now, dry_run=False) == 0
    later = now + timedelta(days=730)
    assert purge_contacts(by=system_actor("worker"), at=later, dry_run=False) == 1


def test_who_says_that_it_is_right_keeps_it_two_more_years(reachable, chantal, now):
    later = now + timedelta(days=400)
    confirm_contact(association=reachable, by=chantal, at=later)
    contact = Contact.objects.get(subject=reachable.subject)
    assert contact.purge_on == later.date() + timedelta(days=730)
    held = read_association_contact(association=reachable, reason="call", by=chantal, at=later)
    assert held == CONTACT


def test_a_button_shows_the_contact_and_the_journal_keeps_who_and_why(client, chantal, reachable):
    sign_in(client, chantal)
    page = client.get(reverse("association", args=[reachable.pk])).text
    assert "02 279 25 20" not in page
    address = reverse("association_contact", args=[reachable.pk])
    assert client.get(address).status_code == 405
    shown = client.post(address, {"reason": "visit"}).text
    assert "Madame Secrète" in shown
    entry = Entry.objects.get(action="contact.read")
    assert (entry.actor_id, entry.data) == (chantal.pk, {"reason": "visit"})
    assert "Secrète" not in repr(Entry.objects.values_list("data", flat=True))


@pytest.mark.parametrize("reason", ["", "curiosité", "x" * 500])
def test_without_a_reason_nothing_is_shown(client, chantal, reachable, reason):
    sign_in(client, chantal)
    address = reverse("association_contact", args=[reachable.pk])
    page = client.post(address, {"reason": reason})
    assert page.status_code == 422
    assert "Madame Secrète" not in page.text
    assert not Entry.objects.filter(action="contact.read").exists()


def test_a_reason_that_is_not_in_the_list_is_refused(reachable, olu, now):
    with pytest.raises(Refused, match="no_reason"):
        read_association_contact(association=reachable, reason="other", by=olu, at=now)


def test_a_contact_is_written_corrected_and_erased(client, amine, maison):
    sign_in(client, amine)
    address = reverse("association_contact_edit", args=[maison.pk])
    page = client.post(address, {"phone": "le matin", "name": "Amine"})
    assert "Écrivez seulement un numéro" in page.text
    assert 'value="Amine"' in page.text
    client.post(address, {"name": "Amine", "phone": "+32 2 279 25 20"})
    shown = client.post(reverse("association_contact", args=[maison.pk]), {"reason": "correction"})
    assert "02 279 25 20" in shown.text
    client.post(reverse("association_contact_confirm", args=[maison.pk]))
    client.post(address, {})
    assert not has_contact(maison.subject)
    answer = client.post(reverse("association_contact_confirm", args=[maison.pk]), follow=True)
    assert "pas de contact à confirmer" in answer.text
    gone = client.post(reverse("association_contact", args=[maison.pk]), {"reason": "call"})
    assert "Il n’y a plus de contact" in gone.text


@pytest.mark.parametrize("who", ["jean", "mireille", "chantal", "nadia", "outsider"])
def test_others_reach_no_contact(who, request, maison, now):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        note_contact(association=maison, values=CONTACT, by=by, at=now)
    with pytest.raises(PermissionDenied):
        read_association_contact(association=maison, reason="call", by=by, at=now)
    with pytest.raises(PermissionDenied):
        confirm_contact(association=maison, by=by, at=now)


def test_an_association_that_left_has_no_contact_any_more(reachable, olu, now):
    end_association(association=reachable, by=olu, at=now)
    assert not has_contact(reachable.subject)
    with pytest.raises(Refused, match="ended"):
        note_contact(association=fresh(reachable), values=CONTACT, by=olu, at=now)


PAPERS = {"pdf": (pdf(2), "application/pdf"), "jpg": (picture(), "image/jpeg")}


@pytest.mark.parametrize("ending", PAPERS)
def test_the_signed_paper_is_kept_encrypted_and_handed_over(client, chantal, home, ending):
    content, kind = PAPERS[ending]
    sign_in(client, chantal)
    address = reverse("association_agreement", args=[home.pk])
    # Its name says nothing: what it is shows in its content.
    upload = SimpleUploadedFile("accord.txt", content)
    answer = client.post(address, {"agreed_on": "2026-01-05", "paper": upload})
    assert answer.status_code == 302
    kept = fresh(home)
    assert kept.agreed_on == date(2026, 1, 5)
    file = client.post(reverse("association_paper", args=[home.pk]))
    assert file.headers["Content-Type"] == kind
    assert file.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert file.headers["Cache-Control"] == "no-store"
    assert "Secr" not in file.content.decode("latin-1")
    stored = (settings.DATA_DIR / "files" / kept.agreement.path).read_bytes()
    assert file.content[:4] not in stored
    assert Entry.objects.filter(action="association.agreement_read", actor=chantal).exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a zip with a hundred pages", "format"),
        (b"<html><script>alert(1)</script></html>", "format"),
        (b"%PDF-1.7 and nothing more", "broken"),
        (picture()[:90], "broken"),
        (pdf(21), "too_long"),
    ],
)
def test_anything_else_is_refused(home, olu, now, content, reason):
    with pytest.raises(PaperRefused) as refused:
        record_agreement(association=home, agreed_on=now.date(), paper=content, by=olu, at=now)
    assert refused.value.reason == reason
    assert fresh(home).agreed_on is None
    assert not Blob.objects.exists()


def test_what_is_wrong_with_the_paper_is_told_beside_it(client, chantal, home, settings):
    sign_in(client, chantal)
    address = reverse("association_agreement", args=[home.pk])
    page = client.post(
        address, {"agreed_on": "2026-01-05", "paper": SimpleUploadedFile("a.pdf", b"PK zip")}
    ).text
    assert "Envoyez un PDF ou une photo" in page
    assert 'value="2026-01-05"' in page
    settings.UPLOAD_MAX_BYTES = 1000
    page = client.post(
        address, {"agreed_on": "2999-01-01", "paper": SimpleUploadedFile("a.pdf", b"x" * 2000)}
    ).text
    assert "trop lourd" in page
    assert "n’est pas encore passée" in page
    assert not Blob.objects.exists()


def test_a_new_paper_replaces_the_former_and_a_new_date_leaves_it(home, olu, now):
    record_agreement(association=home, agreed_on=now.date(), paper=picture(), by=olu, at=now)
    first = fresh(home).agreement
    record_agreement(association=home, agreed_on=date(2026, 2, 1), paper=None, by=olu, at=now)
    assert fresh(home).agreement == first
    record_agreement(association=home, agreed_on=now.date(), paper=pdf(), by=olu, at=now)
    assert Blob.objects.get().pk != first.pk


@pytest.mark.parametrize("who", ["amine", "jean", "mireille", "chantal", "outsider"])
def test_only_who_edits_all_of_it_takes_the_paper(who, request, client, maison, now):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        read_agreement(association=maison, by=by, at=now)
    with pytest.raises(PermissionDenied):
        record_agreement(association=maison, agreed_on=now.date(), paper=None, by=by, at=now)
    sign_in(client, by)
    assert client.post(reverse("association_paper", args=[maison.pk])).status_code in {403, 404}


def test_there_is_no_paper_to_take(client, olu, home):
    sign_in(client, olu)
    assert client.post(reverse("association_paper", args=[home.pk])).status_code == 404


def test_the_paper_goes_a_year_after_the_association_left(home, olu, now):
    record_agreement(association=home, agreed_on=now.date(), paper=picture(), by=olu, at=now)
    end_association(association=home, by=olu, at=now)
    worker = system_actor("worker")
    soon, later = now + timedelta(days=364), now + timedelta(days=365)
    assert purge_agreements(by=worker, at=soon, dry_run=False) == 0
    assert purge_agreements(by=worker, at=later, dry_run=True) == 1
    assert purge_agreements(by=worker, at=later, dry_run=False) == 1
    assert not Blob.objects.exists()
