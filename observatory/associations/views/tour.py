"""The tour of associations: the list, a visit, what came of it, and one's own calendar."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.associations.actions import (
    change_visit,
    finish_next_step,
    move_visit,
    plan_visit,
    record_visit,
)
from observatory.associations.calendar import write_calendar
from observatory.associations.forms import REFUSALS, RecordForm, VisitForm
from observatory.associations.models import CalendarFeed, Visit
from observatory.associations.queries.outreach import (
    CALENDAR,
    VISITS_ON_A_PAGE,
    calendar_visits,
    coming_visits,
    feed_owner,
    late_visits,
    next_steps,
    past_visits,
    visits_for,
)
from observatory.associations.states import State
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.people.views.addresses import change_address, whole_address
from observatory.ui.access import open_to_all

from .page import manages, sent

STATE_WORDS = {
    State.PLANNED: gettext_lazy("prévue"),
    State.DONE: gettext_lazy("faite"),
    State.CANCELLED: gettext_lazy("annulée"),
}


def _row(visit: Visit) -> dict[str, Any]:
    return {
        "visit": visit,
        "state": STATE_WORDS[State(visit.state)],
        "people": ", ".join(person.name for person in visit.people.all()),
        "is_late_step": bool(
            visit.next_on and not visit.next_done_at and visit.next_on < timezone.localdate()
        ),
    }


@manages
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """Show what is coming, what is late, what is to follow and what was."""
    by: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    page = Paginator(past_visits(by), VISITS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "late": [_row(visit) for visit in late_visits(by, now)],
        "coming": [_row(visit) for visit in coming_visits(by, now)],
        "steps": [_row(visit) for visit in next_steps(by)],
        "past": [_row(visit) for visit in page.object_list],
        "newer_href": f"?page={page.previous_page_number()}#passees" if page.has_previous() else "",
        "older_href": f"?page={page.next_page_number()}#passees" if page.has_next() else "",
    }
    return render(request, "associations/tour.html", context)


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def visit_add(request: HttpRequest) -> HttpResponse:
    """Plan a visit."""
    by: User = request.user  # type: ignore[assignment]
    # From the page of an association: "?association=12".
    initial = {"association": request.GET.get("association", ""), "people": [str(by.pk)]}
    form = VisitForm(sent(request), by=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        plan_visit(plan=form.plan(), by=by, at=timezone.now())
        messages.success(request, _("La visite est prévue."))
        return redirect("tour")
    return render(request, "associations/visit_add.html", {"form": form})


def _fetch_visit(request: HttpRequest, pk: int) -> Visit:
    return get_object_or_404(visits_for(request.user), pk=pk)  # type: ignore[arg-type]


def _show_visit(
    request: HttpRequest, visit: Visit, *, form: RecordForm | None = None, status: int = 200
) -> HttpResponse:
    initial = {
        "outcome": visit.outcome,
        "next_step": visit.next_step,
        "next_on": visit.next_on,
    }
    context = {
        **_row(visit),
        "is_planned": visit.state == State.PLANNED,
        "is_over": visit.starts_at <= timezone.now(),
        "form": form or RecordForm(initial=initial),
    }
    return render(request, "associations/visit.html", context, status=status)


@manages
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a visit, and what can be done with it."""
    return _show_visit(request, _fetch_visit(request, pk))


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def visit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a visit that is still planned."""
    by: User = request.user  # type: ignore[assignment]
    found = _fetch_visit(request, pk)
    form = VisitForm(sent(request), by=by, visit=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_visit(
                visit=found,
                plan=form.plan(),
                seen=form.cleaned_data["seen"],
                by=by,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("La visite est changée. Les agendas la suivent."))
            return redirect("visit", pk=found.pk)
    return render(request, "associations/visit_edit.html", {"visit": found, "form": form})


@manages
@require_POST
def visit_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a visit took place, and what came of it."""
    found = _fetch_visit(request, pk)
    form = RecordForm(request.POST)
    if not form.is_valid():
        return _show_visit(request, found, form=form, status=422)
    try:
        record_visit(
            visit=found,
            **form.cleaned_data,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Refused as refusal:
        field = {"no_day": "next_on", "no_step": "next_step"}.get(refusal.reason)
        form.add_error(field, REFUSALS[refusal.reason])
        return _show_visit(request, found, form=form, status=422)
    messages.success(request, _("C’est noté."))
    return redirect("tour")


@manages
@require_POST
def visit_move(request: HttpRequest, pk: int, transition: str) -> HttpResponse:
    """Call a visit off ("cancel"), or plan it again ("reopen")."""
    if transition not in {"cancel", "reopen"}:
        raise Http404
    found = _fetch_visit(request, pk)
    try:
        move_visit(visit=found, transition=transition, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("C’est noté."))
    return redirect("visit", pk=found.pk)


@manages
@require_POST
def visit_next_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the next step of a visit is done."""
    found = _fetch_visit(request, pk)
    try:
        finish_next_step(visit=found, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("C’est noté."))
    return redirect("tour")


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Open, change or close the secret address of one's calendar; it is shown once."""
    token = change_address(request, CALENDAR, "my_calendar", REFUSALS)
    if not isinstance(token, str):
        return token
    address = whole_address(reverse("calendar_feed", args=[token])) if token else ""
    feed = CalendarFeed.objects.filter(user_id=request.user.pk).first()
    return render(request, "associations/calendar.html", {"feed": feed, "address": address})


@open_to_all
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the visits to the calendar program of whoever holds the address."""
    owner = feed_owner(token)
    if owner is None:
        raise Http404
    visits = calendar_visits(owner, timezone.now())
    response = HttpResponse(write_calendar(visits), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="tournee.ics"'
    return response
