"""The life of a campaign, what became of a demand, and the kinds of steps.

What a court or an authority decided is written in the words of the step; a demand
has an outcome only once someone checked, on a day and with a source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from observatory.vocabularies import themes


class State(models.TextChoices):
    DRAFT = "draft"
    RUNNING = "running"
    ENDED = "ended"


class Outcome(models.TextChoices):
    """What became of a demand; OPEN while nobody checked."""

    OPEN = "open"
    OBTAINED = "obtained"
    PARTLY = "partly"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


class Level(models.TextChoices):
    """Whom it is asked of."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    FEDERAL = "federal"
    EUROPE = "europe"
    COMPANY = "company"


class Kind(models.TextChoices):
    ACTION = "action"
    LETTER = "letter"
    COUNCIL = "council"
    MEETING = "meeting"
    DEMONSTRATION = "demonstration"
    LEGAL = "legal"
    DECISION = "decision"
    PRESS = "press"
    VICTORY = "victory"
    SETBACK = "setback"


class Stage(models.TextChoices):
    """Where a legal action stands; for steps of the kind LEGAL only."""

    FILED = "filed"
    JOINED = "joined"
    HEARING = "hearing"
    RULING = "ruling"


class Precision(models.TextChoices):
    """How well the day is known: a month is kept as its first day, a year as 1 January."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


TRANSITIONS = {
    t.name: t
    for t in (
        Transition("publish", frozenset({State.DRAFT}), State.RUNNING, "campaigns.edit"),
        Transition("end", frozenset({State.RUNNING}), State.ENDED, "campaigns.edit"),
        Transition("resume", frozenset({State.ENDED}), State.RUNNING, "campaigns.edit"),
        Transition(
            "withhold", frozenset({State.RUNNING, State.ENDED}), State.DRAFT, "campaigns.edit"
        ),
    )
}

_STANDING = frozenset(Outcome) - {Outcome.WITHDRAWN}


def _outcome(name: str, after: Outcome) -> Transition:
    return Transition(name, _STANDING, after, "campaigns.edit")


# What was obtained may be lost again, and a refusal is not for ever: any outcome may
# follow any other, and the same one again when someone looked again. A demand that was
# withdrawn is taken up again first.
OUTCOMES = {
    t.name: t
    for t in (
        _outcome("record_obtained", Outcome.OBTAINED),
        _outcome("record_partly", Outcome.PARTLY),
        _outcome("record_refusal", Outcome.REFUSED),
        _outcome("record_silence", Outcome.NO_ANSWER),
        _outcome("record_withdrawal", Outcome.WITHDRAWN),
        Transition("take_up", frozenset({Outcome.WITHDRAWN}), Outcome.OPEN, "campaigns.edit"),
    )
}


def campaign_mistakes(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a campaign: field to reason, empty when all is well."""
    mistakes = {}
    if not any(values["titles"].values()):
        mistakes["titles"] = "missing"
    if values["level"] not in Level:
        mistakes["level"] = "unknown"
    local = values["level"] in {Level.MUNICIPALITY, Level.REGION}
    if local and values["territory_id"] is None:
        mistakes["territory_id"] = "missing"
    if (values["level"] == Level.COMPANY) != bool(values["company"]):
        mistakes["company"] = "missing" if not values["company"] else "not_asked"
    if set(values["themes"]) - set(themes.Theme):
        mistakes["themes"] = "unknown"
    return mistakes


def demand_mistakes(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Return what is wrong with a demand: words, addressee, source and date."""
    mistakes = {
        name: "missing"
        for name in ("texts", "addressees", "sources")
        if not any(values[name].values() if isinstance(values[name], dict) else values[name])
    }
    if values["asked_on"] is not None and values["asked_on"] > today:
        mistakes["asked_on"] = "future"
    return mistakes


def step_mistakes(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Return what is wrong with a step: no title, no source, a day to come, a stage of no action."""
    mistakes = {}
    if not any(values["titles"].values()):
        mistakes["titles"] = "missing"
    if values["kind"] not in Kind:
        mistakes["kind"] = "unknown"
    if (values["kind"] == Kind.LEGAL) != bool(values["stage"]):
        mistakes["stage"] = "missing" if not values["stage"] else "not_asked"
    elif values["stage"] and values["stage"] not in Stage:
        mistakes["stage"] = "unknown"
    if values["happened_on"] > today:
        mistakes["happened_on"] = "future"
    if not values["sources"]:
        mistakes["sources"] = "missing"
    return mistakes


def whole_date(day: date, precision: str) -> date:
    """Return the day as it is kept: the first of the month or of the year when no more is known."""
    if precision == Precision.DAY:
        return day
    return day.replace(day=1) if precision == Precision.MONTH else day.replace(month=1, day=1)
