"""From a day and an hour on the wall to a moment, where the clock changes twice a year.

In spring an hour is missing and in autumn one comes twice (Directive 2000/84/EC). Who
types a time is told so; who repeats a time week after week keeps the time on the wall.
"""

from datetime import UTC, date, datetime, time, tzinfo


class NoSuchTime(ValueError):
    """The clock was put forward over that time: nobody ever sees it on a wall."""


class TwiceTime(ValueError):
    """The clock was put back: that time comes twice, and someone must say which one is meant."""


def moment_of(day: date, hour: time, zone: tzinfo, *, second: bool | None = None) -> datetime:
    """Return the moment at which the clocks of the zone show that time, in UTC.

    `second` chooses between two that look the same, and means nothing for others.
    Raises `NoSuchTime`, and `TwiceTime` when there are two and none was chosen.
    """
    first, later = (datetime.combine(day, hour.replace(fold=fold), tzinfo=zone) for fold in (0, 1))
    before, after = first.utcoffset(), later.utcoffset()
    if before is None or after is None:
        raise ValueError("a zone without offset")
    if before < after:
        raise NoSuchTime(f"{day} {hour}")
    if before > after and second is None:
        raise TwiceTime(f"{day} {hour}")
    return (later if second else first).astimezone(UTC)


def repeated_moment(day: date, hour: time, zone: tzinfo) -> datetime:
    """Return the moment of a time that is kept day after day, in UTC; the first one of two.

    A time that does not exist is read with the clock as it was before the change, as
    RFC 5545 (3.3.5) has it: 02:30 becomes 03:30.
    """
    return datetime.combine(day, hour.replace(fold=0), tzinfo=zone).astimezone(UTC)


def is_second(moment: datetime, zone: tzinfo) -> bool:
    """Tell whether the clocks of the zone showed that time an hour before already."""
    return moment.astimezone(zone).fold == 1
