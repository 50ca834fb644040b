"""Who opens rounds and plans them, and who observes."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from observatory.associations.models import Membership
from observatory.people.models import Mandate, Role, User
from observatory.places.models import Territory

from .models import Observation, Round

# Who may be asked to observe in a territory where they hold the role.
OBSERVERS = frozenset({Role.RELAY, Role.LINE, Role.MODERATOR, Role.COORDINATOR})


def may_be_asked(by: User) -> bool:
    """Hold a role that is asked to observe, somewhere."""
    return any(by.holds(role) for role in OBSERVERS)


def may_coordinate(by: User, territory_id: int) -> bool:
    """Open a round in the territory, plan it, give visits out, close it: who coordinates there."""
    return by.holds(Role.COORDINATOR, territory_id) or by.holds(Role.ADMINISTRATOR)


def may_coordinate_somewhere(by: User) -> bool:
    """See the rounds at all."""
    return by.holds(Role.COORDINATOR) or by.holds(Role.ADMINISTRATOR)


def coordinated_by(by: User) -> QuerySet[Territory]:
    """Return the territories in which `by` may open a round. One query, and one for the roles."""
    found = Territory.objects.order_by("label", "nis")
    if by.holds(Role.ADMINISTRATOR) or (Role.COORDINATOR, None) in by.held_mandates():
        return found
    return found.filter(
        pk__in=[place for role, place in by.held_mandates() if role == Role.COORDINATOR]
    )


def observers_of(territory: Territory) -> QuerySet[User]:
    """Return who may be asked to observe there: roles of the territory, and its associations' members."""
    held = Mandate.objects.filter(
        Q(territory=territory) | Q(territory=None),
        user_id=OuterRef("pk"),
        role__in=OBSERVERS,
        ended_at=None,
    )
    works = Membership.objects.filter(
        user_id=OuterRef("pk"),
        ended_at=None,
        association__ended_on=None,
        association__territories=territory,
    )
    return User.objects.filter(
        Exists(held) | Exists(works), kind=User.Kind.PERSON, is_active=True
    ).order_by("name", "pk")


def observed_by(user: User) -> QuerySet[Territory]:
    """Return the territories in which the person may be asked to observe."""
    held = [place for role, place in user.held_mandates() if role in OBSERVERS]
    if None in held:
        return Territory.objects.all()
    works = Membership.objects.filter(
        user_id=user.pk, ended_at=None, association__ended_on=None
    ).values("association__territories")
    return Territory.objects.filter(Q(pk__in=held) | Q(pk__in=works))


def may_observe(by: User, territory: Territory) -> bool:
    """Write down what one observed in a round of the territory."""
    return by.kind == User.Kind.SYSTEM or observers_of(territory).filter(pk=by.pk).exists()


def may_write_for(by: User, observer: User, asked: Round) -> bool:
    """Write an observation down for who made it: oneself, or, for who coordinates, any observer."""
    if not may_observe(observer, asked.territory):
        return False
    return by.pk == observer.pk or may_coordinate(by, asked.territory_id)


def may_read(by: User, observation: Observation) -> bool:
    """Read an observation that is not published: who made it, and who coordinates there."""
    return by.pk == observation.observer_id or may_coordinate(by, observation.territory_id)
