"""What was observed in a round: the list, one observation, setting a mistake aside."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from observatory.observations.actions import move_observation
from observatory.observations.models import Observation, Oddity, Outcome
from observatory.observations.permissions import OBSERVERS, may_coordinate, may_read
from observatory.observations.queries.rounds import named_observers, observations_of, scenarios
from observatory.observations.states import OBSERVATION, ObservationState
from observatory.observations.wording import REFUSALS, observed_words
from observatory.people.access import requires_role
from observatory.people.actions import Refused
from observatory.people.models import Role
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Answer, Question

from .rounds import coordinates, fetch_round

reads = requires_role(*sorted({*OBSERVERS, Role.ADMINISTRATOR}))
OBSERVATIONS_ON_A_PAGE = 60


@coordinates
@require_safe
def round_observations(request: HttpRequest, pk: int) -> HttpResponse:
    """List what was observed in a round, newest first."""
    asked = fetch_round(request, pk)
    page = Paginator(observations_of(asked), OBSERVATIONS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    names = {person.pk: name for person, name in named_observers(asked.territory)}
    context = {
        "round": asked,
        "rows": [_row(one, names) for one in page.object_list],
        "count": page.paginator.count,
        "newer_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_href": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "observations/observations.html", context)


def _row(one: Observation, names: Mapping[int, str]) -> dict[str, Any]:
    """Return one observation in words; who observes there no more is told by name alone."""
    return {
        "one": one,
        "observer": names.get(one.observer_id, one.observer.name),
        "kind": observed_words(one),
        "is_kept": one.state == ObservationState.KEPT,
        "oddities": [Oddity(code).label for code in one.confirmed],
    }


def _fetch(request: HttpRequest, uuid: UUID) -> Observation:
    found = get_object_or_404(
        Observation.objects.select_related(
            "location", "observer", "round__territory", "version", "slot", "territory"
        ),
        uuid=uuid,
    )
    if not may_read(request.user, found):  # type: ignore[arg-type]
        raise Http404
    return found


@reads
@require_safe
def observation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an observation to who made it, and to who coordinates."""
    found = _fetch(request, uuid)
    language = getattr(request, "LANGUAGE_CODE", "fr")
    option = scenarios(found.version).get(found.scenario)
    coordinator = may_coordinate(request.user, found.territory_id)  # type: ignore[arg-type]
    names = {person.pk: name for person, name in named_observers(found.territory)}
    context = {
        **_row(found, names if coordinator else {}),
        "scenario": option.label(language) if option else found.scenario,
        "lines": _lines(found, language),
        "attempts": [
            {
                "one": one,
                "waited": f"{one.waited_seconds // 60}:{one.waited_seconds % 60:02d}",
                "outcome": Outcome(one.outcome).label,
            }
            for one in found.attempts.order_by("number")
        ],
        "is_coordinator": coordinator,
        "steps": [step.name for step in OBSERVATION.values() if found.state in step.before]
        if coordinator and found.round.is_open
        else [],
    }
    return render(request, "observations/observation.html", context)


def _lines(found: Observation, language: str) -> list[tuple[str, str]]:
    """Return (question, answer) in words, in the order of the grid it was made with."""
    return [
        (question.words(language).short or question.words(language).label, said)
        for key, question in compiled(found.version).questions.items()
        if key not in {"scenario", "channel"}
        and (said := _said(question, found.answers.get(key), language))
    ]


def _said(question: Question, answer: Answer | None, language: str) -> str:
    codes = answer if isinstance(answer, list) else [answer] if isinstance(answer, str) else []
    return ", ".join(
        question.by_code[code].label(language) if code in question.by_code else code
        for code in codes
        if code
    )


@coordinates
@require_POST
def observation_move(request: HttpRequest, uuid: UUID, transition: str) -> HttpResponse:
    """Set an observation aside ("set_aside"), or keep it again ("keep")."""
    if transition not in OBSERVATION:
        raise Http404
    found = _fetch(request, uuid)
    try:
        move_observation(
            observation=found,
            transition=transition,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except PermissionDenied:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("C’est noté."))
    return redirect("observation", uuid=found.uuid)
