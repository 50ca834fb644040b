"""Where two keyings of a sheet differ, the paper decides."""

from datetime import timedelta

import pytest
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.models import SecondKeying
from observatory.paper.queries.agreement import disagreement_of
from observatory.paper.queries.progress import progress_of
from observatory.paper.states import SheetState
from observatory.reports.actions import AlreadyChanged
from observatory.reports.models import Report
from observatory.reports.queries.answers import answers_of
from observatory.reports.states import State as ReportState

from .factories import (
    AT,
    answer_again,
    key_again,
    read_again,
    sheet_answers,
    sheet_of,
    sign_in,
)
from .test_likeness import STORY

pytestmark = pytest.mark.django_db

TOMORROW = AT + timedelta(days=1)


def test_what_differs_stands_side_by_side_and_only_the_questions_are_kept(
    client, again, pile, number
):
    page = client.post(again, {**sheet_answers(number), "age": ["A4"], "story": STORY})

    assert page.status_code == 200
    assert page.context["settle"].keys == ["story", "age"]
    second = SecondKeying.objects.get()
    assert second.differed == ["story", "age"]
    assert second.settled_at is None
    # Neither in the rows nor in the journal.
    assert "A4" not in str(Entry.objects.about(pile.subject).last().data)
    assert STORY[:30] in page.content.decode()


@pytest.fixture
def differing(client, again, number):
    """What Amine sent, with one age and one service misread by someone."""
    sent = {**sheet_answers(number), "age": ["A4"], "service": "S20"}
    client.post(again, sent)
    return sent


def settle(client, pile, number, sent, revision=0, **chosen):
    return client.post(
        reverse("sheet_settle", args=[pile.uuid, number]),
        {
            **sent,
            "revision": revision,
            **{f"paper-{name}": which for name, which in chosen.items()},
        },
    )


def test_the_paper_decides_and_the_report_is_corrected(client, pile, number, differing, amine):
    answer = settle(client, pile, number, differing, age="second", service="first")

    report = sheet_of(pile, number).report
    assert answer.status_code == 303
    assert answers_of(report)["age"] == ["A4"]
    assert answers_of(report)["service"] == sheet_answers(number)["service"]
    second = SecondKeying.objects.get()
    assert second.settled_by == amine
    assert second.differed == ["service", "age"]
    assert Entry.objects.about(report.subject).last().data == {"questions": ["age"]}
    assert Entry.objects.about(pile.subject).last().data == {
        "number": number,
        "corrected": ["age"],
    }


def test_the_first_keying_may_be_the_right_one(client, pile, number, differing):
    before = answers_of(sheet_of(pile, number).report)

    settle(client, pile, number, differing, age="first", service="first")

    report = sheet_of(pile, number).report
    assert answers_of(report) == before
    assert report.revision == 0
    assert SecondKeying.objects.get().settled_at


def test_one_must_look_at_the_paper_for_each_question(client, pile, number, differing):
    page = settle(client, pile, number, differing, age="second")

    assert page.status_code == 422
    assert "Regardez la feuille et choisissez" in page.content.decode()
    assert SecondKeying.objects.get().settled_at is None


def test_who_stops_before_deciding_keys_it_again_and_the_rate_stays(
    client, again, pile, number, differing
):
    rate = disagreement_of(pile)
    assert "Reprendre la feuille" in client.get(reverse("batch", args=[pile.uuid])).content.decode()

    # This time both are as the first: the first keying was right after all.
    client.post(again, sheet_answers(number))

    assert SecondKeying.objects.get().settled_at
    assert disagreement_of(pile) == rate
    assert SecondKeying.objects.get().differed == ["service", "age"]


def test_who_keyed_it_first_does_not_settle_it(client, pile, number, differing, jean):
    page = sign_in(client, jean).get(reverse("batch", args=[pile.uuid])).content.decode()

    assert "À régler par une autre personne que vous" in page
    assert "Reprendre la feuille" not in page


def test_settling_twice_is_settling_once(client, pile, number, differing):
    settle(client, pile, number, differing, age="second", service="first")
    page = settle(client, pile, number, differing, age="first", service="second")

    assert page.status_code == 303
    assert answers_of(sheet_of(pile, number).report)["age"] == ["A4"]


def test_nothing_is_settled_before_it_is_keyed_twice(client, again, pile, number):
    sent = {**sheet_answers(number), "age": ["A4"]}

    assert settle(client, pile, number, sent, age="second").status_code == 303
    assert answers_of(sheet_of(pile, number).report)["age"] == ["A5"]


def test_who_settles_on_what_changed_meanwhile_looks_again(client, pile, number, differing, jean):
    answer_again(sheet_of(pile, number).report, "D3", False, jean)

    page = settle(client, pile, number, differing, age="second", service="first")

    assert page.status_code == 409
    assert "a changé entre-temps" in page.content.decode()
    assert SecondKeying.objects.get().settled_at is None


def test_what_was_decided_on_meanwhile_is_noted_and_not_corrected(
    client, again, pile, number, differing
):
    Report.objects.filter(sheet__number=number).update(state=ReportState.CHECKED)

    page = client.post(again, differing)
    assert "déjà relu" in page.content.decode()
    assert settle(client, pile, number, differing, age="second", service="first").status_code == 409
    settle(client, pile, number, differing, age="first", service="first")

    assert SecondKeying.objects.get().settled_at
    assert answers_of(sheet_of(pile, number).report)["age"] == ["A5"]


def test_a_correction_that_does_not_hold_together_is_refused(pile, number, amine):
    key_again(pile, number, amine, age=["A4"])
    sheet = sheet_of(pile, number)

    with pytest.raises(AlreadyChanged):
        actions.settle_sheet(
            sheet=sheet,
            answers={**sheet_answers(number), "age": ["A4"]},
            revision=7,
            by=amine,
            at=AT,
        )
    assert SecondKeying.objects.get().settled_at is None


def test_a_consent_that_was_misread_takes_the_report_back(client, again, pile, number):
    """The paper says no to being counted: nothing of it may stay."""
    sent = {**sheet_answers(number), "consent_count": "no"}
    page = client.post(again, sent)
    assert page.context["settle"].keys == ["consent_count"]

    settle(client, pile, number, sent, consent_count="second")

    sheet = sheet_of(pile, number)
    assert (sheet.state, sheet.report) == (SheetState.REFUSED, None)
    assert Report.objects.count() == 10
    assert progress_of(read_again(pile)).sum.total == 11
    # It was an error, and the rate says so.
    assert disagreement_of(pile).differing == 1
