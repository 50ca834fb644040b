"""Tear-off parts, one after another: straight into the vault, apart from the stories."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from observatory.paper import actions
from observatory.paper.forms.scans import ContactForm
from observatory.reports.actions import SubmissionRefused

from .fetching import fetch_batch, see_other, who, works_on_piles


@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def tear_offs(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Key the contact of a tear-off part; which person it is shows nowhere on the page.

    One that was keyed before is replaced only by a button that says so, for the code it asked about.
    """
    batch = fetch_batch(request, uuid)
    form = ContactForm(request.POST if request.method == "POST" else None)
    status, replaces = 200, ""
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            actions.keep_contact(
                batch=batch,
                code=code,
                values=form.values,
                replaces=request.POST.get("replaces") == code,
                by=who(request),
                at=timezone.now(),
            )
        except actions.NoSuchSheet:
            form.add_error(
                "code",
                _(
                    "Aucune feuille gardée de cette pile n’a ce code. Vérifiez-le ; si la feuille n’est pas encore gardée, revenez après."
                ),
            )
        except actions.NoConsent:
            form.add_error(
                None,
                _(
                    "Sur sa feuille, la personne n’a pas accepté d’être recontactée. Ne gardez rien de cette partie : détruisez-la."
                ),
            )
        except actions.KeptAlready:
            replaces = code
            form.add_error(
                "code",
                _(
                    "Un contact est déjà saisi pour ce code. Vérifiez le code ; s’il est juste, voulez-vous le remplacer ?"
                ),
            )
        except SubmissionRefused as refused:
            for part, message in refused.errors.items():
                form.add_error(
                    part if part in form.fields else None,
                    message or _("Tapez au moins un moyen de joindre la personne."),
                )
        else:
            messages.success(
                request,
                _(
                    "Le contact est au coffre. Détruisez la partie détachée, et passez à la suivante."
                ),
            )
            return see_other("tear_offs", batch.uuid)
    if form.is_bound:
        status = 422
    return render(
        request,
        "paper/tear_offs.html",
        {"batch": batch, "form": form, "replaces": replaces},
        status=status,
    )
