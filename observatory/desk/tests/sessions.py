"""What the tests of group sessions start from."""

from datetime import UTC, date, datetime

from observatory.desk.models import GroupSession

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
