"""What members and those who oversee see of groups."""

from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from observatory.documents.queries import documents_at_desk
from observatory.groups.models import Group, HelpCall, Meeting, Membership, Offer, Task
from observatory.groups.permissions import (
    groups_overseen,
    may_change_call,
    may_lead,
    may_oversee,
    memberships_of,
)
from observatory.groups.states import ACTIVITIES, CALLS, TRANSITIONS, Call, Standing, State
from observatory.groups.wording import (
    ACTIVITIES as ACTIVITY_WORDS,
)
from observatory.groups.wording import (
    CALL_MOVES,
    GROUP_MOVES,
    KINDS,
    STANDINGS,
    TASK_MOVES,
    TASKS,
    people_words,
)
from observatory.people.models import User
from observatory.places.queries import territories_by_id
from observatory.ui.asked import neighbours

from .public import (
    ON_A_PAGE,
    describe_call,
    describe_calls,
    describe_meeting,
    next_meeting,
    with_coming,
)

ASKED_SHOWN = 12
ENDED_SHOWN = 10
CALLS_SHOWN = 60


def groups_for(user: User) -> QuerySet[Group]:
    """Return the groups whose side of the team a person sees."""
    mine = memberships_of(user).values("group_id")
    overseen = groups_overseen(user, user.held_mandates()).values("pk")
    return Group.objects.filter(Q(pk__in=mine) | Q(pk__in=overseen))


def my_groups(user: User) -> dict[str, list[dict[str, Any]]]:
    """Return the groups one is in, then the others one oversees. Two queries."""
    standing = dict(memberships_of(user).values_list("group_id", "standing"))
    waiting = Count("tasks", filter=Q(tasks__state=State.OPEN), distinct=True)
    rows = [
        {
            "href": reverse("team_group", args=[one.pk]),
            "name": one.name,
            "kind": str(KINDS[one.kind]),
            "place": _place(one),
            "state": one.state,
            "state_words": str(ACTIVITY_WORDS[one.state]),
            "standing": str(STANDINGS[standing[one.pk]]) if one.pk in standing else "",
            "waiting": one.waiting,
        }
        for one in groups_for(user).annotate(waiting=waiting).order_by("territory__label", "pk")
    ]
    return {
        "mine": [one for one in rows if one["standing"]],
        "overseen": [one for one in rows if not one["standing"]],
    }


def _place(group: Group) -> str:
    place = territories_by_id().get(group.territory_id or 0)
    return f"{place.label} {place.name}".strip() if place else ""


def group_desk(group: Group, user: User, today: date, page: int = 1) -> dict[str, Any]:
    """Return what the group's page of the team shows. The same queries, whatever it holds."""
    leads, oversees = may_lead(user, group), may_oversee(user, group)
    start = (page - 1) * ON_A_PAGE
    meetings = list(Meeting.objects.filter(group=group)[start : start + ON_A_PAGE + 1])
    tasks = list(Task.objects.filter(group=group).select_related("taken_by", "group"))
    ended = [one for one in tasks if one.state in {State.DONE, State.DROPPED}]
    return {
        "group": group,
        "name": group.name,
        "kind": str(KINDS[group.kind]),
        "place": _place(group),
        "state_words": str(ACTIVITY_WORDS[group.state]),
        "may_lead": leads,
        "moves": _moves(ACTIVITIES, GROUP_MOVES, group.state) if oversees else [],
        "can_undo": leads and group.before is not None,
        "tasks": [
            _task(one, user, today, leads=leads)
            for one in tasks
            if one.state in {State.OPEN, State.TAKEN}
        ],
        "ended_tasks": [
            _task(one, user, today, leads=leads)
            for one in sorted(ended, key=lambda one: one.moved_at, reverse=True)[:ENDED_SHOWN]
        ],
        "meetings": [
            {
                **describe_meeting(one),
                "may_write": leads or one.visibility == "team",
                "is_coming": one.held_on > today,
            }
            for one in meetings[:ON_A_PAGE]
        ],
        **neighbours(
            reverse("team_group", args=[group.pk]), page, has_more=len(meetings) > ON_A_PAGE
        ),
        "next": next_meeting(group, today, public_only=False),
        "calls": describe_calls(
            with_coming(HelpCall.objects.filter(group=group)).order_by("-needed_on", "-pk")[
                :ASKED_SHOWN
            ],
            today,
        ),
        **_people(group, user),
        "kept_documents": documents_at_desk(
            subjects_of(group),
            read=lambda pk: reverse("team_group_document", args=[group.pk, pk]),
            move=lambda pk: reverse("team_group_document_move", args=[group.pk, pk]),
        ),
    }


def subjects_of(group: Group) -> list[str]:
    """Return what documents may be about: the group and each of its meetings. One query."""
    return [group.subject, *(one.subject for one in Meeting.objects.filter(group=group))]


