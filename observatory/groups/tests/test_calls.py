"""Who can come to Forest on Tuesday? Asked, offered, taken back, withdrawn, over by itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from observatory.groups.actions import (
    BadValues,
    Conflict,
    ask_for_help,
    correct_call,
    move_call,
    move_group,
    offer_help,
    take_back_offer,
)
from observatory.groups.models import HelpCall, Offer
from observatory.groups.permissions import may_read_calls
from observatory.groups.queries.public import with_coming
from observatory.groups.states import CALLS, Call
from observatory.journal.models import Entry

from .making import NOW, TUESDAY, call_of, call_values, join

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


MONDAY = NOW.date()


def standing(call, today=MONDAY):
    found = with_coming(HelpCall.objects.filter(pk=call.pk)).get()
    return found.state_on(today, found.coming), found.coming


def offer(call, group, by, people=2, note=""):
    return offer_help(call=call, group=group, people=people, note=note, by=by, at=NOW)


def test_jean_asks_and_mireille_of_another_group_offers(here, there, jean, mireille):
    call = ask_for_help(group=there, values=call_values(), by=jean, at=NOW)
    assert standing(call) == (Call.OPEN, 0)
    offer(call, here, mireille, note="Avec une table")
    assert standing(call) == (Call.OPEN, 2)
    entry = Entry.objects.get(action="groups.offer_help")
    assert "table" not in str(entry.data)


def test_enough_people_is_worked_out_and_more_are_welcome(here, there, mireille, nadia):
    call = call_of(there)
    offer(call, here, mireille, 2)
    offer(call, here, nadia, 4)
    assert standing(call) == (Call.COVERED, 6)


def test_an_offer_taken_back_is_not_counted_and_one_may_offer_again(here, there, mireille):
    call = call_of(there)
    first = offer(call, here, mireille, 3)
    with pytest.raises(Conflict):
        offer(call, here, mireille, 1)
    take_back_offer(offer=first, by=mireille, at=NOW)
    assert standing(call) == (Call.OPEN, 0)
    with pytest.raises(Conflict):
        take_back_offer(offer=first, by=mireille, at=NOW)
    offer(call, here, mireille, 1)
    assert standing(call) == (Call.OPEN, 1)


def test_who_leads_the_group_that_offered_takes_it_back_and_who_asked_does_not(
    here, there, mireille, nadia, amine
):
    made = offer(call_of(there), here, mireille)
    with pytest.raises(PermissionDenied):
        take_back_offer(offer=made, by=amine, at=NOW)
    take_back_offer(offer=made, by=nadia, at=NOW)


def test_a_call_whose_day_has_gone_by_is_over_and_takes_no_offer(here, there, mireille, amine):
    call = call_of(there)
    assert standing(call, TUESDAY)[0] == Call.OPEN
    assert standing(call, TUESDAY + timedelta(days=1))[0] == Call.OVER
    late = NOW + timedelta(days=3)
    with pytest.raises(Conflict):
        offer_help(call=call, group=here, people=1, note="", by=mireille, at=late)
    with pytest.raises(Conflict):
        move_call(call=call, transition="withdraw", by=amine, at=late)


def test_a_withdrawn_call_takes_no_offer_until_it_is_asked_again(here, there, mireille, amine):
    call = call_of(there)
    seen_before = HelpCall.objects.get(pk=call.pk)
    move_call(call=call, transition="withdraw", by=amine, at=NOW)
    assert standing(call)[0] == Call.WITHDRAWN
    with pytest.raises(Conflict):
        offer(seen_before, here, mireille)
    call.refresh_from_db()
    move_call(call=call, transition="ask_again", by=amine, at=NOW)
    offer(call, here, mireille)


@pytest.mark.parametrize("name", sorted(CALLS))
@pytest.mark.parametrize("state", [Call.OPEN, Call.WITHDRAWN])
def test_each_transition_of_a_call_goes_from_its_state_only(there, amine, state, name):
    call = call_of(there)
    HelpCall.objects.filter(pk=call.pk).update(state=state)
    call.refresh_from_db()
    if state in CALLS[name].before:
        move_call(call=call, transition=name, by=amine, at=NOW)
        assert HelpCall.objects.get().state == CALLS[name].after
    else:
        with pytest.raises(Conflict):
            move_call(call=call, transition=name, by=amine, at=NOW)


def test_nobody_offers_to_their_own_group_or_for_a_group_they_are_not_in(
    here, there, amine, outsider, chantal
):
    call = call_of(there)
    for person, group in ((amine, there), (amine, here), (outsider, here), (chantal, here)):
        with pytest.raises(PermissionDenied):
            offer(call, group, person)
    assert not Offer.objects.exists()


def test_two_people_who_offer_at_the_same_moment_are_both_counted(here, there, mireille, nadia):
    call = call_of(there)
    same = HelpCall.objects.get(pk=call.pk)
    offer(call, here, mireille, 1)
    offer(same, here, nadia, 1)
    assert standing(call) == (Call.OPEN, 2)


@pytest.mark.parametrize("people", [0, -1, 501])
def test_an_offer_of_nobody_or_of_a_crowd_is_refused(here, there, mireille, people):
    with pytest.raises(BadValues):
        offer(call_of(there), here, mireille, people)
    assert not Offer.objects.exists()


def test_every_member_of_any_group_reads_the_calls_and_an_outsider_does_not(
    here, amine, mireille, chantal, outsider
):
    assert may_read_calls(mireille)
    assert may_read_calls(chantal)
    assert not may_read_calls(outsider)
    assert not may_read_calls(amine)
    join(here, amine)
    assert may_read_calls(amine)


def test_a_member_asks_only_who_leads_shows_it_to_everyone(there, jean, amine, mireille):
    public = call_values(is_public=True)
    with pytest.raises(PermissionDenied):
        ask_for_help(group=there, values=public, by=jean, at=NOW)
    with pytest.raises(PermissionDenied):
        ask_for_help(group=there, values=call_values(), by=mireille, at=NOW)
    mine = call_of(there, by=jean)
    with pytest.raises(PermissionDenied):
        correct_call(call=mine, revision=0, values={"is_public": True}, by=jean, at=NOW)
    correct_call(call=mine, revision=0, values={"is_public": True}, by=amine, at=NOW)
    mine.refresh_from_db()
    with pytest.raises(PermissionDenied):
        correct_call(call=mine, revision=1, values={"needed": 9}, by=jean, at=NOW)


def test_another_member_changes_no_call_and_who_asked_does(there, jean, marc):
    join(there, marc)
    call = call_of(there, by=jean)
    with pytest.raises(PermissionDenied):
        move_call(call=call, transition="withdraw", by=marc, at=NOW)
    correct_call(call=call, revision=0, values={"needed": 5}, by=jean, at=NOW)
    with pytest.raises(Conflict):
        correct_call(call=call, revision=0, values={"needed": 6}, by=jean, at=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": ""}, "what"),
        ({"place": ""}, "place"),
        ({"needed_on": NOW.date() - timedelta(days=1)}, "needed_on"),
        ({"needed": 0}, "needed"),
        ({"needed": 501}, "needed"),
    ],
)
def test_a_call_that_cannot_be_is_refused(there, amine, wrong, field):
    with pytest.raises(BadValues) as told:
        ask_for_help(group=there, values=call_values(**wrong), by=amine, at=NOW)
    assert list(told.value.mistakes) == [field]


def test_a_group_that_is_asleep_calls_nobody(here, nadia, chantal):
    move_group(group=here, transition="rest", by=chantal, at=NOW)
    with pytest.raises(Conflict):
        ask_for_help(group=here, values=call_values(), by=nadia, at=NOW)
