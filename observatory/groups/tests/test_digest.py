"""One e-mail a day at most, to who leads another group and agreed; never a flood, never twice."""

from datetime import timedelta

import pytest

from observatory.groups.actions import hear_calls, move_call
from observatory.groups.jobs import tell_calls
from observatory.groups.models import Membership
from observatory.outbox.models import Message
from observatory.outbox.queries import read_letter

from .making import NOW, call_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def agree(group, user):
    mine = Membership.objects.get(group=group, user=user)
    hear_calls(membership=mine, agrees=True, by=user, at=NOW)


def test_nadia_who_agreed_reads_two_calls_in_one_letter_and_not_again(here, there, nadia):
    agree(here, nadia)
    call_of(there)
    call_of(there, what="Distribuer des tracts")
    assert tell_calls(NOW) == 1
    letter = read_letter(Message.objects.get())
    assert letter.to == nadia.email
    for said in ("Tenir une table", "Distribuer des tracts", "mardi 24 novembre 2026"):
        assert said in letter.body
    assert tell_calls(NOW) == 0
    assert Message.objects.count() == 1


def test_who_did_not_agree_and_the_group_that_asks_get_no_letter(here, there, nadia, amine):
    agree(there, amine)
    call_of(there)
    assert tell_calls(NOW) == 0
    assert not Message.objects.exists()


def test_a_call_that_was_withdrawn_or_whose_day_has_gone_by_is_told_to_nobody(
    here, there, nadia, amine
):
    agree(here, nadia)
    call = call_of(there)
    move_call(call=call, transition="withdraw", by=amine, at=NOW)
    assert tell_calls(NOW) == 0
    call.refresh_from_db()
    move_call(call=call, transition="ask_again", by=amine, at=NOW)
    assert tell_calls(NOW + timedelta(days=5)) == 0
    assert tell_calls(NOW) == 1
