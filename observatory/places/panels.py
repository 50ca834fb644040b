"""What this package shows on the pages of others: the official facts of a place or a service."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from observatory.kit.remembered import RememberedBy
from observatory.vocabularies.models import Term

from .models import Territory
from .presenting import describe_current
from .queries.locations import asked_locations, facts_in_territory, facts_of_service


def facts_of_territory_panel(territory: Territory) -> dict[str, Any]:
    """Return the counters of a territory with their hours; none says "not known yet"."""
    return {"items": _of_territory.get((territory.pk, get_language() or ""))}


def facts_of_service_panel(service: Term) -> dict[str, Any]:
    """Return the counters of a service in our territories."""
    return {"items": _of_service.get((service.pk, get_language() or ""))}


def _write_territory(key: tuple[int, str]) -> SafeString:
    return _write(
        describe_current(one, one.location.organization.name) for one in facts_in_territory(key[0])
    )


def _write_service(key: tuple[int, str]) -> SafeString:
    return _write(
        describe_current(one, territory.name)
        for one in facts_of_service(key[0])
        if (territory := one.location.territory) is not None
    )


def _write(facts: Iterable[dict[str, Any]]) -> SafeString:
    return SafeString(
        "".join(render_to_string("places/panels/fact.html", {"fact": fact}) for fact in facts)
    )


# By primary key and language. Facts change when an editor or an import says so,
# and both make them forgotten.
_of_territory = RememberedBy(_write_territory)
_of_service = RememberedBy(_write_service)


def asked_panel(user: Any) -> dict[str, Any] | None:
    """Return how many locations wait for an editor's word, for who may give it."""
    if not (user.holds("editor") or user.holds("administrator")):
        return None
    shown = list(asked_locations()[:6])
    return {"locations": shown[:5], "more": len(shown) > 5} if shown else None
