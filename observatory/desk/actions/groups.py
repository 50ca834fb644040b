"""Everything that can happen to a group session: opened, corrected, filled, closed, reopened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.associations.models import Association
from observatory.desk.models import GroupReport, GroupSession
from observatory.desk.permissions import may_hold_session, may_see_codes
from observatory.desk.states import TRANSITIONS, SessionState
from observatory.journal.actions import record_entry
from observatory.people.models import User
from observatory.places.models import Territory
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.reports.actions import SubmittedReport

from .entering import enter_report


@dataclass(frozen=True)
class SessionValues:
    """Where, when and with whom a session is."""

    association: Association
    kind: str
    place: str
    held_on: date
    territory: Territory | None = None
    language: str = "fr"
    team: Sequence[User] = field(default_factory=tuple)

    def columns(self) -> dict[str, Any]:
        """Return what the row holds besides the association and the team."""
        return {
            "kind": self.kind,
            "place": self.place,
            "held_on": self.held_on,
            "territory": self.territory,
            "language": self.language,
        }


class SessionClosed(Exception):
    """The session's state is not what the change needs: someone closed or reopened it meanwhile."""


def open_session(*, values: SessionValues, by: User, at: datetime) -> GroupSession:
    """Open a group session. Its team is `values.team` and whoever opens it.

    Side effects: the session, one journal entry. Raises `PermissionDenied`
    unless `by` is a member of the association.
    """
    if not may_hold_session(by, values.association):
        raise PermissionDenied
    with transaction.atomic():
        session = GroupSession.objects.create(
            association=values.association,
            **values.columns(),
            opened_by=by,
            opened_at=at,
        )
        session.team.set({by.pk, *(one.pk for one in values.team)})
        record_entry(
            by=by, at=at, action="session.open", subject=session.subject, after=session.state
        )
    return session


def change_session(*, session: GroupSession, values: SessionValues, by: User, at: datetime) -> None:
    """Correct where, when and with whom the session is; its association stays.

    Side effects: the session and its team, one journal entry. Raises
    `SessionClosed`, `PermissionDenied`.
    """
    if not may_hold_session(by, session.association):
        raise PermissionDenied
    with transaction.atomic():
        changed = GroupSession.objects.filter(pk=session.pk, state=SessionState.OPEN).update(
            **values.columns()
        )
        if not changed:
            raise SessionClosed
        session.team.set([one.pk for one in values.team])
        record_entry(by=by, at=at, action="session.change", subject=session.subject)


def close_session(
    *,
    session: GroupSession,
    people_present: int | None,
    people_declined: int | None,
    by: User,
    at: datetime,
) -> None:
    """Close a session with what was counted: who came, who did not want to report.

    Side effects: the state and the counts; from now on nobody sees its codes;
    one journal entry with the numbers. Raises `SessionClosed` when someone else
    closed it, `PermissionDenied`.
    """
    _move_session(
        session,
        "close",
        {"people_present": people_present, "people_declined": people_declined, "closed_at": at},
        by=by,
        at=at,
        data={
            "present": people_present,
            "declined": people_declined,
            "reports": session.entries.count(),
        },
    )


def reopen_session(*, session: GroupSession, by: User, at: datetime) -> None:
    """Open a closed session again. Raises `SessionClosed`, `PermissionDenied`."""
    _move_session(session, "reopen", {"closed_at": None}, by=by, at=at)


def _move_session(
    session: GroupSession,
    transition: str,
    columns: dict[str, Any],
    *,
    by: User,
    at: datetime,
    data: dict[str, Any] | None = None,
) -> None:
    if not may_hold_session(by, session.association):
        raise PermissionDenied
    rule = TRANSITIONS[transition]
    with transaction.atomic():
        moved = GroupSession.objects.filter(pk=session.pk, state__in=rule.before).update(
            state=rule.after, **columns
        )
        if not moved:
            raise SessionClosed
        record_entry(
            by=by,
            at=at,
            action=f"session.{transition}",
            subject=session.subject,
            before=session.state,
            after=rule.after,
            data=data,
        )
        session.refresh_from_db()


def note_slips_shown(*, session: GroupSession, by: User, at: datetime) -> None:
    """Write down who had the codes of a session shown. Raises `PermissionDenied`."""
    if not may_see_codes(by, session):
        raise PermissionDenied
    record_entry(by=by, at=at, action="session.slips", subject=session.subject)


def enter_group_report(
    *,
    session: GroupSession,
    uuid: UUID,
    version: QuestionnaireVersion,
    answers: dict[str, Any],
    language: str,
    by: User,
    at: datetime,
    is_late: bool = False,
) -> SubmittedReport:
    """Store one short report of a session; the same `uuid` again gives the same report.

    `is_late`: entered during the session on a device without network, and
    delivered now, even if the session is closed meanwhile.
    Side effects, in order: those of `submit_report`; the report counts in the
    session; `by` is of its team. Raises `SessionClosed`, `PermissionDenied`,
    and what `submit_report` raises.
    """
    if not may_hold_session(by, session.association):
        raise PermissionDenied
    with transaction.atomic():
        # Held, so that a session that closes now is counted with this report or before it.
        now = GroupSession.objects.select_for_update().get(pk=session.pk)
        if not (now.is_open or is_late):
            raise SessionClosed
        submitted = enter_report(
            uuid=uuid,
            version=version,
            answers=answers,
            language=language,
            intake="group",
            association=session.association,
            by=by,
            at=at,
        )
        if submitted.is_new:
            GroupReport.objects.create(
                session=session, report=submitted.report, added_by=by, added_at=at
            )
            session.team.add(by)
    return submitted
