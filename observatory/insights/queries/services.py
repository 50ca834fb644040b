"""The services people need, and one of them."""

from typing import Any

from django.urls import reverse

from observatory.places.models import Organization, Territory
from observatory.places.queries import territories_by_id
from observatory.problems.models import Problem
from observatory.problems.queries import describe_problems
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import grouped_terms, term

# One problem for each place and channel: this is all of them for nineteen places.
SHOWN_ON_PAGE = 200


def service_groups() -> list[dict[str, Any]]:
    """Return the services by group: name, icon, and each service with its address. No query."""
    base = reverse("services")
    return [
        {
            "code": group.code,
            "name": group.name,
            "icon": group.attributes.get("icon", "other"),
            "services": [(one.name, f"{base}{one.code}/") for one in members],
        }
        for group, members in grouped_terms("service")
    ]


def service_page(service: Term) -> dict[str, Any]:
    """Return the context of the page of a service: who runs it, and the problems by place.

    Two queries. Organizations that exist once per municipality are grouped.
    """
    problems = list(
        Problem.objects.public()
        .filter(service=service)
        .order_by("-changed_at", "-pk")[:SHOWN_ON_PAGE]
    )
    rows = describe_problems(problems)
    places: dict[str, list[dict[str, Any]]] = {}
    for problem, row in zip(problems, rows, strict=True):
        where = territories_by_id().get(problem.territory_id or 0)
        key = where.name if where else ""
        places.setdefault(key, []).append(row)
    everywhere, local = _organizations(service)
    group = next(
        (g for g, members in grouped_terms("service") if service in members),
        None,
    )
    return {
        "service": service,
        "icon": service.attributes.get("icon", "other"),
        "group": group.name if group else "",
        "level": _level(service),
        "places": sorted(places.items(), key=lambda place: (place[0] == "", place[0])),
        "everywhere": everywhere,
        "local": local,
    }


def _organizations(service: Term) -> tuple[list[str], list[tuple[str, str]]]:
    """Return who runs the service everywhere, and (place, name) where there is one per place."""
    rows = list(Organization.objects.filter(services=service).order_by("code"))
    territories = territories_by_id()

    def is_local(one: Organization) -> bool:
        place = territories.get(one.territory_id or 0)
        return place is not None and place.kind == Territory.Kind.MUNICIPALITY

    return (
        sorted(one.name for one in rows if not is_local(one)),
        sorted(
            (territories[one.territory_id].name, one.name)
            for one in rows
            if is_local(one) and one.territory_id
        ),
    )


def _level(service: Term) -> str:
    """Return the level of government that is answerable for the service, in words."""
    try:
        return term("level", str(service.attributes.get("level", ""))).name
    except Term.DoesNotExist:
        return ""
