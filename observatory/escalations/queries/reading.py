"""Reading the competence records, and the reference data that a case is read with."""

import re
from collections.abc import Iterator, Mapping

from observatory.escalations.cases import Known, Place, Provider, words_of
from observatory.escalations.models import Body
from observatory.escalations.records import Record, read_record
from observatory.kit.remembered import Remembered
from observatory.places.models import Organization, PostalCode, Territory
from observatory.places.queries import (
    municipalities,
    territories,
    territories_by_id,
    territories_of_postal_code,
)
from observatory.vocabularies.queries import terms

# How people name the administration and the welfare centre of a municipality.
SAID_OF_LEVEL = {"commune": ("commune", "gemeente"), "cpas": ("cpas", "ocmw")}
BRACKETS = re.compile(r"\s*\(([^)]*)\)")


def _read_records() -> Mapping[str, Record]:
    return {
        body.code: read_record(body.code, body.names, body.facts, body.checked_on)
        for body in Body.objects.filter(is_active=True).order_by("position", "code")
    }


_records = Remembered(_read_records)


def records() -> Mapping[str, Record]:
    """Return the records in use by code, in the order in which bodies are named; shared."""
    return _records.get()


def _read_known() -> Known:
    rows = Organization.objects.select_related("level", "territory").prefetch_related("services")
    providers: dict[frozenset[str], Provider] = {}
    for row in rows.order_by("code"):
        provider = Provider(
            code=row.code,
            level=row.level.code,
            services=tuple(sorted(service.code for service in row.services.all())),
            nis=row.territory.nis if row.territory else "",
        )
        for name in _names_of(row):
            providers.setdefault(words_of(name), provider)
    services = terms("service")
    codes = set(PostalCode.objects.values_list("code", flat=True))
    everywhere = tuple(_place(one) for one in municipalities())
    return Known(
        providers=providers,
        services={
            words_of(name): service.code
            for service in services
            for name in (*service.names.values(), service.code)
            if words_of(name)
        },
        levels={service.code: str(service.attributes["level"]) for service in services},
        places_of={
            one.nis: tuple(place for place in everywhere if one.nis in place.within)
            for one in territories()
        },
        places_of_code={
            code: tuple(
                _place(one)
                for one in territories_of_postal_code(code)
                if one.kind == Territory.Kind.MUNICIPALITY
            )
            for code in codes
        },
    )


_known = Remembered(_read_known)


def known() -> Known:
    """Return what cases are read with: organizations, services and municipalities; shared."""
    return _known.get()


def _place(territory: Territory) -> Place:
    """Return the municipality with every territory above it."""
    within, here = {territory.nis}, territory
    while here.parent_id:
        here = territories_by_id()[here.parent_id]
        within.add(here.nis)
    return Place(territory.nis, frozenset(within))


def _names_of(organization: Organization) -> Iterator[str]:
    """Yield the code and the names: whole, without what stands in brackets, and a short name there."""
    yield organization.code
    for name in organization.names.values():
        yield name
        yield BRACKETS.sub("", name)
        yield from (short for short in BRACKETS.findall(name) if " " not in short)
    if organization.territory:
        for word in SAID_OF_LEVEL.get(organization.level.code, ()):
            for place in organization.territory.names.values():
                yield f"{word} {place}"
