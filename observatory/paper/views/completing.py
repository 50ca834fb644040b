"""An observation sheet that was read is completed by a person, with its pictures beside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.desk.views.observing import FIELDS
from observatory.observations.actions import Odd
from observatory.observations.models import Kind, Slot
from observatory.observations.permissions import may_coordinate
from observatory.observations.queries.rounds import named_observers, scenarios
from observatory.observations.wording import REFUSALS, moment_words
from observatory.paper import actions
from observatory.paper.forms.completing import CompletingForm, PlaceForm
from observatory.paper.models import Batch, Sheet
from observatory.paper.queries.completing import (
    Where,
    may_complete,
    planned_slot,
    points_for,
    read_lines,
    slots_at,
)
from observatory.paper.queries.scanned import CHANNEL, ScannedSheet, scanned_sheet
from observatory.paper.states import SheetState
from observatory.people.actions import Refused
from observatory.people.models import User

from .accepting import fetch_scanned, say_changed, say_what
from .fetching import fetch_batch, see_other, who, works_on_piles


@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_complete(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Ask what no box says (where, when, who, the attempts of a call) and keep the observation.

    The place is the one that the sheet was printed for; else it is chosen first (`?lieu=`).
    """
    batch = fetch_batch(request, uuid)
    sheet = fetch_scanned(batch, str(number))
    scanned = scanned_sheet(sheet)
    is_here = sheet.state == SheetState.SCANNED and batch.is_open
    if not (is_here and scanned.is_clear and scanned.is_completed):
        return say_changed(request, batch)
    slot = planned_slot(scanned)
    if slot is not None and not may_complete(who(request), slot):
        return render(
            request, "paper/complete_other.html", {"batch": batch, "sheet": sheet}, status=403
        )
    channel = str(scanned.answers().get(CHANNEL, ""))
    if channel not in Kind.values:
        return render(request, "paper/complete_way.html", {"batch": batch, "sheet": sheet})
    slots: list[Slot] = []
    if slot is not None and "lieu" not in request.GET:
        where = Where(slot.round, slot.location, slot.scenario, slot)
    else:
        chosen = _choose(request, batch, scanned, channel)
        if isinstance(chosen, HttpResponse):
            return chosen
        where, slots = chosen
    form = _form(request, where, channel, slots)
    if request.method == "POST" and form.is_valid():
        done = _complete(request, sheet, where, form)
        if done is not None:
            return done
    return _show(request, scanned, where, form, channel)


def _choose(
    request: HttpRequest, batch: Batch, scanned: ScannedSheet, channel: str
) -> tuple[Where, list[Slot]] | HttpResponse:
    """Return the place that was chosen and what is planned there; or ask for it."""
    points = points_for(who(request), scanned)
    form = PlaceForm(request.GET if request.GET.get("lieu") else None, points=points)
    if not form.is_valid():
        told = {
            "batch": batch,
            "sheet": scanned.sheet,
            "form": form,
            "has_places": bool(points),
            "kind": Kind(channel).label,
            "pictures": _pictures(scanned),
        }
        status = 422 if form.is_bound else 200
        return render(request, "paper/complete_place.html", told, status=status)
    point = form.point
    where = Where(point.round, point.location, point.scenario)
    return where, slots_at(point, channel)


def _form(request: HttpRequest, where: Where, channel: str, slots: list[Slot]) -> CompletingForm:
    by = who(request)
    people: list[tuple[User, str]] = []
    if may_coordinate(by, where.round.territory_id):
        people = named_observers(where.round.territory)
    initial: dict[str, Any] = {}
    if where.slot is not None:
        initial["day"] = min(where.slot.due_on, timezone.localdate())
        if where.slot.assigned_to_id is not None:
            initial["observer"] = str(where.slot.assigned_to_id)
    return CompletingForm(
        request.POST if request.method == "POST" else None,
        channel=channel,
        by=by,
        people=people,
        slots=slots,
        initial=initial,
    )


def _complete(
    request: HttpRequest, sheet: Sheet, where: Where, form: CompletingForm
) -> HttpResponse | None:
    """Keep the observation and go on to the other sheets; None, with what is wrong in the form."""
    seen = actions.Seen(
        round=where.round,
        location=where.location,
        observed_at=form.observed_at,
        observer=form.who,
        slot=None if form.cleaned_data["unplanned"] else where.slot or form.slot,
        attempts=form.attempts,
        confirmed=form.cleaned_data["confirmed"],
    )
    try:
        done = actions.complete_sheet(sheet=sheet, seen=seen, by=who(request), at=timezone.now())
    except Odd as odd:
        form.ask_about(odd.oddities)
    except Refused as refusal:
        _refuse(form, refusal.reason)
    except (actions.NotClear, actions.BatchClosed):
        return say_changed(request, sheet.batch)
    else:
        if done.what == "kept":
            messages.success(
                request, _("Le relevé de la feuille %(n)d est enregistré.") % {"n": sheet.number}
            )
        else:
            say_what(request, {done.what: 1})
        return see_other("acceptance", sheet.batch.uuid)
    return None


def _refuse(form: CompletingForm, reason: str) -> None:
    """Say a refusal beside the field it is about."""
    if reason == "slot_done":
        form.data = form.data.copy()
        form.data["unplanned"] = "on"
    if reason == "other_scenario":
        words = _(
            "Le scénario coché n’est pas celui de ce lieu. Choisissez un autre lieu, ou revoyez la réponse à la correction."
        )
    else:
        words = str(REFUSALS[reason])
    field = "observer" if reason == "same_person" else FIELDS.get(reason)
    form.add_error(field if field in form.fields else None, words)


def _show(
    request: HttpRequest, scanned: ScannedSheet, where: Where, form: CompletingForm, channel: str
) -> HttpResponse:
    language = get_language() or "fr"
    option = scenarios(where.round.version).get(where.scenario)
    told = {
        "batch": scanned.sheet.batch,
        "sheet": scanned.sheet,
        "where": where,
        "kind": Kind(channel).label,
        "is_call": channel == Kind.CALL,
        "scenario": option.label(language) if option else where.scenario,
        "moment": moment_words(where.slot) if where.slot is not None else "",
        "form": form,
        "place": request.GET.get("lieu", ""),
        "lines": read_lines(scanned, language),
        "pictures": _pictures(scanned),
    }
    return render(request, "paper/complete.html", told, status=422 if form.errors else 200)


def _pictures(scanned: ScannedSheet) -> list[Any]:
    return [scan for scan in scanned.scans if scan.picture_id is not None]


@works_on_piles
@require_POST
def sheet_ask(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Send an answer that was read wrongly back to the correction desk."""
    batch = fetch_batch(request, uuid)
    sheet = fetch_scanned(batch, str(number))
    question = request.POST.get("question", "")
    try:
        actions.ask_answer(sheet=sheet, question=question, by=who(request), at=timezone.now())
    except (actions.NotClear, actions.BatchClosed):
        return say_changed(request, batch)
    return see_other("correction", batch.uuid)
