"""One leaves and comes back; two share a pile; a page sent twice, gone back to, or out of time: nothing is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from observatory.paper import actions
from observatory.paper.models import Sheet
from observatory.paper.queries.batches import next_number
from observatory.paper.queries.drawing import drawn_numbers
from observatory.paper.queries.progress import progress_of
from observatory.paper.states import SheetState
from observatory.reports.models import Report
from observatory.reports.states import State as ReportState
from observatory.vault.queries import has_contact

from .factories import (
    AT,
    close,
    key,
    key_again,
    key_many,
    make_batch,
    mark,
    read_again,
    sheet_of,
    sign_in,
    typed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(batch):
    return reverse("batch_key", args=[batch.uuid])


def test_one_leaves_and_comes_back_at_the_next_number(batch, jean):
    key_many(batch, range(1, 8), jean)

    assert next_number(read_again(batch), jean) == 8


def test_two_who_share_a_pile_each_go_on_where_they_are(batch, jean, amine):
    key(batch, 1, jean)
    key(batch, 11, amine)

    assert next_number(batch, jean) == 2
    assert next_number(batch, amine) == 12


def test_who_comes_to_what_another_keyed_jumps_over_it(batch, jean, amine):
    key_many(batch, [3, 4], amine)
    key_many(batch, [1, 2], jean)

    assert next_number(batch, jean) == 5


def test_at_the_end_of_the_pile_the_gaps_come(batch, jean):
    key_many(batch, [1, 2, 4], jean)
    key(batch, 20, jean, at=AT + timedelta(hours=1))

    assert next_number(batch, jean) == 3


def test_a_sheet_too_many_is_keyed_all_the_same(batch, jean):
    for number in range(1, 21):
        mark(batch, number, "blank", jean)

    assert next_number(batch, jean) == 21
    assert progress_of(batch).sum.missing == 0
    key(batch, 21, jean)
    assert progress_of(batch).sum.too_many == 1


def test_a_number_can_be_asked_for(desk, address):
    assert desk.get(address + "?feuille=7").context["number"] == 7
    assert desk.get(address + "?feuille=sept").context["number"] == 1


def test_two_never_take_the_same_number_and_what_was_typed_is_there(desk, address, batch, amine):
    key(batch, 1, amine)

    page = desk.post(address, typed(1, story="Trois fois au guichet, en vain."))

    assert page.status_code == 409
    assert "Amine a déjà une feuille 1" in page.content.decode()
    assert "Trois fois au guichet, en vain." in page.content.decode()
    assert page.context["number"] == 2
    assert Report.objects.count() == 1


def test_after_the_conflict_the_sheet_is_kept_under_the_next_number(desk, address, batch, amine):
    key(batch, 1, amine)
    sent = typed(1, service="S09")
    page = desk.post(address, sent)

    desk.post(address, {**sent, "sheet_number": page.context["number"]})

    assert sheet_of(batch, 2).report.service.code == "S09"


def test_a_mark_on_a_number_that_is_taken_is_a_conflict_too(desk, address, batch, amine):
    key(batch, 1, amine)

    assert desk.post(address, typed(1, mark="blank")).status_code == 409
    assert sheet_of(batch, 1).state == SheetState.REPORT


def test_the_database_itself_refuses_the_same_number_twice(batch, jean):
    mark(batch, 1, "blank", jean)

    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.create(
            uuid=uuid4(), batch=batch, number=1, state="blank", keyed_by=jean, keyed_at=AT
        )


def test_the_same_entry_sent_five_times_is_one_sheet(desk, address, batch):
    sent = typed(1)
    for _ in range(5):
        assert desk.post(address, sent).status_code == 303

    assert Sheet.objects.count() == Report.objects.count() == 1


def test_a_mark_sent_twice_is_one(desk, address, batch):
    sent = typed(1, mark="blank")
    desk.post(address, sent)
    desk.post(address, sent)

    assert Sheet.objects.count() == 1


def test_who_goes_back_to_put_a_mistake_right_corrects_the_sheet(desk, address, batch):
    sent = typed(1)
    desk.post(address, sent)

    page = desk.post(address, {**sent, "service": "S09"}, follow=True)

    assert "est corrigée" in page.content.decode()
    assert Report.objects.get().service.code == "S09"
    assert Report.objects.get().revision == 1


def test_the_last_sheet_can_be_opened_again_to_correct_it(desk, address, batch):
    desk.post(address, typed(1, story="Trois fois au guichet."))
    kept = desk.get(reverse("sheet_kept", args=[batch.uuid, 1])).content.decode()
    assert "Corriger la feuille 1" in kept

    page = desk.get(address + "?feuille=1")
    assert "Corriger la feuille 1" in page.content.decode()
    assert page.context["form"]["story"].value() == "Trois fois au guichet."
    assert page.context["head"]["entry"].value() == str(sheet_of(batch, 1).uuid)
    assert 'name="contact-phone"' not in page.content.decode()
    desk.post(address, typed(1, service="S09", entry=str(sheet_of(batch, 1).uuid)))

    assert Report.objects.get().service.code == "S09"
    assert Sheet.objects.count() == 1


def test_a_correction_keeps_how_to_reach_the_person(desk, address, batch):
    sent = {**typed(1), "consent_contact": "yes", "contact-phone": "02 123 45 67"}
    desk.post(address, sent)
    del sent["contact-phone"]
    desk.post(address, {**sent, "service": "S09"})

    assert Report.objects.get().service.code == "S09"
    assert has_contact(Report.objects.get().subject)


def test_an_older_sheet_is_not_opened_again(desk, address, batch):
    desk.post(address, typed(1))
    desk.post(address, typed(2))

    assert desk.get(address + "?feuille=1").context["number"] == 3


def test_going_back_after_another_sheet_is_too_late_and_says_so(desk, address, batch):
    sent = typed(1)
    desk.post(address, sent)
    desk.post(address, typed(2))

    page = desk.post(address, {**sent, "service": "S09", "story": "Trois fois au guichet."})

    assert page.status_code == 409
    assert "déjà gardée" in page.content.decode()
    assert "Trois fois au guichet." in page.content.decode()
    assert sheet_of(batch, 1).report.service.code == "S02"
    # Sent again it would be another sheet: it has an entry of its own.
    assert str(page.context["head"]["entry"].value()) != sent["entry"]
    assert page.context["number"] == 3


def test_what_somebody_decided_on_is_not_corrected_by_going_back(batch, jean):
    entry = uuid4()
    key(batch, 1, jean, entry=entry)
    Report.objects.update(state=ReportState.CHECKED)

    with pytest.raises(actions.SheetIsFixed):
        key(batch, 1, jean, entry=entry, service="S09")


def test_what_was_keyed_twice_is_not_corrected_by_going_back(jean, amine, maison):
    batch = make_batch(jean, maison, announced=5)
    entries = {number: uuid4() for number in range(1, 6)}
    (number,) = drawn_numbers(batch, {})
    # The drawn one last: it is the last that Jean keyed.
    for one in sorted(entries, key=lambda one: one == number):
        key(batch, one, jean, entry=entries[one], at=AT + timedelta(minutes=one == number))
    key_again(batch, number, amine)

    with pytest.raises(actions.SheetIsFixed):
        key(batch, number, jean, entry=entries[number], age=["A1"])


def test_the_same_entry_after_the_pile_was_closed_still_finds_its_sheet(batch, jean):
    entry = uuid4()
    key(batch, 1, jean, entry=entry)
    close(batch, jean, "Les autres sont perdues.")

    assert key(batch, 1, jean, entry=entry).is_new is False


def test_a_pile_that_was_closed_meanwhile_keeps_what_was_typed(desk, address, batch, amine):
    sent = typed(1, story="Trois fois au guichet.")
    close(batch, amine, "Tout est perdu.")

    page = desk.post(address, sent)

    assert page.status_code == 409
    assert "vient d’être clôturée" in page.content.decode()
    assert "Trois fois au guichet." in page.content.decode()
    assert not Report.objects.exists()
    assert desk.post(address, {**sent, "mark": "blank"}).status_code == 409
    assert desk.get(address).status_code == 303


def test_a_session_that_ended_gives_back_what_was_typed(client, desk, address, batch, jean):
    sent = typed(1, story="Trois fois au guichet.", obstacles=["P01", "P05"])
    client.logout()

    page = client.post(address, sent)
    assert page.status_code == 403
    assert "Trois fois au guichet." in page.content.decode()
    assert 'name="obstacles" value="P05"' in page.content.decode()
    assert not Report.objects.exists()

    resumed = sign_in(client, jean).post(reverse("batch_resume", args=[batch.uuid]), sent)
    assert resumed.status_code == 200
    assert resumed.context["form"]["story"].value() == "Trois fois au guichet."
    assert resumed.context["head"]["entry"].value() == sent["entry"]
    assert not Report.objects.exists()


def test_what_another_site_made_up_is_not_given_back(desk, batch):
    page = desk.post(
        reverse("batch_resume", args=[batch.uuid]),
        typed(1, story="Cliquez ici"),
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert page.status_code == 303
