"""What the page of one problem says; tallies only, by the display rules."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext

from observatory.kit.prepared import Objects, Rows
from observatory.kit.remembered import memory
from observatory.kit.small_numbers import MINIMUM, Form, group_months, show_count
from observatory.places.queries import territories_by_id
from observatory.problems.guarantee import leg_of, may_depart
from observatory.problems.models import Problem, ProblemEvent, ProblemMonth, ProblemObstacle
from observatory.problems.wording import (
    count_words,
    month_words,
    obstacle_name,
    period_words,
    place_name,
    service_name,
    state_name,
)
from observatory.ui.dates import date_format
from observatory.vocabularies.models import in_language
from observatory.vocabularies.queries import terms_by_id

# Below this the table of months has no bars (reading/domain.md, 2.3).
BARS_FROM = 10


_public_problem = Objects(Problem, lambda pk: Problem.objects.public().filter(pk=pk), int)
_month_counts = Rows(
    lambda problem: ProblemMonth.objects.filter(problem=problem, reports__gt=0).values_list(
        "month", "reports"
    ),
    int,
)
_obstacle_counts = Rows(
    lambda problem: (
        ProblemObstacle.objects.filter(problem=problem, reports__gt=0)
        .order_by("-reports", "obstacle_id")
        .values_list("obstacle_id", "reports")
    ),
    int,
)
_steps = Objects(
    ProblemEvent,
    lambda problem: ProblemEvent.objects.filter(problem=problem, undone_at=None),
    int,
)


def public_problem(pk: int) -> Problem:
    """Return a problem that everyone may see. One query. Raises `Problem.DoesNotExist`."""
    # No key is longer than 18 digits; a longer one would not even fit its column.
    found = _public_problem(pk) if pk < 10**18 else []
    if not found:
        raise Problem.DoesNotExist(pk)
    return found[0]


def problem_page(problem: Problem) -> dict[str, Any]:
    """Return the context of the page of a problem. Three queries: months, obstacles, events.

    Below 3 reports there is no number, no month and no list of obstacles in
    it: what the texts say is all there is.
    """
    count = show_count(problem.report_count)
    place = territories_by_id().get(problem.territory_id or 0)
    service = terms_by_id()[problem.service_id]
    return {
        "problem": problem,
        "obstacle": obstacle_name(problem),
        "service": service_name(problem),
        "service_href": reverse("service", args=[service.code]),
        "service_icon": service.attributes.get("icon", "other"),
        "place": place_name(problem),
        "place_href": reverse("municipality", args=[place.nis]) if place else "",
        "state": state_name(problem.state),
        "leg": leg_of(problem),
        "may_depart": may_depart(problem),
        "count": count,
        "has_number": count.form == Form.NUMBER,
        "count_words": count_words(count),
        "period": _period(problem),
        "months": _months(problem),
        **_obstacles(problem),
        "events": _events(problem),
        "me_too": show_count(problem.me_too_count),
    }


def _period(problem: Problem) -> str:
    if problem.report_count < MINIMUM or not problem.first_month or not problem.last_month:
        return ""
    return period_words(problem.first_month, problem.last_month)


def _months(problem: Problem) -> dict[str, Any]:
    counts = tuple(_month_counts(problem.pk))
    return _write_months(get_language(), counts, problem.report_count >= BARS_FROM)


# What follows from the numbers and the language alone is worked out once.
@lru_cache(maxsize=1024)
def _write_months(
    language: str | None, counts: tuple[tuple[date, int], ...], has_bars: bool
) -> dict[str, Any]:
    groups = group_months(dict(counts))
    most = max((group.count for group in groups), default=0)
    bars = has_bars and len(groups) > 1
    rows = [
        _month_row(language, group.first, group.last, group.count, most if bars else 0)
        for group in groups
    ]
    return {
        "rows": SafeString("".join(rows)),
        "merged": any(not group.is_one_month for group in groups),
    }


@lru_cache(maxsize=4096)
def _month_row(language: str | None, first: date, last: date, count: int, most: int) -> SafeString:
    """Return one row of the table of months, with a bar when there is a `most`."""
    del language  # The active language: it only tells the copies apart.
    context = {"name": period_words(first, last), "n": count, "most": most}
    return render_to_string("problems/month.html", context)


def _obstacles(problem: Problem) -> dict[str, Any]:
    """Return the obstacles with their counts, and those named too rarely for one.

    One report may name several, so the counts have no total that could give
    one of them away.
    """
    found = _obstacle_counts(problem.pk) if problem.report_count >= MINIMUM else []
    return _write_obstacles(get_language(), memory.version(), tuple(found))


@lru_cache(maxsize=1024)
def _write_obstacles(
    language: str | None, version: int, found: tuple[tuple[int, int], ...]
) -> dict[str, SafeString]:
    del language, version  # The active language, and that of the vocabularies.
    terms = terms_by_id()
    named = [(in_language(terms[key].names), show_count(n)) for key, n in found]
    return {
        "obstacles": SafeString(
            "".join([_obstacle_row(name, count_words(n)) for name, n in named if n.value])
        ),
        # By name: in the order of the counts, one would see which of them was named twice.
        "rare_obstacles": format_html_join(
            "", "<li>{}</li>", sorted((name,) for name, n in named if n.form == Form.FEW)
        ),
    }


@lru_cache(maxsize=4096)
def _obstacle_row(name: str, words: str) -> SafeString:
    return format_html("<li><span>{}</span> <b>{}</b></li>", name, words)


def _events(problem: Problem) -> list[dict[str, Any]]:
    opened_on = localdate(problem.opened_at)
    opened = {
        "on": month_words(opened_on),
        "title": gettext("Cette page est ouverte"),
        "text": "",
        "href": "",
    }
    steps = _steps(problem.pk)
    before = [describe_event(event) for event in steps if event.happened_on < opened_on]
    after = [describe_event(event) for event in steps if event.happened_on >= opened_on]
    return [*before, opened, *after]


def describe_event(event: ProblemEvent) -> dict[str, Any]:
    """Return a step as the timeline shows it."""
    said = []
    if event.visited_on:
        said.append(
            gettext("Quelqu’un est allé voir le %(day)s.")
            % {"day": date_format(event.visited_on, "j F Y")}
        )
    if event.note:
        said.append(event.note)
    return {
        "on": event.happened_on,
        "title": state_name(event.state_after),
        "text": " ".join(said),
        "href": event.source_url,
    }
