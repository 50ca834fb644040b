"""Facts and changes as the pages show them: words, addresses, rows of tables."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import Location
from .queries.changes import SINGLE_FACTS, Change
from .queries.locations import Current, Fact
from .wording import hours_in_words, minutes_in_words

Row = list[Any]


def address_of(location: Location) -> str:
    """Return the address of the location's page, in the active language."""
    return reverse("location", args=[location.code])


def change_in_words(fact: Fact) -> str:
    """Return what a fact says that the one before did not."""
    if fact.change == "first":
        return _("Première date connue")
    if fact.change == "same":
        return _("Pas de changement")
    if fact.change == "closed":
        return _("Plus aucune heure de guichet")
    if fact.change == "opened":
        return _("Le guichet a de nouveau des heures")
    if fact.change == "moved":
        return _("D’autres heures, autant par semaine")
    time = minutes_in_words(abs(fact.difference))
    if fact.change == "reduced":
        return _("%(time)s de moins par semaine") % {"time": time}
    return _("%(time)s de plus par semaine") % {"time": time}


def source_in_words(fact: Fact) -> str:
    """Return the source with its licence, linked when it has an address."""
    words = f"{fact.source} ({fact.licence})" if fact.licence else fact.source
    if fact.source_url.startswith(("https://", "http://")):
        return format_html('<a href="{}" rel="external">{}</a>', fact.source_url, words)
    return words


def week_in_words(minutes: int | None) -> str:
    """Return the length of a week's opening; a dash in words for none or not known."""
    if minutes is None:
        return _("on ne sait pas")
    return minutes_in_words(minutes) if minutes else _("aucune heure")


def describe_fact(fact: Fact) -> dict[str, Any]:
    """Return what the page of a location shows of one fact."""
    return {
        "pk": fact.pk,
        "on": fact.taken_on,
        "hours": capfirst(hours_in_words(fact.hours)),
        "minutes": fact.minutes,
        "week": week_in_words(fact.minutes),
        "change": change_in_words(fact),
        "source": source_in_words(fact),
        "by_editor": fact.dataset.startswith(SINGLE_FACTS),
    }


def describe_current(current: Current, where: str) -> dict[str, Any]:
    """Return what a panel shows of a location: its present hours, their date, what was before.

    `where` is the line under the name: whose it is, or in which municipality.
    """
    fact, before = current.fact, current.before
    return {
        "name": current.location.name,
        "href": address_of(current.location),
        "where": where,
        "on": fact.taken_on,
        "since": current.since,
        "hours": capfirst(hours_in_words(fact.hours)),
        "minutes": fact.minutes,
        "week": minutes_in_words(fact.minutes),
        "before": hours_in_words(before.hours) if before and before.minutes else "",
        "before_on": before.taken_on if before else None,
        "source": source_in_words(fact),
    }


def events_of(facts: list[Fact]) -> list[dict[str, Any]]:
    """Return the first known hours and each change after it, newest first as `facts` are."""
    events = []
    for fact, before in zip(facts, [*facts[1:], None], strict=False):
        if fact.change == "same":
            continue
        text = capfirst(hours_in_words(fact.hours))
        if fact.change == "closed" and before is not None:
            text = _("Avant : %(hours)s") % {"hours": hours_in_words(before.hours)}
        events.append(
            {"on": fact.taken_on, "title": change_in_words(fact), "text": text, "href": ""}
        )
    return events


def rows_of_changes(changes: list[Change], address: str, *, with_territory: bool) -> list[Row]:
    """Return the rows of one list of changes; `address` is that of a location coded "CODE".

    Columns: location, municipality if asked for, minutes a week before, and after.
    """
    rows = []
    for change in changes:
        location = change.location
        row: Row = [
            format_html(
                '<a href="{}">{}</a>', address.replace("CODE", location.code), location.name
            )
        ]
        if with_territory:
            row.append(location.territory.name if location.territory else "")
        rows.append([*row, week_in_words(change.before), week_in_words(change.after)])
    return rows
