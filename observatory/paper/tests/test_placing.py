"""A page that comes again: a double, a better scan, or the photocopy that somebody else filled."""

import io

import cv2
import pikepdf
import pytest
from django.utils import timezone

from observatory.paper.jobs import read_waiting_scans
from observatory.paper.models import Doubt, Scan, Sheet
from observatory.paper.queries.scanned import scanned_sheet
from observatory.paper.scanning.sealed import answer_of, reading_of
from observatory.vault.models import Blob

from .scanned import (
    CROSSED,
    Form,
    accept,
    answer,
    asked,
    foreign_page,
    pdf_of,
    print_report_form,
    scan_pages,
    scanned_number,
    send_file,
    states,
)

pytestmark = pytest.mark.django_db

OTHER = {**CROSSED, "where": ["21015"], "service": ["S01"], "consent_publish": ["yes"]}


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


def with_broken_pages(pages, count):
    """Return a PDF of pages, and of pictures that nobody can decode."""
    pdf = pikepdf.open(io.BytesIO(pdf_of(pages)))
    for number in range(count):
        image = pikepdf.Stream(
            pdf,
            b"\xff\xd8\xff" + bytes([number]) * 500,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1000 + number,
            Height=1400,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array([0, 0, 595, 842]),
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(image))),
            Contents=pdf.make_indirect(pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q")),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def half(page):
    """Return a page whose lower half is not on the picture."""
    cut = page.copy()
    cut[len(cut) // 2 :] = 250
    return cut


def coarse(page):
    return cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def test_two_pages_that_cannot_be_decoded_are_two_and_not_one_picture_twice(batch, jean):
    send_file(batch, with_broken_pages([foreign_page()], 3), jean)
    read_waiting_scans(timezone.now())

    assert states(batch) == ["foreign", "unreadable", "unreadable", "unreadable"]
    broken = Scan.objects.filter(batch=batch, number__gt=1)
    assert set(broken.values_list("reason", "picture_hash")) == {("broken", "")}


@pytest.mark.parametrize("bad", [half, coarse])
def test_a_better_scan_takes_the_place_of_one_on_which_nothing_could_be_told(batch, jean, bad):
    form = Form()
    first, second = form.pages()
    scan_pages(batch, [bad(first), second], jean)
    assert Doubt.objects.filter(scan__number=1).exists()
    scan_pages(batch, form.pages(seed=50), jean)

    assert states(batch) == ["duplicate", "read", "read", "duplicate"]
    assert asked(batch) == []
    old, new = Scan.objects.filter(page=1).order_by("pk")
    assert (old.reason, old.repeats, old.sheet) == ("same_serial", new, None)
    assert (old.picture, bytes(old.sealed_reading)) == (None, b"")
    assert not Blob.objects.filter(subject=old.subject).exists()
    assert new.sheet == Sheet.objects.get()
    assert accept(batch, 1, jean) == "kept"


def test_what_a_person_had_answered_about_the_bad_scan_goes_over_to_the_better_one(batch, jean):
    form = Form()
    scan_pages(batch, [coarse(form.pages()[0])], jean)
    answer(batch, "S02", jean, question="service", kind="choice")
    scan_pages(batch, [form.pages(seed=50)[0]], jean)

    kept = Doubt.objects.get()
    assert (kept.scan.state, answer_of(kept), kept.answered_by) == ("corrected", "S02", jean)
    assert scanned_sheet(scanned_number(batch, 1)).read_answers().found["service"] == "S02"


def test_an_answer_that_the_better_scan_does_not_bear_out_is_asked_again(batch, jean):
    form = Form()
    scan_pages(batch, [half(form.pages()[0])], jean)
    answer(batch, "S03", jean, question="service", kind="choice")
    answer(batch, [], jean, question="obstacles", kind="boxes")
    scan_pages(batch, [form.pages(seed=50)[0]], jean)

    assert states(batch) == ["duplicate", "doubtful"]
    assert asked(batch) == [
        ("choice", "service", "", "seen_better"),
        ("boxes", "obstacles", "", "seen_better"),
    ]
    answer(batch, "S02", jean, question="service")
    answer(batch, ["P01", "P05"], jean, question="obstacles")
    assert states(batch) == ["duplicate", "corrected"]


def test_a_bad_scan_of_a_page_that_was_read_is_its_double(batch, jean):
    form = Form()
    scan_pages(batch, form.pages(), jean)
    scan_pages(batch, [half(form.pages(seed=50)[0])], jean)

    assert states(batch) == ["read", "read", "duplicate"]


def test_a_bad_scan_of_a_sheet_that_is_kept_makes_no_way_any_more(batch, jean):
    form = Form()
    scan_pages(batch, [coarse(form.pages()[0])], jean)
    Sheet.objects.update(state="blank")
    Scan.objects.update(state="set_aside")
    scan_pages(batch, [form.pages(seed=50)[0]], jean)

    assert states(batch) == ["set_aside", "duplicate"]


def test_a_photocopy_that_is_scanned_twice_is_counted_once(batch, jean):
    form = Form()
    copy = Form(serial=form.serial, crossed=OTHER)
    scan_pages(batch, form.pages(), jean)
    scan_pages(batch, copy.pages(seed=20), jean)
    scan_pages(batch, copy.pages(seed=40), jean)

    assert states(batch)[2:] == ["doubtful", "read", "duplicate", "duplicate"]
    copied, again = Scan.objects.filter(page=1).order_by("pk")[1:]
    assert again.repeats == copied
    assert Sheet.objects.count() == 2


def test_another_photocopy_is_compared_with_the_one_it_resembles_most(batch, jean):
    form = Form()
    copy = Form(serial=form.serial, crossed=OTHER)
    third = Form(serial=form.serial, crossed={**OTHER, "age": ["A1"]})
    for n, one in enumerate((form, copy, third)):
        scan_pages(batch, [one.pages(seed=20 * n)[0]], jean)

    assert states(batch) == ["read", "doubtful", "doubtful"]
    _first, second, last = Scan.objects.order_by("pk")
    assert last.repeats == second


def test_of_a_double_nothing_that_was_read_is_kept(batch, jean):
    form = Form()
    scan_pages(batch, form.pages(), jean)
    scan_pages(batch, form.pages(seed=40), jean)

    doubles = Scan.objects.filter(state="duplicate")
    assert doubles.count() == 2
    assert [(reading_of(one), one.picture) for one in doubles] == [(None, None)] * 2
