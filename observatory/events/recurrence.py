"""The days of a series: every week, every so many weeks, or a weekday of each month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from .states import Frequency

# No series has more days than this; a longer one is begun again later.
MOST = 60
LONGEST_INTERVAL = 12
WEEK = 7


@dataclass(frozen=True)
class Rule:
    """How a series goes on; `count` with the first day, or `until` with the last."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None


def rule_mistakes(rule: Rule, first: date) -> dict[str, str]:
    """Return what is wrong with a series that begins on that day: field to reason."""
    if rule.frequency not in Frequency:
        return {"frequency": "unknown"}
    if not 1 <= rule.interval <= LONGEST_INTERVAL:
        return {"interval": "unknown"}
    if (rule.count is None) == (rule.until is None):
        return {"count": "one_of_two"}
    if rule.frequency == Frequency.MONTHLY and nth_of(first) > 4:
        return {"frequency": "fifth"}
    if rule.frequency == Frequency.MONTHLY_LAST and not _is_last(first):
        return {"frequency": "not_last"}
    if rule.count is not None and not 2 <= rule.count <= MOST:
        return {"count": "too_many" if rule.count > MOST else "too_few"}
    if rule.until is not None:
        found = len(_days(rule, first))
        if not 2 <= found <= MOST:
            return {"until": "too_many" if found > MOST else "too_few"}
    return {}


def days_of(rule: Rule, first: date) -> list[date]:
    """Return the days of the series, the first one among them. The rule has no mistakes."""
    return _days(rule, first)[:MOST]


def nth_of(day: date) -> int:
    """Return which one of its weekday the day is in its month: 1 to 5."""
    return (day.day - 1) // WEEK + 1


def _is_last(day: date) -> bool:
    return (day + timedelta(days=WEEK)).month != day.month


def _days(rule: Rule, first: date) -> list[date]:
    """One more than the most, at most: whoever asks for ever is told so, not served."""
    if rule.frequency == Frequency.WEEKLY:
        how: Mapping[str, object] = {"freq": WEEKLY}
    else:
        nth = -1 if rule.frequency == Frequency.MONTHLY_LAST else nth_of(first)
        how = {"freq": MONTHLY, "byweekday": weekday(first.weekday(), nth)}
    end = (
        {"count": rule.count}
        if rule.until is None
        else {"until": datetime.combine(rule.until, time.min)}
    )
    found = rrule(dtstart=datetime.combine(first, time.min), interval=rule.interval, **how, **end)
    return [one.date() for one, _ in zip(found, range(MOST + 1), strict=False)]
