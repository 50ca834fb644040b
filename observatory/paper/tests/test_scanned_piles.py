"""A pile that is scanned, keyed, or both: one sum, one draw, one closing."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.models import Batch, Scan, SecondKeying, Sheet
from observatory.paper.permissions import may_key_again
from observatory.paper.queries.agreement import disagreement_of
from observatory.paper.queries.batches import batches_page
from observatory.paper.queries.progress import progress_of
from observatory.paper.queries.sums import pace_of
from observatory.paper.states import State

from .factories import (
    close,
    cost_of,
    key,
    key_again,
    key_many,
    read_again,
    sheet_of,
    sign_in,
    waiting,
)
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

SERVICES = ("S01", "S02", "S03")
PLAIN = {"consequences": [], "service": "S02", "obstacles": ["P01", "P05"], "age": ["A5"]}


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


@pytest.fixture
def five(batch, jean):
    """Five sheets, of which one is scanned and kept by Jean, with a box that he decided about."""
    Batch.objects.update(announced=5)
    forms = [Form(crossed={**CROSSED, "service": [SERVICES[n % 3]]}) for n in range(4)]
    scan_forms(batch, jean, *forms, Form().faintly("obstacles", "P02"))
    answer(batch, "no", jean, kind="box")
    actions.accept_clear(batch=batch, by=jean, at=timezone.now())
    return read_again(batch)


def test_keyed_and_scanned_sheets_are_one_sum(batch, jean, amine):
    Batch.objects.update(announced=4)
    batch = read_again(batch)
    key(batch, 1, amine)
    key(batch, 2, amine)
    scan_forms(batch, jean, Form(), Form())
    assert [sheet.number for sheet in Sheet.objects.order_by("number")] == [1, 2, 3, 4]
    progress = progress_of(read_again(batch))
    assert (progress.sum.missing, progress.sum.waiting, progress.sum.is_right) == (0, 2, False)

    actions.accept_clear(batch=batch, by=jean, at=timezone.now())
    assert progress_of(read_again(batch)).sum.by_state == {"report": 4}
    assert close(batch, jean).state == State.CLOSED


def test_a_pile_with_sheets_that_wait_is_not_closed(desk, batch, jean):
    Batch.objects.update(announced=1)
    scan_forms(read_again(batch), jean, Form())
    page = desk.post(
        reverse("batch_close", args=[batch.uuid]), {"revision": read_again(batch).revision}
    )

    assert page.status_code == 422
    assert "1 feuille numérisée n’est pas encore gardée" in page.content.decode()


def test_a_pile_whose_pages_are_being_read_is_closed_by_no_word(desk, batch, jean):
    send_file(batch, pdf_of(Form().pages()), jean)
    page = desk.post(
        reverse("batch_close", args=[batch.uuid]),
        {"revision": read_again(batch).revision, "explanation": "Je n’attends pas."},
    )

    assert page.status_code == 409
    assert "encore en lecture" in page.content.decode()
    assert read_again(batch).is_open


def test_pages_apart_are_named_where_the_count_does_not_match(desk, batch, jean):
    Batch.objects.update(announced=2)
    scan_pages(read_again(batch), [*Form().pages(), foreign_page()], jean)
    accept(batch, 1, jean)
    page = desk.post(
        reverse("batch_close", args=[batch.uuid]), {"revision": read_again(batch).revision}
    )
    assert "1 page est à part, et ne compte pas comme une feuille" in page.content.decode()

    scan = Scan.objects.get(state="foreign")
    actions.count_page(scan=scan, by=jean, at=timezone.now())
    assert close(batch, jean).state == State.CLOSED


def test_the_batch_page_shows_sheets_and_pages(desk, batch, jean):
    scan_pages(batch, [*Form().pages(), foreign_page()], jean)
    page = desk.get(reverse("batch", args=[batch.uuid])).content.decode()

    assert "Chaque feuille est comptée" in page
    assert "Chaque page reçue est comptée" in page
    assert "Numérisées, pas encore gardées" in page


def test_closing_notes_the_pages_too(batch, jean):
    Batch.objects.update(announced=1)
    batch = read_again(batch)
    scan_forms(batch, jean, Form())
    accept(batch, 1, jean)
    close(batch, jean)

    data = Entry.objects.about(batch.subject).last().data
    assert (data["report"], data["pages"]) == (1, {"accepted": 2})


def test_one_scanned_sheet_in_ten_is_keyed_by_someone_who_saw_nothing_of_it(five, jean, amine):
    [number] = waiting(five)
    sheet = sheet_of(five, number)

    assert not may_key_again(jean, sheet, five, timezone.now())
    assert may_key_again(amine, sheet, five, timezone.now())


def test_who_decided_about_a_sheet_does_not_key_it_again(five, jean, amine):
    sheet = Sheet.objects.get(scans__doubts__isnull=False)
    Sheet.objects.filter(pk=sheet.pk).update(keyed_by=amine)
    sheet.refresh_from_db()

    assert not may_key_again(jean, sheet, five, timezone.now())


def test_the_second_keyer_sees_the_pictures_and_none_of_the_answers(five, amine):
    [number] = waiting(five)
    page = sign_in(Client(), amine).get(reverse("sheet_again", args=[five.uuid, number]))

    text = page.content.decode()
    assert text.count("/image/") == 2
    report = sheet_of(five, number).report
    assert f'value="{report.service.code}" selected' not in text


def test_the_error_rate_is_told_for_the_machine_and_for_people(desk, five, amine):
    [number] = waiting(five)
    report = sheet_of(five, number).report
    found = {**PLAIN, "service": report.service.code}
    key_again(five, number, amine, **{**found, "age": ["A4"]})

    second = SecondKeying.objects.get()
    assert second.differed == ["age"]
    rate = disagreement_of(five)
    assert (rate.machine.compared, rate.machine.differing) == (
        second.compared_machine,
        len(second.differed_machine),
    )
    assert rate.machine.compared + rate.person.compared == rate.compared
    assert second.differed_machine == ["age"]
    page = desk.get(reverse("batch", args=[five.uuid])).content.decode()
    assert "Lus par la machine seule" in page


def test_a_question_that_a_person_decided_counts_as_theirs(five, jean, amine):
    drawn = Sheet.objects.get(scans__doubts__isnull=False)
    # Whichever sheet is drawn: the one with the decision is what is looked at here.
    from observatory.paper.queries.agreement import answered_by_machine

    assert answered_by_machine(drawn, ["service", "obstacles"]) == ["service"]
    keyed = key(five, 6, jean).sheet
    assert answered_by_machine(keyed, ["service"]) == []


def test_scanned_sheets_say_nothing_about_the_pace_of_typing(batch, jean):
    key_many(batch, range(1, 8), jean)
    before = pace_of(batch)
    scan_forms(batch, jean, Form(), Form())
    actions.accept_clear(batch=batch, by=jean, at=timezone.now())

    assert pace_of(batch) == before == 60


def test_what_waits_is_not_counted_as_done(batch, jean):
    scan_forms(batch, jean, Form(), Form())
    accept(batch, 1, jean)

    [row] = batches_page(jean, State.OPEN).batches
    assert row.accounted == 1


def test_the_page_of_a_pile_costs_the_same_with_one_scan_and_with_three(desk, batch, jean):
    address = reverse("batch", args=[batch.uuid])
    scan_forms(batch, jean, Form())
    one = cost_of(desk, address)
    scan_forms(batch, jean, Form(crossed={**CROSSED, "service": ["S01"]}), Form(serial=None))

    assert cost_of(desk, address) == one
