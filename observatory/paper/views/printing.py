"""Printing forms to be filled in by hand: a page that gives a PDF."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from observatory.observations.views.rounds import coordinates, fetch_round
from observatory.paper.actions.printing import PrintedForms, TooManyForms, print_forms
from observatory.paper.actions.printing_slots import MOST_SLOTS, print_slots
from observatory.paper.forms.printing import BLANK, CARD, QUESTIONNAIRES, PrintingForm
from observatory.paper.printing.words import printed_languages
from observatory.paper.queries.batches import associations_to_open_for
from observatory.paper.queries.designing import NotInLanguage
from observatory.paper.queries.languages import form_languages
from observatory.paper.queries.printing import latest_runs
from observatory.paper.queries.slots import sheet_languages, slots_to_print
from observatory.people.models import User
from observatory.questionnaires.queries import current_version

from .fetching import see_other, who, works_on_piles


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
    said = _("cartes") if done.form.target == CARD else _("formulaires")
    return _pdf(done.printed.pdf, f"{said}-{done.form.language}-{done.form}-{done.run.copies}.pdf")


@coordinates
@never_cache
@require_POST
def round_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the sheets of what is planned in a round (`qui`: of one person) as a PDF, kept nowhere."""
    asked, person = fetch_round(request, pk), request.POST.get("qui", "")
    slots = list(slots_to_print(asked, person))
    language = request.POST.get("language", "")
    known = [code for code, _name in sheet_languages(asked)]
    try:
        done = print_slots(
            asked=asked,
            slots=slots,
            language=language if language in known else known[0],
            by=who(request),
            at=timezone.now(),
        )
    except TooManyForms:
        if slots:
            messages.warning(
                request,
                _(
                    "C’est beaucoup en une fois : %(n)d feuilles au plus. Imprimez celles d’une personne à la fois."
                )
                % {"n": MOST_SLOTS},
            )
        else:
            messages.info(request, _("Rien n’est prévu : il n’y a pas de feuille à imprimer."))
        response = see_other("round_sheets", asked.pk)
        if person.isdecimal():
            response.headers["Location"] = (
                f"{reverse('round_sheets', args=[asked.pk])}?qui={person}"
            )
        return response
    said = _("releves")
    day = timezone.localdate().isoformat()
    return _pdf(done.printed.pdf, f"{said}-{day}-{len(slots)}.pdf")


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
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
