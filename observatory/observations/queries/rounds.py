"""Which rounds there are, what is in them, and who may be asked to observe."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from observatory.associations.models import Membership
from observatory.observations.models import Observation, Round, RoundLocation, Slot
from observatory.observations.permissions import coordinated_by, observed_by, observers_of
from observatory.observations.states import RoundState, SlotState
from observatory.people.models import User
from observatory.places.models import Location, Territory
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Option
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import term

QUESTIONNAIRE = "observation"


def rounds_for(by: User) -> QuerySet[Round]:
    """Return the rounds that `by` coordinates, the newest first, with `slot_count` and `done_count`."""
    return (
        Round.objects.filter(territory__in=coordinated_by(by).values("pk"))
        .select_related("territory", "version")
        .annotate(
            # Each in a query of its own: joined, forty locations make millions of rows.
            place_count=_count(RoundLocation.objects.all()),
            planned_count=_count(Slot.objects.filter(state=SlotState.PLANNED)),
            done_count=_count(Observation.objects.kept()),
        )
        .order_by("-starts_on", "-pk")
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return how many of `rows` are of the round of the query around it."""
    own = rows.filter(round=OuterRef("pk")).order_by().values("round")
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)


def open_rounds_of(user: User) -> list[Round]:
    """Return the open rounds in which the person may observe, by municipality. One query."""
    return list(
        Round.objects.filter(state=RoundState.OPEN, territory__in=observed_by(user).values("pk"))
        .select_related("territory", "version")
        .order_by("territory__label", "starts_on", "pk")
    )


def locations_offered(territory: Territory) -> QuerySet[Location]:
    """Return the locations that a round of the territory may hold, by organization and name."""
    return (
        Location.objects.filter(territory=territory)
        .select_related("organization", "service")
        .order_by("organization__code", "code")
    )


def scenarios(version: QuestionnaireVersion) -> dict[str, Option]:
    """Return the scenarios of the version by code, in order."""
    question = compiled(version).questions.get("scenario")
    return dict(question.by_code) if question is not None else {}


def scenarios_for(location: Location, version: QuestionnaireVersion) -> list[Option]:
    """Return the scenarios that the location's service can be tried with; all of them if none is its own."""
    offered = scenarios(version)
    own = [one for code, one in offered.items() if _service_of(code) == location.service.code]
    return own or list(offered.values())


def _service_of(code: str) -> str:
    try:
        return str(term("scenario", code).attributes.get("service", ""))
    except Term.DoesNotExist:
        return ""


def slots_of(asked: Round) -> QuerySet[Slot]:
    """Return the slots of a round with where and who, by date. One query."""
    return asked.slots.select_related(
        "location", "assigned_to", "round__territory", "round__version"
    ).order_by("due_on", "starts_at", "location__code", "kind", "pk")


def my_slots(user: User) -> QuerySet[Slot]:
    """Return what the person is asked to make in open rounds, by date. One query."""
    return (
        Slot.objects.filter(
            assigned_to_id=user.pk, state=SlotState.PLANNED, round__state=RoundState.OPEN
        )
        .select_related(
            "location__organization", "location__territory", "round__territory", "round__version"
        )
        .select_related("round__version", "twin")
        .order_by("due_on", "starts_at", "pk")
    )


def my_observations(user: User, limit: int = 20) -> list[Observation]:
    """Return what the person observed last, newest first. One query."""
    return list(
        Observation.objects.filter(observer_id=user.pk)
        .select_related("location", "round")
        .order_by("-observed_at", "-pk")[:limit]
    )


def observations_of(asked: Round) -> QuerySet[Observation]:
    """Return every observation of the round, newest first, with where, who and its attempts: two queries."""
    return (
        asked.observations.select_related("location", "observer", "slot", "version")
        .prefetch_related("attempts")
        .order_by("-observed_at", "-pk")
    )


def late_slots(asked: Round, today: date) -> QuerySet[Slot]:
    """Return what was to be made before today and was not written down."""
    return asked.slots.filter(state=SlotState.PLANNED, due_on__lt=today)


def named_observers(territory: Territory) -> list[tuple[User, str]]:
    """Return who may be asked to observe there, each by a name that no other has. Two queries.

    Of two people with the same name, each is named with the associations they
    work for; if that does not tell them apart, with their e-mail address, which
    whoever coordinates sees in the list of people anyway.
    """
    return tell_apart(
        observers_of(territory).prefetch_related(
            Prefetch(
                "memberships",
                queryset=Membership.objects.filter(
                    ended_at=None, association__ended_on=None
                ).select_related("association"),
                to_attr="working_for",
            )
        )
    )


def tell_apart(people: Iterable[User]) -> list[tuple[User, str]]:
    """Return each person (with `working_for`) and the shortest name that no other of them has."""
    people = list(people)
    plain = {one.pk: " ".join(one.name.split()) for one in people}
    longer = {
        one.pk: f"{plain[one.pk]} ({', '.join(names)})"
        if (names := sorted(m.association.name for m in getattr(one, "working_for", [])))
        else plain[one.pk]
        for one in people
    }
    times = Counter(name.casefold() for name in plain.values())
    long_times = Counter(name.casefold() for name in longer.values())
    found = []
    for one in people:
        name = plain[one.pk]
        if times[name.casefold()] > 1:
            name = longer[one.pk]
            if long_times[name.casefold()] > 1:
                name = f"{plain[one.pk]} ({one.email})"
        found.append((one, name))
    return found
