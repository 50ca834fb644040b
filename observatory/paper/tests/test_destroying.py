"""What was scanned is destroyed in time, and leaves numbers and fingerprints behind."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.jobs import purge
from observatory.paper.models import Doubt, Scan, Sheet, Upload
from observatory.paper.queries.ledger import ledger_of
from observatory.paper.states import ScanState, SheetState
from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Report
from observatory.vault.models import Blob

from .factories import close
from .scanned import Form, accept, answer, foreign_page, print_report_form, scan_forms, scan_pages

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=31)


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


def later(delay=MONTH):
    return timezone.now() + delay


def test_a_month_after_acceptance_nothing_is_left_but_numbers(batch, jean):
    scan_forms(batch, jean, Form(story="Trois fois"))
    answer(batch, "Trois fois au guichet.", jean, kind="text")
    accept(batch, 1, jean)
    upload = Upload.objects.get()
    assert purge(at=later(timedelta(days=29)), dry_run=True)["scans of a pile"] == 0

    assert purge(at=later(), dry_run=True)["scans of a pile"] == 1
    purge(at=later(), dry_run=False)
    scan = Scan.objects.first()
    assert (scan.state, scan.picture, bytes(scan.sealed_reading)) == ("accepted", None, b"")
    assert bytes(Doubt.objects.get().sealed_answer) == b""
    assert not Blob.objects.exists()
    assert Upload.objects.get().destroyed_at
    # The report stays, and so does the sum.
    assert Report.objects.count() == 1
    assert ledger_of(batch).received == 2
    entries = Entry.objects.about(batch.subject).filter(action="scans.destroy")
    pages, file = (entry.data for entry in entries)
    assert (pages["why"], pages["pages"], len(pages["page_hashes"])) == ("time", 2, 2)
    assert file["files"] == [upload.sha256]
    assert purge(at=later(), dry_run=True)["scans of a pile"] == 0


def test_the_files_go_from_the_disk(batch, jean, django_capture_on_commit_callbacks):
    scan_forms(batch, jean, Form())
    accept(batch, 1, jean)
    paths = list(Blob.objects.values_list("path", flat=True))
    assert all(default_storage.exists(path) for path in paths)

    with django_capture_on_commit_callbacks(execute=True):
        purge(at=later(), dry_run=False)
    assert not any(default_storage.exists(path) for path in paths)


def test_how_long_is_a_setting(batch, jean, settings):
    scan_forms(batch, jean, Form())
    accept(batch, 1, jean)
    settings.SCANS_KEPT_DAYS = 7

    assert purge(at=later(timedelta(days=8)), dry_run=True)["scans of a pile"] == 1


def test_a_file_stays_while_one_of_its_pages_is_needed(batch, jean):
    scan_forms(batch, jean, Form(), Form())
    accept(batch, 1, jean)
    purge(at=later(), dry_run=False)

    assert Scan.objects.filter(destroyed_at=None).count() == 2
    assert Upload.objects.get().destroyed_at is None


def test_pages_apart_go_a_month_after_the_pile_is_closed(batch, jean):
    scan_pages(batch, [foreign_page()], jean)
    assert purge(at=later(), dry_run=True)["scans of a pile"] == 0
    close(batch, jean, "Une facture.", at=timezone.now())

    assert purge(at=later(), dry_run=True)["scans of a pile"] == 1
    purge(at=later(), dry_run=False)
    assert not Blob.objects.exists()


def test_what_nobody_dealt_with_in_half_a_year_is_set_aside_and_goes(batch, jean):
    scan_forms(batch, jean, Form())
    purge(at=later(timedelta(days=184)), dry_run=False)

    assert set(Scan.objects.values_list("state", "reason")) == {("set_aside", "too_old")}
    assert Sheet.objects.get().state == SheetState.SET_ASIDE
    assert not Blob.objects.exists()


def test_with_a_report_that_is_withdrawn_its_pages_go_at_once(batch, jean):
    scan_forms(batch, jean, Form(), Form())
    accept(batch, 1, jean)
    withdraw_report(report=Report.objects.get(), by=system_actor("public"), at=timezone.now())

    mine = Scan.objects.filter(sheet__number=1)
    assert all(one.destroyed_at and not one.picture and not one.sealed_reading for one in mine)
    # The file had her pages too; the other person's pages have pictures of their own.
    assert Upload.objects.get().destroyed_at
    assert Scan.objects.filter(sheet__number=2, picture__isnull=False).count() == 2
    entry = Entry.objects.about(batch.subject).get(action="scans.destroy")
    assert entry.data["why"] == "withdrawn"


def test_a_destroyed_page_is_not_shown(desk, batch, jean):
    scan_forms(batch, jean, Form())
    accept(batch, 1, jean)
    scan = Scan.objects.first()
    address = reverse("scan_picture", args=[batch.uuid, scan.uuid])
    assert desk.get(address).status_code == 200
    purge(at=later(), dry_run=False)

    assert desk.get(address).status_code == 404
    page = desk.get(reverse("scan", args=[batch.uuid, scan.uuid])).content.decode()
    assert "Aucune image n’est gardée" in page


def test_the_journal_holds_no_word_of_what_was_written(batch, jean):
    scan_forms(batch, jean, Form(story="Trois fois"))
    answer(batch, "Madame Peeters", jean, kind="text")
    accept(batch, 1, jean)
    purge(at=later(), dry_run=False)

    assert "Peeters" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_destroying_twice_destroys_once(batch, jean):
    scan_forms(batch, jean, Form())
    accept(batch, 1, jean)
    by = system_actor("worker")
    scans = list(Scan.objects.all())

    assert actions.destroy_scans(scans=scans, why="time", by=by, at=timezone.now()) == 2
    again = list(Scan.objects.all())
    assert actions.destroy_scans(scans=again, why="time", by=by, at=timezone.now()) == 0
    assert ScanState.ACCEPTED in Scan.objects.values_list("state", flat=True)


def test_of_a_pile_that_is_taken_away_nothing_stays(batch, jean):
    scan_forms(batch, jean, Form())
    actions.destroy_pile(batch=batch, by=system_actor("worker"), at=timezone.now())
    batch.delete()

    assert not Blob.objects.exists()
    assert not Scan.objects.exists()
