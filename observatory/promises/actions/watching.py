"""Watching a promise for an association, and wanting to hear of it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from observatory.associations.models import Association, Membership
from observatory.associations.permissions import is_member
from observatory.journal.actions import record_entry
from observatory.people.models import User
from observatory.promises.models import MailWish, Promise, Watch


def watch_promise(*, promise: Promise, association: Association, by: User, at: datetime) -> None:
    """Let an association watch a promise; nothing when it does already.

    What is overdue now is on its list, and is no news later. Side effects: the
    row, a journal entry. Raises `PermissionDenied` for who is no member.
    """
    if not is_member(by, association):
        raise PermissionDenied
    known = promise.due_on if promise.is_overdue(localdate(at)) else None
    try:
        with transaction.atomic():
            Watch.objects.create(
                promise=promise,
                association=association,
                started_by_id=by.pk,
                started_at=at,
                told_due_on=known,
            )
            _note("promises.watch", promise, association, by, at)
    except IntegrityError:
        # It watches already, or someone clicked at the same moment.
        return


def unwatch_promise(*, promise: Promise, association: Association, by: User, at: datetime) -> None:
    """Let an association watch a promise no longer; nothing when it does not.

    Side effects: the row is ended, a journal entry. Raises `PermissionDenied`.
    """
    if not is_member(by, association):
        raise PermissionDenied
    with transaction.atomic():
        watching = Watch.objects.filter(promise=promise, association=association, ended_at=None)
        if watching.update(ended_at=at):
            _note("promises.unwatch", promise, association, by, at)


def choose_promise_mail(
    *, association: Association, is_wanted: bool, by: User, at: datetime
) -> None:
    """Note whether a member wants e-mails about the promises that the association watches.

    Side effects: the wish of that person alone. Raises `PermissionDenied` for
    who is no member.
    """
    membership = Membership.objects.filter(
        association=association, association__ended_on=None, user_id=by.pk, ended_at=None
    ).first()
    if membership is None:
        raise PermissionDenied
    MailWish.objects.update_or_create(
        membership=membership, defaults={"is_wanted": is_wanted, "chosen_at": at}
    )


def _note(action: str, promise: Promise, association: Association, by: User, at: datetime) -> None:
    record_entry(
        by=by,
        at=at,
        action=action,
        subject=f"promise:{promise.code}",
        data={"association": association.pk},
    )
