"""Who may do what in a group, and between groups.

Coordinators do everything in the groups of their territory, and editors and
administrators in all they hold; who leads a group manages its members and tasks
and decides what is public; members take tasks, write minutes, ask and offer.
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from observatory.kit.actors import Actor
from observatory.people.models import Role

from .models import Group, HelpCall, Membership, Offer, Task
from .states import Standing, State

# No territory has this key: only a mandate that holds everywhere covers it.
NOWHERE = 0


def may_open(by: Actor, territory_id: int | None) -> bool:
    """Administrators, editors, and coordinators there (without a territory: of everywhere)."""
    where = NOWHERE if territory_id is None else territory_id
    return by.holds(Role.ADMINISTRATOR) or any(
        by.holds(role, where) for role in (Role.EDITOR, Role.COORDINATOR)
    )


def may_oversee(by: Actor, group: Group) -> bool:
    """Whoever may open a group there does everything in it."""
    return may_open(by, group.territory_id)


def memberships_of(by: Actor) -> QuerySet[Membership]:
    """Return the memberships that a person holds now."""
    return Membership.objects.filter(user_id=by.pk, left_on=None, user__is_active=True)


def is_member(by: Actor, group: Group) -> bool:
    """Tell whether the person is in the group now, whatever else they may do."""
    return memberships_of(by).filter(group_id=group.pk).exists()


def may_take_part(by: Actor, group: Group) -> bool:
    """Members, and whoever oversees: see the group's side, write minutes, ask for help."""
    return may_oversee(by, group) or is_member(by, group)


def may_lead(by: Actor, group: Group) -> bool:
    """Who leads, and whoever oversees: members, tasks, what is public."""
    led = memberships_of(by).filter(group_id=group.pk, standing=Standing.LEAD)
    return may_oversee(by, group) or led.exists()


def may_move_task(by: Actor, task: Task) -> bool:
    """A task that someone took is for that person, or for who leads, to finish or to give back."""
    if task.state == State.TAKEN and task.taken_by_id != by.pk:
        return may_lead(by, task.group)
    return may_take_part(by, task.group)


def may_end_membership(by: Actor, membership: Membership) -> bool:
    """Everyone may leave; who leads may end the others'."""
    return membership.user_id == by.pk or may_lead(by, membership.group)


def may_change_call(by: Actor, call: HelpCall) -> bool:
    """Who asked, and who leads: change the call, withdraw it. Public calls: who leads only."""
    if may_lead(by, call.group):
        return True
    return not call.is_public and call.asked_by_id == by.pk and is_member(by, call.group)


def may_read_calls(by: Actor) -> bool:
    """Members of any group, and whoever may open one somewhere."""
    roles = (Role.ADMINISTRATOR, Role.EDITOR, Role.COORDINATOR)
    return any(by.holds(role) for role in roles) or memberships_of(by).exists()


def may_offer(by: Actor, call: HelpCall, group: Group) -> bool:
    """A member of another group offers in its name."""
    return group.pk != call.group_id and is_member(by, group)


def may_take_back(by: Actor, offer: Offer) -> bool:
    """Who offered, and who leads the group that offered."""
    return offer.user_id == by.pk or may_lead(by, offer.group)


def groups_overseen(by: Actor, held: list[tuple[str, int | None]]) -> QuerySet[Group]:
    """Return the groups that `by` may do everything in; `held` are the mandates."""
    if by.holds(Role.ADMINISTRATOR):
        return Group.objects.all()
    places = {where for role, where in held if role in {Role.EDITOR, Role.COORDINATOR}}
    return (
        Group.objects.all() if None in places else Group.objects.filter(Q(territory_id__in=places))
    )


PERMISSIONS: dict[str, Callable[[Actor, Group], bool]] = {
    "groups.oversee": may_oversee,
    "groups.lead": may_lead,
    "groups.take_part": may_take_part,
}
