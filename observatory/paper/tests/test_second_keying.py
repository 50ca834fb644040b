"""One sheet in ten is keyed twice, blind; the paper decides; the rate is told as it is."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.associations.models import Membership
from observatory.journal.models import Entry
from observatory.kit.small_numbers import Form
from observatory.paper import actions
from observatory.paper.models import SecondKeying, Sheet
from observatory.paper.permissions import may_key_again
from observatory.paper.queries.agreement import disagreement_of
from observatory.paper.queries.drawing import draw, drawn_numbers, sample_size
from observatory.paper.queries.progress import progress_of
from observatory.paper.states import SheetState
from observatory.reports.actions import AlreadyChanged, set_consent, withdraw_report
from observatory.reports.models import Report
from observatory.reports.queries.answers import answers_of
from observatory.reports.states import State as ReportState

from .factories import (
    AT,
    key,
    key_again,
    key_many,
    make_batch,
    mark,
    read_again,
    sheet_answers,
    sheet_of,
    sign_in,
    waiting,
)
from .test_likeness import OTHER_STORY, STORY, STORY_AGAIN

pytestmark = pytest.mark.django_db

TOMORROW = AT + timedelta(days=1)


@pytest.fixture
def batch(jean, maison, molenbeek):
    """A pile of eleven sheets: two of them are drawn."""
    return make_batch(jean, maison, territory=molenbeek, announced=11)


@pytest.fixture
def pile(batch, jean):
    """Eleven sheets that Jean keyed."""
    return key_many(batch, range(1, 12), jean)


@pytest.fixture
def number(pile):
    """The first drawn sheet."""
    return waiting(pile)[0]


@pytest.fixture
def again(client, pile, number, amine):
    """Amine, signed in, and the address of the second keying."""
    sign_in(client, amine)
    return reverse("sheet_again", args=[pile.uuid, number])


@pytest.mark.parametrize(
    ("sheets", "drawn"), [(0, 0), (4, 0), (5, 1), (10, 1), (11, 2), (20, 2), (21, 3), (60, 6)]
)
def test_a_tenth_is_drawn_and_at_least_one_from_five_on(sheets, drawn):
    assert sample_size(sheets) == drawn
    assert len(draw(uuid4(), list(range(1, sheets + 1)))) == drawn


def test_the_draw_is_the_same_each_time_and_another_for_another_pile():
    first, second = UUID(int=1), UUID(int=2)
    numbers = list(range(1, 101))

    assert draw(first, numbers) == draw(first, list(reversed(numbers)))
    assert draw(first, numbers) != draw(second, numbers)


def test_every_number_has_its_chance():
    hits = dict.fromkeys(range(1, 11), 0)
    for pile in range(500):
        for one in draw(UUID(int=pile), list(hits)):
            hits[one] += 1

    # 50 each on average; 20 or 90 would be more than four standard deviations away.
    assert all(20 < n < 90 for n in hits.values())


def test_who_is_drawn_does_not_change_as_the_pile_goes_down(batch):
    drawn = drawn_numbers(batch, {})
    for step in range(1, 12):
        states = dict.fromkeys(range(1, step + 1), SheetState.REPORT)
        assert drawn_numbers(batch, states) == drawn
    assert len(drawn) == 2


def test_a_drawn_sheet_that_is_blank_leaves_its_place_to_the_next(batch):
    first, second = sorted(drawn_numbers(batch, {}))
    # One more, so that eleven stay.
    batch.announced = 12
    left = drawn_numbers(batch, {first: SheetState.BLANK})

    assert first not in left
    assert second in left or 12 in left
    assert len(left) == 2


def test_nobody_is_told_which_sheets_will_be_drawn_before_they_are_keyed(desk, batch, jean):
    drawn = drawn_numbers(batch, {})
    key_many(batch, [one for one in range(1, 12) if one not in drawn], jean)

    assert waiting(batch) == []
    page = desk.get(reverse("batch", args=[batch.uuid])).content.decode()
    assert "s’affichent ici une fois saisies" in page


def test_sheets_that_never_came_leave_their_place_when_closing(batch, jean):
    drawn = drawn_numbers(batch, {})
    key_many(batch, [one for one in range(1, 12) if one not in drawn], jean)

    assert waiting(batch) == []
    assert len(waiting(batch, closing=True)) == 1


def test_someone_else_keys_it_the_second_time(pile, number, jean, amine, chantal):
    sheet = sheet_of(pile, number)

    assert may_key_again(amine, sheet, pile, AT)
    assert not may_key_again(jean, sheet, pile, TOMORROW)
    assert not may_key_again(chantal, sheet, pile, TOMORROW)
    with pytest.raises(PermissionDenied):
        key_again(pile, number, jean, at=TOMORROW)


def test_who_is_alone_may_on_another_day_and_the_page_says_so(client, pile, number, jean, amine):
    Membership.objects.filter(user=amine).update(ended_at=AT)
    sheet = sheet_of(pile, number)

    assert not may_key_again(jean, sheet, pile, AT + timedelta(hours=3))
    assert may_key_again(jean, sheet, pile, TOMORROW)
    # What the page says depends on today: the sheets were keyed in the past.
    sign_in(client, jean)
    Sheet.objects.update(keyed_at=AT - timedelta(days=3))
    page = client.get(reverse("sheet_again", args=[pile.uuid, number])).content.decode()
    assert "Vous êtes seul" in page


def test_who_is_alone_is_told_to_come_back_another_day(client, batch, jean, amine):
    Membership.objects.filter(user=amine).update(ended_at=AT)
    key_many(batch, range(1, 12), jean, at=timezone.now() - timedelta(minutes=1))
    page = sign_in(client, jean).get(reverse("batch", args=[batch.uuid])).content.decode()

    assert "vous pourrez la saisir vous-même un autre jour" in page


def test_a_pile_of_nobody_is_keyed_twice_by_a_coordinator(jean, schaerbeek, chantal):
    batch = make_batch(jean, territory=schaerbeek, announced=11)
    key_many(batch, range(1, 12), jean)
    sheet = sheet_of(batch, waiting(batch)[0])

    assert not may_key_again(jean, sheet, batch, TOMORROW)
    assert may_key_again(chantal, sheet, batch, AT)


def test_a_pile_of_nobody_without_coordinator_waits_a_day(jean):
    batch = make_batch(jean, announced=11)
    key_many(batch, range(1, 12), jean)
    sheet = sheet_of(batch, waiting(batch)[0])

    assert not may_key_again(jean, sheet, batch, AT)
    assert may_key_again(jean, sheet, batch, TOMORROW)


def test_it_is_blind(client, again, pile, number):
    report = sheet_of(pile, number).report
    page = client.get(again)

    assert page.status_code == 200
    form = page.context["form"]
    assert form["where"].value() == "21012"
    assert not form["service"].value()
    assert f'value="{report.service.code}" checked' not in page.content.decode()
    assert f'value="{report.service.code}" selected' not in page.content.decode()
    assert 'name="contact-phone"' not in page.content.decode()


def test_a_sheet_that_is_not_drawn_is_not_keyed_twice(client, again, pile, amine):
    other = next(n for n in range(1, 12) if n not in waiting(pile))

    page = client.get(reverse("sheet_again", args=[pile.uuid, other]), follow=True)
    assert "n’est plus à saisir" in page.content.decode()
    with pytest.raises(actions.NotDrawn):
        key_again(pile, other, amine)


def test_two_keyings_that_agree_are_settled_at_once(client, again, pile, number):
    page = client.post(again, sheet_answers(number), follow=True)

    assert "sont pareilles" in page.content.decode()
    second = SecondKeying.objects.get()
    assert second.sheet.number == number
    assert second.differed == []
    assert second.compared > 10
    assert second.settled_at
    assert waiting(pile) != [number]


def test_what_is_wrong_in_the_second_keying_is_said_and_stays(client, again, number):
    page = client.post(again, {**sheet_answers(number), "service": "", "story": STORY})

    assert page.status_code == 422
    assert STORY[:30] in page.content.decode()
    assert not SecondKeying.objects.exists()


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


def answer_again(report, code, granted, by):
    """The person calls and answers a consent."""
    set_consent(
        report=report,
        code=code,
        granted=granted,
        wording=code,
        language="fr",
        intake="phone",
        by=by,
        at=AT + timedelta(hours=5),
    )


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


def test_the_rate_has_its_n_and_its_form(pile, amine):
    for one in waiting(pile):
        key_again(pile, one, amine)
    rate = disagreement_of(pile)

    assert (rate.sheets, rate.differing) == (2, 0)
    assert rate.compared == sum(SecondKeying.objects.values_list("compared", flat=True))
    assert rate.shown.form == (Form.PERCENTAGE if rate.compared >= 30 else Form.INTERVAL)
    assert rate.is_within_goal


def test_one_field_in_thirty_is_over_the_goal(client, pile, amine):
    first, second = waiting(pile)
    key_again(pile, first, amine, age=["A4"])
    key_again(pile, second, amine)
    rate = disagreement_of(pile)
    page = sign_in(client, amine).get(reverse("batch", args=[pile.uuid])).content.decode()

    assert rate.differing == 1
    assert not rate.is_within_goal
    assert f"1 sur {rate.compared}" in page
    assert "L’objectif n’est pas tenu" in page


def test_a_withdrawn_report_drops_out_of_the_sample(pile, number, amine, jean):
    key_again(pile, number, amine, age=["A4"])
    withdraw_report(report=sheet_of(pile, number).report, by=jean, at=AT)

    assert disagreement_of(pile).sheets == 0
    progress = progress_of(read_again(pile))
    assert progress.to_settle == []
    # Ten sheets are left, of which one is drawn.
    assert progress.drawn == 1
    assert len(waiting(pile)) == 1
    assert number not in waiting(pile)


def test_a_report_withdrawn_between_the_two_keyings_is_gone(pile, number, amine, jean):
    sheet = sheet_of(pile, number)
    withdraw_report(report=sheet.report, by=jean, at=AT)

    with pytest.raises(actions.NotDrawn):
        actions.record_second_keying(sheet=sheet, answers={}, by=amine, at=AT)


def test_a_story_read_by_two_pairs_of_eyes_is_the_same_story(batch, jean, amine):
    key_many(batch, range(1, 12), jean)
    one, other = waiting(batch)
    for number in (one, other):
        report = sheet_of(batch, number).report
        report.delete()
        Sheet.objects.filter(batch=batch, number=number).delete()
        key(batch, number, jean, story=STORY)

    assert key_again(batch, one, amine, story=STORY_AGAIN).differing == []
    assert key_again(batch, other, amine, story=OTHER_STORY).differing == ["story"]


def test_i_would_rather_not_say_is_no_disagreement(batch, jean, amine):
    for number in range(1, 12):
        key(batch, number, jean, age=["skip"], at=AT + timedelta(minutes=number))

    assert key_again(batch, waiting(batch)[0], amine, age=[]).differing == []


def test_a_consent_that_the_person_gave_since_is_not_compared(pile, number, amine, jean):
    before = key_again(pile, number, amine)
    other = waiting(pile)[0]
    answer_again(sheet_of(pile, other).report, "D3", True, jean)

    after = key_again(pile, other, amine)
    assert after.differing == []
    assert "consent_contact" in before.compared
    assert "consent_contact" not in after.compared


def test_a_question_that_is_not_asked_is_no_field(pile, number, amine):
    comparison = key_again(pile, number, amine)

    assert "told_month" not in comparison.compared
    assert "contact" not in comparison.compared
    assert "photo" not in comparison.compared


def test_a_session_that_ended_in_the_second_keying_gives_back_what_was_typed(
    client, again, pile, number, amine
):
    sent = {**sheet_answers(number), "story": STORY}
    client.logout()
    page = client.post(again, sent)
    assert page.status_code == 403
    resume = reverse("sheet_resume", args=[pile.uuid, number])
    assert resume in page.content.decode()

    page = sign_in(client, amine).post(resume, sent)
    assert page.context["form"]["story"].value() == STORY
    assert not SecondKeying.objects.exists()


def test_a_mark_is_never_keyed_twice(batch, jean, amine):
    for number in range(1, 12):
        mark(batch, number, "blank", jean)

    assert waiting(batch) == []
