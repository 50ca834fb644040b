"""Taking back the last change of a campaign."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.campaigns.models import Campaign, Change, Demand, Step
from observatory.campaigns.permissions import may_edit
from observatory.campaigns.queries.team import last_change
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor

from .conflict import Conflict
from .indexing import campaign_changed
from .rows import from_data, set_values

KINDS: dict[str, type[Campaign] | type[Demand] | type[Step]] = {
    "campaign": Campaign,
    "demand": Demand,
    "step": Step,
}


def undo_change(*, change: Change, by: Actor, at: datetime) -> None:
    """Put back what stood there before the last change; what was added is taken back.

    Side effects: the row and its revision, the change's `undone_at`, a journal
    entry, the edition. Raises `PermissionDenied`, and `Conflict` when it is not
    the last change any more, was undone already, or the row changed since.
    """
    campaign = change.campaign
    before = from_data(change.before)
    places = {campaign.territory_id, before.get("territory_id", campaign.territory_id)}
    if not all(may_edit(by, place) for place in places):
        raise PermissionDenied
    row = KINDS[change.kind].objects.get(pk=change.key)
    with transaction.atomic():
        last = last_change(campaign)
        if last is None or last.pk != change.pk:
            raise Conflict
        set_values(row, change.revision, before, at)
        if not Change.objects.filter(pk=change.pk, undone_at=None).update(undone_at=at):
            raise Conflict
        # The change before this one left the row as it is now: it may be undone next.
        former = (
            Change.objects.filter(kind=change.kind, key=change.key, undone_at=None)
            .order_by("-pk")
            .first()
        )
        if former is not None:
            Change.objects.filter(pk=former.pk).update(revision=change.revision + 1)
        record_entry(
            by=by,
            at=at,
            action="campaigns.undo_change",
            subject=campaign.subject,
            data={change.kind: change.key},
        )
        campaign_changed(campaign.pk)
