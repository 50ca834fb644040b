"""What is in a dossier now, and what could be."""

from django.db.models import QuerySet

from observatory.escalations.models import Escalation, EscalationItem
from observatory.escalations.permissions import territories_of
from observatory.observations.models import Observation
from observatory.observations.states import ObservationState, RoundState
from observatory.people.models import User
from observatory.reports.models import Report
from observatory.reports.states import COUNTED

from .consents import agreeing, not_asked

OFFERED = 50
_WITH = ("service", "territory", "story")


def reports_in(escalation: Escalation) -> list[Report]:
    """Return the reports of the dossier that may still go, the first received first."""
    mine = Report.objects.filter(escalation_items__escalation=escalation)
    found = agreeing(escalation.body, mine).select_related(*_WITH).prefetch_related("terms")
    return list(found.order_by("received_at", "pk"))


def observations_in(escalation: Escalation) -> list[Observation]:
    """Return the observations of the dossier that everyone may know of."""
    pks = EscalationItem.objects.filter(escalation=escalation).values("observation_id")
    return list(_public_observations().filter(pk__in=pks).order_by("observed_at", "pk"))


def left_out(escalation: Escalation, standing: int) -> int:
    """Return how many reports fell out since they were chosen: withdrawn, refused, or no longer counted."""
    return escalation.dropped + escalation.items.exclude(report=None).count() - standing


def reports_to_add(escalation: Escalation, by: User) -> list[Report]:
    """Return the reports that agree to this body and are not in the dossier yet."""
    found = agreeing(escalation.body, _near(escalation, by)).select_related(*_WITH)
    inside = escalation.items.exclude(report=None).values("report_id")
    return list(found.exclude(pk__in=inside).order_by("-received_at", "-pk")[:OFFERED])


def reports_to_ask(escalation: Escalation, by: User) -> list[Report]:
    """Return the reports on the same service and place whose person was not asked about this body."""
    found = not_asked(escalation.body, _near(escalation, by)).select_related(*_WITH)
    return list(found.order_by("-received_at", "-pk")[:OFFERED])


def observations_to_add(escalation: Escalation) -> list[Observation]:
    """Return the published observations in the place of the dossier that are not in it yet."""
    if escalation.territory_id is None:
        return []
    inside = escalation.items.exclude(observation=None).values("observation_id")
    found = _public_observations().filter(territory_id=escalation.territory_id)
    return list(found.exclude(pk__in=inside).order_by("-observed_at", "-pk")[:OFFERED])


def may_be_added(escalation: Escalation, by: User) -> QuerySet[Report]:
    """Return the reports that this person may put in the dossier, whatever they are about."""
    return agreeing(escalation.body, reports_of(by))


def observations_that_may(pks: set[int]) -> set[int]:
    """Return those of the observations that everyone may know of."""
    return set(_public_observations().filter(pk__in=pks).values_list("pk", flat=True))


def reports_of(by: User) -> QuerySet[Report]:
    """Return the reports of the territories for which the person sends cases."""
    held = territories_of(by)
    return Report.objects.all() if held is None else Report.objects.filter(territory_id__in=held)


def case_reports(by: User) -> list[Report]:
    """Return the newest counted reports, to begin a case with."""
    found = reports_of(by).filter(state__in=COUNTED).select_related("service", "territory")
    return list(found.order_by("-received_at", "-pk")[:OFFERED])


def _near(escalation: Escalation, by: User) -> QuerySet[Report]:
    found = reports_of(by)
    if escalation.service_id is not None:
        found = found.filter(service_id=escalation.service_id)
    if escalation.territory_id is not None:
        found = found.filter(territory_id=escalation.territory_id)
    return found


def _public_observations() -> QuerySet[Observation]:
    """Return what was kept, of rounds that the authority could answer to and that are published."""
    return Observation.objects.filter(
        state=ObservationState.KEPT, round__state=RoundState.PUBLISHED
    ).select_related("territory", "location", "version")
