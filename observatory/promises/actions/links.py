"""What a promise answers: demands of campaigns, problems that people told."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.campaigns.models import Demand
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.problems.models import Problem
from observatory.promises.models import Promise
from observatory.promises.permissions import may_edit

from .updates import touch_promise


def link_promise(
    *,
    promise: Promise,
    revision: int,
    demands: Sequence[Demand],
    problems: Sequence[Problem],
    by: Actor,
    at: datetime,
) -> None:
    """Say which demands and problems a promise answers, in place of what was said before.

    Side effects: the links, the promise's revision and `changed_at`, a journal
    entry, the edition. Raises `PermissionDenied`, `Conflict`.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        touch_promise(promise, revision, at)
        promise.demands.set(demands)
        promise.problems.set(problems)
        record_entry(
            by=by,
            at=at,
            action="promises.link",
            subject=f"promise:{promise.code}",
            data={
                "demands": [one.pk for one in demands],
                "problems": [one.pk for one in problems],
            },
        )
        pages_changed()
