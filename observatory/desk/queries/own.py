"""What an association brought, for those who work there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from observatory.associations.queries import associations_of
from observatory.people.models import User
from observatory.places.models import Territory
from observatory.places.queries import territories_by_id
from observatory.reports.models import Report, ReportTerm
from observatory.reports.states import COUNTED, State
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import terms_by_id

PAGE = 30

# The lists one may choose from: which states they hold.
LISTS: dict[str, Sequence[str]] = {
    "all": [],
    "waiting": [State.RECEIVED, State.PROPOSED],
    "asked": [State.TO_COMPLETE],
    "counted": sorted(COUNTED | {State.MERGED}),
    "rejected": [State.REJECTED],
}


@dataclass
class Row:
    """One report as the list shows it."""

    report: Report
    service: Term
    territory: Territory | None
    obstacles: list[Term] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """One page of rows; `older` starts the next page, or is ""."""

    rows: list[Row]
    older: str = ""


def reports_brought(by: User) -> QuerySet[Report]:
    """Return what the person's associations brought, newest first."""
    mine = [one.pk for one in associations_of(by)]
    return Report.objects.filter(association__in=mine).order_by("-pk")


def brought_page(by: User, name: str = "all", before: str = "") -> Page:
    """Return a page of one of the `LISTS`. Three queries, whatever the number of rows.

    `before` is the primary key of the last row of the page before (keyset
    paging); what cannot be read starts at the beginning.
    """
    found = reports_brought(by)
    if states := LISTS.get(name):
        found = found.filter(state__in=states)
    if before.isdecimal() and len(before) <= 18:
        found = found.filter(pk__lt=int(before))
    reports = list(found[: PAGE + 1])
    older = ""
    if len(reports) > PAGE:
        reports.pop()
        older = str(reports[-1].pk)
    return Page(_rows(reports), older)


def _rows(reports: Sequence[Report]) -> list[Row]:
    terms, places = terms_by_id(), territories_by_id()
    rows = {
        report.pk: Row(
            report,
            terms[report.service_id],
            places[report.territory_id] if report.territory_id else None,
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


def brought_sizes(by: User) -> dict[str, int]:
    """Return how many reports wait and how many are asked something, for the team's first page."""
    found = reports_brought(by).order_by()
    return {
        "all": found.count(),
        "asked": found.filter(state=State.TO_COMPLETE).count(),
    }
