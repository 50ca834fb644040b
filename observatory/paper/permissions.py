"""Who may open a pile, work on it, and key a sheet the second time."""

from datetime import datetime

from django.utils import timezone

from observatory.associations.models import Association, Membership
from observatory.associations.permissions import is_member, may_speak_for
from observatory.people.models import Mandate, Role, User
from observatory.reports.permissions import ENTERS

from .models import Batch, Doubt, SecondKeying, Sheet


def may_open(by: User, association: Association | None) -> bool:
    """Whoever enters reports for others may open a pile, for an association they may speak for."""
    return any(by.holds(role) for role in ENTERS) and may_speak_for(by, association)


def may_work_on(by: User, batch: Batch) -> bool:
    """See a pile, key its sheets, close it: the association's members, the coordinators of its
    territory, who opened it, and the machines that read its scans."""
    if by.kind == User.Kind.SYSTEM:
        return True
    if not any(by.holds(role) for role in ENTERS):
        return False
    if batch.opened_by_id == by.pk or coordinates(by, batch.territory_id):
        return True
    return batch.association is not None and is_member(by, batch.association)


def may_see_scans(by: User, batch: Batch) -> bool:
    """See the pictures of its pages: who works on it, and the moderators of its territory."""
    return may_work_on(by, batch) or (
        batch.territory_id is not None and by.holds(Role.MODERATOR, batch.territory_id)
    )


def coordinates(by: User, territory_id: int | None) -> bool:
    """Coordinators of the territory; of a pile without one, those of everywhere."""
    if territory_id is None:
        return (Role.COORDINATOR, None) in by.held_mandates()
    return by.holds(Role.COORDINATOR, territory_id)


def is_alone(by: User, batch: Batch) -> bool:
    """Tell whether nobody else is there to key a sheet of this pile a second time.

    Of an association: nobody else works for it. Of a pile without one: nobody
    coordinates its territory, and who opened it asks.
    """
    if batch.association_id is not None:
        others = Membership.objects.filter(
            association_id=batch.association_id, ended_at=None, user__is_active=True
        ).exclude(user_id=by.pk)
        return not others.exists()
    coordinators = Mandate.objects.filter(
        role=Role.COORDINATOR, ended_at=None, user__is_active=True, territory=None
    ) | Mandate.objects.filter(
        role=Role.COORDINATOR,
        ended_at=None,
        user__is_active=True,
        territory_id=batch.territory_id or 0,
    )
    return batch.opened_by_id == by.pk and not coordinators.exclude(user_id=by.pk).exists()


def may_key_again(by: User, sheet: Sheet, batch: Batch, at: datetime) -> bool:
    """Someone else than who keyed it first, or decided about its scan; who is alone, on another day."""
    if not may_work_on(by, batch):
        return False
    if sheet.keyed_by_id != by.pk and sheet.pk not in decided_sheets(by, batch):
        return True
    is_another_day = timezone.localdate(at) > timezone.localdate(sheet.keyed_at)
    return is_another_day and is_alone(by, batch)


def decided_sheets(by: User, batch: Batch) -> set[int]:
    """Return the sheets of a pile about whose scans this person decided something. One query."""
    doubts = Doubt.objects.filter(
        scan__batch=batch, scan__sheet__isnull=False, answered_by_id=by.pk
    )
    return {pk for pk in doubts.values_list("scan__sheet_id", flat=True) if pk is not None}


def is_code_shown(by: User, sheet: Sheet, batch: Batch, at: datetime) -> bool:
    """Tell whether the return code of a sheet may be made again, to be copied on its stub.

    For who keyed it, on that day, while the pile is open; never for a report
    that was withdrawn. Later, nobody in the team can have a person's code.
    """
    is_same_day = timezone.localdate(sheet.keyed_at) == timezone.localdate(at)
    return (
        batch.is_open
        and batch.has_stubs
        and sheet.report_id is not None
        and sheet.keyed_by_id == by.pk
        and is_same_day
    )


def may_put_right(by: User, sheet: Sheet) -> bool:
    """Tell whether the sheet is the last one this person dealt with, and was keyed once only.

    Later, nobody goes back over a sheet that may have been drawn: the rate of
    disagreement would say less than it should.
    """
    last = Sheet.objects.filter(batch=sheet.batch_id, keyed_by_id=by.pk).order_by(
        "-keyed_at", "-pk"
    )
    return (
        last.values_list("pk", flat=True).first() == sheet.pk
        and not SecondKeying.objects.filter(sheet=sheet).exists()
    )
