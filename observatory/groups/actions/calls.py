"""Calls for help from one group to the others, and who comes."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from observatory.groups.models import Group, HelpCall, Offer
from observatory.groups.permissions import (
    may_change_call,
    may_lead,
    may_offer,
    may_take_back,
    may_take_part,
)
from observatory.groups.states import CALLS, MOST_PEOPLE, Activity, Call, call_mistakes
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.people.models import User

from .conflict import Conflict, refuse
from .rows import Values, move_row, set_values, values_of


def ask_for_help(
    *, group: Group, values: Values, by: Actor, at: datetime, is_demo: bool = False
) -> HelpCall:
    """Call the other groups. `values` are those of `HelpCall.VALUES`.

    Members ask; showing the call on the public page is for who leads. Side
    effects: the call, a journal entry, the edition; the leads who agreed read
    it in the next e-mail of the day (`jobs.tell_calls`). Raises
    `PermissionDenied`, `BadValues` (see `states.call_mistakes`), `Conflict` for
    a group that is asleep.
    """
    if not (may_lead(by, group) if values["is_public"] else may_take_part(by, group)):
        raise PermissionDenied
    refuse(call_mistakes(values, today=localdate(at)))
    with transaction.atomic():
        if not Group.objects.filter(pk=group.pk, state=Activity.ACTIVE).exists():
            raise Conflict
        call = HelpCall.objects.create(
            group=group, **values, asked_by_id=by.pk, asked_at=at, is_demo=is_demo
        )
        _record(call, "ask_for_help", by, at, people=call.needed)
    return call


def correct_call(*, call: HelpCall, revision: int, values: Values, by: Actor, at: datetime) -> None:
    """Write other values, or show the call to everyone or not any more; offers stay.

    Side effects: the call and its revision, a journal entry, the edition.
    Raises `PermissionDenied`, `BadValues`, `Conflict`.
    """
    whole = {**values_of(call), **values}
    allowed = may_lead(by, call.group) if whole["is_public"] else may_change_call(by, call)
    if not allowed:
        raise PermissionDenied
    refuse(call_mistakes(whole, today=localdate(at)))
    with transaction.atomic():
        set_values(call, revision, whole)
        _record(call, "correct_call", by, at, people=whole["needed"])


def move_call(*, call: HelpCall, transition: str, by: Actor, at: datetime) -> None:
    """Withdraw a call, or ask again, by the table `states.CALLS`.

    Side effects and errors: those of `rows.move_row`; a call whose day has gone
    by is a `Conflict`.
    """
    if not may_change_call(by, call):
        raise PermissionDenied
    if call.needed_on < localdate(at):
        raise Conflict
    with transaction.atomic():
        move_row(call, transition, CALLS, group=call.group, by=by, at=at)


def offer_help(
    *, call: HelpCall, group: Group, people: int, note: str, by: User, at: datetime
) -> Offer:
    """Say how many of a group come. Several may offer at once; more than needed is fine.

    Side effects: the offer, the call's revision, a journal entry, the edition.
    Raises `PermissionDenied`, `BadValues`, and `Conflict` when the call was
    withdrawn, its day has gone by, or the person's own offer stands already.
    """
    if not may_offer(by, call, group):
        raise PermissionDenied
    if not 1 <= people <= MOST_PEOPLE:
        refuse({"people": "out_of_range"})
    try:
        with transaction.atomic():
            # Writing to the call first: a withdrawal at the same moment is before or after.
            found = HelpCall.objects.filter(
                pk=call.pk, state=Call.OPEN, needed_on__gte=localdate(at)
            )
            if not found.update(revision=F("revision") + 1):
                raise Conflict
            offer = Offer.objects.create(
                call=call, group=group, user=by, people=people, note=note, offered_at=at
            )
            _record(call, "offer_help", by, at, offer=offer.pk, people=people)
    except IntegrityError as error:
        raise Conflict from error
    return offer


def take_back_offer(*, offer: Offer, by: Actor, at: datetime) -> None:
    """Take an offer back; one can offer again.

    Side effects: `taken_back_at`, a journal entry, the edition. Raises
    `PermissionDenied`, `Conflict` when it was taken back already.
    """
    if not may_take_back(by, offer):
        raise PermissionDenied
    with transaction.atomic():
        if not Offer.objects.filter(pk=offer.pk, taken_back_at=None).update(taken_back_at=at):
            raise Conflict
        _record(offer.call, "take_back_offer", by, at, offer=offer.pk)


def _record(call: HelpCall, action: str, by: Actor, at: datetime, **data: int) -> None:
    record_entry(by=by, at=at, action=f"groups.{action}", subject=call.subject, data=data)
    pages_changed()
