"""Printing forms to be filled in by hand: a page that gives a PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from observatory.paper.actions.printing import PrintedForms, print_forms
from observatory.paper.forms.printing import BLANK, CARD, QUESTIONNAIRES, PrintingForm
from observatory.paper.printing.words import printed_languages
from observatory.paper.queries.batches import associations_to_open_for
from observatory.paper.queries.designing import NotInLanguage
from observatory.paper.queries.languages import form_languages
from observatory.paper.queries.printing import latest_runs
from observatory.people.models import User
from observatory.questionnaires.queries import current_version

from .fetching import who, works_on_piles


@works_on_piles
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forms_print(request: HttpRequest) -> HttpResponse:
    """Ask which forms and how many; give them as a PDF, which is kept nowhere."""
    by = who(request)
    known = printed_languages()
    form = PrintingForm(
        request.POST if request.method == "POST" else None,
        associations=associations_to_open_for(by),
        languages=[one for one in form_languages() if one[0] in known],
    )
    done = _print(form, by) if form.is_valid() else None
    if done is None:
        told = {"form": form, "runs": latest_runs(by)}
        return render(request, "paper/print.html", told, status=422 if form.is_bound else 200)
    response = HttpResponse(done.printed.pdf, content_type="application/pdf")
    said = _("cartes") if done.form.target == CARD else _("formulaires")
    name = f"{said}-{done.form.language}-{done.form}-{done.run.copies}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _print(form: PrintingForm, by: User) -> PrintedForms | None:
    """Print what was asked; None, told beside its field, when it is not written in this language."""
    values = dict(form.cleaned_data)
    kind = values.pop("kind")
    try:
        return print_forms(
            version=current_version(QUESTIONNAIRES[values["target"]]),
            is_blank=kind == BLANK,
            **values,
            by=by,
            at=timezone.now(),
        )
    except NotInLanguage:
        form.add_error("language", _("Cela n’est pas encore écrit dans cette langue."))
        return None
