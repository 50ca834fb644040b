"""What the team sees of dossiers."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from observatory.associations.models import Association
from observatory.associations.queries import associations_of
from observatory.escalations.models import Escalation
from observatory.escalations.permissions import territories_of
from observatory.escalations.states import OPEN, PUBLIC, TRANSITIONS, State
from observatory.escalations.wording import STEP_BUTTONS
from observatory.people.models import User

from .public import describe
from .steps import overdue_of

ON_A_PAGE = 30


def escalations_for(by: User) -> QuerySet[Escalation]:
    """Return the dossiers that the person may prepare, the last changed first."""
    held = territories_of(by)
    found = (
        Escalation.objects.all()
        if held is None
        else Escalation.objects.filter(territory_id__in=held)
    )
    return found.select_related("body", "service", "organization", "territory").order_by(
        "-changed_at", "-pk"
    )


def desk_rows(by: User, page: int, today: date) -> tuple[list[dict[str, Any]], bool]:
    """Return one page of dossiers, each with the term that went by, and whether more follows."""
    start = (page - 1) * ON_A_PAGE
    rows = list(escalations_for(by)[start : start + ON_A_PAGE + 1])
    shown = [
        {**describe(one), "overdue": overdue_of(one, today), "is_open": one.state in OPEN}
        for one in rows[:ON_A_PAGE]
    ]
    return shown, len(rows) > ON_A_PAGE


def overdue_for(by: User, today: date) -> list[dict[str, Any]]:
    """Return the dossiers of which a term went by, the oldest first: whatever page they stand on."""
    waiting = escalations_for(by).filter(sent_on__isnull=False).order_by("sent_on", "pk")
    found = ((one, overdue_of(one, today)) for one in waiting)
    return [{**describe(one), "overdue": due} for one, due in found if due is not None]


def steps_to_take(escalation: Escalation) -> list[tuple[str, Any]]:
    """Return (name, words of the button) of the steps that the state allows."""
    return [
        (name, STEP_BUTTONS[name])
        for name, rule in TRANSITIONS.items()
        if escalation.state in rule.before
    ]


def told_to_relays(by: User) -> list[dict[str, Any]]:
    """Return the dossiers with reports that the person's associations brought: state and outcome."""
    mine: list[Association] = associations_of(by)
    if not mine:
        return []
    brought = Q(items__report__association__in=mine)
    found = (
        Escalation.objects.filter(brought, state__in=PUBLIC)
        .annotate(brought=Count("items", filter=brought))
        .select_related("body", "service", "organization", "territory")
        .order_by("-changed_at", "-pk")
    )
    return [{**describe(one), "brought": one.brought} for one in found[:10]]


def is_editable(escalation: Escalation) -> bool:
    """Tell whether things may still be chosen for it."""
    return escalation.state == State.PREPARED
