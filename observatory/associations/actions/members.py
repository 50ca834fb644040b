"""Who works for an association: coming in with an account, leading, leaving."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.associations.emails import write_welcome
from observatory.associations.models import Association, Membership
from observatory.associations.permissions import may_manage_members
from observatory.journal.actions import record_entry
from observatory.outbox.actions import queue_message
from observatory.people.actions import Conflict, Refused, end_mandate, give_mandate
from observatory.people.models import Mandate, Role, User
from observatory.people.permissions import may_offer
from observatory.people.queries import system_actor
from observatory.places.models import Territory


def offered_territories(association: Association, by: User) -> list[Territory]:
    """Return where `by` may make someone a relay of the association. One query, and one per territory."""
    return [
        territory
        for territory in association.territories.order_by("nis")
        if may_offer(by, Role.RELAY, territory)
    ]


def add_member(
    *, association: Association, person: User, is_lead: bool, by: User, at: datetime
) -> Membership:
    """Make someone who has an account a member, and a relay where the association works.

    In one transaction: the membership, the relay roles that are missing and that
    `by` may give, the journal, an e-mail that tells them. Raises
    `PermissionDenied`; `Refused` ("no_territory": there is no relay role to
    give, and the person has none); `Conflict` ("member": they are one already).
    """
    if not may_manage_members(by, association):
        raise PermissionDenied
    where = offered_territories(association, by)
    if not where and not person.holds(Role.RELAY):
        raise Refused("no_territory")
    try:
        with transaction.atomic():
            membership = write_membership(association, person, is_lead, by, at)
            for territory in where:
                if not person.holds(Role.RELAY, territory.pk):
                    give_mandate(person=person, role=Role.RELAY, nis=territory.nis, by=by, at=at)
            letter = write_welcome(person=person, association=association, by=by)
            queue_message(
                kind="membership",
                to=person.email,
                subject_line=letter.subject_line,
                body=letter.body,
                language=person.language,
                subject=association.subject,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise Conflict("member") from error
    return membership


def write_membership(
    association: Association, person: User, is_lead: bool, by: User, at: datetime
) -> Membership:
    """Write the row and the journal. Raises `IntegrityError` for who is a member already."""
    membership = Membership.objects.create(
        association=association, user=person, is_lead=is_lead, joined_at=at
    )
    record_entry(
        by=by,
        at=at,
        action="member.joined",
        subject=association.subject,
        data={"person": person.pk, "is_lead": is_lead},
    )
    return membership


def set_lead(*, membership: Membership, is_lead: bool, by: User, at: datetime) -> None:
    """Say that a member leads the association, or no longer does. Writes the journal.

    Raises `PermissionDenied` and `Conflict` ("changed").
    """
    if not may_manage_members(by, membership.association):
        raise PermissionDenied
    with transaction.atomic():
        changed = Membership.objects.filter(
            pk=membership.pk, ended_at=None, is_lead=not is_lead
        ).update(is_lead=is_lead)
        if not changed:
            raise Conflict("changed")
        record_entry(
            by=by,
            at=at,
            action="member.leads" if is_lead else "member.leads_no_more",
            subject=membership.association.subject,
            data={"person": membership.user_id},
        )


def end_membership(*, membership: Membership, by: User, at: datetime) -> None:
    """End a membership, and the relay roles that came with it.

    What the person did stays. Raises `PermissionDenied` and `Conflict` ("ended").
    """
    if not may_manage_members(by, membership.association):
        raise PermissionDenied
    with transaction.atomic():
        end_one(membership, by=by, at=at)


def end_one(membership: Membership, *, by: User, at: datetime) -> None:
    """End the membership and its roles, inside a transaction; the caller has checked who may.

    A relay role that came with joining goes, unless another association of the
    person works in the same territory. Roles that were given otherwise stay.
    The machine ends them: a lead gives roles and ends none.
    """
    if not Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=at):
        raise Conflict("ended")
    record_entry(
        by=by,
        at=at,
        action="member.left",
        subject=f"association:{membership.association_id}",
        data={"person": membership.user_id},
    )
    own = Membership.objects.filter(user_id=membership.user_id)
    still = own.filter(ended_at=None, association__ended_on=None)
    came_with_joining = Mandate.objects.filter(
        user_id=membership.user_id,
        role=Role.RELAY,
        ended_at=None,
        territory__isnull=False,
        given_at__in=list(own.values_list("joined_at", flat=True)),
    )
    kept = still.values("association__territories")
    for mandate in came_with_joining.exclude(territory_id__in=kept).select_related("territory"):
        end_mandate(mandate=mandate, by=system_actor("worker"), at=at)


def leave_everything(*, user: User, by: User, at: datetime) -> None:
    """End all memberships of an account that is closed; called by `people` in its transaction."""
    for membership in Membership.objects.filter(user=user, ended_at=None):
        end_one(membership, by=by, at=at)
