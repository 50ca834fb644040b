"""One municipality beside others: only what was observed alike, and never a ranking.

The rule is that of the design, section 5, rule 4: the same version of the grid, the
same season, and a difference told only where the intervals do not overlap.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from observatory.insights.models import Snapshot
from observatory.kit.small_numbers import Compared, compare_proportions
from observatory.observations.models import Kind
from observatory.places.models import Territory

from .figures import HEADLINE

# Rounds of one season lie closer together than this.
SEASON = timedelta(days=184)


@dataclass(frozen=True)
class Alike:
    """What another municipality's visits came to: (successes, total), and what may be said of it."""

    territory: Territory
    slug: str
    share: tuple[int, int]
    compared: Compared


def others_alike(newest: Snapshot) -> list[Alike]:
    """Return the newest figures of other municipalities that can stand beside these, in no order of theirs.

    Visits only, made with the same version of the grid, in the same season (by the
    middle of the period: December to February, March to May, ...), with the same
    scenarios. Empty where there are none, or where these have too few visits. One query.
    """
    asked = newest.round
    found = (
        Snapshot.objects.filter(
            round__version=asked.version_id,
            round__starts_on__range=(asked.starts_on - SEASON, asked.starts_on + SEASON),
        )
        .select_related("territory", "round")
        .defer("bodies", "table")
        .order_by("-frozen_at", "-pk")
    )
    by_territory: dict[int, Snapshot] = {}
    for one in found:
        by_territory.setdefault(one.territory_id, one)
    mine = by_territory.pop(newest.territory_id, None)
    season = season_of(asked.starts_on, asked.ends_on)
    others = [
        one
        for one in by_territory.values()
        if season_of(one.round.starts_on, one.round.ends_on) == season
    ]
    # A municipality that stands alone, as most do, has nothing to be read again.
    if mine is None or not others:
        return []
    payload = json.loads(mine.data)
    share = _visits(payload)
    if share is None:
        return []
    alike = []
    for other in others:
        theirs = json.loads(other.data)
        their_share = _visits(theirs)
        is_alike = (
            _scenarios(theirs) == _scenarios(payload)
            and theirs["grid"]["sha256"] == payload["grid"]["sha256"]
        )
        if is_alike and their_share is not None:
            compared = compare_proportions(their_share, share)
            alike.append(Alike(other.territory, other.slug, their_share, compared))
    return alike


def season_of(starts_on: date, ends_on: date) -> tuple[int, int]:
    """Return (year, season) of a period by its middle: 0 for December to February, 1 from March on."""
    middle = starts_on + (ends_on - starts_on) / 2
    return middle.year + (middle.month == 12), middle.month % 12 // 3


def _visits(payload: dict[str, Any]) -> tuple[int, int] | None:
    """Return how often the procedure was completed at the counter, of how many; None where it is not told."""
    for one in payload["together"]:
        if (one["item"], one["option"], one["channel"]) == (HEADLINE, "done", Kind.VISIT):
            return one["successes"], one["total"]
    return None


def _scenarios(payload: dict[str, Any]) -> set[str]:
    return {one["scenario"] for one in payload["locations"]}
