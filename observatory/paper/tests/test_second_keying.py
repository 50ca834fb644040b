"""A drawn sheet is keyed twice, blind, by someone else; the rate is told as it is."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.associations.models import Membership
from observatory.kit.small_numbers import Form
from observatory.paper import actions
from observatory.paper.models import SecondKeying, Sheet
from observatory.paper.permissions import may_key_again
from observatory.paper.queries.agreement import disagreement_of
from observatory.paper.queries.progress import progress_of
from observatory.reports.actions import withdraw_report

from .factories import (
    AT,
    answer_again,
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
def batch(small):
    """Eleven sheets are enough here."""
    return small


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
