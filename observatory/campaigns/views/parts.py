"""What the team writes of the demands and steps of a campaign, and of what came of them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.campaigns.actions import (
    Conflict,
    add_demand,
    add_step,
    correct_demand,
    correct_step,
    record_outcome,
    undo_outcome,
)
from observatory.campaigns.forms import DemandForm, OutcomeForm, StepForm
from observatory.campaigns.models import Campaign, Demand, Step
from observatory.campaigns.queries.team import last_check
from observatory.campaigns.wording import outcome_words
from observatory.people.access import requires_role
from observatory.ui.asked import number_asked

from .team import WRITERS, acting, back, changed_meanwhile, mine


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a demand to a campaign."""
    campaign = mine(request, pk)
    form = DemandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), "position": campaign.demands.count() + 1}
        add_demand(campaign=campaign, values=values, by=acting(request), at=timezone.now())
        messages.success(request, _("C’est ajouté."))
        return back(campaign)
    return _page(request, campaign, form, _("Ajouter une revendication"))


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a demand."""
    found = _demand(request, pk)
    form = DemandForm(request.POST or None, demand=found)
    if _corrected(
        request,
        form,
        found,
        lambda: correct_demand(
            demand=found,
            revision=form.cleaned_data["seen"],
            values=form.values(),
            by=acting(request),
            at=timezone.now(),
        ),
    ):
        return back(found.campaign)
    return _page(request, found.campaign, form, _("Corriger la revendication"))


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def step_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a step to a campaign."""
    campaign = mine(request, pk)
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_step(campaign=campaign, values=form.values(), by=acting(request), at=timezone.now())
        messages.success(request, _("C’est ajouté."))
        return back(campaign)
    return _page(request, campaign, form, _("Ajouter une étape"))


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def step_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a step."""
    found = _step(request, pk)
    form = StepForm(request.POST or None, step=found)
    if _corrected(
        request,
        form,
        found,
        lambda: correct_step(
            step=found,
            revision=form.cleaned_data["seen"],
            values=form.values(),
            by=acting(request),
            at=timezone.now(),
        ),
    ):
        return back(found.campaign)
    return _page(request, found.campaign, form, _("Corriger l’étape"))


@requires_role(*WRITERS)
@require_POST
def demand_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a demand that was written by mistake."""
    found = _demand(request, pk)
    return _take_back(
        request,
        found,
        lambda seen: correct_demand(
            demand=found,
            revision=seen,
            values={"is_taken_back": True},
            by=acting(request),
            at=timezone.now(),
        ),
    )


@requires_role(*WRITERS)
@require_POST
def step_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a step that was written by mistake."""
    found = _step(request, pk)
    return _take_back(
        request,
        found,
        lambda seen: correct_step(
            step=found,
            revision=seen,
            values={"is_taken_back": True},
            by=acting(request),
            at=timezone.now(),
        ),
    )


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what became of a demand, or take the last check back."""
    found = _demand(request, pk)
    form = OutcomeForm(request.POST or None, demand=found, initial={"seen": found.outcome_revision})
    if request.method == "POST":
        if request.POST.get("seen") == str(found.outcome_revision) and not form.is_valid():
            pass  # What is wrong stands beside each field.
        elif _recorded(request, found, form):
            messages.success(request, _("C’est noté, avec la date et la source."))
            return back(found.campaign)
        else:
            messages.error(request, changed_meanwhile())
            form.data = {**request.POST.dict(), "seen": found.outcome_revision}
    context = {
        "form": form,
        "demand": found,
        "outcome": outcome_words(found.outcome),
        "last": last_check(found),
        "back_href": reverse("campaign_desk", args=[found.campaign_id]),
    }
    return render(request, "campaigns/outcome.html", context)


@requires_role(*WRITERS)
@require_POST
def outcome_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last check of a demand."""
    found = _demand(request, pk)
    said = request.POST.get("check", "")
    key = number_asked(said)
    check = get_object_or_404(found.checks.select_related("demand__campaign"), pk=key)
    try:
        undo_outcome(check=check, revision=_seen(request), by=acting(request), at=timezone.now())
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est annulé. Le résultat est comme avant."))
    return back(found.campaign)


def _recorded(request: HttpRequest, demand: Demand, form: OutcomeForm) -> bool:
    """Record the outcome; tell whether nobody had changed it in between."""
    if not form.is_valid():
        return False
    said = dict(form.cleaned_data)
    try:
        record_outcome(
            demand=demand, revision=said.pop("seen"), by=acting(request), at=timezone.now(), **said
        )
    except Conflict:
        return False
    return True


def _corrected(
    request: HttpRequest,
    form: DemandForm | StepForm,
    found: Demand | Step,
    correct: Callable[[], None],
) -> bool:
    """Correct if what was sent can be; tell whether it was."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        correct()
    except Conflict:
        messages.error(request, changed_meanwhile())
        form.data = {**request.POST.dict(), "seen": found.revision}
        return False
    messages.success(request, _("C’est corrigé."))
    return True


def _take_back(
    request: HttpRequest, found: Demand | Step, take_back: Callable[[int], None]
) -> HttpResponse:
    try:
        take_back(_seen(request))
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est retiré. Vous pouvez encore annuler."))
    return back(found.campaign)


def _seen(request: HttpRequest) -> int:
    return number_asked(request.POST.get("seen", ""), digits=9)


def _demand(request: HttpRequest, pk: int) -> Demand:
    """Return a demand that stands, of a campaign that the person may write."""
    found = get_object_or_404(Demand, pk=min(pk, 10**18), is_taken_back=False)
    found.campaign = mine(request, found.campaign_id)
    return found


def _step(request: HttpRequest, pk: int) -> Step:
    """Return a step that stands, of a campaign that the person may write."""
    found = get_object_or_404(Step, pk=min(pk, 10**18), is_taken_back=False)
    found.campaign = mine(request, found.campaign_id)
    return found


def _page(
    request: HttpRequest, campaign: Campaign, form: DemandForm | StepForm, heading: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "campaign": campaign,
        "back_href": reverse("campaign_desk", args=[campaign.pk]),
    }
    return render(request, "campaigns/form.html", context)
