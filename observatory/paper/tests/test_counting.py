"""Cards of an urn: counted as drafts, confirmed by two people; those that do not count, with why."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.models import Count, Sheet, VoidReason
from observatory.paper.queries.progress import progress_of
from observatory.paper.states import SheetState
from observatory.people.queries import system_actor
from observatory.reports.models import Report

from .factories import read_again
from .scanned import (
    Form,
    accept,
    answer,
    asked,
    pdf_of,
    print_card_form,
    scan_forms,
    scanned_number,
    send_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def form(db):
    return print_card_form()


@pytest.fixture
def address(batch):
    return reverse("card_count", args=[batch.uuid])


def card(**crossed):
    return Form(kind="C", crossed=crossed)


def scan_cards(batch, by):
    """Three cards that say something."""
    scan_forms(
        batch,
        by,
        card(age=["A1"], obstacles=["P01", "P02"]),
        card(age=["A2"], obstacles=["P01"]),
        card(age=["A1"]),
    )
    actions.accept_clear(batch=batch, by=by, at=timezone.now())


def confirm(batch, by, revision=None):
    count = Count.objects.get(batch=batch)
    count.batch = batch
    return actions.confirm_count(
        count=count,
        revision=count.revision if revision is None else revision,
        by=by,
        at=timezone.now(),
    )


def test_each_cross_of_each_card_is_counted(batch, jean):
    scan_cards(batch, jean)

    count = Count.objects.get()
    assert count.cards == 3
    assert count.tallies == {"age": {"A1": 2, "A2": 1}, "obstacles": {"P01": 2, "P02": 1}}
    assert set(Sheet.objects.values_list("state", flat=True)) == {SheetState.COUNTED}
    # Opinions are never reports.
    assert not Report.objects.exists()


def test_the_numbers_are_shown_zeros_too(desk, address, batch, jean):
    scan_cards(batch, jean)
    page = desk.get(address)

    [count] = page.context["counts"]
    by_title = {tally.title: dict(tally.rows) for tally in count.tallies}
    assert sorted(n for rows in by_title.values() for n in rows.values() if n) == [1, 1, 2, 2]
    assert any(0 in rows.values() for rows in by_title.values())
    assert "3 cartes comptées" in page.content.decode()


def test_a_card_in_doubt_is_asked_about_like_any_page(batch, jean):
    scan_forms(batch, jean, Form(kind="C", crossed={"age": ["A1", "A2"]}))
    assert asked(batch)[0][:2] == ("choice", "age")

    answer(batch, "A2", jean)
    assert accept(batch, 1, jean) == "kept"
    assert Count.objects.get().tallies == {"age": {"A2": 1}}


def test_a_card_that_nobody_can_make_out_is_void_with_its_reason(desk, batch, jean):
    scan_forms(batch, jean, card(age=["A1"]))
    desk.post(reverse("card_void", args=[batch.uuid, 1]), {"reason": "unclear"})

    count = Count.objects.get()
    assert (count.cards, count.void) == (0, {"unclear": 1})
    assert scanned_number(batch, 1).state == SheetState.VOID
    assert (
        str(VoidReason.UNCLEAR.label)
        in desk.get(reverse("card_count", args=[batch.uuid])).content.decode()
    )


def test_an_empty_card_is_void_once_a_person_saw_it(batch, jean):
    scan_forms(batch, jean, card())
    answer(batch, "empty", jean)

    assert Count.objects.get().void == {"blank": 1}
    assert scanned_number(batch, 1).state == SheetState.VOID


def test_a_reason_that_is_none_is_refused(desk, batch, jean):
    scan_forms(batch, jean, card(age=["A1"]))

    answer_ = desk.post(reverse("card_void", args=[batch.uuid, 1]), {"reason": "ugly"})
    assert answer_.status_code == 404
    assert not Count.objects.exists()


def test_two_people_confirm_the_same_numbers(batch, jean, amine):
    scan_cards(batch, jean)

    assert not confirm(batch, jean)
    assert not confirm(batch, jean)
    assert Count.objects.get().confirmed_at is None
    assert confirm(batch, amine)
    assert Count.objects.get().confirmed_at is not None


def test_numbers_that_changed_are_not_confirmed_unread(desk, address, batch, jean, amine):
    scan_cards(batch, jean)
    read = Count.objects.get().revision
    confirm(batch, amine)
    scan_forms(batch, jean, card(age=["A5"]))
    actions.accept_clear(batch=batch, by=jean, at=timezone.now())

    with pytest.raises(actions.NumbersChanged):
        confirm(batch, jean, read)
    # Who confirmed the numbers before confirms the new ones again.
    assert not confirm(batch, jean)
    assert confirm(batch, amine)


def test_nobody_confirms_while_cards_wait(desk, address, batch, jean):
    scan_cards(batch, jean)
    scan_forms(batch, jean, card(age=["A5"]))

    with pytest.raises(actions.CardsWait):
        confirm(batch, jean)
    assert "Je confirme" not in desk.get(address).content.decode()


def test_a_recount_finds_the_same_numbers_and_starts_the_confirming_again(batch, jean, amine):
    scan_cards(batch, jean)
    before = Count.objects.get()
    confirm(batch, amine)
    before.batch = batch
    actions.recount(count=before, by=jean, at=timezone.now())

    after = Count.objects.get()
    assert (after.cards, after.tallies) == (before.cards, before.tallies)
    assert not confirm(batch, jean)


def test_a_confirmed_count_takes_no_more_cards(batch, jean, amine):
    scan_cards(batch, jean)
    confirm(batch, jean)
    confirm(batch, amine)
    scan_forms(batch, jean, card(age=["A5"]))

    with pytest.raises(actions.ConfirmedAlready):
        accept(batch, 4, jean)
    assert Count.objects.get().cards == 3


def test_nobody_confirms_while_a_file_is_read(desk, address, batch, jean):
    scan_cards(batch, jean)
    send_file(batch, pdf_of(card(age=["A5"]).pages(seed=9)), jean)

    with pytest.raises(actions.CardsWait):
        confirm(batch, jean)
    page = desk.get(address).content.decode()
    assert "Des pages sont encore en lecture" in page
    assert "Je confirme" not in page


def test_a_machine_confirms_nothing(batch, jean):
    scan_cards(batch, jean)
    with pytest.raises(PermissionDenied):
        confirm(batch, system_actor("worker"))


def test_cards_that_turned_up_open_a_confirmed_count_again(desk, address, batch, jean, amine):
    scan_cards(batch, jean)
    confirm(batch, jean)
    confirm(batch, amine)
    scan_forms(batch, jean, card(age=["A5"]))
    count = Count.objects.get()

    assert "Rouvrir ce comptage" in desk.get(address).content.decode()
    desk.post(address, {"count": count.pk, "what": "reopen"})
    accept(batch, 4, jean)
    assert Count.objects.get().cards == 4
    assert not confirm(batch, jean)
    assert confirm(batch, amine)
    assert Entry.objects.filter(action="count.reopen").count() == 1


def test_cards_that_were_destroyed_are_not_counted_again(batch, jean):
    scan_cards(batch, jean)
    actions.destroy_scans(scans=batch.scans.all(), why="time", by=jean, at=timezone.now())
    count = Count.objects.get()
    count.batch = batch

    with pytest.raises(actions.CardsGone):
        actions.recount(count=count, by=jean, at=timezone.now())
    assert Count.objects.get().cards == 3


def test_cards_are_lines_of_the_sum(desk, batch, jean):
    scan_cards(batch, jean)
    scan_forms(batch, jean, card(age=["A5"]))
    actions.void_card(sheet=scanned_number(batch, 4), reason="unclear", by=jean, at=timezone.now())

    assert progress_of(read_again(batch)).sum.by_state == {"counted": 3, "void": 1}
    page = desk.get(reverse("batch", args=[batch.uuid])).content.decode()
    assert "Cartes comptées" in page
    assert "Le comptage des cartes" in page


def test_someone_of_elsewhere_confirms_nothing(batch, jean, chantal):
    scan_cards(batch, jean)

    with pytest.raises(PermissionDenied):
        confirm(batch, chantal)
