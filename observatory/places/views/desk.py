"""The editors' desk: placing locations, adding one, recording sourced facts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from observatory.places.actions import (
    Conflict,
    FactRefused,
    add_location,
    place_location,
    record_opening_hours,
    record_population,
    take_back_opening_hours,
    take_back_population,
)
from observatory.places.forms import FactForm, LocationForm, PlaceForm, PopulationForm
from observatory.places.models import Location, OpeningHours, Territory
from observatory.places.permissions import may_edit_in
from observatory.places.presenting import describe_fact
from observatory.places.queries.locations import (
    asked_locations,
    history_of,
    location_by_code,
    locations_in,
)
from observatory.places.queries.population import populations_of
from observatory.places.queries.territories import municipalities, territory_by_nis
from observatory.ui.access import requires_role
from observatory.vocabularies.queries import term

SHOWN = 50
editors_only = requires_role("editor", "administrator")


@editors_only
def location_desk(request: HttpRequest) -> HttpResponse:
    """What is asked of editors, and the locations of one municipality."""
    editable = [one for one in municipalities() if may_edit_in(request.user, one)]
    chosen = next((one for one in editable if one.nis == request.GET.get("commune")), None)
    if chosen is None and len(editable) == 1:
        chosen = editable[0]
    asked = list(asked_locations()[: SHOWN + 1])
    return render(
        request,
        "places/desk.html",
        {
            "asked": asked[:SHOWN],
            "more_asked": len(asked) > SHOWN,
            "editable": editable,
            "chosen": chosen,
            "locations": locations_in(chosen) if chosen else [],
            "add_address": reverse("location_add"),
        },
    )


@editors_only
def location_place(request: HttpRequest, code: str) -> HttpResponse:
    """Say in which municipality a location lies."""
    found = _find(code)
    form = PlaceForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            place_location(
                location=found,
                territory=form.chosen_territory(),
                by=request.user,
                at=timezone.now(),
            )
        except Conflict:
            messages.error(request, _("Quelqu’un a déjà répondu pour ce lieu."))
        else:
            messages.success(request, _("C’est noté. Merci."))
        return redirect("location_desk")
    return render(request, "places/place.html", {"location": found, "form": form})


@editors_only
def location_add(request: HttpRequest) -> HttpResponse:
    """Add a counter that is not known yet; its hours come next."""
    form = LocationForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_location(
                organization=form.cleaned_data["organization"],
                service=term("service", form.cleaned_data["service"]),
                territory=territory_by_nis(form.cleaned_data["territory"]),
                name=form.cleaned_data["name"],
                by=request.user,
                at=timezone.now(),
            )
        except Conflict:
            form.add_error(None, _("Quelqu’un vient d’ajouter un lieu. Envoyez encore une fois."))
        else:
            return redirect("location_record", code=made.code)
    return render(request, "places/add.html", {"form": form})


@editors_only
def location_record(request: HttpRequest, code: str) -> HttpResponse:
    """Record the hours that a source gives for a date; take back what was recorded by mistake."""
    found = _find(code)
    if not may_edit_in(request.user, found.territory):
        raise PermissionDenied
    form = FactForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _record(request, found, form):
        messages.success(request, _("Les heures sont publiées."))
        return redirect("location_record", code=code)
    return render(
        request,
        "places/record.html",
        {
            "location": found,
            "form": form,
            "facts": [describe_fact(fact) for fact in history_of(found)],
        },
    )


def _record(request: HttpRequest, found: Location, form: FactForm) -> bool:
    try:
        record_opening_hours(
            location=found,
            hours=form.cleaned_data["hours"],
            taken_on=form.cleaned_data["taken_on"],
            source=form.cleaned_data["source"],
            source_url=form.cleaned_data["source_url"],
            by=request.user,
            at=timezone.now(),
        )
    except FactRefused as refusal:
        if refusal.reason == "source":
            form.add_error("source", _("Dites d’où vient cette information."))
        elif refusal.reason == "future":
            form.add_error("taken_on", _("Cette date n’est pas encore passée."))
        else:
            form.add_error(
                "taken_on",
                _("Des heures sont déjà notées pour cette date. Retirez-les d’abord, plus bas."),
            )
        return False
    return True


@editors_only
@require_POST
def fact_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a fact that an editor recorded."""
    fact = OpeningHours.objects.select_related("location__territory", "snapshot").filter(pk=pk)
    found = fact.first()
    if found is None:
        messages.error(request, _("Ces heures étaient déjà retirées."))
        return redirect("location_desk")
    try:
        take_back_opening_hours(fact=found, by=request.user, at=timezone.now())
    except Conflict:
        messages.error(request, _("Ces heures étaient déjà retirées."))
    else:
        messages.success(request, _("Les heures sont retirées."))
    return redirect("location_record", code=found.location.code)


@editors_only
def population(request: HttpRequest, nis: str) -> HttpResponse:
    """Enter how many people live in a municipality; see and take back what was entered."""
    territory = _territory(nis)
    if not may_edit_in(request.user, territory):
        raise PermissionDenied
    form = PopulationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_population(
                territory=territory, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except FactRefused as refused:
            if refused.reason == "future":
                form.add_error("counted_on", _("Cette date n’est pas encore là."))
            else:
                form.add_error(
                    "counted_on", _("Un nombre est déjà noté pour cette date. Retirez-le d’abord.")
                )
        else:
            messages.success(request, _("Le nombre d’habitants est noté."))
            return redirect("population", nis=nis)
    context = {"territory": territory, "form": form, "known": populations_of(territory)}
    return render(request, "places/population.html", context, status=422 if form.errors else 200)


@editors_only
@require_POST
def population_take_back(request: HttpRequest, nis: str, pk: int) -> HttpResponse:
    """Take back a number of inhabitants that was entered by mistake."""
    found = populations_of(_territory(nis)).select_related("territory").filter(pk=pk).first()
    try:
        if found is None:
            raise Conflict
        take_back_population(population=found, by=request.user, at=timezone.now())
    except Conflict:
        messages.error(request, _("Ce nombre était déjà retiré."))
    else:
        messages.success(request, _("Le nombre est retiré."))
    return redirect("population", nis=nis)


def _territory(nis: str) -> Territory:
    try:
        return territory_by_nis(nis)
    except Territory.DoesNotExist:
        raise Http404 from None


def _find(code: str) -> Location:
    try:
        return location_by_code(code)
    except Location.DoesNotExist:
        raise Http404 from None
