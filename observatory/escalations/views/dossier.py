"""What one does with a dossier: choose, ask for consents, print, take a stage, read its files."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.escalations.actions import (
    Conflict,
    Mistake,
    add_items,
    propose_body,
    remove_item,
    send_dossier,
    take_step,
    undo_step,
)
from observatory.escalations.forms import ItemsForm, StepForm
from observatory.escalations.models import Escalation, EscalationItem, SealedFile
from observatory.escalations.printing import (
    document_of,
    dossier_of,
    export_of,
    fingerprint,
    typeset,
)
from observatory.escalations.queries.items import reports_of
from observatory.escalations.queries.team import is_editable, steps_to_take
from observatory.escalations.states import TRANSITIONS
from observatory.escalations.wording import STEP_BUTTONS
from observatory.vault.queries import read_blob

from .access import acting, mine, officers_only, say_conflict, to_desk

ENDINGS = {"application/pdf": "pdf", "application/json": "json", "image/jpeg": "jpg"}


@officers_only
@require_POST
def escalation_items(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what was ticked in the dossier, or take one thing out."""
    found = mine(request, pk)
    form = ItemsForm(request.POST)
    if not form.is_valid():
        raise Http404
    revision, taken = form.cleaned_data["revision"], request.POST.get("remove", "")

    def write() -> str:
        if taken:
            if not (taken.isascii() and taken.isdecimal() and len(taken) < 18):
                raise Http404
            item = get_object_or_404(EscalationItem, pk=int(taken), escalation=found)
            remove_item(
                escalation=found,
                revision=revision,
                item=item,
                by=acting(request),
                at=timezone.now(),
            )
            return _("C’est retiré du dossier.")
        added = add_items(
            escalation=found,
            revision=revision,
            reports=form.keys["reports"],
            observations=form.keys["observations"],
            by=acting(request),
            at=timezone.now(),
        )
        return ngettext("Un élément ajouté.", "%(added)s éléments ajoutés.", added) % {
            "added": added
        }

    return _written(request, found, write)


@officers_only
@require_POST
def escalation_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the persons of the ticked reports whether their case may go to this body."""
    found = mine(request, pk)
    form = ItemsForm(request.POST)
    if not form.is_valid():
        raise Http404

    def write() -> str:
        reports = list(reports_of(acting(request)).filter(pk__in=form.keys["reports"]))
        for report in reports:
            propose_body(report=report, body=found.body, by=acting(request), at=timezone.now())
        asked = len(reports)
        return ngettext(
            "La question est posée à une personne : elle répond avec son code, seule, au guichet ou par téléphone.",
            "La question est posée à %(asked)s personnes : elles répondent avec leur code, seules, au guichet ou par téléphone.",
            asked,
        ) % {"asked": asked}

    return _written(request, found, write)


def _written(request: HttpRequest, found: Escalation, write: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, write())
    except Conflict:
        say_conflict(request)
    except Mistake:
        messages.error(
            request,
            _(
                "Rien n’a été ajouté : un de ces récits n’a plus l’accord de la personne pour cette "
                "instance, ou un de ces relevés n’est pas publié."
            ),
        )
    return to_desk(found)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def escalation_step(request: HttpRequest, pk: int, transition: str) -> HttpResponse:
    """Take a stage of the dossier, with its day."""
    found = mine(request, pk)
    if transition not in TRANSITIONS:
        raise Http404
    if transition not in dict(steps_to_take(found)):
        say_conflict(request)
        return to_desk(found)
    seen = fingerprint(dossier_of(found)) if transition == "send" else ""
    form = StepForm(
        request.POST or None,
        request.FILES or None,
        transition=transition,
        initial={"revision": found.revision, "seen": seen},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _take(request, found, transition, form)
        except Conflict:
            say_conflict(request)
            return to_desk(found)
        except Mistake as mistake:
            form.say(mistake.mistakes)
        else:
            messages.success(request, _("C’est noté."))
            return to_desk(found)
    return render(
        request,
        "escalations/step.html",
        {
            "form": form,
            "escalation": found,
            "transition": transition,
            "heading": STEP_BUTTONS[transition],
            "seen": seen,
        },
        status=422 if form.errors else 200,
    )


def _take(request: HttpRequest, found: Escalation, transition: str, form: StepForm) -> None:
    by, at = acting(request), timezone.now()
    if transition == "send":
        send_dossier(
            escalation=found,
            seen=form.cleaned_data["seen"],
            proof=form.pages,
            **form.values(),
            by=by,
            at=at,
        )
    else:
        take_step(
            escalation=found,
            transition=transition,
            outcome=form.cleaned_data.get("outcome", ""),
            **form.values(),
            by=by,
            at=at,
        )


@officers_only
@require_POST
def escalation_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the last stage."""
    found = mine(request, pk)
    form = ItemsForm(request.POST)
    if not form.is_valid():
        raise Http404

    def write() -> str:
        revision = form.cleaned_data["revision"]
        undo_step(escalation=found, revision=revision, by=acting(request), at=timezone.now())
        return _("C’est annulé.")

    return _written(request, found, write)


@officers_only
@require_safe
def escalation_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the dossier as it stands now as a PDF, while it is prepared."""
    found = _prepared(request, pk)
    pdf = typeset(document_of(found, dossier_of(found), localdate()))
    return _file(pdf, "application/pdf", f"dossier-{found.pk}")


@officers_only
@require_safe
def escalation_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the dossier as it stands now as data, while it is prepared."""
    found = _prepared(request, pk)
    data = export_of(found, dossier_of(found), localdate())
    return _file(data, "application/json", f"dossier-{found.pk}")


@officers_only
@require_safe
def escalation_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Give one sealed file of a dossier: what was sent, or a proof of it."""
    found = mine(request, pk)
    if file >= 10**18:
        raise Http404
    sealed = get_object_or_404(
        SealedFile.objects.select_related("blob"), pk=file, escalation=found, blob__isnull=False
    )
    blob = sealed.blob
    assert blob is not None  # noqa: S101 - asked for above
    return _file(read_blob(blob), blob.media_type, f"dossier-{found.pk}-{sealed.pk}")


def _prepared(request: HttpRequest, pk: int) -> Escalation:
    found = mine(request, pk)
    if not is_editable(found):
        raise Http404
    return found


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{ENDINGS[media_type]}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
