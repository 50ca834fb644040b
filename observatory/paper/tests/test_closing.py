"""A pile is closed when every sheet is accounted for, or when the difference is explained."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.jobs import NOTES_KEPT, purge
from observatory.paper.models import Batch, SecondKeying, Sheet
from observatory.paper.queries.drawing import drawn_numbers
from observatory.paper.queries.progress import progress_of
from observatory.paper.queries.sheets import SHOWN
from observatory.paper.queries.sums import ONLY_IF_ANY, pace_of
from observatory.paper.states import TRANSITIONS, SheetState, State
from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report

from .factories import (
    AT,
    close,
    cost_of,
    key,
    key_again,
    key_many,
    make_batch,
    mark,
    read_again,
    sheet_of,
    waiting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(small):
    """Eleven sheets are enough here."""
    return small


def keyed_twice(batch, by):
    for number in waiting(batch):
        key_again(batch, number, by)


@pytest.fixture
def done(batch, jean, amine):
    """Seven reports, one sheet of each other kind, the drawn ones keyed twice."""
    key_many(batch, range(1, 8), jean)
    for number, state in enumerate(("blank", "illegible", "refused", "set_aside"), start=8):
        mark(batch, number, state, jean, given_to="Amine" if state == "illegible" else "")
    keyed_twice(batch, amine)
    return read_again(batch)


def test_the_sum_stands_line_by_line(desk, done):
    page = desk.get(reverse("batch", args=[done.uuid])).content.decode()
    progress = progress_of(done)

    assert dict(progress.sum.by_state) == {
        "report": 7,
        "blank": 1,
        "illegible": 1,
        "refused": 1,
        "set_aside": 1,
    }
    assert len(progress.sum.lines) == len(set(SheetState) - ONLY_IF_ANY)
    assert "le compte est bon" in page
    assert "donnée à Amine" in page


def test_a_pile_that_adds_up_is_closed(desk, done, jean):
    answer = desk.post(
        reverse("batch_close", args=[done.uuid]), {"revision": done.revision, "explanation": "x"}
    )

    found = read_again(done)
    assert answer.status_code == 303
    assert (found.state, found.closed_by, found.explanation) == (State.CLOSED, jean, "")
    data = Entry.objects.about(done.subject).last().data
    assert (data["announced"], data["report"], data["is_explained"]) == (11, 7, False)


def test_a_miscount_is_caught(desk, batch, jean, amine):
    """Twelve were announced and there are eleven."""
    Batch.objects.update(announced=12)
    key_many(batch, range(1, 12), jean)
    keyed_twice(batch, amine)

    page = desk.post(
        reverse("batch_close", args=[batch.uuid]), {"revision": read_again(batch).revision}
    )

    text = page.content.decode()
    assert page.status_code == 422
    assert "Il manque 1 feuille" in text
    assert "Le compte n’y est pas" in text
    assert read_again(batch).is_open


def test_a_sheet_too_many_is_caught(desk, batch, jean, amine):
    key_many(batch, range(1, 13), jean)
    keyed_twice(batch, amine)
    page = desk.post(
        reverse("batch_close", args=[batch.uuid]), {"revision": read_again(batch).revision}
    )

    assert page.status_code == 422
    assert "Il y a 1 feuille de trop" in page.content.decode()


def test_a_difference_is_explained_and_kept(desk, batch, jean):
    key_many(batch, range(1, 4), jean)
    words = "Recompté à deux : il y a 3 feuilles, pas 11."

    desk.post(
        reverse("batch_close", args=[batch.uuid]),
        {"revision": read_again(batch).revision, "explanation": words},
    )

    page = desk.get(reverse("batch", args=[batch.uuid])).content.decode()
    assert read_again(batch).explanation == words
    assert words in page
    assert words not in str(list(Entry.objects.values_list("data", flat=True)))
    assert words in desk.get(reverse("batch_cover", args=[batch.uuid])).content.decode()


def test_spaces_are_no_explanation(batch, jean):
    with pytest.raises(actions.CountDoesNotMatch):
        close(batch, jean, "  \n ")


def test_a_drawn_sheet_that_nobody_keyed_twice_is_caught(desk, batch, jean):
    key_many(batch, range(1, 12), jean)
    page = desk.post(
        reverse("batch_close", args=[batch.uuid]), {"revision": read_again(batch).revision}
    )

    assert page.status_code == 422
    assert page.content.decode().count("n’est pas encore saisie deux fois") == 2
    assert read_again(batch).is_open


def test_two_keyings_that_differ_are_settled_first(batch, jean, amine):
    key_many(batch, range(1, 12), jean)
    first, second = waiting(batch)
    key_again(batch, first, amine)
    key_again(batch, second, amine, age=["A4"])

    with pytest.raises(actions.CountDoesNotMatch) as caught:
        close(batch, jean)
    assert [one.number for one in caught.value.progress.to_settle] == [second]


def test_what_the_person_withdrew_still_counts(batch, jean, amine):
    key_many(batch, range(1, 12), jean)
    withdraw_report(report=sheet_of(batch, 3).report, by=system_actor("public"), at=AT)
    keyed_twice(batch, amine)

    sheet = sheet_of(batch, 3)
    assert (sheet.state, sheet.report) == (SheetState.WITHDRAWN, None)
    assert close(batch, jean).state == State.CLOSED
    assert progress_of(read_again(batch)).sum.by_state == {"report": 10, "withdrawn": 1}


def test_a_report_withdrawn_after_closing_leaves_the_sum_right(batch, done, jean):
    close(done, jean)
    withdraw_report(report=sheet_of(batch, 3).report, by=system_actor("public"), at=AT)

    assert progress_of(read_again(batch)).sum.is_right


def test_a_sheet_keyed_since_the_sum_was_read_is_a_conflict(desk, done, jean):
    read = done.revision
    key(done, 12, jean)

    page = desk.post(
        reverse("batch_close", args=[done.uuid]),
        {"revision": read, "explanation": "Une de trop, trouvée au fond du sac."},
    )

    assert page.status_code == 409
    assert "a changé entre-temps" in page.content.decode()
    assert "Une de trop, trouvée au fond du sac." in page.content.decode()
    assert read_again(done).is_open


def test_two_who_close_at_once_close_it_once(done, jean, amine):
    close(done, jean)
    with pytest.raises(actions.Conflict):
        actions.close_batch(batch=done, revision=done.revision, explanation="", by=amine, at=AT)


def test_a_closed_pile_takes_no_more_sheets(done, jean):
    close(done, jean)

    with pytest.raises(actions.BatchClosed):
        key(done, 12, jean)
    with pytest.raises(actions.BatchClosed):
        mark(done, 13, "blank", jean)
    with pytest.raises(actions.BatchClosed):
        actions.return_sheet(sheet=sheet_of(done, 8), by=jean, at=AT)


def test_it_is_opened_again_with_a_reason(desk, done, jean):
    close(done, jean)
    address = reverse("batch_reopen", args=[done.uuid])

    page = desk.post(address, {"revision": read_again(done).revision, "reason": " "})
    assert page.status_code == 422
    assert "Écrivez pourquoi" in page.content.decode()
    desk.post(
        address,
        {"revision": read_again(done).revision, "reason": "Une feuille retrouvée sous la table."},
    )

    found = read_again(done)
    assert (found.state, found.closed_at, found.explanation) == (State.OPEN, None, "")
    page = desk.get(reverse("batch", args=[done.uuid])).content.decode()
    assert "Une feuille retrouvée sous la table." in page
    assert Entry.objects.about(done.subject).last().action == "batch.reopen"


def test_a_reason_is_more_than_spaces(done, jean):
    close(done, jean)
    with pytest.raises(ValueError, match="missing"):
        actions.reopen_batch(
            batch=done, revision=read_again(done).revision, reason=" ", by=jean, at=AT
        )


@pytest.mark.parametrize("name", sorted(TRANSITIONS))
@pytest.mark.parametrize("state", State.values)
def test_each_transition_starts_from_its_own_states_only(done, jean, name, state):
    Batch.objects.filter(pk=done.pk).update(state=state, revision=5)
    found = read_again(done)
    act = {
        "close": lambda: actions.close_batch(
            batch=found, revision=5, explanation="", by=jean, at=AT
        ),
        "reopen": lambda: actions.reopen_batch(
            batch=found, revision=5, reason="Une erreur.", by=jean, at=AT
        ),
    }[name]

    if state in TRANSITIONS[name].before:
        act()
        assert read_again(done).state == TRANSITIONS[name].after
    else:
        with pytest.raises(actions.Conflict):
            act()
        assert read_again(done).state == state


def test_someone_of_elsewhere_neither_closes_nor_opens(done, chantal, jean):
    with pytest.raises(PermissionDenied):
        close(done, chantal)
    close(done, jean)
    with pytest.raises(PermissionDenied):
        actions.reopen_batch(
            batch=done, revision=done.revision + 1, reason="Pour voir.", by=chantal, at=AT
        )


def test_jumped_numbers_are_named(desk, batch, jean):
    key_many(batch, [1, 2, 5], jean)
    page = desk.get(reverse("batch", args=[batch.uuid]))

    assert page.context["progress"].gaps == [3, 4]
    assert "?feuille=3" in page.content.decode()


def test_the_page_costs_the_same_with_one_sheet_and_with_three(desk, batch, jean):
    first, *others = sorted(set(range(1, 12)) - drawn_numbers(batch, {}))
    key(batch, first, jean)
    one = cost_of(desk, reverse("batch", args=[batch.uuid]))
    key_many(batch, others[:2], jean)

    assert cost_of(desk, reverse("batch", args=[batch.uuid])) == one


def test_many_sheets_come_page_by_page(desk, jean, maison):
    batch = make_batch(jean, maison, announced=250)
    Sheet.objects.bulk_create(
        Sheet(
            uuid=batch.uuid.__class__(int=n),
            batch=batch,
            number=n,
            state="blank",
            keyed_by=jean,
            keyed_at=AT,
        )
        for n in range(1, 251)
    )
    address = reverse("batch", args=[batch.uuid])
    first = desk.get(address)
    last = desk.get(address + "?depuis=201")

    assert len(first.context["page"].rows) == SHOWN
    assert "?depuis=101#feuilles" in first.content.decode()
    assert len(last.context["page"].rows) == 50
    assert "?depuis=101#feuilles" in last.content.decode()
    assert desk.get(address + "?depuis=abc").status_code == 200


def test_the_pace_is_the_median_without_pauses(batch, jean, amine):
    at = AT
    for number, seconds in enumerate((0, 40, 50, 45, 3600, 44, 46), start=1):
        at += timedelta(seconds=seconds)
        key(batch, number, jean, at=at)
    key(batch, 8, amine, at=AT)

    assert pace_of(batch) == 45
    assert pace_of(make_batch(jean)) is None


def test_the_cover_has_the_sum_and_two_signatures(desk, done):
    page = desk.get(reverse("batch_cover", args=[done.uuid])).content.decode()

    assert page.count("Signature") == 2
    assert "Permanence du mardi" in page
    assert "le compte est bon" in page


def test_notes_and_names_go_a_month_after_closing(done, jean):
    Batch.objects.filter(pk=done.pk).update(note="Pile mouillée.")
    close(done, jean)

    assert sum(purge(at=AT + NOTES_KEPT, dry_run=False).values()) == 0
    late = AT + NOTES_KEPT + timedelta(seconds=1)
    counts = purge(at=late, dry_run=True)
    assert (counts["note of a pile"], counts["name on an illegible sheet"]) == (1, 1)
    assert read_again(done).note == "Pile mouillée."
    purge(at=late, dry_run=False)

    assert read_again(done).note == ""
    assert sheet_of(done, 9).given_to == ""
    assert sum(purge(at=late, dry_run=False).values()) == 0


def test_an_open_pile_keeps_its_notes(done):
    Batch.objects.filter(pk=done.pk).update(note="Pile mouillée.")
    purge(at=AT + timedelta(days=400), dry_run=False)

    assert read_again(done).note == "Pile mouillée."


def test_what_a_second_keying_found_goes_with_a_withdrawn_report(batch, jean, amine):
    key_many(batch, range(1, 12), jean)
    number = waiting(batch)[0]
    key_again(batch, number, amine, age=["A4"])
    withdraw_report(report=sheet_of(batch, number).report, by=system_actor("public"), at=AT)

    assert purge(at=AT, dry_run=False)["second keying of a withdrawn report"] == 1
    assert not SecondKeying.objects.exists()
    assert sheet_of(batch, number).state == SheetState.WITHDRAWN
