"""Writing campaigns, their demands and steps, and correcting them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from observatory.campaigns.models import Campaign, Change, Demand, Step
from observatory.campaigns.permissions import may_edit
from observatory.campaigns.states import (
    campaign_mistakes,
    demand_mistakes,
    step_mistakes,
    whole_date,
)
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor

from .conflict import BadValues
from .indexing import campaign_changed
from .rows import LINKS, Row, as_data, links_of, set_values, values_of

Values = Mapping[str, Any]


class Who(NamedTuple):
    """Who writes, and when."""

    by: Actor
    at: datetime


def write_campaign(*, values: Values, by: Actor, at: datetime, is_demo: bool = False) -> Campaign:
    """Make a campaign, as a draft. `values` are those of `Campaign.VALUES` and, if any, of its links.

    Side effects: the campaign, a journal entry. Raises `PermissionDenied`, and
    `BadValues` (see `states.campaign_mistakes`).
    """
    if not may_edit(by, values["territory_id"]):
        raise PermissionDenied
    _refuse(campaign_mistakes(values))
    plain = {name: value for name, value in values.items() if name not in LINKS}
    with transaction.atomic():
        campaign = Campaign.objects.create(**plain, changed_at=at, is_demo=is_demo)
        for name in LINKS:
            getattr(campaign, name).set(values.get(name, ()))
        record_entry(by=by, at=at, action="campaigns.write", subject=campaign.subject)
    return campaign


def correct_campaign(
    *, campaign: Campaign, revision: int, values: Values, by: Actor, at: datetime
) -> None:
    """Write other values, links among them; what stood there before is kept to be undone.

    Needs the permission where the campaign is and where it goes. Side effects:
    the campaign and its revision, a `Change`, a journal entry, the edition.
    Raises `PermissionDenied`, `BadValues`, `Conflict`.
    """
    whole = {**values_of(campaign), **values}
    if not (may_edit(by, campaign.territory_id) and may_edit(by, whole["territory_id"])):
        raise PermissionDenied
    _refuse(campaign_mistakes(whole))
    before = values_of(campaign) | links_of(campaign)
    _correct(
        campaign,
        "campaign",
        campaign,
        revision=revision,
        values=values,
        before=before,
        who=Who(by, at),
    )


def add_demand(*, campaign: Campaign, values: Values, by: Actor, at: datetime) -> Demand:
    """Add a demand, with its source. `values` are those of `Demand.VALUES`.

    Side effects: the demand, a `Change`, a journal entry, the edition. Raises
    `PermissionDenied`, `BadValues`.
    """
    values = _demand_values({"is_taken_back": False, **values}, at)
    demand = Demand(campaign=campaign, **values)
    _add(campaign, "demand", demand, by, at)
    return demand


def correct_demand(
    *, demand: Demand, revision: int, values: Values, by: Actor, at: datetime
) -> None:
    """Write other values of a demand, or take it back; the same effects as `correct_campaign`."""
    campaign = demand.campaign
    _permit(by, campaign)
    whole = _demand_values({**values_of(demand), **values}, at)
    _correct(
        campaign,
        "demand",
        demand,
        revision=revision,
        values=whole,
        before=values_of(demand),
        who=Who(by, at),
    )


def add_step(*, campaign: Campaign, values: Values, by: Actor, at: datetime) -> Step:
    """Add a step with its evidence. `values` are those of `Step.VALUES`.

    Side effects: the step, a `Change`, a journal entry, the edition. Raises
    `PermissionDenied`, `BadValues`.
    """
    values = _step_values({"is_taken_back": False, **values}, at)
    step = Step(campaign=campaign, **values)
    _add(campaign, "step", step, by, at)
    return step


def correct_step(*, step: Step, revision: int, values: Values, by: Actor, at: datetime) -> None:
    """Write other values of a step, or take it back; the same effects as `correct_campaign`."""
    campaign = step.campaign
    _permit(by, campaign)
    whole = _step_values({**values_of(step), **values}, at)
    _correct(
        campaign,
        "step",
        step,
        revision=revision,
        values=whole,
        before=values_of(step),
        who=Who(by, at),
    )


def _demand_values(values: dict[str, Any], at: datetime) -> dict[str, Any]:
    _refuse(demand_mistakes(values, today=localdate(at)))
    if values["asked_on"] is not None:
        values["asked_on"] = whole_date(values["asked_on"], values["asked_precision"])
    return values


def _step_values(values: dict[str, Any], at: datetime) -> dict[str, Any]:
    _refuse(step_mistakes(values, today=localdate(at)))
    values["happened_on"] = whole_date(values["happened_on"], values["precision"])
    return values


def _permit(by: Actor, campaign: Campaign) -> None:
    if not may_edit(by, campaign.territory_id):
        raise PermissionDenied


def _refuse(mistakes: dict[str, str]) -> None:
    if mistakes:
        raise BadValues(mistakes)


def _add(campaign: Campaign, kind: str, row: Demand | Step, by: Actor, at: datetime) -> None:
    """Keep a new row; to undo it is to take it back."""
    _permit(by, campaign)
    with transaction.atomic():
        row.save(force_insert=True)
        Campaign.objects.filter(pk=campaign.pk).update(changed_at=at)
        _keep(campaign, kind, row, before={"is_taken_back": True}, revision=0, who=Who(by, at))
        record_entry(
            by=by,
            at=at,
            action=f"campaigns.add_{kind}",
            subject=campaign.subject,
            data={kind: row.pk},
        )
        campaign_changed(campaign.pk)


def _correct(
    campaign: Campaign,
    kind: str,
    row: Row,
    *,
    revision: int,
    values: Values,
    before: Values,
    who: Who,
) -> None:
    with transaction.atomic():
        set_values(row, revision, values, who.at)
        _keep(campaign, kind, row, before=before, revision=revision + 1, who=who)
        record_entry(
            by=who.by,
            at=who.at,
            action=f"campaigns.correct_{kind}",
            subject=campaign.subject,
            data={kind: row.pk},
        )
        campaign_changed(campaign.pk)


def _keep(
    campaign: Campaign, kind: str, row: Row, *, before: Values, revision: int, who: Who
) -> None:
    Change.objects.create(
        campaign=campaign,
        kind=kind,
        key=row.pk,
        before=as_data(before),
        revision=revision,
        made_by_id=who.by.pk,
        made_at=who.at,
    )
