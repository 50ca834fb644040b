"""An association comes in, says what it does, leaves, and comes back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from observatory.associations.models import Association, Membership
from observatory.associations.permissions import (
    chosen_territories,
    may_add,
    may_describe,
    may_manage,
)
from observatory.journal.actions import advance_edition, record_entry
from observatory.people.actions import Conflict, Refused, revoke_invitation
from observatory.people.models import Invitation, User
from observatory.people.queries import system_actor
from observatory.places.models import Territory
from observatory.vault.actions import erase_contact
from observatory.vocabularies.models import Term

from .members import end_one

# What a lead may write too; the rest is for who manages the association.
PUBLIC_DETAILS = frozenset(
    {"website", "desk_address", "desk_hours", "desk_phone", "languages", "is_listed"}
)
ALL_DETAILS = PUBLIC_DETAILS | {"name", "joined_on"}


def add_association(
    *,
    name: str,
    joined_on: date,
    territories: Sequence[str],
    by: User,
    at: datetime,
    publics: Sequence[str] = (),
    details: Mapping[str, Any] | None = None,
    is_demo: bool = False,
) -> Association:
    """Bring an association in; return it.

    `territories` are NIS codes, `publics` codes of the vocabulary "public",
    `details` the columns of `PUBLIC_DETAILS`. In one transaction: the row, its
    relations, the journal, the public edition. Raises `PermissionDenied` (also
    for a territory that `by` does not coordinate) and `Refused`: "no_territory",
    "unknown_territory", "name_taken".
    """
    if not may_add(by):
        raise PermissionDenied
    values = _known(details or {}, PUBLIC_DETAILS)
    where = _territories(territories, by)
    try:
        with transaction.atomic():
            association = Association.objects.create(
                name=name, joined_on=joined_on, is_demo=is_demo, **values
            )
            association.territories.set(where)
            association.publics.set(_publics(publics))
            _note(association, "association.added", by, at)
    except IntegrityError as error:
        raise Refused("name_taken") from error
    return association


def describe_association(
    *,
    association: Association,
    details: Mapping[str, Any],
    publics: Sequence[str],
    by: User,
    at: datetime,
    seen: int,
    territories: Sequence[str] | None = None,
) -> None:
    """Change what is known of an association.

    A lead changes `PUBLIC_DETAILS` and the publics; who manages it the name, the
    day it joined and the territories too (None leaves them). A coordinator
    changes only the territories that are theirs; the others stay. `seen` is the
    revision that was read. Writes the journal (names of columns, no values) and
    the public edition. Raises `PermissionDenied`, `Conflict` ("changed") when
    someone was quicker, and `Refused` as `add_association`.
    """
    manages = may_manage(by, association)
    if not may_describe(by, association) or (territories is not None and not manages):
        raise PermissionDenied
    values = _known(details, ALL_DETAILS if manages else PUBLIC_DETAILS)
    where = None if territories is None else _territories(territories, by)
    try:
        with transaction.atomic():
            changed = Association.objects.filter(pk=association.pk, revision=seen).update(
                revision=seen + 1, **values
            )
            if not changed:
                raise Conflict("changed")
            if where is not None:
                association.territories.set(where | _not_of(by, association))
            association.publics.set(_publics(publics))
            _note(association, "association.described", by, at, columns=sorted(values))
    except IntegrityError as error:
        raise Refused("name_taken") from error


def _known(details: Mapping[str, Any], columns: frozenset[str]) -> dict[str, Any]:
    """Return the details as columns; one that `by` may not write is a mistake of the caller."""
    if not set(details) <= columns:
        raise PermissionDenied
    return dict(details)


def _territories(codes: Sequence[str], by: User) -> set[Territory]:
    if not codes:
        raise Refused("no_territory")
    found = set(Territory.objects.municipalities().filter(nis__in=codes))
    if len(found) != len(set(codes)):
        raise Refused("unknown_territory")
    where = chosen_territories(by)
    if where is not None and any(one.pk not in where for one in found):
        raise PermissionDenied
    return found


def _not_of(by: User, association: Association) -> set[Territory]:
    """Return the territories of the association that `by` may not take away."""
    where = chosen_territories(by)
    if where is None:
        return set()
    return set(association.territories.exclude(pk__in=where))


def _publics(codes: Sequence[str]) -> list[Term]:
    return list(Term.objects.of("public").filter(code__in=codes))


def end_association(*, association: Association, by: User, at: datetime) -> None:
    """Note that an association no longer takes part.

    In one transaction: it leaves the public page, its memberships end (with the
    relay roles they came with), its open invitations are taken back, how to
    reach it is erased, the journal is written. Its reports stay. The signed
    paper is erased a year later (`purge_agreements`). Raises `PermissionDenied`
    and `Conflict` ("ended").
    """
    if not may_manage(by, association):
        raise PermissionDenied
    with transaction.atomic():
        ended = Association.objects.filter(pk=association.pk, ended_on=None).update(
            ended_on=localdate(at), is_listed=False
        )
        if not ended:
            raise Conflict("ended")
        for membership in Membership.objects.filter(association=association, ended_at=None):
            end_one(membership, by=by, at=at)
        # In the name of the machine: an invitation may be someone else's.
        for invitation in Invitation.objects.filter(
            expected_member__association=association, accepted_at=None, revoked_at=None
        ):
            revoke_invitation(invitation=invitation, by=system_actor("worker"), at=at)
        erase_contact(subject=association.subject, by=by, at=at)
        _note(association, "association.ended", by, at)


def resume_association(*, association: Association, by: User, at: datetime) -> None:
    """Take an association in again. Its members are invited anew.

    Writes the journal and the public edition. Raises `PermissionDenied` and
    `Conflict` ("changed") when it takes part already.
    """
    if not may_manage(by, association):
        raise PermissionDenied
    with transaction.atomic():
        if not Association.objects.filter(pk=association.pk, ended_on__isnull=False).update(
            ended_on=None
        ):
            raise Conflict("changed")
        _note(association, "association.resumed", by, at)


def _note(association: Association, action: str, by: User, at: datetime, **data: Any) -> None:
    """Write the journal, and say that public pages changed."""
    record_entry(by=by, at=at, action=action, subject=association.subject, data=data)
    advance_edition()
