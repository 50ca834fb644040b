"""The list of associations; adding, changing, ending one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.associations.actions import (
    add_association,
    describe_association,
    end_association,
    resume_association,
)
from observatory.associations.forms import REFUSALS, AssociationForm
from observatory.associations.permissions import (
    chosen_territories,
    may_add,
    may_describe,
    may_manage,
)
from observatory.associations.queries import ASSOCIATIONS_ON_A_PAGE, associations_for
from observatory.people.actions import Refused
from observatory.people.models import User

from .page import fetch_association, manages, sees, sent, show_association


@sees
@require_safe
def associations(request: HttpRequest) -> HttpResponse:
    """List the associations that this person may see."""
    by: User = request.user  # type: ignore[assignment]
    found = associations_for(by)
    page = Paginator(found, ASSOCIATIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "newer_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_href": f"?page={page.next_page_number()}" if page.has_next() else "",
        "may_add": may_add(by),
    }
    return render(request, "associations/associations.html", context)


@sees
@require_safe
def association(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one association."""
    return show_association(request, fetch_association(request, pk))


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def association_add(request: HttpRequest) -> HttpResponse:
    """Bring an association in."""
    by: User = request.user  # type: ignore[assignment]
    form = AssociationForm(sent(request), by=by)
    if request.method == "POST" and form.is_valid():
        details = form.details()
        try:
            added = add_association(
                name=details.pop("name"),
                joined_on=details.pop("joined_on"),
                territories=form.cleaned_data["territories"],
                publics=form.cleaned_data["publics"],
                details=details,
                by=by,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("L’association est ajoutée. Invitez maintenant quelqu’un."))
            return redirect("association", pk=added.pk)
    return render(request, "associations/add.html", {"form": form})


@sees
@require_http_methods(["GET", "HEAD", "POST"])
def association_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an association: all of it, or its public details for who leads it."""
    by: User = request.user  # type: ignore[assignment]
    found = fetch_association(request, pk)
    if not may_describe(by, found):
        raise PermissionDenied
    form = AssociationForm(sent(request), by=by, association=found)
    if request.method == "POST" and form.is_valid():
        try:
            describe_association(
                association=found,
                details=form.details(),
                publics=form.cleaned_data["publics"],
                territories=form.cleaned_data.get("territories"),
                seen=form.cleaned_data["seen"],
                by=by,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("C’est noté."))
            return redirect("association", pk=found.pk)
    where = chosen_territories(by)
    context = {
        "association": found,
        "form": form,
        "kept": [
            one for one in found.territories.all() if where is not None and one.pk not in where
        ]
        if "territories" in form.fields
        else [],
    }
    return render(request, "associations/edit.html", context)


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def association_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an association leaves, then note it."""
    by: User = request.user  # type: ignore[assignment]
    found = fetch_association(request, pk)
    if not may_manage(by, found):
        raise PermissionDenied
    if request.method == "POST":
        try:
            end_association(association=found, by=by, at=timezone.now())
        except Refused as refusal:
            messages.error(request, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("C’est noté : l’association ne participe plus."))
        return redirect("association", pk=found.pk)
    return render(request, "associations/end.html", {"association": found})


@manages
@require_POST
def association_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an association in again."""
    found = fetch_association(request, pk)
    try:
        resume_association(association=found, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("L’association participe de nouveau. Invitez ses membres."))
    return redirect("association", pk=found.pk)
