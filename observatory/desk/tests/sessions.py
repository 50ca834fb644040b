"""What the tests of group sessions start from."""

from datetime import UTC, date, datetime
from uuid import uuid4

from observatory.desk.actions import enter_group_report
from observatory.desk.models import GroupSession
from observatory.questionnaires.queries import current_version

from .deliveries import answers_of

OPENED_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def open_one(association, by, **fields):
    """Return a session as `open_session` leaves it."""
    if fields.get("state") == "closed":
        fields.setdefault("closed_at", OPENED_AT)
    session = GroupSession.objects.create(
        **{
            "association": association,
            "place": "Salle du bas",
            "held_on": date(2026, 11, 23),
            "opened_by": by,
            "opened_at": OPENED_AT,
        }
        | fields
    )
    session.team.add(by)
    return session


def enter(session, by, at, **changes):
    """Enter a short report in a session; return what `enter_group_report` does."""
    return enter_group_report(
        session=session,
        uuid=changes.pop("uuid", None) or uuid4(),
        version=current_version("report"),
        answers=answers_of(**changes),
        language="fr",
        by=by,
        at=at,
    )
