"""Keying one sheet after another."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from observatory.desk.forms import DenseForm
from observatory.paper import actions
from observatory.paper.forms import MarkForm, SheetForm
from observatory.paper.models import Batch, Sheet
from observatory.paper.permissions import may_put_right
from observatory.paper.queries.batches import free_number, next_number
from observatory.paper.queries.languages import language_name
from observatory.paper.queries.likeness import Likeness, find_likenesses
from observatory.paper.queries.sums import STATE_WORDS
from observatory.paper.states import MARKS, SheetState
from observatory.questionnaires.facts import core_facts
from observatory.questionnaires.queries import compiled
from observatory.reports.actions import SubmissionRefused
from observatory.reports.models import Report
from observatory.reports.queries.answers import answers_of
from observatory.vocabularies.queries import term

from .dense import WITHOUT, dense_form, dense_parts, version_of
from .fetching import (
    fetch_batch,
    gives_back,
    is_from_us,
    see_other,
    typed_values,
    who,
    works_on_piles,
)


@gives_back
@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def batch_key(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Key the next sheet of the pile: a form, or a word on why it becomes no report."""
    batch = fetch_batch(request, uuid)
    if request.method == "POST":
        return _take_mark(request, batch) if "mark" in request.POST else _take(request, batch)
    if not batch.is_open:
        return see_other("batch", batch.uuid)
    wanted = request.GET.get("feuille", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) <= 3 else 0
    there = Sheet.objects.filter(batch=batch, number=number).first()
    if there is not None and there.report is not None and may_put_right(who(request), there):
        return _show_correction(request, batch, there, there.report)
    if there is not None or not number:
        number = next_number(batch, who(request))
    return show_key(request, batch, number=number)


def _show_correction(
    request: HttpRequest, batch: Batch, sheet: Sheet, report: Report
) -> HttpResponse:
    """Show the sheet that this person kept last with its answers, to put a mistake right."""
    form = DenseForm(
        compiled(report.questionnaire),
        language=get_language() or "fr",
        spoken=batch.language,
        today=timezone.localdate(),
        known=answers_of(report),
        # How to reach the person is in the vault, and is not read for this.
        without=WITHOUT | {"contact"},
    )
    values = {
        "sheet_number": sheet.number,
        "entry": sheet.uuid,
        "version": report.questionnaire_id,
    }
    return show_key(request, batch, form=form, head=MarkForm(initial=values))


@csrf_exempt
@works_on_piles
@require_POST
def batch_resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give back the sheet that was being typed when the session ended. Stores nothing.

    Without the check against forged requests, because signing in changed its
    token meanwhile; what another site sends is not shown.
    """
    batch = fetch_batch(request, uuid)
    if not is_from_us(request):
        return see_other("batch", batch.uuid)
    form = dense_form(batch, version_of(request), request.POST)
    form.full_clean()
    form.errors.clear()
    values = {name: request.POST.get(name, "") for name in MarkForm.base_fields}
    return show_key(request, batch, form=form, head=MarkForm(initial=values))


def show_key(
    request: HttpRequest,
    batch: Batch,
    *,
    number: int | None = None,
    form: DenseForm | None = None,
    head: SheetForm | None = None,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    """Render the sheet to key; what was typed comes back in `form` and `head`."""
    version = version_of(request)
    is_fresh = form is None
    head = head or MarkForm(
        initial={"sheet_number": number, "entry": uuid4(), "version": version.pk}
    )
    form = form or dense_form(batch, version)
    shown = head["sheet_number"].value()
    return render(
        request,
        "paper/key.html",
        {
            "batch": batch,
            "language": language_name(batch.language),
            **dense_parts(form),
            "head": head,
            "number": shown,
            "accounted": batch.sheets.count(),
            "is_beyond": str(shown).isdecimal() and int(shown) > batch.announced,
            "is_refusal": form.is_bound and form.refuses,
            "is_fresh": is_fresh,
            "corrects": _is_kept(head),
            "taken": None,
            "is_closed": False,
            **said,
        },
        status=status,
    )


def _is_kept(head: SheetForm) -> bool:
    """Tell whether the entry of a form is a sheet already: it corrects that one."""
    try:
        return Sheet.objects.filter(uuid=UUID(str(head["entry"].value()))).exists()
    except ValueError:
        return False


def _take(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Take a form that was typed; show again what cannot be taken, with all that was typed."""
    version = version_of(request)
    head, form = (
        MarkForm({**request.POST.dict(), "mark": "-"}),
        dense_form(batch, version, request.POST),
    )
    head.full_clean()
    if not form.is_valid() or not head.is_valid():
        return show_key(request, batch, form=form, head=head, status=422)
    number, entry = head.cleaned_data["sheet_number"], head.cleaned_data["entry"]
    decision = request.POST.get("decision", "")
    if decision == "back":
        return show_key(request, batch, form=form, head=head)
    is_known = Sheet.objects.filter(uuid=entry).exists()
    if decision not in {"same", "two"} and not is_known:
        alike = find_likenesses(batch, form.definition, form.answers, at=timezone.now())
        if alike:
            return _show_alike(request, batch, form, number, alike)
    if decision == "same":
        return _store_mark(request, batch, head, form, SheetState.DOUBLE)
    try:
        kept = actions.key_sheet(
            batch=batch,
            number=number,
            entry=entry,
            version=version,
            answers=form.answers,
            by=who(request),
            at=timezone.now(),
        )
    except SubmissionRefused as refused:
        for key, message in refused.errors.items():
            form.add_error(key if key in form.fields else None, message)
        return show_key(request, batch, form=form, head=head, status=422)
    except (actions.NumberTaken, actions.BatchClosed, actions.SheetIsFixed) as conflict:
        return _show_conflict(request, batch, form, head, conflict)
    if kept.is_corrected:
        messages.success(request, _("La feuille %(n)d est corrigée.") % {"n": kept.sheet.number})
    return see_other("sheet_kept", batch.uuid, kept.sheet.number)


