"""Where a case goes, with the records and the reference data of this installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from observatory.escalations.cases import Case, read_case
from observatory.escalations.models import Body, Escalation
from observatory.escalations.records import Record
from observatory.escalations.routing import Finding, Route, route_case
from observatory.reports.models import Report

from .reading import known, records


def route_of(data: Mapping[str, Any], *, today: date) -> Route:
    """Return where the case goes on that day. Raises `BadCase`."""
    case: Case = read_case({**data, "on": today.isoformat()}, known(), today=today)
    return route_case(case, records(), country=settings.COUNTRY)


@dataclass(frozen=True)
class Standing:
    """What the record of a body says of one case: its finding, or why it is not competent."""

    record: Record
    finding: Finding | None
    why_not: str
    is_checked: bool


def standing_of(escalation: Escalation, *, today: date) -> Standing | None:
    """Return how the body of a dossier stands to its case; None for a body that was retired."""
    record = records().get(escalation.body.code)
    if record is None:
        return None
    route = route_of(escalation.case, today=today)
    finding = next((one for one in route.bodies if one.body == record.code), None)
    refusal = next((one for one in route.not_competent if one.body == record.code), None)
    return Standing(
        record=record,
        finding=finding,
        why_not=refusal.why.text if refusal and record.kind != "research" else "",
        is_checked=record.is_checked(today),
    )


def case_of(report: Report) -> dict[str, Any]:
    """Return what a report says of a case: service, municipality, whether the service knows."""
    told = report.answers.get("told_service") == "yes"
    month = report.answers.get("told_month", "")
    how = report.answers.get("told_how") or []
    data: dict[str, Any] = {
        "service": report.service.code,
        "territory_nis": report.territory.nis if report.territory else None,
        "told_service_on": f"{month}-01"
        if told and isinstance(month, str) and len(month) == 7
        else None,
        "told_service_how": " ".join(how) if told and isinstance(how, list) else None,
    }
    return {name: value for name, value in data.items() if value}


def unchecked_bodies(today: date) -> list[Body]:
    """Return the bodies in use, those that nobody checked within the year first."""
    found = Body.objects.filter(is_active=True).order_by("position", "code")
    known_records = records()
    return sorted(
        found,
        key=lambda one: one.code in known_records and known_records[one.code].is_checked(today),
    )
