"""Who is in a group."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from observatory.groups.models import Group, Membership, Offer, Task
from observatory.groups.permissions import may_end_membership, may_lead
from observatory.groups.states import Standing, State
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.people.models import User

from .conflict import Conflict


def add_member(
    *, group: Group, user: User, by: Actor, at: datetime, is_lead: bool = False
) -> Membership:
    """Make someone who has an account a member.

    Side effects: the membership, a journal entry. Raises `PermissionDenied`,
    `Conflict` when the person is one already or has no open account.
    """
    if not may_lead(by, group):
        raise PermissionDenied
    if not user.is_active or user.kind != User.Kind.PERSON:
        raise Conflict
    try:
        with transaction.atomic():
            made = Membership.objects.create(
                group=group,
                user=user,
                standing=Standing.LEAD if is_lead else Standing.MEMBER,
                since_on=localdate(at),
            )
            _record(made, "add_member", by, at, after=made.standing)
    except IntegrityError as error:
        raise Conflict from error
    return made


def set_standing(*, membership: Membership, standing: str, by: Actor, at: datetime) -> None:
    """Make a member someone who leads, or the other way round.

    Side effects: the standing, no e-mails any more for who no longer leads, a
    journal entry. Raises `PermissionDenied`, `Conflict` when it is so already.
    """
    if not may_lead(by, membership.group):
        raise PermissionDenied
    other = Standing.MEMBER if standing == Standing.LEAD else Standing.LEAD
    also = {} if standing == Standing.LEAD else {"hears_calls": False}
    with transaction.atomic():
        found = Membership.objects.filter(pk=membership.pk, left_on=None, standing=other)
        if not found.update(standing=Standing(standing), **also):
            raise Conflict
        _record(membership, f"set_{standing}", by, at, before=other, after=standing)


def end_membership(*, membership: Membership, by: Actor, at: datetime) -> None:
    """Let someone leave; the tasks that the person took there are open again.

    Side effects: `left_on`, the tasks, no e-mails any more, offers in the
    group's name stay. A journal entry. Raises `PermissionDenied`, `Conflict`.
    """
    if not may_end_membership(by, membership):
        raise PermissionDenied
    with transaction.atomic():
        _end(membership, by, at)


def bring_back(*, membership: Membership, by: Actor, at: datetime) -> None:
    """Undo the end of a membership: a member again, since the same day; not leading.

    Side effects: the membership, a journal entry. Raises `PermissionDenied`,
    `Conflict` when nothing ended, or the person came back otherwise.
    """
    if not may_lead(by, membership.group):
        raise PermissionDenied
    try:
        with transaction.atomic():
            found = Membership.objects.filter(
                pk=membership.pk, left_on__isnull=False, user__is_active=True
            )
            if not found.update(left_on=None, standing=Standing.MEMBER):
                raise Conflict
            _record(membership, "bring_back", by, at)
    except IntegrityError as error:
        raise Conflict from error


def hear_calls(*, membership: Membership, agrees: bool, by: Actor, at: datetime) -> None:
    """Agree to an e-mail a day at most about other groups' calls, or not any more.

    Only for oneself, and only while one leads. Side effects: the field, a
    journal entry. Raises `PermissionDenied`, `Conflict`.
    """
    if membership.user_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        found = Membership.objects.filter(pk=membership.pk, left_on=None)
        if agrees:
            found = found.filter(standing=Standing.LEAD)
        if not found.update(hears_calls=agrees):
            raise Conflict
        _record(membership, "hear_calls", by, at, after="yes" if agrees else "no")


def leave_everything(*, user: User, by: User, at: datetime) -> None:
    """End all memberships and offers of an account that is closed; `people` calls it in its transaction."""
    standing = Offer.objects.filter(user=user, taken_back_at=None)
    if standing.filter(call__needed_on__gte=localdate(at)).update(taken_back_at=at):
        pages_changed()
    for membership in Membership.objects.filter(user=user, left_on=None):
        _end(membership, by, at)


def _end(membership: Membership, by: Actor, at: datetime) -> None:
    found = Membership.objects.filter(pk=membership.pk, left_on=None)
    if not found.update(left_on=localdate(at), hears_calls=False):
        raise Conflict
    theirs = Task.objects.filter(group_id=membership.group_id, taken_by_id=membership.user_id)
    theirs.filter(state=State.TAKEN).update(
        state=State.OPEN, taken_by=None, moved_at=at, revision=F("revision") + 1
    )
    _record(membership, "end_membership", by, at)


def _record(membership: Membership, action: str, by: Actor, at: datetime, **states: str) -> None:
    record_entry(
        by=by,
        at=at,
        action=f"groups.{action}",
        subject=f"group:{membership.group_id}",
        data={"membership": membership.pk},
        **states,
    )
