"""The queue: what waits, oldest first, in the moderator's own territories."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_datetime

from observatory.moderation.models import Decision
from observatory.moderation.permissions import moderated_territories
from observatory.people.models import User
from observatory.places.models import Territory
from observatory.places.queries import territories_by_id
from observatory.reports.models import Exchange, Photo, Report, ReportTerm, Story
from observatory.reports.states import DECIDED, State
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import terms_by_id

from .report import DECISION_WORDS

PAGE = 30
# A queue is counted up to here; beyond, it says "more than".
COUNTED_UP_TO = 200

LISTS: dict[str, Sequence[str]] = {
    "read": [State.RECEIVED],
    "second": [State.PROPOSED],
    "asked": [State.TO_COMPLETE],
    # Decided already, and the person has said something since.
    "said": sorted(DECIDED),
}


@dataclass
class Row:
    """One line of the queue."""

    report: Report
    service: Term
    territory: Territory | None
    obstacles: list[Term] = field(default_factory=list)
    has_text: bool = False
    has_photo: bool = False
    is_mine: bool = False


@dataclass(frozen=True)
class Page:
    """One page of rows; `after` starts the next page, or is ""."""

    rows: list[Any]
    after: str = ""


def unread_messages() -> QuerySet[Exchange]:
    """Return what persons said and nobody of the team has read."""
    return Exchange.objects.filter(author=Exchange.Author.PERSON, read_at=None)


def list_for(by: User, name: str) -> QuerySet[Report]:
    """Return the reports of one of the `LISTS`, oldest first."""
    found = reports_for(by, LISTS[name])
    if name == "said":
        found = found.filter(pk__in=unread_messages().values("report_id"))
    return found


def reports_for(by: User, states: Sequence[str]) -> QuerySet[Report]:
    """Return the reports in these states that the moderator may see, oldest first."""
    where = moderated_territories(by)
    found = Report.objects.filter(state__in=states).order_by("received_at", "pk")
    return found if where is None else found.filter(territory_id__in=where)


def queue_page(by: User, name: str, after: str = "") -> Page:
    """Return a page of one of the `LISTS`. Two queries, whatever the number of rows.

    `after` is "<received at>_<pk>" of the last row of the page before; what
    cannot be read starts at the beginning.
    """
    found = list_for(by, name)
    if start := _read_key(after):
        received_at, pk = start
        found = found.filter(Q(received_at__gt=received_at) | Q(received_at=received_at, pk__gt=pk))
    reports = list(
        found.annotate(
            has_text=Exists(Story.objects.filter(report=OuterRef("pk")).exclude(original="")),
            has_photo=Exists(Photo.objects.filter(report=OuterRef("pk"))),
        )[: PAGE + 1]
    )
    following = ""
    if len(reports) > PAGE:
        reports.pop()
        following = f"{reports[-1].received_at.isoformat()}_{reports[-1].pk}"
    return Page(_rows(reports, by), following)


def _read_key(after: str) -> tuple[datetime, int] | None:
    moment, _, pk = after.rpartition("_")
    try:
        received_at = parse_datetime(moment)
    except ValueError:
        return None
    if received_at is None or received_at.tzinfo is None or not pk.isdecimal() or len(pk) > 18:
        return None
    return received_at, int(pk)


def _rows(reports: Sequence[Report], by: User) -> list[Row]:
    terms, places = terms_by_id(), territories_by_id()
    rows = {
        report.pk: Row(
            report=report,
            service=terms[report.service_id],
            territory=places[report.territory_id] if report.territory_id else None,
            has_text=report.has_text,  # type: ignore[attr-defined]
            has_photo=report.has_photo,  # type: ignore[attr-defined]
            is_mine=report.first_moderator_id == by.pk,
        )
        for report in reports
    }
    for pk, term_id in (
        ReportTerm.objects.filter(report__in=list(rows), term__vocabulary="obstacle")
        .order_by("pk")
        .values_list("report_id", "term_id")
    ):
        rows[pk].obstacles.append(terms[term_id])
    return list(rows.values())


def queue_sizes(by: User) -> dict[str, int]:
    """Return how many reports wait in each list, counted up to `COUNTED_UP_TO`."""
    return {name: list_for(by, name).order_by()[: COUNTED_UP_TO + 1].count() for name in LISTS}


def oldest_waiting(by: User) -> datetime | None:
    """Return when the oldest report that waits was received."""
    return (
        reports_for(by, [State.RECEIVED, State.PROPOSED])
        .values_list("received_at", flat=True)
        .first()
    )


def recent_decisions(by: User, before: str = "") -> Page:
    """Return the newest decisions in the moderator's territories, a page before that pk."""
    where = moderated_territories(by)
    found = Decision.objects.select_related("decided_by", "report").order_by("-pk")
    if where is not None:
        found = found.filter(report__territory_id__in=where)
    if before.isdecimal() and len(before) <= 18:
        found = found.filter(pk__lt=int(before))
    decisions = list(found[: PAGE + 1])
    following = ""
    if len(decisions) > PAGE:
        decisions.pop()
        following = str(decisions[-1].pk)
    terms, places = terms_by_id(), territories_by_id()
    rows = [
        {
            "decision": decision,
            "words": DECISION_WORDS.get(decision.transition, decision.transition),
            "report": decision.report,
            "service": terms[decision.report.service_id],
            "territory": places.get(decision.report.territory_id or 0),
        }
        for decision in decisions
    ]
    return Page(rows, following)
