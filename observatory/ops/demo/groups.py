"""Fictional members, a meeting, tasks and a call for help, in two of the groups that ship."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from observatory.documents.actions import erase_documents_of
from observatory.groups.actions import (
    add_meeting,
    add_member,
    add_task,
    ask_for_help,
    move_task,
    offer_help,
)
from observatory.groups.models import Group, HelpCall, Meeting, Membership, Offer, Task
from observatory.groups.states import State
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.search.actions import remove_document

from .people import content


def fill_groups(people: dict[str, User], at: datetime) -> None:
    """Give the groups something to look at; every step by its own action."""
    told = content()["groups"]
    for key, nis, is_lead in told["members"]:
        group = _group(nis)
        add_member(group=group, user=people[key], is_lead=is_lead, by=system_actor("demo"), at=at)
    for one in told["tasks"]:
        _task(one, people, at)
    for one in told["meetings"]:
        _meeting(one, people[told["writes"]], at)
    asked = told["call"]
    call = ask_for_help(
        group=_group(asked["nis"]),
        values={
            "what": asked["what"],
            "place": asked["place"],
            "needed_on": localdate(at) + timedelta(days=asked["in_days"]),
            "hour": time.fromisoformat(asked["hour"]),
            "needed": asked["needed"],
            "is_public": True,
        },
        by=people[asked["by"]],
        at=at,
        is_demo=True,
    )
    came = asked["offer"]
    offer_help(
        call=call,
        group=_group(came["nis"]),
        people=came["people"],
        note=came["note"],
        by=people[came["by"]],
        at=at,
    )


def remove_groups(at: datetime) -> None:
    """Take the fictional rows away, and what the fictional people left in groups that stay."""
    meetings = Meeting.objects.filter(is_demo=True)
    demo = system_actor("demo")
    erase_documents_of(subjects=[one.subject for one in meetings], by=demo, at=at)
    Offer.objects.filter(Q(call__is_demo=True) | Q(user__is_demo=True)).delete()
    for model in (HelpCall, Meeting, Task):
        model.objects.filter(is_demo=True).delete()
    taken = Task.objects.filter(taken_by__is_demo=True, state=State.TAKEN)
    taken.update(state=State.OPEN, taken_by=None)
    Membership.objects.filter(user__is_demo=True).delete()
    used = Q(memberships__isnull=False) | Q(tasks__isnull=False) | Q(meetings__isnull=False)
    kept = Group.objects.filter(used | Q(calls__isnull=False)).values("pk")
    for group in Group.objects.filter(is_demo=True).exclude(pk__in=kept):
        remove_document(ref=group.subject)
        erase_documents_of(subjects=[group.subject], by=demo, at=at)
        group.delete()


def _group(nis: str) -> Group:
    return Group.objects.get(code=f"local-{nis}")


def _task(told: dict[str, Any], people: dict[str, User], at: datetime) -> None:
    task = add_task(
        group=_group(told["nis"]),
        text=told["text"],
        due_on=localdate(at) + timedelta(days=told["in_days"]),
        by=system_actor("demo"),
        at=at,
        is_demo=True,
    )
    if told["taken_by"]:
        move_task(task=task, transition="take", by=people[told["taken_by"]], at=at)


def _meeting(told: dict[str, Any], by: User, at: datetime) -> None:
    add_meeting(
        group=_group(told["nis"]),
        values={
            "held_on": localdate(at) + timedelta(days=told["in_days"]),
            "hour": time.fromisoformat(told["hour"]),
            "place": told["place"],
            "minutes": told["minutes"],
            "decisions": told["decisions"],
            "attendance": told["attendance"],
            "next_on": None,
            "themes": told["themes"],
            "visibility": "public",
        },
        by=by,
        at=at,
        is_demo=True,
    )