def _people(group: Group, user: User) -> dict[str, Any]:
    rows = Membership.objects.filter(group=group).select_related("user").order_by("user__name")
    current = [one for one in rows if one.left_on is None]
    here = {one.user_id for one in current}
    described = [
        {
            "pk": one.pk,
            "name": one.user.name,
            "standing": str(STANDINGS[one.standing]),
            "is_lead": one.standing == Standing.LEAD,
            "since": one.since_on,
            "is_me": one.user_id == user.pk,
        }
        for one in current
    ]
    mine = next((one for one in current if one.user_id == user.pk), None)
    return {
        "members": sorted(described, key=lambda one: not one["is_lead"]),
        "left": [
            {"pk": one.pk, "name": one.user.name, "left": one.left_on}
            for one in rows
            if one.left_on is not None and one.user.is_active and one.user_id not in here
        ],
        "mine": mine,
        "hears": mine is not None and mine.hears_calls,
        "may_hear": mine is not None and mine.standing == Standing.LEAD,
    }


def _moves(table: Any, words: Any, state: str) -> list[tuple[str, str]]:
    return [(one.name, str(words[one.name])) for one in table.values() if state in one.before]


def _task(task: Task, user: User, today: date, *, leads: bool) -> dict[str, Any]:
    # Who sees the page takes part: only a task that another one took asks for more.
    mine = task.state != State.TAKEN or task.taken_by_id == user.pk or leads
    moves = [
        one
        for one in TRANSITIONS.values()
        if task.state in one.before and mine and (leads or one.permission != "groups.lead")
    ]
    return {
        "pk": task.pk,
        "text": task.text,
        "due_on": task.due_on,
        "is_late": task.due_on is not None
        and task.due_on < today
        and task.state in {State.OPEN, State.TAKEN},
        "state": task.state,
        "state_words": str(TASKS[task.state]),
        "who": task.taken_by.name if task.taken_by else "",
        "moves": [(one.name, str(TASK_MOVES[one.name])) for one in moves],
    }


def open_calls(user: User, today: date) -> list[dict[str, Any]]:
    """Return the calls of every group that are still to come, with one's own offer. Three queries."""
    rows = (
        with_coming(HelpCall.objects.filter(state=Call.OPEN, needed_on__gte=today))
        .select_related("group")
        .order_by("needed_on", "pk")
    )
    mine = Prefetch(
        "offers", Offer.objects.filter(user_id=user.pk, taken_back_at=None), to_attr="of_mine"
    )
    return [
        {
            **describe_call(one, today),
            "group": one.group.name,
            "mine": people_words(one.of_mine[0].people) if one.of_mine else "",
        }
        for one in rows.prefetch_related(mine)[:CALLS_SHOWN]
    ]


def call_page(call: HelpCall, user: User, today: date) -> dict[str, Any]:
    """Return what the page of a call shows, with who comes."""
    counted: Any = with_coming(HelpCall.objects.filter(pk=call.pk)).get()
    offers = call.offers.filter(taken_back_at=None).select_related("user", "group")
    led = set(
        memberships_of(user).filter(standing=Standing.LEAD).values_list("group_id", flat=True)
    )
    overseen = set(groups_overseen(user, user.held_mandates()).values_list("pk", flat=True))
    may_change = may_change_call(user, call) and call.needed_on >= today
    return {
        **describe_call(counted, today),
        "call": call,
        "group_name": call.group.name,
        "offers": [
            {
                "pk": one.pk,
                "who": one.user.name,
                "group": one.group.name,
                "people": people_words(one.people),
                "note": one.note,
                "is_mine": one.user_id == user.pk,
                "may_take_back": one.user_id == user.pk or one.group_id in led | overseen,
            }
            for one in offers
        ],
        "extra": max(counted.coming - call.needed, 0),
        "extra_words": people_words(max(counted.coming - call.needed, 0)),
        "may_change": may_change,
        "moves": _moves(CALLS, CALL_MOVES, call.state) if may_change else [],
    }


def offering_groups(user: User, call: HelpCall) -> list[Group]:
    """Return the groups in whose name a person may offer: one's own, not the one that asks."""
    mine = memberships_of(user).exclude(group_id=call.group_id).values("group_id")
    return list(Group.objects.filter(pk__in=mine))


def waiting_for(user: User, today: date) -> dict[str, Any] | None:
    """Return what waits for a member on the team's home: tasks one took, calls of other groups."""
    mine = set(memberships_of(user).values_list("group_id", flat=True))
    if not mine:
        return None
    tasks = Task.objects.filter(taken_by_id=user.pk, state=State.TAKEN).select_related("group")
    calls = with_coming(
        HelpCall.objects.filter(state=Call.OPEN, needed_on__gte=today).exclude(group_id__in=mine)
    ).select_related("group")
    described = [{**describe_call(one, today), "group": one.group.name} for one in calls[:10]]
    shown = {
        "tasks": [
            {
                "text": one.text,
                "group": one.group.name,
                "href": reverse("team_group", args=[one.group_id]),
                "due_on": one.due_on,
            }
            for one in tasks[:5]
        ],
        "calls": [one for one in described if one["state"] == Call.OPEN][:3],
    }
    return shown if shown["tasks"] or shown["calls"] else None
