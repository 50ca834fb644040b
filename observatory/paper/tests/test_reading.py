"""Every page of a file has its row and one answer, whatever happens on the way."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.jobs import read_waiting_scans
from observatory.paper.models import Scan, Sheet, Upload
from observatory.paper.queries.ledger import ledger_of
from observatory.paper.scanning.sealed import reading_of
from observatory.paper.states import SCAN_TRANSITIONS, ScanState, SheetState, UploadState
from observatory.people.queries import system_actor
from observatory.vault.models import Blob
from observatory.vault.queries import read_blob

from .factories import make_batch
from .scanned import (
    Form,
    asked,
    foreign_page,
    locked,
    pdf_of,
    print_report_form,
    scan_forms,
    scan_pages,
    send_file,
    states,
)

pytestmark = pytest.mark.django_db

BROKEN = b"%PDF-1.7\nnothing else"


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


def test_two_sides_of_one_form_are_one_sheet(batch, jean):
    upload = scan_forms(batch, jean, Form(), Form())

    assert (upload.state, upload.pages) == (UploadState.READ, 4)
    assert states(batch) == ["read"] * 4
    assert [(one.number, one.state, one.scans.count()) for one in Sheet.objects.all()] == [
        (1, SheetState.SCANNED, 2),
        (2, SheetState.SCANNED, 2),
    ]
    assert asked(batch) == []


def test_sides_come_together_whatever_their_order_and_file(batch, jean):
    one, other = Form(), Form()
    scan_pages(batch, [other.pages()[1], one.pages()[1]], jean)
    scan_pages(batch, [one.pages()[0], other.pages()[0]], jean)

    sheets = Sheet.objects.order_by("number")
    assert [sorted(sheet.scans.values_list("page", flat=True)) for sheet in sheets] == [[1, 2]] * 2


def test_the_measured_values_are_kept_sealed(batch, jean):
    scan_forms(batch, jean, Form())

    scan = Scan.objects.get(page=1)
    read = reading_of(scan)
    assert ("service", "S02") in read.marks
    assert read.boxes[0].measures["cover"] > 0
    assert b"S02" not in bytes(scan.sealed_reading)
    assert scan.serial_hash
    assert Form().serial not in scan.serial_hash


def test_the_picture_that_is_kept_is_the_page_straightened_and_sealed(batch, jean):
    scan_forms(batch, jean, Form())

    scan = Scan.objects.get(page=1)
    assert read_blob(scan.picture).startswith(b"\xff\xd8\xff")
    assert scan.picture.media_type == "image/jpeg"


def test_a_page_that_is_none_of_ours_is_set_apart(batch, jean):
    scan_pages(batch, [*Form().pages(), foreign_page()], jean)

    assert states(batch) == ["read", "read", "foreign"]
    assert Sheet.objects.count() == 1


def test_the_form_of_another_observatory_is_set_apart(batch, jean):
    scan_forms(batch, jean, Form(key=b"another observatory's key......."))

    assert states(batch) == ["foreign", "foreign"]
    assert Scan.objects.first().reason == "seal"


def test_a_form_that_is_gone_is_set_apart(batch, jean):
    from dataclasses import replace

    from .scanned import report_layouts

    gone = [replace(layout, form="ZZ") for layout in report_layouts()]
    scan_forms(batch, jean, Form(layouts=gone))

    assert states(batch) == ["foreign", "foreign"]
    assert Scan.objects.first().reason == "unknown_form"


def test_a_blank_back_is_no_page_to_ask_about(batch, jean):
    blank = foreign_page() * 0 + 246
    scan_pages(batch, [Form().pages()[0], blank, blank], jean)

    assert states(batch) == ["read", "set_aside", "set_aside"]
    assert set(Scan.objects.filter(state="set_aside").values_list("reason", flat=True)) == {"blank"}


def test_the_same_page_twice_is_a_double(batch, jean):
    form = Form()
    scan_forms(batch, jean, form)
    scan_pages(batch, form.pages(seed=40), jean)

    assert states(batch) == ["read", "read", "duplicate", "duplicate"]
    again = Scan.objects.filter(state="duplicate").first()
    assert (again.reason, again.repeats.state) == ("same_serial", "read")
    assert Sheet.objects.count() == 1


def test_the_very_same_picture_in_another_file_is_a_double(batch, jean):
    page = Form(serial=None).pages()[0]
    scan_pages(batch, [page], jean)
    scan_pages(batch, [page, Form().pages()[0]], jean)

    assert states(batch) == ["read", "duplicate", "read"]
    assert Scan.objects.get(state="duplicate").reason == "same_picture"
    assert Scan.objects.get(state="duplicate").picture is None


def test_the_same_code_with_other_crosses_is_for_a_person_to_decide(batch, jean):
    form = Form()
    copy = Form(serial=form.serial, crossed={"service": ["S03"], "consent_count": ["yes"]})
    scan_forms(batch, jean, form, copy)

    assert states(batch)[:3] == ["read", "read", "doubtful"]
    assert ("page", "", "photocopied", "photocopied") in asked(batch)
    # Both of its pages are one other sheet.
    assert [sheet.scans.count() for sheet in Sheet.objects.order_by("number")] == [2, 2]


def test_a_sheet_of_another_pile_is_not_counted_here(batch, jean, maison, molenbeek):
    form = Form()
    scan_forms(make_batch(jean, maison, territory=molenbeek), jean, form)
    scan_pages(batch, form.pages(seed=7), jean)

    assert states(batch) == ["duplicate", "duplicate"]
    assert Scan.objects.filter(batch=batch).first().reason == "elsewhere"


def test_neighbours_without_serial_are_one_sheet_once_a_person_says_so(batch, jean):
    scan_forms(batch, jean, Form(serial=None), Form(serial=None, crossed={"service": ["S01"]}))

    assert [sheet.scans.count() for sheet in Sheet.objects.order_by("number")] == [2, 2]
    assert [one for one in asked(batch) if one[0] == "page"] == [("page", "", "pair", "pair")] * 2


def test_a_tear_off_part_is_recognised_and_nothing_of_it_is_kept(batch, jean):
    form = Form(kind="R")
    strip = Form(kind="T", serial=form.serial, layouts=print_report_form()[:1], crossed={})
    for paper in strip.papers:
        # A strip has a code and no corner marks.
        paper.grey[:240] = 245
        paper.grey[2600:] = 245
    strip_page = strip.pages()[0]
    upload = scan_pages(batch, [*form.pages(), strip_page], jean)

    assert states(batch) == ["read", "read", "set_aside"]
    scan = Scan.objects.get(state="set_aside")
    assert (scan.reason, scan.picture, bytes(scan.sealed_reading)) == ("tear_off", None, b"")
    # The file it came in goes too; the other pages have pictures of their own.
    assert upload.destroyed_at is not None
    assert not Blob.objects.filter(subject=upload.subject).exists()
    assert Scan.objects.filter(picture__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: BROKEN, "broken"),
        (lambda: locked(pdf_of(Form().pages()[:1])), "locked"),
        (lambda: b"\xff\xd8\xff<html>Une page</html>", "broken"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(batch, jean, make, reason):
    upload = send_file(batch, make(), jean)
    read_waiting_scans(timezone.now())
    upload.refresh_from_db()

    assert (upload.state, upload.reason) == (UploadState.REFUSED, reason)
    assert not Blob.objects.exists()
    assert not Scan.objects.exists()


def test_a_black_and_white_scan_is_flagged(batch, jean, desk):
    from django.urls import reverse

    pages = [(page > 128).astype("uint8") * 255 for page in Form().pages(dpi=200)]
    scan_pages(batch, pages, jean)

    assert Scan.objects.filter(is_bilevel=True).count() == 2
    page = desk.get(reverse("scans", args=[batch.uuid])).content.decode()
    assert "2 pages sont en noir et blanc" in page


def test_the_journal_says_what_was_read_and_no_more(batch, jean):
    scan_forms(batch, jean, Form(story="Madame Peeters"))

    entry = Entry.objects.about(batch.subject).get(action="batch.read")
    assert entry.data == {"number": 1, "pages": 2, "reason": ""}
    assert "Peeters" not in str(list(Entry.objects.values_list("data", flat=True)))


class Killed(BaseException):
    """The process was killed."""


def killed_at(step):
    """Kill whoever writes for the `step`-th time."""
    seen = 0

    def look(execute, sql, params, many, context):
        nonlocal seen
        if sql.startswith(("INSERT", "UPDATE", "DELETE", "RELEASE")):
            seen += 1
            if seen == step:
                raise Killed
        return execute(sql, params, many, context)

    return connection.execute_wrapper(look)


def let_the_lease_end():
    Upload.objects.filter(state="stored").update(lease_until_at=timezone.now() - timedelta(hours=1))


def as_it_stands(batch):
    """Return all that the reading of a file decides."""
    return (
        states(batch),
        list(Sheet.objects.order_by("number").values_list("number", "state")),
        sorted(asked(batch)),
        Scan.objects.filter(picture__isnull=False).count(),
        Blob.objects.filter(subject__startswith="scan:").count(),
        Upload.objects.get().state,
    )


def test_a_worker_killed_anywhere_loses_nothing_and_reads_nothing_twice(batch, jean):
    """Killed at every step of the reading in turn, then run again."""
    forms = [Form().faintly("service", "S01"), Form(crossed={"service": ["S02"]})]
    send_file(batch, pdf_of([*forms[0].pages(), foreign_page(), forms[1].pages()[0]]), jean)
    with transaction.atomic():
        steps = []
        with connection.execute_wrapper(
            lambda execute, sql, params, many, context: (
                steps.append(sql),
                execute(sql, params, many, context),
            )[1]
        ):
            read_waiting_scans(timezone.now())
        expected = as_it_stands(batch)
        transaction.set_rollback(True)
    writes = sum(sql.startswith(("INSERT", "UPDATE", "DELETE", "RELEASE")) for sql in steps)
    assert writes > 40

    for step in range(1, writes, writes // 7):
        with transaction.atomic():
            with pytest.raises(Killed), killed_at(step):
                read_waiting_scans(timezone.now())
            let_the_lease_end()
            read_waiting_scans(timezone.now())
            assert as_it_stands(batch) == expected, step
            transaction.set_rollback(True)


def test_a_page_that_kills_its_reader_twice_is_set_aside_and_the_others_go_on(batch, jean):
    by = system_actor("worker")
    upload = send_file(batch, pdf_of(Form().pages()), jean)
    for _attempt in range(actions.reading.ATTEMPTS):
        # Begun, and nothing more is heard of it.
        assert actions.begin_page(upload=upload, number=1, by=by, at=timezone.now())
    read_waiting_scans(timezone.now())

    assert states(batch) == ["unreadable", "read"]
    assert Scan.objects.get(number=1).reason == "broken"
    assert ledger_of(batch).received == 2


def test_what_somebody_else_reads_is_left_to_them(batch, jean):
    send_file(batch, pdf_of(Form().pages()), jean)
    now = timezone.now()

    mine = actions.claim_upload(at=now)
    assert actions.claim_upload(at=now) is None
    assert actions.claim_upload(at=now + timedelta(minutes=10)) is not None
    assert not actions.keep_lease(upload=mine, at=now)


def test_a_turn_that_is_over_leaves_the_rest_to_the_next(batch, jean):
    send_file(batch, pdf_of(Form().pages()), jean)

    assert not read_waiting_scans(timezone.now(), seconds=0)
    assert states(batch) == []
    assert read_waiting_scans(timezone.now())
    assert states(batch) == ["read", "read"]


def test_the_pages_of_a_closed_pile_wait_until_it_is_open(batch, jean):
    upload = send_file(batch, pdf_of(Form().pages()), jean)
    type(batch).objects.filter(pk=batch.pk).update(state="closed")

    assert read_waiting_scans(timezone.now())
    upload.refresh_from_db()
    assert (upload.state, states(batch)) == (UploadState.STORED, [])


def test_received_is_always_the_sum(batch, jean):
    scan_pages(batch, [*Form().pages(), foreign_page(), Form(serial=None).pages()[0]], jean)

    ledger = ledger_of(batch)
    assert ledger.received == 4 == sum(n for _state, _words, n in ledger.lines)
    assert len(ledger.lines) == len(ScanState)


def test_each_transition_leads_from_known_states_to_others():
    known = set(ScanState.values)
    for name, rule in SCAN_TRANSITIONS.items():
        assert rule.name == name
        assert rule.before <= known
        assert rule.after <= known
        assert rule.permission.startswith("paper.")
    reached = set().union(*(rule.after for rule in SCAN_TRANSITIONS.values()))
    assert known - reached == {ScanState.WAITING}
