"""Which piles someone sees, and which number comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from observatory.associations.models import Association, Membership
from observatory.associations.queries import associations_of
from observatory.paper.models import Batch, Sheet
from observatory.paper.states import SheetState, State
from observatory.people.models import Role, User
from observatory.reports.permissions import ENTERS

PAGE = 30
# Sheets that have their end: what was scanned and waits is not dealt with yet.
ACCOUNTED = Count("sheets", filter=~Q(sheets__state=SheetState.SCANNED))


def batches_for(by: User) -> QuerySet[Batch]:
    """Return the piles that the person sees (permissions.may_work_on says the same of one)."""
    if not any(by.holds(role) for role in ENTERS):
        return Batch.objects.none()
    where = [territory for role, territory in by.held_mandates() if role == Role.COORDINATOR]
    if None in where:
        return Batch.objects.all()
    mine = Membership.objects.filter(user_id=by.pk, ended_at=None, association__ended_on=None)
    return Batch.objects.filter(
        Q(opened_by_id=by.pk)
        | Q(association_id__in=mine.values("association_id"))
        | Q(territory_id__in=where)
    )


@dataclass(frozen=True)
class Page:
    """One page of piles, newest first; `older` is the key of the next page, or ""."""

    batches: Sequence[Batch] = ()
    older: str = ""


def batches_page(by: User, state: str, before: str = "") -> Page:
    """Return the piles in a state, each with `accounted`: how many of its sheets were dealt with.

    One query. `before` is the key that the page before gave; what cannot be
    read starts at the beginning.
    """
    found = batches_for(by).filter(state=state).select_related("association", "territory")
    if before.isdecimal() and len(before) <= 18:
        found = found.filter(pk__lt=int(before))
    batches = list(found.annotate(accounted=ACCOUNTED).order_by("-pk")[: PAGE + 1])
    older = ""
    if len(batches) > PAGE:
        batches.pop()
        older = str(batches[-1].pk)
    return Page(batches, older)


def open_batches(by: User, most: int) -> Sequence[Batch]:
    """Return the newest open piles of the person, with `accounted`. One query."""
    found = batches_for(by).filter(state=State.OPEN).select_related("association")
    return list(found.annotate(accounted=ACCOUNTED).order_by("-pk")[:most])


def batch_by_uuid(uuid: UUID) -> Batch | None:
    """Return a pile with what its pages name. One query."""
    return (
        Batch.objects.filter(uuid=uuid)
        .select_related("association", "territory", "opened_by", "closed_by")
        .first()
    )


def associations_to_open_for(by: User) -> list[Association]:
    """Return the associations that someone may open a pile for: their own, or all for who enters
    what others gathered."""
    if any(by.holds(role) for role in (Role.LINE, Role.MODERATOR, Role.COORDINATOR)):
        return list(Association.objects.active().order_by("name", "pk"))
    return associations_of(by)


def next_number(batch: Batch, by: User) -> int:
    """Return the first free number after the last sheet this person dealt with; from 1 for a newcomer.

    So two volunteers who share a pile, one from 1 and one from 31, both go on
    where they are.
    """
    taken = set(Sheet.objects.filter(batch=batch).values_list("number", flat=True))
    last = (
        Sheet.objects.filter(batch=batch, keyed_by_id=by.pk)
        .order_by("-keyed_at", "-pk")
        .values_list("number", flat=True)
        .first()
    )
    return free_number(taken, (last or 0) + 1, batch.announced)


def free_number(taken: set[int], wanted: int, announced: int) -> int:
    """Return the first free number from `wanted` on; past the end of the pile, the first gap."""
    number = wanted
    while number in taken:
        number += 1
    if number > announced:
        gaps = [one for one in range(1, announced + 1) if one not in taken]
        return gaps[0] if gaps else number
    return number
