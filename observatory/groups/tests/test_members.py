"""Who is in a group: added by who leads, leaving, coming back, and an account that is closed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from observatory.groups.actions import (
    Conflict,
    add_member,
    bring_back,
    end_membership,
    hear_calls,
    leave_everything,
    move_task,
    offer_help,
    purge_groups,
    set_standing,
)
from observatory.groups.models import Membership, Offer, Task
from observatory.groups.permissions import may_lead, may_take_part

from .making import NOW, call_of, meeting_of, task_of

pytestmark = pytest.mark.django_db


def membership(group, user):
    return Membership.objects.get(group=group, user=user, left_on=None)


def test_nadia_adds_someone_who_has_an_account_and_names_a_lead(here, nadia, outsider):
    made = add_member(group=here, user=outsider, by=nadia, at=NOW)
    assert may_take_part(outsider, here)
    assert not may_lead(outsider, here)
    set_standing(membership=made, standing="lead", by=nadia, at=NOW)
    assert may_lead(outsider, here)
    with pytest.raises(Conflict):
        set_standing(membership=made, standing="lead", by=nadia, at=NOW)


def test_nobody_is_in_a_group_twice_and_no_closed_account_joins(here, nadia, mireille, outsider):
    with pytest.raises(Conflict):
        add_member(group=here, user=mireille, by=nadia, at=NOW)
    outsider.is_active = False
    with pytest.raises(Conflict):
        add_member(group=here, user=outsider, by=nadia, at=NOW)


def test_a_member_another_group_and_an_outsider_add_nobody(here, mireille, amine, outsider, marc):
    for person in (mireille, amine, outsider):
        with pytest.raises(PermissionDenied):
            add_member(group=here, user=marc, by=person, at=NOW)


def test_chantal_does_in_schaerbeek_what_a_lead_does_and_nothing_in_molenbeek(
    here, there, chantal, marc
):
    add_member(group=here, user=marc, by=chantal, at=NOW)
    with pytest.raises(PermissionDenied):
        add_member(group=there, user=marc, by=chantal, at=NOW)


def test_mireille_leaves_by_herself_and_her_task_is_open_again(here, mireille, nadia):
    task = task_of(here)
    move_task(task=task, transition="take", by=mireille, at=NOW)
    mine = membership(here, mireille)
    end_membership(membership=mine, by=mireille, at=NOW)
    task.refresh_from_db()
    assert (task.state, task.taken_by) == ("open", None)
    assert not may_take_part(mireille, here)
    with pytest.raises(Conflict):
        end_membership(membership=mine, by=nadia, at=NOW)
    bring_back(membership=mine, by=nadia, at=NOW)
    assert membership(here, mireille).since_on == mine.since_on


def test_a_member_ends_nobody_elses_membership(here, mireille, nadia):
    with pytest.raises(PermissionDenied):
        end_membership(membership=membership(here, nadia), by=mireille, at=NOW)


def test_a_lead_who_was_brought_back_does_not_lead_by_itself(here, nadia, chantal):
    mine = membership(here, nadia)
    end_membership(membership=mine, by=chantal, at=NOW)
    bring_back(membership=mine, by=chantal, at=NOW)
    assert not may_lead(nadia, here)


def test_only_a_lead_hears_of_calls_only_by_their_own_wish(here, nadia, mireille, chantal):
    mine = membership(here, nadia)
    assert not mine.hears_calls
    with pytest.raises(PermissionDenied):
        hear_calls(membership=mine, agrees=True, by=chantal, at=NOW)
    with pytest.raises(Conflict):
        hear_calls(membership=membership(here, mireille), agrees=True, by=mireille, at=NOW)
    hear_calls(membership=mine, agrees=True, by=nadia, at=NOW)
    set_standing(membership=mine, standing="member", by=chantal, at=NOW)
    mine.refresh_from_db()
    assert not mine.hears_calls


def test_a_closed_account_leaves_every_group_its_tasks_and_what_it_offered(here, there, nadia, olu):
    task, call = task_of(here), call_of(there)
    move_task(task=task, transition="take", by=nadia, at=NOW)
    offer_help(call=call, group=here, people=2, note="", by=nadia, at=NOW)
    leave_everything(user=nadia, by=olu, at=NOW)
    assert not Membership.objects.filter(user=nadia, left_on=None).exists()
    assert Task.objects.get().state == "open"
    assert not Offer.objects.filter(taken_back_at=None).exists()


def test_what_is_over_is_erased_a_year_later_and_not_before(here, there, mireille, nadia):
    done, kept = task_of(here), task_of(here, "Encore ouverte")
    move_task(task=done, transition="finish", by=mireille, at=NOW)
    call = call_of(there)
    offer_help(call=call, group=here, people=2, note="Un mot", by=nadia, at=NOW)
    end_membership(membership=membership(here, mireille), by=nadia, at=NOW)
    meeting_of(here)
    expected = {"help call": 1, "task": 1, "group membership": 1, "meeting taken back": 0}
    later = NOW + timedelta(days=367)
    assert not any(purge_groups(at=NOW + timedelta(days=364), dry_run=False).values())
    assert purge_groups(at=later, dry_run=True) == expected
    assert Offer.objects.exists()
    assert purge_groups(at=later, dry_run=False) == expected
    assert not Offer.objects.exists()
    assert list(Task.objects.all()) == [kept]
    assert here.meetings.count() == 1
