"""Rounds: opened for a territory and a period, changed, closed with what is missing."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from observatory.journal.actions import advance_edition, record_entry
from observatory.observations.models import Hearing, Round, RoundLocation
from observatory.observations.permissions import may_coordinate
from observatory.observations.queries.hearings import may_be_published
from observatory.observations.queries.plans import plan_of
from observatory.observations.queries.rounds import QUESTIONNAIRE, scenarios
from observatory.observations.states import ROUND, RoundState
from observatory.people.actions import Conflict, Refused
from observatory.people.models import User
from observatory.places.models import Location, Territory
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import current_version

# A round of more than a year is no picture of one moment.
LONGEST_DAYS = 366


def prepare_round(
    *,
    territory: Territory,
    starts_on: date,
    ends_on: date,
    places: Mapping[Location, str],
    by: User,
    at: datetime,
    version: QuestionnaireVersion | None = None,
    is_demo: bool = False,
) -> Round:
    """Make a round, still in preparation; `places` gives the scenario tried at each location.

    It holds the newest version of the grid, unless `version` says another.
    Writes the journal. Raises `PermissionDenied` for a territory that `by` does
    not coordinate, and `Refused`: "period", "too_long", "no_location" without a
    location, "other_territory", "no_scenario", "exists" for a second round that
    begins there on the same day.
    """
    if not may_coordinate(by, territory.pk):
        raise PermissionDenied
    version = version or current_version(QUESTIONNAIRE)
    _check_period(starts_on, ends_on)
    _check_places(places, territory, version)
    try:
        with transaction.atomic():
            made = Round.objects.create(
                territory=territory,
                version=version,
                starts_on=starts_on,
                ends_on=ends_on,
                created_at=at,
                is_demo=is_demo,
            )
            _write_places(made, places)
            record_entry(
                by=by,
                at=at,
                action="round.prepare",
                subject=made.subject,
                after=made.state,
                data={"nis": territory.nis, "version": version.number, "places": len(places)},
            )
    except IntegrityError:
        raise Refused("exists") from None
    return made


def change_round(
    *,
    asked: Round,
    starts_on: date,
    ends_on: date,
    places: Mapping[Location, str],
    seen: int,
    by: User,
    at: datetime,
) -> None:
    """Change the period and the locations of a round that is not closed. Writes the journal.

    `seen` is the revision that was read. Raises what `prepare_round` raises,
    `Conflict` ("changed") when someone was quicker, and `Refused` ("in_use")
    when a location is taken out, or gets another scenario, where something is
    planned or was observed.
    """
    if not may_coordinate(by, asked.territory_id):
        raise PermissionDenied
    _check_period(starts_on, ends_on)
    _check_places(places, asked.territory, asked.version)
    try:
        with transaction.atomic():
            changed = Round.objects.filter(
                pk=asked.pk, revision=seen, state__in=[RoundState.PLANNED, RoundState.OPEN]
            ).update(starts_on=starts_on, ends_on=ends_on, revision=seen + 1)
            if not changed:
                raise Conflict("changed")
            _change_places(asked, places)
            record_entry(
                by=by,
                at=at,
                action="round.change",
                subject=asked.subject,
                data={"places": len(places)},
            )
    except IntegrityError:
        raise Refused("exists") from None


def _change_places(asked: Round, places: Mapping[Location, str]) -> None:
    wanted = {location.pk: code for location, code in places.items()}
    before = dict(asked.points.values_list("location_id", "scenario"))
    touched = [pk for pk, code in before.items() if wanted.get(pk) != code]
    if (
        asked.slots.filter(location_id__in=touched).exists()
        or asked.observations.filter(location_id__in=touched).exists()
    ):
        raise Refused("in_use")
    asked.points.filter(location_id__in=touched).delete()
    _write_places(asked, {one: code for one, code in places.items() if before.get(one.pk) != code})


def _write_places(asked: Round, places: Mapping[Location, str]) -> None:
    RoundLocation.objects.bulk_create(
        RoundLocation(round=asked, location=location, scenario=code)
        for location, code in places.items()
    )


def _check_period(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Refused("period")
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise Refused("too_long")


def _check_places(
    places: Mapping[Location, str], territory: Territory, version: QuestionnaireVersion
) -> None:
    if not places:
        raise Refused("no_location")
    if any(one.territory_id != territory.pk for one in places):
        raise Refused("other_territory")
    if not set(places.values()) <= set(scenarios(version)):
        raise Refused("no_scenario")


def move_round(
    *, asked: Round, transition: str, by: User, at: datetime, knows_missing: bool = False
) -> None:
    """Take a round one step on: a name of `states.ROUND`. Writes the journal.

    Closing works out what is missing and keeps it as the caveat that is
    published with the figures; reopening takes the caveat away. Raises
    `PermissionDenied`, `Conflict` ("changed") when the round is not in a state
    from which the step leads, and `Refused`: "missing" when something is
    missing and `knows_missing` does not say that the person was told;
    "no_hearing" when it goes to the authority without its right of reply
    (`send_to_authority` does both); "too_early" to publish before the
    authority has answered or its term has passed.
    """
    if not may_coordinate(by, asked.territory_id):
        raise PermissionDenied
    step = ROUND[transition]
    if asked.state not in step.before:
        raise Conflict("changed")
    with transaction.atomic():
        columns = _what_changes(asked, step.name, at=at, knows_missing=knows_missing)
        moved = Round.objects.filter(
            pk=asked.pk, state=asked.state, revision=asked.revision
        ).update(state=step.after, revision=asked.revision + 1, **columns)
        if not moved:
            raise Conflict("changed")
        record_entry(
            by=by,
            at=at,
            action=f"round.{step.name}",
            subject=asked.subject,
            before=asked.state,
            after=step.after,
            data={"missing": sum(one["count"] for one in columns.get("caveat", []))},
        )
        if step.name == "publish":
            advance_edition()


def _what_changes(asked: Round, step: str, *, at: datetime, knows_missing: bool) -> dict[str, Any]:
    """Return what a step writes besides the state, or refuse it."""
    if step == "close":
        caveat = caveat_of(asked)
        if caveat and not knows_missing:
            raise Refused("missing")
        return {"caveat": caveat, "closed_at": at}
    if step == "reopen":
        return {"caveat": [], "closed_at": None}
    if step == "send_to_authority" and not Hearing.objects.filter(round_id=asked.pk).exists():
        raise Refused("no_hearing")
    if step == "publish":
        if not may_be_published(asked, timezone.localdate(at)):
            raise Refused("too_early")
        return {"published_at": at}
    return {}


def caveat_of(asked: Round) -> list[dict[str, Any]]:
    """Return what was not made, as it is kept: `[{"location", "kind", "count"}]`.

    `location` is the code of the location, None for what the round lacks as a
    whole; `kind` is one of `Kind`, "routes" or "double".
    """
    plan = plan_of(asked)
    codes = {row.location_id: row.location.code for row in plan.rows}
    found = []
    for one in plan.missing():
        values = asdict(one)
        point = values["point"]
        found.append(
            {
                "location": codes[point] if point is not None else None,
                "kind": values["kind"],
                "count": values["count"],
            }
        )
    return found
