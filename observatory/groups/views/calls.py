"""Calls for help between groups: all of them, one, asking, offering, taking back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.groups.actions import (
    BadValues,
    Conflict,
    ask_for_help,
    correct_call,
    move_call,
    offer_help,
    take_back_offer,
)
from observatory.groups.forms import HelpCallForm, OfferForm
from observatory.groups.models import HelpCall, Offer
from observatory.groups.permissions import may_change_call, may_lead, may_read_calls, may_take_part
from observatory.groups.queries.team import call_page, groups_for, offering_groups, open_calls
from observatory.people.access import signed_in

from .team import (
    acting,
    back_to,
    changed_meanwhile,
    find,
    seen_again,
    seen_group,
    show_form,
)


def read_call(request: HttpRequest, pk: int) -> HelpCall:
    """Return a call: every member of any group reads it."""
    if not may_read_calls(acting(request)):
        raise PermissionDenied
    return find(HelpCall, pk, "group")


@signed_in
@require_safe
def all_calls(request: HttpRequest) -> HttpResponse:
    """List the calls of every group that are still to come."""
    user = acting(request)
    if not may_read_calls(user):
        raise PermissionDenied
    context = {"calls": open_calls(user, localdate()), "groups": groups_for(user)[:30]}
    return render(request, "groups/calls.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the other groups."""
    found = seen_group(request, pk)
    user = acting(request)
    form = HelpCallForm(request.POST or None, leads=may_lead(user, found))
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_for_help(group=found, values=form.values(), by=user, at=timezone.now())
        except Conflict:
            messages.error(request, _("Ce groupe est en pause : il ne lance pas d’appel."))
        else:
            messages.success(request, _("L’appel est lancé : tous les groupes peuvent le lire."))
            return back_to("help_call", made.pk)
    href = reverse("team_group", args=[found.pk])
    return show_form(request, form, _("Demander un coup de main"), href, found)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def one_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a call with who comes, and take an offer."""
    found = read_call(request, pk)
    user = acting(request)
    groups = offering_groups(user, found)
    form = OfferForm(request.POST or None, groups=groups) if groups else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _offered(request, found, form):
            return back_to("help_call", found.pk)
        found = read_call(request, pk)
    context = {
        **call_page(found, user, localdate()),
        "form": form,
        "sees_group": may_take_part(user, found.group),
    }
    context["has_offered"] = any(one["is_mine"] for one in context["offers"])
    return render(request, "groups/call.html", context)


def _offered(request: HttpRequest, call: HelpCall, form: OfferForm) -> bool:
    try:
        offer_help(
            call=call,
            group=form.chosen(),
            people=form.cleaned_data["people"],
            note=form.cleaned_data["note"],
            by=acting(request),
            at=timezone.now(),
        )
    except Conflict:
        messages.error(
            request,
            _(
                "Ce n’est pas noté : l’appel est retiré ou passé, ou vous avez déjà dit que vous venez."
            ),
        )
        return False
    messages.success(request, _("C’est noté. Le groupe voit que vous venez."))
    return True


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a call, show it to everyone or not any more."""
    found = _changed_by(request, pk)
    leads = may_lead(acting(request), found.group)
    form = HelpCallForm(request.POST or None, leads=leads, call=found)
    if request.method == "POST" and form.is_valid():
        try:
            correct_call(
                call=found,
                revision=form.cleaned_data["seen"],
                values=form.values(),
                by=acting(request),
                at=timezone.now(),
            )
        except Conflict:
            messages.error(request, changed_meanwhile())
            seen_again(form, found.revision)
        else:
            messages.success(request, _("C’est corrigé."))
            return back_to("help_call", found.pk)
    href = reverse("help_call", args=[found.pk])
    return show_form(request, form, _("Corriger l’appel"), href, found.group)


@signed_in
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a call, or ask again."""
    found = _changed_by(request, pk)
    try:
        move_call(
            call=found,
            transition=request.POST.get("transition", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except BadValues as error:
        raise Http404 from error
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est fait."))
    return back_to("help_call", found.pk)


@signed_in
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an offer back."""
    found = find(Offer, pk, "call__group", "group")
    try:
        take_back_offer(offer=found, by=acting(request), at=timezone.now())
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est retiré. Vous pouvez proposer de nouveau."))
    return back_to("help_call", found.call_id)


def _changed_by(request: HttpRequest, pk: int) -> HelpCall:
    found = find(HelpCall, pk, "group")
    if not may_change_call(acting(request), found):
        raise PermissionDenied
    return found
