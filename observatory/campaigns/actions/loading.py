"""Bringing in the campaigns that the project ships, without writing over anyone's words."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from observatory.campaigns.models import Campaign, Demand, Step
from observatory.campaigns.permissions import may_load_campaigns
from observatory.campaigns.states import (
    Precision,
    State,
    campaign_mistakes,
    demand_mistakes,
    step_mistakes,
)
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.kit.partial_dates import read_partial_date
from observatory.kit.remembered import memory
from observatory.places.models import Territory

from .conflict import BadValues
from .indexing import campaign_changed, index_missing
from .rows import Row, as_data, set_values, values_of

DATA = Path(__file__).resolve().parents[1] / "data" / "campaigns.json"


def load_campaigns(*, by: Actor, at: datetime, path: Path = DATA) -> int:
    """Bring the shipped campaigns, demands and steps to what the file says.

    A row is written only while it says what the file said last; one that an
    editor changed stays as it is, and so does a campaign's state once it is
    there. A demand or step that left the file is taken back. Then, only if a
    row changed: a journal entry and the edition. Returns the number of rows
    touched. Raises `PermissionDenied`, and `BadValues` for what no editor could
    have written either.
    """
    if not may_load_campaigns(by):
        raise PermissionDenied
    wanted = [_read(one, localdate(at)) for one in json.loads(path.read_text(encoding="utf-8"))]
    touched = 0
    with transaction.atomic():
        for state, code, values, demands, steps in wanted:
            campaign = Campaign.objects.filter(code=code).first()
            if campaign is None:
                campaign = Campaign.objects.create(
                    code=code, state=state, shipped=as_data(values), changed_at=at, **values
                )
                touched += 1
            else:
                touched += _bring(campaign, values, at)
            touched += _bring_parts(campaign, Demand, demands, at)
            touched += _bring_parts(campaign, Step, steps, at)
        if touched:
            record_entry(
                by=by,
                at=at,
                action="load_campaigns",
                subject="reference:campaigns",
                data={"rows": touched},
            )
            for pk in Campaign.objects.exclude(code="").values_list("pk", flat=True):
                campaign_changed(pk)
        index_missing()
    if touched:
        memory.forget_all()
    return touched


def _bring_parts(
    campaign: Campaign,
    model: type[Demand] | type[Step],
    wanted: Mapping[str, dict[str, Any]],
    at: datetime,
) -> int:
    """Bring the demands or the steps of one campaign to what the file says; return how many changed."""
    rows = model.objects.filter(campaign=campaign).exclude(code="")
    found = {row.code: row for row in rows}
    touched = 0
    for code, values in wanted.items():
        if code in found:
            touched += _bring(found[code], values, at)
        else:
            model.objects.create(campaign=campaign, code=code, shipped=as_data(values), **values)
            touched += 1
    for code, row in found.items():
        if code not in wanted:
            touched += _bring(row, {**values_of(row), "is_taken_back": True}, at)
    return touched


def _bring(row: Row, values: dict[str, Any], at: datetime) -> int:
    """Write the values if the row still says what was shipped, and tell whether it changed."""
    shipped = as_data(values)
    if row.shipped == shipped or as_data(values_of(row)) != row.shipped:
        return 0
    set_values(row, row.revision, {**values, "shipped": shipped}, at)
    return 1


def _read(row: Mapping[str, Any], today: date) -> Any:
    """Return (state, code, values, demands by code, steps by code) of one campaign of the file."""
    nis = row["territory"]
    values = {
        "titles": row["titles"],
        "summaries": row["summaries"],
        "level": row["level"],
        "territory_id": Territory.objects.get(nis=nis).pk if nis else None,
        "company": "",
        "leaders": row["leaders"],
        "laws": row["laws"],
        "themes": row["themes"],
    }
    _refuse(row["code"], campaign_mistakes(values))
    demands, steps = {}, {}
    for position, one in enumerate(row["demands"], start=1):
        asked_on, precision = _day(one["asked"]) if one["asked"] else (None, Precision.DAY)
        demands[one["code"]] = demand = {
            "position": position,
            "texts": one["texts"],
            "addressees": one["addressees"],
            "asked_on": asked_on,
            "asked_precision": str(precision),
            "sources": one["sources"],
            "is_taken_back": False,
        }
        _refuse(one["code"], demand_mistakes(demand, today=today))
    for one in row["steps"]:
        happened_on, precision = _day(one["on"])
        steps[one["code"]] = step = {
            "kind": one["kind"],
            "stage": one.get("stage", ""),
            "happened_on": happened_on,
            "precision": str(precision),
            "places": one.get("places", {}),
            "titles": one["titles"],
            "texts": one.get("texts", {}),
            "sources": one["sources"],
            "is_taken_back": False,
        }
        _refuse(one["code"], step_mistakes(step, today=today))
    return State(row["state"]), row["code"], values, demands, steps


def _day(written: str) -> tuple[date, Precision]:
    """Return a date of the file, and how well it is known: "2024-03" is a month."""
    found = read_partial_date(written)
    return found.first, Precision(found.precision)


def _refuse(code: str, mistakes: dict[str, str]) -> None:
    if mistakes:
        raise BadValues({f"{code}.{field}": reason for field, reason in mistakes.items()})
