"""Who works on the line, who plans a call, who reads its log."""

from observatory.people.models import Role, User

from .models import Shift

# Who may ask the line to call somebody.
PLANS = (Role.LINE, Role.RELAY, Role.MODERATOR, Role.COORDINATOR)


def may_plan(by: User) -> bool:
    """Whoever works with reports, and machines, may ask that somebody be called back."""
    return any(by.holds(role) for role in PLANS)


def may_answer(by: User, territory_id: int | None = None) -> bool:
    """The line calls in its territories; without a territory, whoever works on the line.

    A message names no municipality, so that it must not wait for somebody from everywhere.
    """
    return by.holds(Role.LINE, territory_id)


def line_territories(by: User) -> list[int] | None:
    """Return the territories the person answers for; None for all of them."""
    if by.kind == User.Kind.SYSTEM or (Role.LINE, None) in by.held_mandates():
        return None
    return [where for role, where in by.held_mandates() if role == Role.LINE and where is not None]


def may_edit_urgent_words(by: User) -> bool:
    """The line and the coordinators keep the list of urgent words."""
    return by.holds(Role.LINE) or by.holds(Role.COORDINATOR)


def may_read_log(by: User) -> bool:
    """The line and the coordinators see when the line was open and what it answered."""
    return by.holds(Role.LINE) or by.holds(Role.COORDINATOR)


def may_correct(by: User, shift: Shift) -> bool:
    """Who wrote it corrects it."""
    return by.kind == User.Kind.PERSON and shift.worker_id == by.pk and by.holds(Role.LINE)
