"""What is in the way of reading, and goes away: a full disk, a file that breaks off. No page is lost by it."""

import errno

import pytest
from django.db import IntegrityError, OperationalError
from django.urls import reverse
from django.utils import timezone

from observatory.kit.omr.files import FileProblem
from observatory.paper import actions, jobs
from observatory.paper.actions import placing, reading
from observatory.paper.jobs import read_waiting_scans
from observatory.paper.models import Scan, Upload
from observatory.paper.queries.ledger import ledger_of
from observatory.paper.queries.uploads import files_of
from observatory.paper.scanning.originals import NoRoom, room_needed
from observatory.vault.models import Blob

from .scanned import (
    Form,
    asked,
    foreign_page,
    pdf_of,
    print_card_form,
    print_report_form,
    scan_pages,
    send_file,
    states,
)

pytestmark = pytest.mark.django_db

FULL_POSTGRES = 'could not extend file "base/5/123": No space left on device'


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


def failing(error):
    def fail(**_given):
        raise error

    return fail


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OperationalError(FULL_POSTGRES),
        OperationalError("server closed the connection unexpectedly"),
        RuntimeError("the object store is away"),
    ],
    ids=["full disk", "full database", "no database", "no storage"],
)
def test_while_nothing_can_be_kept_pages_wait_and_are_read_afterwards(
    batch, jean, monkeypatch, error
):
    send_file(batch, pdf_of(Form().pages()), jean)
    with monkeypatch.context() as away:
        away.setattr(placing, "store_blob", failing(error))
        for _turn in range(4):
            # Not at once again: what is full stays full for a while.
            assert read_waiting_scans(timezone.now())
            assert states(batch) == ["waiting"]
            assert Upload.objects.get().lease_until_at is None
    assert not Blob.objects.filter(subject__startswith="scan:").exists()

    assert read_waiting_scans(timezone.now())
    assert states(batch) == ["read", "read"]
    assert Upload.objects.get().state == "read"


def test_a_page_that_breaks_what_keeps_it_is_given_up_and_the_others_go_on(
    batch, jean, monkeypatch
):
    real = placing._write_code

    def break_first(scan, found):
        if scan.number == 1:
            raise ZeroDivisionError
        real(scan, found)

    monkeypatch.setattr(placing, "_write_code", break_first)
    scan_pages(batch, Form().pages(), jean)

    assert states(batch) == ["unreadable", "read"]


def test_the_full_disk_of_postgresql_is_no_room_too():
    with pytest.raises(NoRoom), room_needed():
        raise OperationalError(FULL_POSTGRES)

    class DiskFull(Exception):
        sqlstate = "53100"

    with pytest.raises(NoRoom), room_needed():
        raise OperationalError("plus de place") from DiskFull()
    with pytest.raises(OperationalError), room_needed():
        raise OperationalError("deadlock detected")


def test_a_file_whose_every_page_was_broken_can_be_sent_again(batch, jean, monkeypatch):
    data = pdf_of(Form().pages())
    with monkeypatch.context() as ill:
        ill.setattr(jobs, "look_at", lambda image: 1 / 0)
        send_file(batch, data, jean)
        read_waiting_scans(timezone.now())
    assert states(batch) == ["unreadable", "unreadable"]

    assert send_file(batch, data, jean).state == "stored"
    read_waiting_scans(timezone.now())
    assert states(batch)[2:] == ["read", "read"]
    assert send_file(batch, data, jean).reason == "known"


def broken_off(at, reason="broken"):
    """Decode as ever, and give the file up at a page."""
    real = jobs.isolated_pages_of

    def pages(data, **given):
        for image in real(data, **given):
            if image.number == at:
                raise FileProblem(reason)
            yield image

    return pages


def test_the_pages_of_a_file_that_is_given_up_are_all_accounted_for(batch, jean, desk, monkeypatch):
    pages = [*Form().pages(), *Form().pages(seed=7)]
    with monkeypatch.context() as ill:
        ill.setattr(jobs, "isolated_pages_of", broken_off(3))
        upload = scan_pages(batch, pages, jean)

    assert (upload.state, upload.reason, upload.pages) == ("read", "broken", 4)
    assert states(batch) == ["read", "read", "unreadable", "unreadable"]
    assert set(Scan.objects.filter(state="unreadable").values_list("reason", flat=True)) == {
        "broken"
    }
    assert ledger_of(batch).received == 4
    page = desk.get(reverse("scans", args=[batch.uuid])).content.decode()
    assert "Lu en partie" in page
    assert "Ce fichier est abîmé. Numérisez encore une fois" in page


def test_a_page_that_waited_when_its_file_was_given_up_does_not_wait_for_ever(
    batch, jean, monkeypatch
):
    upload = send_file(batch, pdf_of(Form().pages()), jean)
    reading.begin_page(upload=upload, number=2, by=jean, at=timezone.now())
    monkeypatch.setattr(jobs, "isolated_pages_of", broken_off(2, "too_large"))
    read_waiting_scans(timezone.now())

    assert states(batch) == ["read", "unreadable"]
    assert Scan.objects.get(number=2).reason == "too_large"
    assert not ledger_of(batch).is_reading


def test_how_many_pages_there_are_is_said_while_they_are_read(batch, jean, desk, monkeypatch):
    send_file(batch, pdf_of([*Form().pages(), foreign_page()]), jean)
    held = actions.claim_upload(at=timezone.now())
    beginning, seen = actions.keep_lease, []

    def look(**given):
        (file,) = files_of(batch, jean)
        seen.append((file.done, file.pages))
        if len(seen) == 2:
            page = desk.get(reverse("scans", args=[batch.uuid])).content.decode()
            assert "1 page sur 3" in page
        return beginning(**given)

    monkeypatch.setattr(actions, "keep_lease", look)
    jobs.read_upload(held, by=jean)

    assert seen == [(0, 3), (1, 3), (2, 3)]


def test_several_cards_on_a_page_are_one_page_of_the_file(batch, jean):
    import numpy as np

    print_card_form()
    cards = [
        Form(kind="C", crossed={"age": ["A1"]}).pages(seed=n, dpi=100)[0][:1160] for n in (1, 2)
    ]
    upload = scan_pages(batch, [np.hstack(cards)], jean)

    assert Scan.objects.filter(upload=upload).count() == 2
    (file,) = files_of(batch, jean)
    assert (file.done, file.pages) == (1, 1)


def test_a_page_that_is_kept_at_the_second_try_is_still_black_and_white(batch, jean, monkeypatch):
    real, tries = reading.place_page, []

    def at_the_second_try(**given):
        tries.append(given["scan"].number)
        if tries.count(given["scan"].number) == 1:
            raise IntegrityError
        real(**given)

    monkeypatch.setattr(reading, "place_page", at_the_second_try)
    scan_pages(
        batch,
        [(page > 128).astype("uint8") * 255 for page in Form().pages(dpi=200)],
        jean,
    )

    assert tries == [1, 1, 2, 2]
    assert Scan.objects.filter(is_bilevel=True).count() == 2
    assert asked(batch) == []
