"""The services people need, and one of them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from observatory.kit.remembered import RememberedBy
from observatory.places.models import Organization, Territory
from observatory.places.queries import territories_by_id
from observatory.problems.queries import ProblemList, problems_of_service
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import grouped_terms, term


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

    One query, two the first time. Organizations that exist once per municipality are grouped.
    """
    places: dict[str, ProblemList] = {}
    for row in problems_of_service(service):
        places.setdefault(row["place"] if row["is_placed"] else "", ProblemList()).append(row)
    everywhere, local = _organizations.get((service.pk, get_language() or ""))
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


def _who_runs(key: tuple[int, str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return who runs the service everywhere, and (place, name) where there is one per place."""
    rows = list(Organization.objects.filter(services=key[0]).order_by("code"))
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


# By service and language; loaders of organizations make it forgotten.
_organizations = RememberedBy(_who_runs)


def _level(service: Term) -> str:
    """Return the level of government that is answerable for the service, in words."""
    try:
        return term("level", str(service.attributes.get("level", ""))).name
    except Term.DoesNotExist:
        return ""
