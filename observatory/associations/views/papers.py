"""How to reach an association, and its agreement: in the vault, and never without a trace."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from observatory.associations.actions import (
    PaperRefused,
    confirm_contact,
    note_contact,
    read_agreement,
    read_association_contact,
    record_agreement,
)
from observatory.associations.forms import (
    PAPER_REFUSALS,
    REFUSALS,
    AgreementForm,
    ContactForm,
    ReasonForm,
)
from observatory.associations.permissions import may_describe, may_manage
from observatory.people.actions import Refused

from .page import fetch_association, manages, sees, sent, show_association

PART_WORDS = {
    "name": gettext_lazy("À qui parler"),
    "phone": gettext_lazy("Téléphone"),
    "email": gettext_lazy("E-mail"),
    "post": gettext_lazy("Adresse"),
}


@sees
@require_POST
def association_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how to reach the association; the journal keeps who looked and why."""
    found = fetch_association(request, pk)
    if not may_describe(request.user, found):  # type: ignore[arg-type]
        raise PermissionDenied
    form = ReasonForm(request.POST, auto_id="reason_%s")
    if not form.is_valid():
        return show_association(request, found, reason=form, status=422)
    values = read_association_contact(
        association=found,
        reason=form.cleaned_data["reason"],
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    context = {
        "association": found,
        "rows": [(words, (values or {}).get(part)) for part, words in PART_WORDS.items()],
        "has_contact": values is not None,
        "form": ContactForm(initial=values or {}),
    }
    return render(request, "associations/contact.html", context)


@sees
@require_http_methods(["GET", "HEAD", "POST"])
def association_contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write how to reach the association, in place of what was there."""
    found = fetch_association(request, pk)
    if not may_describe(request.user, found):  # type: ignore[arg-type]
        raise PermissionDenied
    form = ContactForm(sent(request))
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            note_contact(association=found, values=values, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except Refused as refusal:
            messages.error(request, REFUSALS[refusal.reason])
        else:
            done = _("Le contact est enregistré.") if values else _("Le contact est effacé.")
            messages.success(request, done)
        return redirect("association", pk=found.pk)
    return render(request, "associations/contact_edit.html", {"association": found, "form": form})


@sees
@require_POST
def association_contact_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the contact is still right."""
    found = fetch_association(request, pk)
    try:
        confirm_contact(association=found, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("C’est noté : ce contact est gardé deux ans de plus."))
    return redirect("association", pk=found.pk)


@manages
@require_http_methods(["GET", "HEAD", "POST"])
def association_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Note when the agreement was signed, and take the signed paper."""
    found = fetch_association(request, pk)
    if not may_manage(request.user, found):  # type: ignore[arg-type]
        raise PermissionDenied
    if request.method == "POST":
        typed, files = request.POST, request.FILES
        # Known once the request was read.
        too_large = getattr(request, "upload_too_large", False)
        form = AgreementForm(typed, files, too_large=too_large)
        if form.is_valid():
            upload = form.cleaned_data["paper"]
            try:
                record_agreement(
                    association=found,
                    agreed_on=form.cleaned_data["agreed_on"],
                    paper=upload.read() if upload else None,
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            except PaperRefused as refusal:
                form.add_error("paper", PAPER_REFUSALS[refusal.reason])
            else:
                messages.success(request, _("L’accord est enregistré."))
                return redirect("association", pk=found.pk)
    else:
        form = AgreementForm(initial={"agreed_on": found.agreed_on or timezone.localdate()})
    return render(request, "associations/agreement.html", {"association": found, "form": form})


@manages
@require_POST
def association_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over the signed paper, decrypted, never kept on the way; the journal keeps who took it."""
    kept = read_agreement(
        association=fetch_association(request, pk),
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    if kept is None:
        raise Http404
    data, media_type = kept
    ending = "pdf" if media_type == "application/pdf" else "jpg"
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="accord-{pk}.{ending}"'
    return response
