"""What is asked about before an observation is kept: moments at which nobody should have been there."""

from datetime import datetime

from django.utils import timezone

from observatory.observations.models import Kind, Oddity, Round
from observatory.observations.opening import is_open
from observatory.places.models import Location

from .plans import is_holiday, weeks_of

# Letters and readings have no hour.
MINUTES_IN_HOUR = 60


def oddities_of(
    *, asked: Round, location: Location, channel: str, observed_at: datetime
) -> list[Oddity]:
    """Return what is odd about the moment of an observation, in the order of `Oddity`. One query at most.

    The hours are those of the newest official fact of that day or before; where
    none is known, nothing is said of them. The hours of a counter hold for
    visits, those of a phone line for calls; that it is closed for good, for both.
    """
    local = timezone.localtime(observed_at)
    found = []
    if channel in {Kind.VISIT, Kind.CALL} and is_holiday(local.date()):
        found.append(Oddity.HOLIDAY)
    of_counter = channel == Kind.VISIT
    of_line = channel == Kind.CALL and location.kind == Location.Kind.PHONE
    if channel in {Kind.VISIT, Kind.CALL}:
        week = weeks_of([location.pk], local.date()).get(location.pk)
        minute = local.hour * MINUTES_IN_HOUR + local.minute
        if week is not None and not any(week):
            found.append(Oddity.CLOSED)
        elif (of_counter or of_line) and week and not is_open(week[local.weekday()], minute):
            found.append(Oddity.OUTSIDE_HOURS)
    if not asked.starts_on <= local.date() <= asked.ends_on:
        found.append(Oddity.OUTSIDE_PERIOD)
    return found
