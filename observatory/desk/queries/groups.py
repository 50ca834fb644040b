"""Reading group sessions: lists, counts, and codes while they may be seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone

from observatory.associations.queries import associations_of
from observatory.desk.models import GroupReport, GroupSession
from observatory.desk.permissions import is_code_shown, may_see_codes
from observatory.desk.states import SessionState
from observatory.kit.return_codes import group_code
from observatory.people.models import User
from observatory.reports.queries import code_with_hash

SESSIONS_ON_A_PAGE = 20


@dataclass(frozen=True)
class Slip:
    """What one person takes home: the number of her report in the session, and its code."""

    number: int
    groups: list[str]


def sessions_of(user: Any) -> QuerySet[GroupSession]:
    """Return the sessions of the person's associations, newest first, each with `report_count`."""
    return (
        GroupSession.objects.filter(
            association__memberships__user_id=user.pk,
            association__memberships__ended_at=None,
            association__ended_on=None,
        )
        .select_related("association", "territory")
        .annotate(report_count=Count("entries", distinct=True))
        .order_by("-held_on", "-pk")
    )


def open_sessions_of(user: Any) -> list[GroupSession]:
    """Return the open sessions of the person's associations, newest first. One query."""
    return list(sessions_of(user).filter(state=SessionState.OPEN))


def numbered(session: GroupSession) -> list[dict[str, Any]]:
    """Return the entries of a session in order, without what they say: number, hour, by whom."""
    return [
        {
            "number": number,
            "pk": entry.pk,
            "added_at": entry.added_at,
            "is_other_day": timezone.localdate(entry.added_at) != session.held_on,
            "added_by": entry.added_by.name,
            "is_withdrawn": entry.report_id is None,
            "is_late": session.closed_at is not None and entry.added_at > session.closed_at,
        }
        for number, entry in enumerate(session.entries.select_related("added_by"), start=1)
    ]


def slips_of(session: GroupSession, by: User, at: datetime) -> list[Slip]:
    """Return the slips of the session that `by` may see now (permissions.is_code_shown)."""
    if not may_see_codes(by, session):
        return []
    found = []
    entries = session.entries.select_related("report")
    for number, entry in enumerate(entries, start=1):
        if is_code_shown(entry, at) and (slip := _slip(entry, number)):
            found.append(slip)
    return found


def slip_of(session: GroupSession, entry_pk: int, by: User, at: datetime) -> Slip | None:
    """Return the slip of the entry that `by` has just made; None for any other."""
    if not may_see_codes(by, session):
        return None
    entry = session.entries.select_related("report").filter(pk=entry_pk, added_by=by).first()
    if entry is None or not is_code_shown(entry, at):
        return None
    earlier = session.entries.filter(added_at__lte=entry.added_at).exclude(
        added_at=entry.added_at, pk__gt=entry.pk
    )
    return _slip(entry, earlier.count())


def _slip(entry: GroupReport, number: int) -> Slip | None:
    report = entry.report
    code = code_with_hash(report.uuid, report.code_hash) if report else None
    return Slip(number, group_code(code).split()) if code else None


def site_address() -> str:
    """Return the address of the site as a slip says it: "observatoire.example"."""
    return str(settings.PUBLIC_URL).split("://")[-1]


def offline_choices(user: Any) -> dict[str, list[dict[str, Any]]]:
    """Return what a device keeps, encrypted, to enter reports without network.

    Shape: `{"associations": [{"id", "name"}], "sessions": [{"id", "association",
    "place", "held_on", "kind", "territory"}]}`; `territory` is a NIS code or "".
    """
    return {
        "associations": [{"id": one.pk, "name": one.name} for one in associations_of(user)],
        "sessions": [
            {
                "id": one.pk,
                "association": one.association_id,
                "place": one.place,
                "held_on": one.held_on.isoformat(),
                "kind": one.get_kind_display(),
                "territory": one.territory.nis if one.territory else "",
            }
            for one in open_sessions_of(user)
        ],
    }
