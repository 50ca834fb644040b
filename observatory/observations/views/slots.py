"""What is planned: the list of a round, one visit, one's own list; as a calendar and on paper."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.observations.actions import change_slot, move_slot
from observatory.observations.calendar import write_calendar
from observatory.observations.forms import SlotForm
from observatory.observations.models import Kind, Round, Slot
from observatory.observations.permissions import OBSERVERS
from observatory.observations.queries.rounds import (
    my_observations,
    my_slots,
    named_observers,
    open_rounds_of,
    rounds_for,
    scenarios,
    slots_of,
)
from observatory.observations.states import SlotState
from observatory.observations.wording import (
    REFUSALS,
    is_unusual,
    moment_words,
    observed_words,
    task_lines,
)
from observatory.people.access import requires_role
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.ui.registry import render_panels

from .rounds import coordinates, fetch_round

observes = requires_role(*sorted(OBSERVERS))
SLOTS_ON_A_PAGE = 60


def describe_slots(slots: Iterable[Slot], language: str, names: Any = None) -> list[dict[str, Any]]:
    """Return the slots as pages show them; no query beside what `slots` costs."""
    today = timezone.localdate()
    found = []
    for slot in slots:
        option = scenarios(slot.round.version).get(slot.scenario)
        found.append(
            {
                "slot": slot,
                "kind": Kind(slot.kind).label,
                "moment": moment_words(slot),
                "place": slot.location.name,
                "territory": slot.round.territory.name,
                "scenario": option.label(language) if option else slot.scenario,
                "tasks": task_lines(slot),
                "person": (names or {}).get(slot.assigned_to_id, ""),
                "state": SlotState(slot.state).label,
                "is_planned": slot.state == SlotState.PLANNED,
                "is_late": slot.state == SlotState.PLANNED and slot.due_on < today,
                "is_today": slot.due_on == today,
                "is_unusual": is_unusual(slot),
            }
        )
    return found


def _names(asked: Round) -> dict[int, str]:
    return {person.pk: name for person, name in named_observers(asked.territory)}


def _language(request: HttpRequest) -> str:
    return getattr(request, "LANGUAGE_CODE", "fr")


@coordinates
@require_safe
def round_slots(request: HttpRequest, pk: int) -> HttpResponse:
    """List what is planned in a round, by date (`?qui=`: of one person, "0" for what nobody has)."""
    asked = fetch_round(request, pk)
    found, names = slots_of(asked), _names(asked)
    who = request.GET.get("qui", "")
    if who.isdecimal() and len(who) < 18:
        found = found.filter(assigned_to=None) if who == "0" else found.filter(assigned_to_id=who)
    page = Paginator(found, SLOTS_ON_A_PAGE).get_page(request.GET.get("page"))
    more = f"&qui={who}" if who else ""
    context = {
        "round": asked,
        "rows": describe_slots(page.object_list, _language(request), names),
        "count": page.paginator.count,
        "people": names.items(),
        "who": who,
        "newer_href": f"?page={page.previous_page_number()}{more}" if page.has_previous() else "",
        "older_href": f"?page={page.next_page_number()}{more}" if page.has_next() else "",
    }
    return render(request, "observations/slots.html", context)


def _fetch_slot(request: HttpRequest, pk: int) -> Slot:
    found = Slot.objects.select_related(
        "location", "assigned_to", "round__territory", "round__version"
    )
    return get_object_or_404(found, pk=pk, round__in=rounds_for(request.user).values("pk"))  # type: ignore[arg-type]


@coordinates
@require_http_methods(["GET", "HEAD", "POST"])
def slot_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a planned visit, or ask someone else to make it."""
    slot = _fetch_slot(request, pk)
    form = SlotForm(request.POST if request.method == "POST" else None, slot=slot)
    if request.method == "POST" and form.is_valid():
        try:
            change_slot(slot=slot, **form.change(), by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except Refused as refusal:
            field = {
                "holiday": "due_on",
                "outside_period": "due_on",
                "same_person": "person",
                "not_observer": "person",
            }.get(refusal.reason)
            form.add_error(field, str(REFUSALS[refusal.reason]))
        else:
            messages.success(request, _("C’est changé. Les agendas suivent."))
            return redirect("round_slots", pk=slot.round_id)
    (row,) = describe_slots([slot], _language(request), _names(slot.round))
    context = {"form": form, "row": row, "slot": slot}
    return render(request, "observations/slot.html", context, status=422 if form.errors else 200)


@coordinates
@require_POST
def slot_move(request: HttpRequest, pk: int, transition: str) -> HttpResponse:
    """Drop a planned visit ("drop"), or plan it again ("restore")."""
    if transition not in {"drop", "restore"}:
        raise Http404
    slot = _fetch_slot(request, pk)
    try:
        move_slot(slot=slot, transition=transition, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("C’est noté."))
    return redirect("slot", pk=slot.pk)


@observes
@require_safe
def my_slots_page(request: HttpRequest) -> HttpResponse:
    """Show what one is asked to observe, and what one observed last."""
    user: User = request.user  # type: ignore[assignment]
    rows = describe_slots(my_slots(user), _language(request))
    context = {
        "late": [row for row in rows if row["is_late"]],
        "coming": [row for row in rows if not row["is_late"]],
        "made": [{"one": one, "kind": observed_words(one)} for one in my_observations(user)],
        "rounds": open_rounds_of(user),
    }
    return render(request, "observations/mine.html", context)


@observes
@require_safe
def my_calendar_file(request: HttpRequest) -> HttpResponse:
    """Give what one is asked to observe as a calendar file."""
    return _calendar(my_slots(request.user))  # type: ignore[arg-type]


@coordinates
@require_safe
def round_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what is planned in a round as a calendar file."""
    asked = fetch_round(request, pk)
    found = slots_of(asked).exclude(state=SlotState.DROPPED)
    return _calendar(found, _names(asked))


def _calendar(slots: Iterable[Slot], names: dict[int, str] | None = None) -> HttpResponse:
    response = HttpResponse(
        write_calendar(slots, names or {}), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="releves.ics"'
    return response


@observes
@require_safe
def my_sheets(request: HttpRequest) -> HttpResponse:
    """Show one's own visits on paper, a sheet each."""
    rows = describe_slots(my_slots(request.user), _language(request))  # type: ignore[arg-type]
    return render(request, "observations/sheets.html", {"rows": rows, "links": []})


@coordinates
@require_safe
def round_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is planned in a round on paper, a sheet each (`?qui=`: of one person)."""
    asked = fetch_round(request, pk)
    found = slots_of(asked).filter(state=SlotState.PLANNED)
    who = request.GET.get("qui", "")
    if who.isdecimal() and 0 < len(who) < 18:
        found = found.filter(assigned_to_id=who)
    context = {
        "round": asked,
        "rows": describe_slots(found, _language(request), _names(asked)),
        # The sheet that machines read, for whoever registered one.
        "links": render_panels("round", asked, "sheets", request),
    }
    return render(request, "observations/sheets.html", context)
