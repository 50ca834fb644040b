"""Groups for tests, made by the actions themselves."""

from datetime import UTC, date, datetime, timedelta

from django.utils.timezone import localdate

from observatory.groups.actions import add_meeting, add_member, add_task, ask_for_help
from observatory.groups.models import Group
from observatory.people.queries import system_actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)


def group_of(territory):
    """Return the group of a municipality that the project ships."""
    return Group.objects.get(territory=territory, kind="local")


def join(group, user, *, leads=False):
    return add_member(group=group, user=user, is_lead=leads, by=system_actor("demo"), at=NOW)


def task_of(group, text="Coller les affiches", due_on=None):
    return add_task(group=group, text=text, due_on=due_on, by=system_actor("demo"), at=NOW)


def meeting_values(**said):
    return {
        "held_on": date(2026, 11, 20),
        "hour": None,
        "place": "Salle du parc",
        "minutes": "Nous avons parlé du guichet.",
        "decisions": "Écrire au collège",
        "attendance": 7,
        "next_on": None,
        "themes": ["social"],
        "visibility": "team",
        **said,
    }


def meeting_of(group, **said):
    by = system_actor("demo")
    return add_meeting(group=group, values=meeting_values(**said), by=by, at=NOW)


def call_values(**said):
    return {
        "what": "Tenir une table",
        "place": "Place Saint-Denis",
        "needed_on": TUESDAY,
        "hour": None,
        "needed": 3,
        "is_public": False,
        **said,
    }


def call_of(group, *, by=None, **said):
    by = by or system_actor("demo")
    return ask_for_help(group=group, values=call_values(**said), by=by, at=NOW)


def soon(days=7):
    """A day to come, for pages that look at the real calendar."""
    return localdate() + timedelta(days=days)
