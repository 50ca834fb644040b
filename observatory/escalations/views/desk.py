"""The dossiers of the team: the list, a new one, one dossier, what is written of it in public."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from observatory.escalations.actions import Conflict, Mistake, correct_dossier, prepare_dossier
from observatory.escalations.forms import CaseForm, DossierForm
from observatory.escalations.models import Body, Escalation
from observatory.escalations.printing import dossier_of, fingerprint
from observatory.escalations.queries.items import (
    left_out,
    observations_in,
    observations_to_add,
    reports_in,
    reports_to_add,
    reports_to_ask,
)
from observatory.escalations.queries.public import describe, describe_step
from observatory.escalations.queries.routes import route_of, standing_of
from observatory.escalations.queries.steps import last_step, overdue_of, steps_of
from observatory.escalations.queries.team import desk_rows, is_editable, overdue_for, steps_to_take
from observatory.escalations.records import BadRecord
from observatory.escalations.states import NOT_UNDONE, PUBLIC
from observatory.ui.asked import neighbours, page_asked

from .access import acting, mine, officers_only, say_conflict, to_desk


@officers_only
@require_safe
def escalations_desk(request: HttpRequest) -> HttpResponse:
    """List the dossiers that the person may prepare, and the terms that went by."""
    page, today = page_asked(request), localdate()
    rows, is_more = desk_rows(acting(request), page, today)
    if page > 1 and not rows:
        raise Http404
    return render(
        request,
        "escalations/desk.html",
        {
            "escalations": rows,
            "overdue": overdue_for(acting(request), today),
            **neighbours(reverse("escalations_desk"), page, has_more=is_more),
        },
    )


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def escalation_new(request: HttpRequest) -> HttpResponse:
    """Begin a dossier for a body; the case stands in the address as codes and days."""
    body = get_object_or_404(Body, code=request.GET.get("body", ""), is_active=True)
    case = CaseForm(request.GET)
    if not case.is_valid():
        raise Http404
    form = DossierForm(request.POST or None, initial={"language": "fr"})
    if request.method == "POST" and form.is_valid():
        try:
            made = prepare_dossier(
                body=body,
                case=case.case(),
                **form.values(),
                by=acting(request),
                at=timezone.now(),
            )
        except PermissionDenied:
            form.add_error(
                None, _("Vous ne préparez pas de dossiers pour ce lieu. Choisissez-en un autre.")
            )
        except (Mistake, Conflict):
            form.add_error(
                None, _("Cela ne peut pas être enregistré. Recommencez depuis la recherche.")
            )
        else:
            messages.success(request, _("Le dossier est ouvert. Choisissez ce qu’il contient."))
            return to_desk(made)
    route = route_of(case.case(), today=localdate())
    finding = next((one for one in route.bodies if one.body == body.code), None)
    return render(
        request,
        "escalations/new.html",
        {
            "form": form,
            "body": body,
            "is_unchecked": body.code in route.unchecked,
            "finding": finding,
        },
    )


@officers_only
@require_safe
def escalation_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one dossier: what is in it, what could be, where it stands, its files."""
    return show_desk(request, mine(request, pk))


def show_desk(request: HttpRequest, found: Escalation) -> HttpResponse:
    by, today = acting(request), localdate()
    editable, standing = is_editable(found), None
    try:
        standing = standing_of(found, today=today)
    except (BadRecord, ValueError):  # a case that the reference data knows no longer
        messages.warning(
            request, _("Le cas de ce dossier ne peut plus être relu : vérifiez l’instance.")
        )
    reports = reports_in(found)
    last = last_step(found)
    items = {item.report_id or -item.observation_id: item.pk for item in found.items.all()}
    dossier = dossier_of(found)
    context: dict[str, Any] = {
        "escalation": found,
        **describe(found),
        "is_editable": editable,
        "is_public": found.state in PUBLIC,
        "standing": standing,
        "must_check": standing is not None and not standing.is_checked,
        "dossier": dossier,
        "fingerprint": fingerprint(dossier),
        "inside": [(one, items.get(one.pk)) for one in reports],
        "seen_inside": [(one, items.get(-one.pk)) for one in observations_in(found)],
        "left_out": left_out(found, len(reports)),
        "overdue": overdue_of(found, today),
        "steps": [(one, describe_step(one)) for one in steps_of(found)],
        "moves": [(name, label) for name, label in steps_to_take(found)],
        "may_undo": last is not None and last.transition not in NOT_UNDONE,
        "files": list(found.files.select_related("blob")),
    }
    if editable:
        context |= {
            "to_add": reports_to_add(found, by),
            "to_ask": reports_to_ask(found, by),
            "observations_to_add": observations_to_add(found),
        }
    return render(request, "escalations/dossier.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def escalation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is told of the dossier, and what it is linked to."""
    found = mine(request, pk)
    form = DossierForm(request.POST or None, escalation=found)
    if request.method == "POST" and form.is_valid():
        try:
            correct_dossier(
                escalation=found,
                revision=form.cleaned_data["revision"],
                **form.values(),
                by=acting(request),
                at=timezone.now(),
            )
        except Conflict:
            say_conflict(request)
        except Mistake:
            form.add_error(None, _("Cela ne peut pas être enregistré."))
        else:
            messages.success(request, _("C’est changé."))
            return to_desk(found)
    return render(request, "escalations/edit.html", {"form": form, "escalation": found})
