"""The team's own pages: what waits, one's account, the people and their roles."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.people.access import (
    has_second_factor,
    requires_role,
    signed_in,
    signed_in_before_second_factor,
)
from observatory.people.actions import (
    Refused,
    deactivate_person,
    describe_myself,
    end_mandate,
    give_mandates,
    invite_person,
    revoke_invitation,
)
from observatory.people.emails import invitation_slip
from observatory.people.forms import REFUSALS, AccountForm, InviteForm, MandateForm
from observatory.people.models import Invitation, Mandate, User
from observatory.people.permissions import may_deactivate, may_end
from observatory.people.queries import (
    PEOPLE_ON_A_PAGE,
    mandate_words,
    open_invitations,
    people_for,
)
from observatory.ui.registry import render_panels

manages = requires_role("administrator", "coordinator")


@signed_in
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person: each package adds its panel."""
    return render(request, "people/team.html", {"panels": render_panels("team", request.user)})


@signed_in_before_second_factor
@require_http_methods(["GET", "HEAD", "POST"])
def my_account(request: HttpRequest) -> HttpResponse:
    """Show one's own account: name, language, protection, roles."""
    user: User = request.user  # type: ignore[assignment]
    form = AccountForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        describe_myself(**form.cleaned_data, by=user, at=timezone.now())
        messages.success(request, _("C’est noté."))
        return redirect("my_account")
    held = user.mandates.filter(ended_at=None).select_related("territory").order_by("pk")
    context = {
        "form": form,
        "mandates": [mandate_words(mandate) for mandate in held],
        "is_protected": has_second_factor(user),
    }
    return render(request, "people/account.html", context)


@manages
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the accounts that this person may see, and the invitations without an answer."""
    by: User = request.user  # type: ignore[assignment]
    page = Paginator(people_for(by), PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "person": person,
            "mandates": [mandate_words(mandate) for mandate in person.current_mandates],
        }
        for person in page.object_list
    ]
    context = {
        "rows": rows,
        "newer_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_href": f"?page={page.next_page_number()}" if page.has_next() else "",
        "invitations": open_invitations(by, timezone.now()),
    }
    return render(request, "people/people.html", context)


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite someone; the link is shown once, in the answer to the form."""
    by: User = request.user  # type: ignore[assignment]
    form = InviteForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitation, token = invite_person(
                email=data["email"],
                name=data["name"],
                language=data["language"],
                mandates=form.mandates(),
                by=by,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            return render(request, "people/invited.html", invitation_slip(invitation, token))
    return render(request, "people/invite.html", {"form": form})


@manages
@require_POST
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an invitation."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        revoke_invitation(invitation=invitation, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("L’invitation est annulée."))
    return redirect("people")


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account, its roles, and give another."""
    by: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(people_for(by), pk=pk)
    form = MandateForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            give_mandates(person=found, mandates=form.mandates(), by=by, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("Le rôle est donné."))
            return redirect("person", pk=found.pk)
    context = {
        "person": found,
        "form": form,
        "is_protected": has_second_factor(found),
        "mandates": [
            {
                "pk": held.pk,
                "words": mandate_words(held),
                "since": held.given_at,
                "mine_to_end": may_end(by, held),
            }
            for held in found.current_mandates
        ],
        "may_deactivate": found.is_active and may_deactivate(by, found),
    }
    return render(request, "people/person.html", context)


@manages
@require_POST
def mandate_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role."""
    mandate = get_object_or_404(Mandate.objects.select_related("territory"), pk=pk)
    if not people_for(request.user).filter(pk=mandate.user_id).exists():  # type: ignore[arg-type]
        raise PermissionDenied
    try:
        end_mandate(mandate=mandate, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("Le rôle est terminé."))
    if people_for(request.user).filter(pk=mandate.user_id).exists():  # type: ignore[arg-type]
        return redirect("person", pk=mandate.user_id)
    return redirect("people")


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to close an account, then close it."""
    by: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(people_for(by), pk=pk)
    if not may_deactivate(by, found):
        raise PermissionDenied
    if request.method == "POST":
        try:
            deactivate_person(person=found, by=by, at=timezone.now())
        except Refused as refusal:
            messages.error(request, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("Le compte est fermé."))
        return redirect("person", pk=found.pk)
    return render(request, "people/person_deactivate.html", {"person": found})
