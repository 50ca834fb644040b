"""Who writes events, who registers someone by phone, who reads who comes."""

from collections.abc import Callable

from observatory.campaigns.permissions import may_edit
from observatory.kit.actors import Actor
from observatory.people.models import Role

from .models import Event

# Who takes a registration for somebody who calls or stands at the desk.
REGISTERS = (Role.LINE, Role.RELAY, Role.COORDINATOR, Role.EDITOR)


def may_register_someone(by: Actor) -> bool:
    """Whoever speaks with people: everyone may register by themselves, so the place does not matter."""
    return any(by.holds(role) for role in REGISTERS)


def may_read_registrations(by: Actor, event: Event, *, organises: bool) -> bool:
    """Who writes the event; and a relay whose association organises it (`organises`)."""
    return may_edit(by, event.territory_id) or (organises and by.holds(Role.RELAY))


PERMISSIONS: dict[str, Callable[[Actor, int | None], bool]] = {"events.edit": may_edit}
