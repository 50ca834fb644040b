"""Printing forms to be filled in by hand: a page that gives a PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from observatory.paper.actions.printing import print_forms
from observatory.paper.forms.printing import BLANK, PrintingForm
from observatory.paper.printing.words import printed_languages
from observatory.paper.queries.batches import associations_to_open_for
from observatory.paper.queries.languages import form_languages
from observatory.questionnaires.queries import current_version

from .dense import QUESTIONNAIRE
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
    if not form.is_valid():
        return render(
            request, "paper/print.html", {"form": form}, status=422 if form.is_bound else 200
        )
    values = dict(form.cleaned_data)
    kind = values.pop("kind")
    done = print_forms(
        version=current_version(QUESTIONNAIRE),
        is_blank=kind == BLANK,
        **values,
        by=by,
        at=timezone.now(),
    )
    response = HttpResponse(done.printed.pdf, content_type="application/pdf")
    name = f"formulaires-{values['language']}-{done.form}-{done.run.copies}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
