"""The life of an event, of a place kept for someone, and what must be said of each.

What is called off stays visible as cancelled, in calendars too. An event is held once
someone wrote what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models

from observatory.vocabularies import themes


class State(models.TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    HELD = "held"


class Kind(models.TextChoices):
    ASSEMBLY = "assembly"
    ACTION = "action"
    DEBATE = "debate"
    TALK = "talk"
    THEATRE = "theatre"
    WORKSHOP = "workshop"
    OTHER = "other"


class Known(models.TextChoices):
    """What we know of a way in: not knowing is no "no"."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class Frequency(models.TextChoices):
    """How a series goes on from its first day."""

    WEEKLY = "weekly"
    # The second Tuesday of each month, as the first day is one.
    MONTHLY = "monthly"
    # The last Tuesday of each month.
    MONTHLY_LAST = "monthly_last"


class Place(models.TextChoices):
    """What became of a registration."""

    COMING = "coming"
    WAITING = "waiting"
    GIVEN_UP = "given_up"


class Intake(models.TextChoices):
    WEB = "web"
    PHONE = "phone"


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


TRANSITIONS = {
    t.name: t
    for t in (
        Transition("publish", frozenset({State.DRAFT}), State.PUBLISHED, "events.edit"),
        Transition("cancel", frozenset({State.PUBLISHED}), State.CANCELLED, "events.edit"),
        Transition("restore", frozenset({State.CANCELLED}), State.PUBLISHED, "events.edit"),
        Transition("withhold", frozenset({State.PUBLISHED}), State.DRAFT, "events.edit"),
        Transition("hold", frozenset({State.PUBLISHED}), State.HELD, "events.edit"),
    )
}

# docs/privacy.md: who registered is erased so long after the end.
REGISTRATION_KEPT = timedelta(days=30)
LONGEST = timedelta(days=31)
MOST_PEOPLE = 10
MOST_PLACES = 5000
# Texts by language that an event must have, and may have.
TEXTS = ("titles", "texts", "organisers", "access", "how_to_come", "phone_whom", "childcare_words")


def event_mistakes(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with an event: field to reason, empty when all is well."""
    mistakes = {}
    if not any(values["titles"].values()):
        mistakes["titles"] = "missing"
    if values["kind"] not in Kind:
        mistakes["kind"] = "unknown"
    if values["territory_id"] is None:
        mistakes["territory_id"] = "missing"
    length = values["ends_at"] - values["starts_at"]
    if length <= timedelta(0):
        mistakes["ends_at"] = "too_early"
    elif length > LONGEST:
        mistakes["ends_at"] = "too_long"
    if set(values["themes"]) - set(themes.Theme):
        mistakes["themes"] = "unknown"
    for name in ("wheelchair", "interpretation", "childcare"):
        if values[name] not in Known:
            mistakes[name] = "unknown"
    if (values["interpretation"] == Known.YES) != bool(values["interpreted"]):
        mistakes["interpreted"] = "missing" if not values["interpreted"] else "not_asked"
    return mistakes | _mistakes_of_registration(values)


def _mistakes_of_registration(values: Mapping[str, Any]) -> dict[str, str]:
    mistakes = {}
    if not values["is_ours"]:
        if values["takes_registrations"]:
            mistakes["takes_registrations"] = "not_ours"
        if not any(one["url"] for one in values["links"]):
            mistakes["links"] = "missing"
    if values["capacity"] is not None:
        if not values["takes_registrations"]:
            mistakes["capacity"] = "not_asked"
        elif not 1 <= values["capacity"] <= MOST_PLACES:
            mistakes["capacity"] = "unknown"
    return mistakes


def publishing_mistakes(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what must still be said before everyone reads it: where, and of ours, how one
    comes and whom one calls without internet."""
    mistakes = {}
    if not values["place"]:
        mistakes["place"] = "missing"
    if values["is_ours"]:
        if not values["phone"]:
            mistakes["phone"] = "missing"
        if not any(values["how_to_come"].values()):
            mistakes["how_to_come"] = "missing"
    return mistakes
