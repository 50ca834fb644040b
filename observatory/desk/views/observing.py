"""Writing an observation down: from what was planned, or one that nobody planned."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from observatory.desk.forms import DenseForm
from observatory.desk.forms.observing import ObservedForm
from observatory.observations.actions import InvalidAnswers, Odd, record_observation
from observatory.observations.models import Intake, Kind, Round, RoundLocation, Slot
from observatory.observations.permissions import OBSERVERS, may_coordinate, may_observe
from observatory.observations.queries.plans import round_locations
from observatory.observations.queries.rounds import named_observers, scenarios
from observatory.observations.wording import REFUSALS, moment_words, task_lines
from observatory.people.access import requires_role
from observatory.people.actions import Refused
from observatory.people.models import Role, User
from observatory.places.models import Location
from observatory.questionnaires.narrowing import narrow_definition
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Definition

from .entry import gives_back, is_from_us

observes = requires_role(*sorted({*OBSERVERS, Role.ADMINISTRATOR}))
# Which field a refusal is about.
FIELDS = {
    "future": "day",
    "no_attempt": "began-1",
    "attempt_order": "began-2",
    "attempt_after_answer": "outcome-1",
}


@dataclass(frozen=True)
class Asked:
    """What is observed: where, by which channel, in which scenario, for which slot if one was planned."""

    round: Round
    location: Location
    channel: str
    scenario: str
    slot: Slot | None = None

    @property
    def address(self) -> str:
        """The address of its page."""
        start = reverse("observation_entry")
        if self.slot is not None:
            return f"{start}?prevu={self.slot.pk}"
        return f"{start}?campagne={self.round.pk}&lieu={self.location.pk}&voie={self.channel}"

    def definition(self) -> Definition:
        """The grid of the round, without what cannot be asked on this channel."""
        return narrow_definition(compiled(self.round.version), self.given)

    @property
    def given(self) -> dict[str, str]:
        """What is known before anyone types."""
        return {"scenario": self.scenario, "channel": self.channel}


@gives_back("observation_entry_again")
@observes
@require_http_methods(["GET", "HEAD", "POST"])
def observation_entry(request: HttpRequest) -> HttpResponse:
    """Show the grid for one observation, or take what was typed.

    `?prevu=` is what was planned; `?campagne=` with `lieu` and `voie` something
    that nobody planned: without these two, they are asked first.
    """
    asked = _from_slot(request) if "prevu" in request.GET else _from_round(request)
    if isinstance(asked, HttpResponse):
        return asked
    form, observed = _forms(request, asked)
    if request.method == "POST":
        # Both, so that all that is wrong is said at once.
        is_valid = form.is_valid()
        if observed.is_valid() and is_valid:
            stored = _store(request, asked, form, observed)
            if stored is not None:
                return stored
    return _show(request, asked, form, observed)


@gives_back("observation_entry_again")
@csrf_exempt
@observes
@require_POST
def observation_entry_again(request: HttpRequest) -> HttpResponse:
    """Give back what was typed before the session ended. Stores nothing.

    Without the check against forged requests, because signing in changed its
    token meanwhile; what another site sends is not shown.
    """
    if not is_from_us(request):
        return redirect("my_observations")
    asked = _from_slot(request) if "prevu" in request.GET else _from_round(request)
    if isinstance(asked, HttpResponse):
        return asked
    form, observed = _forms(request, asked)
    return _show(request, asked, form, observed, is_given_back=True)


def _forms(request: HttpRequest, asked: Asked) -> tuple[DenseForm, ObservedForm]:
    by: User = request.user  # type: ignore[assignment]
    people: list[tuple[User, str]] = []
    if may_coordinate(by, asked.round.territory_id):
        people = named_observers(asked.round.territory)
    definition, language = asked.definition(), get_language() or "fr"
    posted = request.method == "POST"
    observed = ObservedForm(
        request.POST if posted else None,
        channel=asked.channel,
        by=by,
        people=people,
        initial=_initial(asked),
    )
    form = DenseForm(
        definition,
        request.POST if posted else None,
        language=language,
        today=timezone.localdate(),
        known=asked.given,
        without=frozenset({"photo", "contact"}),
        explains=True,
    )
    return form, observed


def _initial(asked: Asked) -> dict[str, Any]:
    today = timezone.localdate()
    if asked.slot is None:
        return {"day": today}
    # The hour is the one at which one came, and not the one that was planned.
    return {"day": min(asked.slot.due_on, today)}


def _from_slot(request: HttpRequest) -> Asked:
    """Return what was planned, for who is asked to make it and who coordinates."""
    slot = get_object_or_404(
        Slot.objects.select_related("round__territory", "round__version", "location"),
        pk=_number(request, "prevu"),
    )
    by: User = request.user  # type: ignore[assignment]
    if slot.assigned_to_id != by.pk and not may_coordinate(by, slot.round.territory_id):
        raise Http404
    return Asked(slot.round, slot.location, slot.kind, slot.scenario, slot)


def _from_round(request: HttpRequest) -> Asked | HttpResponse:
    asked = get_object_or_404(
        Round.objects.select_related("territory", "version"), pk=_number(request, "campagne")
    )
    by: User = request.user  # type: ignore[assignment]
    if not (may_observe(by, asked.territory) or may_coordinate(by, asked.territory_id)):
        raise Http404
    rows = round_locations(asked)
    row = next((one for one in rows if one.location_id == _number(request, "lieu")), None)
    channel = request.GET.get("voie", "")
    if row is None or channel not in Kind.values:
        return _choose(request, asked, rows)
    return Asked(asked, row.location, channel, row.scenario)


def _choose(request: HttpRequest, asked: Round, rows: list[RoundLocation]) -> HttpResponse:
    context = {"round": asked, "rows": rows, "kinds": Kind.choices}
    return render(request, "desk/observation_choose.html", context)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _store(
    request: HttpRequest, asked: Asked, form: DenseForm, observed: ObservedForm
) -> HttpResponse | None:
    """Store it and go to its page; None, with what is wrong in the forms, when it cannot be."""
    try:
        recorded = record_observation(
            uuid=_uuid(request),
            asked=asked.round,
            location=asked.location,
            slot=None if observed.cleaned_data["unplanned"] else asked.slot,
            observed_at=observed.observed_at,
            answers=form.answers,
            attempts=observed.attempts,
            confirmed=observed.cleaned_data["confirmed"],
            intake=Intake.DESK,
            observer=observed.who,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Odd as odd:
        observed.ask_about(odd.oddities)
    except InvalidAnswers as wrong:
        for key, message in wrong.errors.items():
            form.add_error(key if key in form.fields else None, message)
    except Refused as refusal:
        if refusal.reason == "slot_done":
            observed.data = observed.data.copy()
            observed.data["unplanned"] = "on"
        field = FIELDS.get(refusal.reason)
        words = str(REFUSALS[refusal.reason])
        observed.add_error(field if field in observed.fields else None, words)
    else:
        messages.success(request, _("Le relevé est enregistré."))
        response = HttpResponseRedirect(reverse("observation", args=[recorded.observation.uuid]))
        response.status_code = 303
        return response
    return None


def _uuid(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("entry", ""))
    except ValueError:
        return uuid4()


def _show(
    request: HttpRequest,
    asked: Asked,
    form: DenseForm,
    observed: ObservedForm,
    *,
    is_given_back: bool = False,
) -> HttpResponse:
    language = get_language() or "fr"
    option = scenarios(asked.round.version).get(asked.scenario)
    errors = [] if is_given_back else _errors(form, observed)
    context = {
        "asked": asked,
        "kind": Kind(asked.channel).label,
        "scenario": option.label(language) if option else asked.scenario,
        "moment": moment_words(asked.slot) if asked.slot is not None else "",
        "tasks": task_lines(asked.slot) if asked.slot is not None else [],
        "form": form,
        "observed": observed,
        "entry": str(_uuid(request)),
        "errors": errors,
        "is_given_back": is_given_back,
    }
    return render(request, "desk/observation_entry.html", context, status=422 if errors else 200)


def _errors(form: DenseForm, observed: ObservedForm) -> list[dict[str, str]]:
    """Return what must be corrected, each with the place where it stands."""
    found = []
    for name, texts in observed.errors.items():
        place = f"id_{name}" if name in observed.fields else ""
        label = str(observed.fields[name].label) if name in observed.fields else ""
        found += [{"label": label, "text": str(text), "place": place} for text in texts]
    for name, texts in form.errors.items():
        question = form.definition.questions.get(name)
        label = question.words(form.language).label if question is not None else ""
        place = f"row-{name}" if question is not None else ""
        found += [{"label": label, "text": str(text), "place": place} for text in texts]
    return found