def _take_mark(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Account for a sheet that becomes no report."""
    head = MarkForm(request.POST)
    form = dense_form(batch, version_of(request), request.POST)
    state = request.POST.get("mark", "")
    if state not in MARKS:
        raise Http404
    if not head.is_valid():
        # What was typed stays; whether it is complete is not the question now.
        form.full_clean()
        form.errors.clear()
        return show_key(request, batch, form=form, head=head, status=422)
    return _store_mark(request, batch, head, form, state)


def _store_mark(
    request: HttpRequest, batch: Batch, head: MarkForm, form: DenseForm, state: str
) -> HttpResponse:
    given_to = head.cleaned_data["given_to"] if state == SheetState.ILLEGIBLE else ""
    repeats = request.POST.get("repeats", "")
    try:
        kept = actions.mark_sheet(
            batch=batch,
            number=head.cleaned_data["sheet_number"],
            entry=head.cleaned_data["entry"],
            state=state,
            given_to=given_to,
            repeats=int(repeats) if repeats.isdecimal() and len(repeats) <= 3 else None,
            by=who(request),
            at=timezone.now(),
        )
    except (actions.NumberTaken, actions.BatchClosed, actions.SheetIsFixed) as conflict:
        return _show_conflict(request, batch, form, head, conflict)
    messages.success(
        request,
        _("Feuille %(n)d : %(state)s. C’est noté.")
        % {"n": kept.sheet.number, "state": STATE_WORDS[state]},
    )
    return see_other("batch_key", batch.uuid)


def _show_conflict(
    request: HttpRequest, batch: Batch, form: DenseForm, head: MarkForm, conflict: Exception
) -> HttpResponse:
    """Say what happened meanwhile, with everything that was typed still there."""
    sheet = getattr(conflict, "sheet", None)
    if isinstance(conflict, actions.BatchClosed):
        return show_key(request, batch, form=form, head=head, status=409, is_closed=True)
    values = {name: head[name].value() for name in head.fields}
    taken = set(batch.sheets.values_list("number", flat=True))
    wanted = head.cleaned_data["sheet_number"]
    values["sheet_number"] = free_number(taken, wanted, batch.announced)
    if isinstance(conflict, actions.SheetIsFixed):
        # Another entry: sent again, it would be the same sheet once more.
        values["entry"] = uuid4()
    return show_key(
        request,
        batch,
        form=form,
        head=MarkForm(initial=values),
        status=409,
        taken={
            "sheet": sheet,
            "number": sheet.number if sheet else wanted,
            "who": sheet.keyed_by.name if sheet else "",
            "is_fixed": isinstance(conflict, actions.SheetIsFixed),
        },
    )


def _show_alike(
    request: HttpRequest, batch: Batch, form: DenseForm, number: int, alike: list[Likeness]
) -> HttpResponse:
    """Ask whether it is the same sheet, before anything is stored."""
    return render(
        request,
        "paper/alike.html",
        {
            "batch": batch,
            "number": number,
            "first": alike[0],
            "others": alike[1:],
            "facts": _fact_words(form, batch),
            "typed": typed_values(request.POST),
        },
    )


def _fact_words(form: DenseForm, batch: Batch) -> list[str]:
    """Return what the two have in common, in words."""
    facts = core_facts(form.definition, form.answers, language=batch.language)
    place = form.definition.questions["where"].by_code[str(form.answers["where"])]
    return [
        place.label(form.language),
        term("service", facts.service).name,
        *(term(vocabulary, code).name for vocabulary, code in facts.terms),
    ]
