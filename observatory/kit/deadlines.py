"""Legal terms: when a term ends, and when one that must be waited out is over.

Dates are calendar days without a time; a country is an ISO code ("BE"). The day
of the event is never counted (Code judiciaire, article 52).

Whether a term that ends on a Saturday, a Sunday or a public holiday is moved on
depends on the rule that made it, so whoever computes one says which:

- `COURT`: Belgian Code judiciaire, articles 52 to 54. The last day is part of the
  term and moves to the next working day (article 53); months run "de quantième à
  veille de quantième" from the day after the event (article 54).
- `ADMINISTRATION`: a term of an administration or an ombudsman. Article 53 holds
  for acts of procedure before a court only (article 48; Court of Cassation,
  28 April 1988, Pas. 1988 I no 527; Council of State, 13 January 2009,
  no 189.445), so nothing is moved on unless the text of the term says so.
- `EUROPEAN`: Regulation (EEC, Euratom) No 1182/71, article 3: months end on the
  day with the same number as that of the event, or on the last day of the month;
  the last day moves to the next working day, and a term of two days or more
  holds at least two working days.

Sources, read in November 2026: e-justice.europa.eu, "Délais de procédure -
Belgique"; droitbelge.be, "Comment se calcule le délai d'appel en matière
civile ?" (18 February 2020), for article 54; eur-lex.europa.eu, 31971R1182.
"""

from datetime import date, timedelta
from enum import Enum

from dateutil.relativedelta import relativedelta

from .workdays import add_working_days, count_working_days, is_working_day

ONE_DAY = timedelta(days=1)


class Rule(Enum):
    """Which law says how a term is counted."""

    COURT = "court"
    ADMINISTRATION = "administration"
    EUROPEAN = "european"


def next_working_day(day: date, *, country: str) -> date:
    """Return the day itself when offices work on it, else the next one on which they do.

    Source: Code judiciaire, article 53, second paragraph ("le plus prochain jour ouvrable").
    """
    while not is_working_day(day, country=country):
        day += ONE_DAY
    return day


def end_of_days(event: date, count: int, *, country: str, rule: Rule) -> date:
    """Return the last day of a term of `count` calendar days that begins after `event`.

    Every day counts, Saturdays, Sundays and public holidays too (Code
    judiciaire, article 52; Regulation 1182/71, article 3(3)). Raises
    `ValueError` for a negative count.
    """
    return _close(event, event + timedelta(days=_checked(count)), country=country, rule=rule)


def end_of_working_days(event: date, count: int, *, country: str) -> date:
    """Return the last day of a term of `count` working days that begins after `event`.

    It falls on a working day under every rule, so that nothing is moved on.
    Raises `ValueError` for a negative count.
    """
    return add_working_days(event, _checked(count), country=country)


def end_of_months(event: date, count: int, *, country: str, rule: Rule) -> date:
    """Return the last day of a term of `count` months (12 for a year) after `event`.

    `COURT` (article 54): the term begins the day after the event and ends on
    the eve of the day with that number: of 28 February, one month ends on
    31 March. Where the month has no such day, it ends with the month. The other
    rules end on the day with the number of the event, or with the month:
    28 March (Regulation 1182/71, article 3(2)(c); for an administration the
    earlier day is the careful one, since no general text was found). Raises
    `ValueError` for a negative count.
    """
    months = relativedelta(months=_checked(count))
    if rule is not Rule.COURT or count == 0:
        return _close(event, event + months, country=country, rule=rule)
    first = event + ONE_DAY
    last = first + months
    if last.day == first.day:  # Else the month is too short, and is its own end.
        last -= ONE_DAY
    return _close(event, last, country=country, rule=rule)


def received_by_post(posted: date, *, country: str) -> date:
    """Return the day on which a letter counts as received: the third working day after posting.

    For ordinary and registered letters without acknowledgement, unless the
    addressee proves another day. Source: Code judiciaire, article 53bis; the
    same before the Council of State (decree of the Regent of 23 August 1948,
    article 4, as changed on 24 May 2011).
    """
    return add_working_days(posted, 3, country=country)


def over_after_days(event: date, count: int) -> date:
    """Return the first day on which `count` calendar days have gone by since `event`.

    For terms that must be waited out ("au plus tôt 30 jours calendrier après"):
    the day is not moved on, since nothing is lost by acting later. Raises
    `ValueError` for a negative count.
    """
    return event + timedelta(days=_checked(count))


def over_after_working_days(event: date, count: int, *, country: str) -> date:
    """Return the working day on which `count` working days have gone by since `event`.

    Raises `ValueError` for a negative count.
    """
    return add_working_days(event, _checked(count), country=country)


def over_after_months(event: date, count: int) -> date:
    """Return the day with the number of `event`, `count` months later, or the last of that month.

    For terms that must be waited out, and for the age of facts: a fact is
    older than a year from the day after this one. Raises `ValueError` for a
    negative count.
    """
    return event + relativedelta(months=_checked(count))


def _close(event: date, last: date, *, country: str, rule: Rule) -> date:
    """Move the last day on where the rule says so."""
    if rule is Rule.ADMINISTRATION:
        return last
    closed = next_working_day(last, country=country)
    if rule is Rule.EUROPEAN and (last - event).days >= 2:
        while count_working_days(event, closed, country=country) < 2:  # Article 3(5).
            closed = next_working_day(closed + ONE_DAY, country=country)
    return closed


def _checked(count: int) -> int:
    if count < 0:
        raise ValueError("a term is not negative")
    return count
