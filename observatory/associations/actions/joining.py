"""Inviting someone to an association: an account, the relay role and the membership at once."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.associations.models import Association, ExpectedMember, Membership
from observatory.associations.permissions import may_manage_members
from observatory.journal.actions import record_entry
from observatory.people.actions import Conflict, Refused, invite_person
from observatory.people.models import Invitation, Role, User, fold_email

from .members import add_member, offered_territories, write_membership


@dataclass(frozen=True)
class Welcome:
    """What came of inviting: an invitation to hand over with its token, or a member at once."""

    invitation: Invitation | None = None
    token: str = ""
    membership: Membership | None = None


def invite_member(
    *, association: Association, email: str, name: str, is_lead: bool, by: User, at: datetime
) -> Welcome:
    """Invite someone to the association; who has an account is a member at once.

    The inviter of record is `by`, a lead included: their right to offer the relay
    role is asked again when the invitation is accepted (`lead_offers`). The
    role is offered in the territories of the association where `by` may. In one
    transaction: the invitation (see `people.actions.invite_person`), the row
    that expects the member, the journal. Raises `PermissionDenied`; `Refused`
    ("no_territory", "invited_by_other"); `Conflict` ("member").
    """
    if not may_manage_members(by, association):
        raise PermissionDenied
    known = User.objects.filter(
        email=fold_email(email), is_active=True, kind=User.Kind.PERSON
    ).first()
    if known is not None:
        added = add_member(association=association, person=known, is_lead=is_lead, by=by, at=at)
        return Welcome(membership=added)
    where = offered_territories(association, by)
    if not where:
        raise Refused("no_territory")
    with transaction.atomic():
        invitation, token = invite_person(
            email=email,
            name=name,
            language=by.language,
            mandates=[(Role.RELAY, territory.nis) for territory in where],
            by=by,
            at=at,
        )
        ExpectedMember.objects.create(
            association=association, invitation=invitation, is_lead=is_lead
        )
        record_entry(
            by=by,
            at=at,
            action="member.invited",
            subject=association.subject,
            data={"invitation": invitation.pk, "is_lead": is_lead},
        )
    return Welcome(invitation=invitation, token=token)


def join_invited(*, invitation: Invitation, user: User, at: datetime) -> None:
    """Make who accepted an invitation to an association a member of it.

    Called by `people` in the transaction of the acceptance. Nothing for an
    invitation to no association. Raises `Conflict` ("invitation_over") when
    whoever invited may no longer bring members in.
    """
    expected = (
        ExpectedMember.objects.filter(invitation=invitation).select_related("association").first()
    )
    if expected is None:
        return
    if not may_manage_members(invitation.invited_by, expected.association):
        raise Conflict("invitation_over")
    write_membership(expected.association, user, expected.is_lead, user, at)
    expected.delete()
