"""The first quarter of an hour of a relay: the list of steps, and how far someone is."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext

from observatory.associations.models import Membership, Tick
from observatory.people.access import has_second_factor
from observatory.people.models import Role, User
from observatory.vocabularies.models import in_language

FILE = Path(__file__).parent.parent / "data" / "onboarding.json"
# What the product sees by itself and nobody ticks.
SEEN = {"second_factor": has_second_factor}


@dataclass(frozen=True)
class Step:
    """One step: how long it takes, in words in each language, and the page where it is done."""

    code: str
    minutes: int
    title: dict[str, str]
    text: dict[str, str]
    label: dict[str, str]
    # Name of an address, and what follows it ("?essai=1", "#accords").
    page: str
    tail: str

    @property
    def is_seen(self) -> bool:
        """Tell whether the product knows by itself that it is done."""
        return self.code in SEEN

    @property
    def href(self) -> str:
        """Return where it is done; "" while no package offers that page."""
        try:
            return reverse(self.page) + self.tail
        except NoReverseMatch:
            return ""


STEPS = {one["code"]: Step(**one) for one in json.loads(FILE.read_text(encoding="utf-8"))["steps"]}


def concerns(user: User) -> bool:
    """Tell whether the first steps are this person's: a relay, or a member of an association."""
    return (
        user.holds(Role.RELAY) or Membership.objects.filter(user_id=user.pk, ended_at=None).exists()
    )


def progress_of(user: User) -> dict[str, Any]:
    """Return the steps of a person and how far they are. Two queries.

    `steps`: each with `code`, `title`, `text`, `label`, `href`, `minutes`,
    `is_done`, `is_next`, `is_seen`; `done` and `total` in steps, `words` for both; the time
    `left` in words; the first that is not done as `next`, or None.
    """
    ticked = set(Tick.objects.filter(user_id=user.pk).values_list("step", flat=True))
    ticked |= {code for code, sees in SEEN.items() if sees(user)}
    steps = [
        {
            "code": step.code,
            "title": in_language(step.title),
            "text": in_language(step.text),
            "label": in_language(step.label),
            "href": step.href,
            "minutes": ngettext("%(n)s minute", "%(n)s minutes", step.minutes)
            % {"n": step.minutes},
            "is_done": step.code in ticked,
            "is_seen": step.is_seen,
        }
        for step in STEPS.values()
    ]
    done = sum(1 for step in steps if step["is_done"])
    first = next((step for step in steps if not step["is_done"]), None)
    for step in steps:
        step["is_next"] = step is first
    left = sum(step.minutes for step in STEPS.values() if step.code not in ticked)
    return {
        "steps": steps,
        "done": done,
        "total": len(steps),
        "words": ngettext("%(done)s étape sur %(total)s", "%(done)s étapes sur %(total)s", done)
        % {"done": done, "total": len(steps)},
        "left": ngettext("%(n)s minute", "%(n)s minutes", left) % {"n": left} if left else "",
        "next": first,
    }
