"""What was scanned is destroyed in time, and leaves numbers and fingerprints behind."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.jobs import purge
from observatory.paper.models import Batch, Doubt, Scan, Sheet, Upload
from observatory.paper.queries.ledger import ledger_of
from observatory.paper.states import ScanState, SheetState
from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Report
from observatory.vault.models import Blob

from .factories import answer_again, close, make_batch
from .scanned import (
    CROSSED,
    Form,
    accept,
    answer,
    foreign_page,
    pdf_of,
    print_report_form,
    scan_forms,
    scan_pages,
    send_file,
)

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


def test_a_file_goes_a_month_after_its_first_sheet_is_kept(batch, jean):
    """The pages that are still on their way have pictures of their own, and wait with those."""
    scan_forms(batch, jean, Form(), Form())
    purge(at=later(), dry_run=False)
    assert Upload.objects.get().destroyed_at is None
    accept(batch, 1, jean)
    purge(at=later(), dry_run=False)

    assert Scan.objects.filter(destroyed_at=None, picture__isnull=False).count() == 2
    assert Upload.objects.get().destroyed_at


def test_a_file_does_not_wait_for_a_page_apart_a_blank_or_a_double(batch, jean):
    form = Form()
    first, second = form.pages()
    blank = first * 0 + 255
    scan_pages(batch, [first, second, blank, foreign_page(), form.pages(seed=40)[0]], jean)
    assert [scan.state for scan in Scan.objects.order_by("number")][2:] == [
        "set_aside",
        "foreign",
        "duplicate",
    ]
    accept(batch, 1, jean)
    assert purge(at=later(timedelta(days=29)), dry_run=True)["scans of a pile"] == 0
    purge(at=later(), dry_run=False)

    assert Upload.objects.get().destroyed_at
    assert Scan.objects.get(state="foreign").picture is not None


def test_a_file_that_nobody_read_goes_a_month_after_its_pile_is_closed(batch, jean):
    send_file(batch, pdf_of([foreign_page()]), jean)
    purge(at=later(timedelta(days=400)), dry_run=False)
    assert Upload.objects.get().destroyed_at is None
    Batch.objects.update(state="closed", closed_at=timezone.now())
    assert purge(at=later(timedelta(days=29)), dry_run=True)["scans of a pile"] == 0

    assert purge(at=later(), dry_run=True)["scans of a pile"] == 1
    purge(at=later(), dry_run=False)
    upload = Upload.objects.get()
    assert (upload.state, upload.reason) == ("refused", "never_read")
    assert upload.destroyed_at
    assert not Blob.objects.exists()


def test_a_file_with_what_must_not_be_kept_goes_with_the_next_purge(batch, jean):
    scan_forms(batch, jean, Form())
    Upload.objects.update(is_to_destroy=True)
    purge(at=timezone.now(), dry_run=False)

    assert Upload.objects.get().destroyed_at
    assert Scan.objects.filter(picture__isnull=False).count() == 2


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


def held():
    """Return the files and pages of which something is held."""
    pages = Scan.objects.filter(destroyed_at=None)
    return list(Upload.objects.filter(destroyed_at=None)), list(pages)


def test_with_a_report_that_is_withdrawn_every_other_scan_of_it_goes(
    batch, jean, maison, molenbeek
):
    """Scanned again in her pile and in another one: neither pages nor files stay."""
    form = Form()
    scan_forms(batch, jean, form)
    scan_pages(batch, form.pages(seed=40), jean)
    other = make_batch(jean, maison, territory=molenbeek)
    scan_pages(other, form.pages(seed=60), jean)
    twice = Scan.objects.get(batch=batch, upload__number=2, page=1)
    twice.batch = batch
    actions.count_page(scan=twice, by=jean, at=timezone.now())
    accept(batch, 1, jean)
    withdraw_report(report=Report.objects.get(), by=system_actor("public"), at=timezone.now())

    assert held() == ([], [])
    assert not Blob.objects.exists()
    assert Scan.objects.filter(sealed_reading=b"").count() == 6


def test_the_scan_of_a_sheet_that_was_keyed_by_hand_too_goes_with_its_report(batch, jean):
    from .factories import key

    key(batch, 1, jean, story="", service="S02", obstacles=["P01", "P05"], consequences=[])
    scan_forms(batch, jean, Form())
    Sheet.objects.filter(number=2).update(
        state=SheetState.DOUBLE, repeats=Sheet.objects.get(number=1)
    )
    Scan.objects.update(state=ScanState.DUPLICATE, reason="same_sheet")
    withdraw_report(report=Report.objects.get(), by=system_actor("public"), at=timezone.now())

    assert held() == ([], [])


def test_the_photocopy_that_someone_else_filled_in_stays(batch, jean):
    form = Form()
    other = Form(serial=form.serial, crossed={**CROSSED, "service": ["S01"], "obstacles": ["P02"]})
    scan_forms(batch, jean, form)
    scan_pages(batch, other.pages(seed=90), jean)
    accept(batch, 1, jean)
    withdraw_report(report=Report.objects.get(), by=system_actor("public"), at=timezone.now())

    files, pages = held()
    assert [upload.number for upload in files] == [2]
    assert {page.upload.number for page in pages} == {2}
    assert all(page.picture for page in pages)


def test_a_double_that_comes_once_its_page_is_destroyed_goes_with_the_next_purge(batch, jean):
    form = Form()
    scan_forms(batch, jean, form)
    accept(batch, 1, jean)
    purge(at=later(), dry_run=False)
    scan_pages(batch, [*form.pages(seed=40), *Form().pages(seed=60)], jean)
    purge(at=later(timedelta(days=1)), dry_run=False)

    files, pages = held()
    assert files == []
    # The other person's pages, which came with it, have pictures of their own.
    assert [(page.number, page.picture is not None) for page in pages] == [(3, True), (4, True)]
    entry = Entry.objects.about(batch.subject).filter(action="scans.destroy").last()
    assert (entry.data["why"], len(entry.data["files"])) == ("repeated", 1)


def test_with_the_consent_about_health_the_crosses_on_the_paper_go(batch, jean):
    crossed = {**CROSSED, "consent_health": ["yes"], "health_profile": ["H1"]}
    scan_forms(batch, jean, Form(crossed=crossed))
    assert accept(batch, 1, jean) == "kept"
    report = Report.objects.get()
    answer_again(report, "D2", False, jean)
    assert Scan.objects.filter(destroyed_at=None).count() == 2
    answer_again(report, "D5", False, jean)

    assert held() == ([], [])
    assert not Blob.objects.exists()
    # The report stays without them, and its sheet as it was.
    assert Sheet.objects.get().report == report
    assert Entry.objects.about(batch.subject).get(action="scans.destroy").data["why"] == "consent"


def test_a_sheet_that_is_kept_while_it_is_found_too_old_stays_kept(batch, jean):
    from observatory.paper.actions.destroying import _set_aside_forgotten

    scan_forms(batch, jean, Form())
    found = list(Scan.objects.all())
    accept(batch, 1, jean)
    _set_aside_forgotten(found, system_actor("worker"), timezone.now())

    assert set(Scan.objects.values_list("state", flat=True)) == {"accepted"}
    assert Sheet.objects.get().state == SheetState.REPORT


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
