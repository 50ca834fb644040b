"""What everyone sees of campaigns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse

from observatory.campaigns.models import Campaign, Check, Demand, Step
from observatory.campaigns.states import State
from observatory.campaigns.wording import (
    LEVELS,
    STATES,
    date_code,
    date_words,
    kind_words,
    outcome_words,
)
from observatory.documents.queries import documents_of
from observatory.kit.remembered import Remembered
from observatory.places.models import Territory
from observatory.places.queries import territories_by_id
from observatory.problems.models import Problem
from observatory.problems.queries import describe_problems
from observatory.ui.dates import partial_date_words
from observatory.vocabularies.models import in_language
from observatory.vocabularies.themes import THEMES

ON_A_PAGE = 20
# No key is longer; a longer one would not even fit its column.
LONGEST_KEY = 10**18


@dataclass(frozen=True)
class Line:
    """A campaign as lists show it; words follow the active language."""

    pk: int
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    state: str
    level: str
    territory_id: int | None
    company: str

    @property
    def title(self) -> str:
        return in_language(dict(self.titles))

    @property
    def summary(self) -> str:
        return in_language(dict(self.summaries))

    @property
    def href(self) -> str:
        return reverse("campaign", args=[self.pk])

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])

    @property
    def whom(self) -> str:
        """The place, the company or the level it is about, in words."""
        return whom_words(self.level, self.territory_id, self.company)


def whom_words(level: str, territory_id: int | None, company: str) -> str:
    """Return the place, the company or the level that a campaign is about, in words."""
    place = territories_by_id().get(territory_id or 0)
    return company or (place.name if place else "") or str(LEVELS[level])


@dataclass
class _Known:
    of_place: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    of_problem: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    of_group: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))


def _read() -> _Known:
    known = _Known()
    lines = {line.pk: line for line in _lines(Campaign.objects.public())}
    for line in lines.values():
        if line.territory_id is not None:
            known.of_place[line.territory_id].append(line)
    for through, key, found in (
        (Campaign.problems.through, "problem_id", known.of_problem),
        (Campaign.groups.through, "group_id", known.of_group),
    ):
        links = through._default_manager.filter(campaign_id__in=lines.keys())
        for campaign_id, other_id in links.order_by("-campaign_id").values_list("campaign_id", key):
            found[other_id].append(lines[campaign_id])
    return known


# The pages of municipalities and problems ask at every visit; each write forgets.
_known = Remembered(_read)


def _lines(rows: Any) -> list[Line]:
    return [Line(*row) for row in rows.values_list(*Line.__dataclass_fields__)]


def campaigns_of_problem(problem_id: int) -> list[Line]:
    """Return the public campaigns that rest on a problem."""
    return _known.get().of_problem.get(problem_id, [])


def campaigns_of_group(group_id: int) -> list[Line]:
    """Return the public campaigns that a group leads."""
    return _known.get().of_group.get(group_id, [])


def campaigns_of_place(territory: Territory) -> list[Line]:
    """Return the public campaigns of a place, then those of the region it lies in."""
    of_place = _known.get().of_place
    return [*of_place.get(territory.pk, []), *of_place.get(territory.parent_id or 0, [])]


def list_campaigns(*, place: Territory | None, page: int) -> tuple[list[Line], bool]:
    """Return one page of public campaigns, newest change first, and whether more follow. One query.

    With a place: its own, and those of the region it lies in.
    """
    rows = Campaign.objects.public()
    if place is not None:
        rows = rows.filter(Q(territory=place) | Q(territory__isnull=False, territory=place.parent))
    start = (page - 1) * ON_A_PAGE
    found = _lines(rows[start : start + ON_A_PAGE + 1])
    return found[:ON_A_PAGE], len(found) > ON_A_PAGE


def public_campaign(pk: int) -> Campaign:
    """Return a campaign that everyone may see. Raises `Campaign.DoesNotExist`."""
    if pk >= LONGEST_KEY:
        raise Campaign.DoesNotExist(pk)
    return Campaign.objects.public().get(pk=pk)


def campaign_is_shown(pk: int) -> bool:
    """Tell whether everyone sees a campaign."""
    return Campaign.objects.public().filter(pk=pk).exists()


def step_is_shown(pk: int) -> bool:
    """Tell whether everyone sees a step: it was not taken back, and its campaign is public."""
    steps = Step.objects.filter(pk=pk, is_taken_back=False)
    return steps.filter(campaign__in=Campaign.objects.public()).exists()


def campaign_page(campaign: Campaign) -> dict[str, Any]:
    """Return what the page of a campaign shows. Seven queries, whatever it holds."""
    steps = list(steps_of(campaign))
    documents = documents_of([campaign.subject, *(step.subject for step in steps)])
    place = territories_by_id().get(campaign.territory_id or 0)
    is_municipality = place is not None and place.kind == Territory.Kind.MUNICIPALITY
    return {
        "campaign": campaign,
        "title": campaign.title,
        "summary": in_language(campaign.summaries),
        "level": str(LEVELS[campaign.level]),
        "whom": whom_words(campaign.level, campaign.territory_id, campaign.company),
        "place_href": reverse("municipality", args=[place.nis])
        if place and is_municipality
        else "",
        "state": str(STATES[campaign.state]),
        "themes": [str(THEMES[theme]) for theme in campaign.themes],
        "leaders": in_language(campaign.leaders),
        "associations": list(campaign.associations.order_by("name")),
        "groups": list(campaign.groups.all()),
        "laws": [{"name": in_language(law["names"]), "url": law["url"]} for law in campaign.laws],
        "problems": describe_problems(
            Problem.objects.public().filter(campaigns=campaign).order_by("-changed_at", "-pk")
        ),
        "demands": [describe_demand(one) for one in demands_of(campaign)],
        "steps": [
            {**describe_step(one), "documents": documents.get(one.subject, [])} for one in steps
        ],
        "documents": documents.get(campaign.subject, []),
        "is_over": campaign.state == State.ENDED,
    }


def demands_of(campaign: Campaign) -> Iterable[Demand]:
    """Return the demands that stand, each with its checks that stand. Two queries."""
    checks = Prefetch("checks", Check.objects.filter(undone_at=None), to_attr="standing")
    return campaign.demands.filter(is_taken_back=False).prefetch_related(checks)


def steps_of(campaign: Campaign) -> Iterable[Step]:
    """Return the steps that stand, the oldest first."""
    return campaign.steps.filter(is_taken_back=False)


def describe_demand(demand: Any) -> dict[str, Any]:
    """Return a demand in words, with every check made of it, the last one first."""
    checks = [
        {
            "outcome": outcome_words(check.after),
            "checked_on": check.checked_on,
            "checked_by": check.checked_by,
            "note": check.note,
            "source": check.source,
            "source_url": check.source_url,
        }
        for check in reversed(demand.standing)
    ]
    return {
        "pk": demand.pk,
        "revision": demand.revision,
        "text": demand.text,
        "whom": in_language(demand.addressees),
        "asked": date_words(demand.asked_on, demand.asked_precision) if demand.asked_on else "",
        "outcome_code": demand.outcome,
        "outcome": outcome_words(demand.outcome),
        "last": checks[0] if checks else None,
        "former": checks[1:],
        "sources": describe_sources(demand.sources),
    }


def describe_step(step: Step) -> dict[str, Any]:
    """Return a step in words."""
    return {
        "pk": step.pk,
        "revision": step.revision,
        "kind": kind_words(step.kind, step.stage),
        "when": date_words(step.happened_on, step.precision),
        "datetime": date_code(step.happened_on, step.precision),
        "place": in_language(step.places),
        "title": step.title,
        "text": in_language(step.texts),
        "sources": describe_sources(step.sources),
    }


def describe_sources(sources: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return links and documents in words: label, address, date."""
    return [
        {
            "label": in_language(one["labels"]),
            "url": one["url"],
            "dated": partial_date_words(one["dated_on"]),
        }
        for one in sources
    ]
