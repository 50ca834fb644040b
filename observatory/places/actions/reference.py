"""Loading territories and organizations from the project's data files."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory
from observatory.places.models import Organization, PostalCode, Territory
from observatory.places.permissions import may_load_reference
from observatory.vocabularies.models import Term

DATA = Path(__file__).resolve().parent.parent / "data"
TERRITORY_FIELDS = [
    "kind",
    "names",
    "label",
    "latitude",
    "longitude",
    "tile_column",
    "tile_row",
    "is_focus",
]


def load_territories(*, by: Actor, at: datetime, path: Path = DATA / "territories.json") -> int:
    """Bring territories and their postal codes to what the file says.

    A parent stands before its parts in the file. A territory that left the
    file stays: reports point at it. Then, only if a row changed: a journal
    entry, a new edition, and the memory forgotten. Returns the number of rows
    touched. Raises `PermissionDenied`, and `KeyError` for an unknown parent.
    """
    if not may_load_reference(by):
        raise PermissionDenied
    rows = json.loads(path.read_text(encoding="utf-8"))["territories"]
    with transaction.atomic():
        found = {territory.nis: territory for territory in Territory.objects.all()}
        touched = 0
        for row in rows:
            values = {field: row.get(field) for field in TERRITORY_FIELDS}
            values["label"] = row.get("label", "")
            values["is_focus"] = row.get("is_focus", False)
            values["parent_id"] = found[row["parent"]].pk if row["parent"] else None
            touched += _write_territory(found, row["nis"], values)
        touched += _write_postal_codes(
            {(found[row["nis"]].pk, code) for row in rows for code in row.get("postal_codes", [])}
        )
        if touched:
            _announce(by, at, "load_territories", "reference:territories", touched)
    if touched:
        memory.forget_all()
    return touched


def _write_territory(found: dict[str, Territory], nis: str, values: dict[str, Any]) -> int:
    territory = found.get(nis)
    if territory is None:
        found[nis] = Territory.objects.create(nis=nis, **values)
        return 1
    if all(getattr(territory, field) == value for field, value in values.items()):
        return 0
    Territory.objects.filter(pk=territory.pk).update(**values)
    return 1


def _write_postal_codes(wanted: set[tuple[int, str]]) -> int:
    """Make the codes that are missing, delete those of these territories that are not wanted."""
    found = {
        (territory, code): pk
        for pk, territory, code in PostalCode.objects.values_list("pk", "territory_id", "code")
    }
    missing = sorted(wanted - found.keys())
    PostalCode.objects.bulk_create(
        PostalCode(territory_id=territory, code=code) for territory, code in missing
    )
    known = {territory for territory, _ in wanted}
    gone = [pk for key, pk in found.items() if key not in wanted and key[0] in known]
    PostalCode.objects.filter(pk__in=gone).delete()
    return len(missing) + len(gone)


def load_organizations(*, by: Actor, at: datetime, path: Path = DATA / "organizations.json") -> int:
    """Bring organizations and the services they run to what the file says.

    One that left the file stays. Then, only if a row changed: a journal entry
    and a new edition. Returns the number of rows touched. Raises
    `PermissionDenied`, and `KeyError` for an unknown level, service or territory.
    """
    if not may_load_reference(by):
        raise PermissionDenied
    rows = json.loads(path.read_text(encoding="utf-8"))["organizations"]
    with transaction.atomic():
        terms = {
            (term.vocabulary, term.code): term.pk
            for term in Term.objects.filter(vocabulary__in=["level", "service"])
        }
        territories = dict(Territory.objects.values_list("nis", "pk"))
        found = {one.code: one for one in Organization.objects.all()}
        touched = 0
        wanted_services: set[tuple[int, int]] = set()
        for row in rows:
            values = {
                "names": row["names"],
                "level_id": terms["level", row["level"]],
                "territory_id": territories[row["territory"]] if row["territory"] else None,
                "source": row["source"],
            }
            touched += _write_organization(found, row["code"], values)
            wanted_services |= {
                (found[row["code"]].pk, terms["service", code]) for code in row["services"]
            }
        touched += _write_services(wanted_services)
        if touched:
            _announce(by, at, "load_organizations", "reference:organizations", touched)
    if touched:
        memory.forget_all()
    return touched


def _write_organization(found: dict[str, Organization], code: str, values: dict[str, Any]) -> int:
    organization = found.get(code)
    if organization is None:
        found[code] = Organization.objects.create(code=code, **values)
        return 1
    if all(getattr(organization, field) == value for field, value in values.items()):
        return 0
    Organization.objects.filter(pk=organization.pk).update(**values)
    return 1


def _write_services(wanted: set[tuple[int, int]]) -> int:
    """Make the links that are missing, delete those of these organizations that are not wanted."""
    link = Organization.services.through
    organizations = {organization for organization, _ in wanted}
    found = {
        (organization, term): pk
        for pk, organization, term in link.objects.filter(
            organization_id__in=organizations
        ).values_list("pk", "organization_id", "term_id")
    }
    missing = sorted(wanted - found.keys())
    link.objects.bulk_create(
        link(organization_id=organization, term_id=term) for organization, term in missing
    )
    gone = [pk for key, pk in found.items() if key not in wanted]
    link.objects.filter(pk__in=gone).delete()
    return len(missing) + len(gone)


def _announce(by: Actor, at: datetime, action: str, subject: str, touched: int) -> None:
    """Say in the journal and to the public pages that reference data changed."""
    record_entry(by=by, at=at, action=action, subject=subject, data={"rows": touched})
    advance_edition()
    transaction.on_commit(memory.forget_all)
