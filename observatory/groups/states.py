"""The life of a task, of a group and of a call for help.

A call is stored as open or withdrawn only: that enough people come, or that its day
has gone by, is computed (`call_state`), so nobody has to say it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from observatory.vocabularies import themes


class State(models.TextChoices):
    """Where a task stands."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    DROPPED = "dropped"


class Kind(models.TextChoices):
    """A group of a place, or one that works on a subject."""

    LOCAL = "local"
    WORKING = "working"


class Activity(models.TextChoices):
    """Whether a group meets."""

    ACTIVE = "active"
    ASLEEP = "asleep"


class Standing(models.TextChoices):
    """What a person is in a group."""

    MEMBER = "member"
    LEAD = "lead"


class Visibility(models.TextChoices):
    """Who reads a meeting: the group, or everyone."""

    TEAM = "team"
    PUBLIC = "public"


class Call(models.TextChoices):
    """A call for help; the first and the last are stored, the two others computed."""

    OPEN = "open"
    COVERED = "covered"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


def _table(*found: Transition) -> dict[str, Transition]:
    return {one.name: one for one in found}


_STANDING = frozenset({State.OPEN, State.TAKEN})
TRANSITIONS = _table(
    Transition("take", frozenset({State.OPEN}), State.TAKEN, "groups.take_part"),
    # Only who took it, or who leads, gives it back (permissions.may_move_task).
    Transition("give_back", frozenset({State.TAKEN}), State.OPEN, "groups.take_part"),
    Transition("finish", _STANDING, State.DONE, "groups.take_part"),
    Transition("drop", _STANDING, State.DROPPED, "groups.lead"),
    Transition("reopen", frozenset({State.DONE}), State.OPEN, "groups.take_part"),
    Transition("take_up", frozenset({State.DROPPED}), State.OPEN, "groups.lead"),
)
ACTIVITIES = _table(
    Transition("rest", frozenset({Activity.ACTIVE}), Activity.ASLEEP, "groups.oversee"),
    Transition("wake", frozenset({Activity.ASLEEP}), Activity.ACTIVE, "groups.oversee"),
)
CALLS = _table(
    Transition("withdraw", frozenset({Call.OPEN}), Call.WITHDRAWN, "groups.take_part"),
    Transition("ask_again", frozenset({Call.WITHDRAWN}), Call.OPEN, "groups.take_part"),
)
MOST_PEOPLE = 500


def call_state(stored: str, *, needed_on: date, needed: int, coming: int, today: date) -> Call:
    """Return where a call for help stands: withdrawn, over once its day has gone by, covered, open."""
    if stored == Call.WITHDRAWN:
        return Call.WITHDRAWN
    if needed_on < today:
        return Call.OVER
    return Call.COVERED if coming >= needed else Call.OPEN


def group_mistakes(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a group: field to reason, empty when all is well."""
    mistakes = {}
    if not any(values["names"].values()):
        mistakes["names"] = "missing"
    if values["kind"] not in Kind:
        mistakes["kind"] = "unknown"
    if values["kind"] == Kind.LOCAL and values["territory_id"] is None:
        mistakes["territory_id"] = "missing"
    if values["kind"] == Kind.WORKING and not any(values["subjects"].values()):
        mistakes["subjects"] = "missing"
    return mistakes


def meeting_mistakes(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Return what is wrong with a meeting: minutes of a day to come, a next one before it."""
    mistakes = {}
    if values["visibility"] not in Visibility:
        mistakes["visibility"] = "unknown"
    if set(values["themes"]) - set(themes.Theme):
        mistakes["themes"] = "unknown"
    for name in ("minutes", "decisions", "attendance"):
        if values["held_on"] > today and values[name] not in ("", None):
            mistakes[name] = "future"
    if values["next_on"] is not None and values["next_on"] <= values["held_on"]:
        mistakes["next_on"] = "before"
    return mistakes


def call_mistakes(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Return what is wrong with a call for help: no words, no place, a day gone by, nobody needed."""
    mistakes = {name: "missing" for name in ("what", "place") if not values[name]}
    if values["needed_on"] < today:
        mistakes["needed_on"] = "past"
    if not 1 <= values["needed"] <= MOST_PEOPLE:
        mistakes["needed"] = "out_of_range"
    return mistakes
