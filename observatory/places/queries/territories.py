"""Territories: kept in the process, so that a hot page asks the database nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observatory.kit.remembered import Remembered
from observatory.places.models import PostalCode, Territory


@dataclass(frozen=True)
class _Territories:
    all: Sequence[Territory]
    by_id: Mapping[int, Territory]
    by_nis: Mapping[str, Territory]
    by_postal_code: Mapping[str, Sequence[Territory]]


def _read() -> _Territories:
    rows = list(Territory.objects.order_by("nis"))
    by_id = {row.pk: row for row in rows}
    by_postal_code: dict[str, list[Territory]] = {}
    for code, territory in PostalCode.objects.order_by("code", "territory__nis").values_list(
        "code", "territory_id"
    ):
        by_postal_code.setdefault(code, []).append(by_id[territory])
    return _Territories(rows, by_id, {row.nis: row for row in rows}, by_postal_code)


_territories = Remembered(_read)


def territories() -> list[Territory]:
    """Return every territory by NIS code; shared objects, not to be changed."""
    return list(_territories.get().all)


def municipalities() -> list[Territory]:
    """Return the municipalities by NIS code."""
    return [one for one in _territories.get().all if one.kind == Territory.Kind.MUNICIPALITY]


def territories_by_id() -> Mapping[int, Territory]:
    """Return every territory by its primary key."""
    return _territories.get().by_id


def territory_by_nis(nis: str) -> Territory:
    """Return one territory. Raises `Territory.DoesNotExist` for an unknown NIS code."""
    try:
        return _territories.get().by_nis[nis]
    except KeyError:
        raise Territory.DoesNotExist("unknown NIS code") from None


def territories_of_postal_code(code: str) -> list[Territory]:
    """Return the territories that have the postal code: none, one, or several (1040, 1050)."""
    return list(_territories.get().by_postal_code.get(code.strip(), ()))
