"""What changed since the round before: the same places, the same grid, and the dated official facts."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from observatory.insights.models import Snapshot
from observatory.observations.models import Round
from observatory.places.models import OpeningHours

from .figures import HEADLINE, figures_of


def payload_of(asked: Round) -> dict[str, Any]:
    """Return the figures of a round with what they are compared to: what a snapshot freezes. Nine queries.

    `previous`: of the figures that were published before of the same territory, their
    slug, dates, version of the grid, scenario of each location and headline shares; None when there are none.
    `facts`: changes of posted hours of the round's locations, with their date and source,
    since the round before began (all that are known, for a first one).
    """
    payload = figures_of(asked)
    previous = _previous(asked)
    since = date.fromisoformat(_first_day(previous)) if previous else None
    return payload | {
        "previous": None if previous is None else _told(previous),
        "facts": _changes(asked, since),
    }


def _previous(asked: Round) -> Snapshot | None:
    found = Snapshot.objects.filter(territory=asked.territory, round__starts_on__lt=asked.starts_on)
    return found.order_by("-round__starts_on").first()


def _first_day(snapshot: Snapshot) -> str:
    told = json.loads(snapshot.data)["round"]
    return str(told["first_on"] or told["starts_on"])


def _told(snapshot: Snapshot) -> dict[str, Any]:
    payload: Mapping[str, Any] = json.loads(snapshot.data)
    return {
        "slug": snapshot.slug,
        "round": {
            name: payload["round"][name] for name in ("starts_on", "ends_on", "first_on", "last_on")
        },
        "grid": payload["grid"],
        "scenarios": {one["code"]: one["scenario"] for one in payload["locations"]},
        "shares": [
            one for one in payload["shares"] if (one["item"], one["option"]) == (HEADLINE, "done")
        ],
    }


def _changes(asked: Round, since: date | None) -> list[dict[str, Any]]:
    """Return each fact that says something else than the one before it, by date."""
    rows = (
        OpeningHours.objects.filter(
            location__in=asked.points.values("location"), snapshot__taken_on__lte=asked.ends_on
        )
        .select_related("location", "snapshot")
        .order_by("location__code", "snapshot__taken_on", "pk")
    )
    found = []
    before: OpeningHours | None = None
    for fact in rows:
        same_place = before is not None and before.location_id == fact.location_id
        if (
            before is not None
            and same_place
            and fact.hours != before.hours
            and (since is None or fact.snapshot.taken_on >= since)
        ):
            found.append(_change(before, fact))
        before = fact
    return found


def _change(before: OpeningHours, after: OpeningHours) -> dict[str, Any]:
    return {
        "location": after.location.code,
        "on": after.snapshot.taken_on.isoformat(),
        "before_on": before.snapshot.taken_on.isoformat(),
        "minutes_before": before.weekly_minutes,
        "minutes": after.weekly_minutes,
        "source": after.snapshot.source,
    }
