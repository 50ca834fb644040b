"""The life of a campaign, and what became of its demands."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from observatory.campaigns.models import Campaign, Check, Demand
from observatory.campaigns.permissions import PERMISSIONS, may_edit
from observatory.campaigns.queries.team import last_check
from observatory.campaigns.states import OUTCOMES, TRANSITIONS
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor

from .conflict import BadValues, Conflict
from .indexing import campaign_changed


def move_campaign(*, campaign: Campaign, transition: str, by: Actor, at: datetime) -> None:
    """Publish, end, resume or withhold a campaign, by the table of `states`.

    Side effects: the state, revision and `changed_at`, a journal entry, the
    edition. Raises `PermissionDenied`, `BadValues` for an unknown transition,
    `Conflict` when the state does not allow it or changed since it was read.
    """
    if transition not in TRANSITIONS:
        raise BadValues({"transition": "unknown"})
    move = TRANSITIONS[transition]
    if not PERMISSIONS[move.permission](by, campaign.territory_id):
        raise PermissionDenied
    if campaign.state not in move.before:
        raise Conflict
    with transaction.atomic():
        found = Campaign.objects.filter(pk=campaign.pk, state=campaign.state)
        if not found.update(state=move.after, changed_at=at):
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action=f"campaigns.{transition}",
            subject=campaign.subject,
            before=campaign.state,
            after=move.after,
        )
        campaign_changed(campaign.pk)


def record_outcome(
    *,
    demand: Demand,
    revision: int,
    transition: str,
    checked_on: date,
    checked_by: str,
    note: str,
    source: str,
    source_url: str,
    by: Actor,
    at: datetime,
) -> Check:
    """Record what became of a demand: who checked, on which day, and from which source.

    `revision` is the demand's `outcome_revision` when the person looked at it;
    `checked_by` is a name that everyone may read. Side effects: the demand's
    outcome and its revision, the check, a journal entry without its words, the
    edition. Raises `PermissionDenied`, `BadValues`, `Conflict`.
    """
    if transition not in OUTCOMES:
        raise BadValues({"transition": "unknown"})
    move, campaign = OUTCOMES[transition], demand.campaign
    if not PERMISSIONS[move.permission](by, campaign.territory_id):
        raise PermissionDenied
    mistakes = {
        name: "missing"
        for name, said in (("checked_by", checked_by), ("source", source))
        if not said
    }
    if checked_on > localdate(at):
        mistakes["checked_on"] = "future"
    if mistakes:
        raise BadValues(mistakes)
    with transaction.atomic():
        before = _move(demand, revision, move.before, move.after, at)
        check = Check.objects.create(
            demand=demand,
            transition=transition,
            before=before,
            after=move.after,
            checked_on=checked_on,
            checked_by=checked_by,
            note=note,
            source=source,
            source_url=source_url,
            recorded_by_id=by.pk,
            recorded_at=at,
        )
        record_entry(
            by=by,
            at=at,
            action=f"campaigns.{transition}",
            subject=campaign.subject,
            before=before,
            after=move.after,
            data={"demand": demand.pk, "check": check.pk},
        )
        campaign_changed(campaign.pk)
    return check


def undo_outcome(*, check: Check, revision: int, by: Actor, at: datetime) -> None:
    """Take back the last check of a demand: it leaves the page and the outcome is as before.

    Side effects: the demand's outcome and its revision, the check's `undone_at`, a
    journal entry, the edition. Raises `PermissionDenied`, `Conflict`.
    """
    demand = check.demand
    campaign = demand.campaign
    if not may_edit(by, campaign.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        _move(demand, revision, frozenset({check.after}), check.before, at)
        last = last_check(demand)
        if last is None or last.pk != check.pk:
            raise Conflict
        if not Check.objects.filter(pk=check.pk, undone_at=None).update(undone_at=at):
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action="campaigns.undo_outcome",
            subject=campaign.subject,
            before=check.after,
            after=check.before,
            data={"demand": demand.pk, "check": check.pk},
        )
        campaign_changed(campaign.pk)


def _move(demand: Demand, revision: int, allowed: frozenset[str], after: str, at: datetime) -> str:
    """Change the outcome if nobody did before; return the one it had."""
    found = Demand.objects.filter(pk=demand.pk, outcome_revision=revision, is_taken_back=False)
    before = found.filter(outcome__in=allowed).values_list("outcome", flat=True).first()
    if before is None or not found.filter(outcome=before).update(
        outcome=after, outcome_revision=F("outcome_revision") + 1
    ):
        raise Conflict
    Campaign.objects.filter(pk=demand.campaign_id).update(changed_at=at)
    return before
