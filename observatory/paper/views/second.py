"""The second keying of a drawn sheet, and the paper that decides."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from observatory.desk.forms import DenseForm
from observatory.paper import actions
from observatory.paper.forms import SettleForm
from observatory.paper.models import Batch, SecondKeying, Sheet
from observatory.paper.permissions import is_alone, may_key_again
from observatory.paper.queries.agreement import compare_keyings
from observatory.paper.queries.answers import answer_words
from observatory.paper.queries.apart import pictures_of
from observatory.paper.queries.languages import language_name
from observatory.paper.queries.progress import waits_for_second
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import NO, Answer
from observatory.reports.actions import AlreadyChanged, SubmissionRefused
from observatory.reports.models import Report
from observatory.reports.queries.answers import as_kept
from observatory.reports.states import State as ReportState

from .dense import dense_form, dense_parts
from .fetching import (
    fetch_batch,
    fetch_sheet,
    gives_back,
    is_from_us,
    see_other,
    typed_values,
    who,
    works_on_piles,
)

# Not keyed twice: how to reach the person, and photos.
WITHOUT = frozenset({"photo", "contact"})


@gives_back
@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_again(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Key a drawn sheet a second time, without seeing the first; then see what differs."""
    batch = fetch_batch(request, uuid)
    sheet = fetch_sheet(batch, number)
    report = sheet.report
    if report is None or not (_is_to_settle(sheet) or waits_for_second(sheet, batch)):
        return _gone(request, batch, number)
    if not may_key_again(who(request), sheet, batch, timezone.now()):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = dense_form(batch, report.questionnaire, data, WITHOUT)
    if data is None:
        return _show_again(request, batch, sheet, form)
    answers = _read(form)
    if answers is None:
        return _show_again(request, batch, sheet, form, status=422)
    try:
        comparison = actions.record_second_keying(
            sheet=sheet, answers=answers, by=who(request), at=timezone.now()
        )
    except actions.NotDrawn:
        return _gone(request, batch, number)
    if not comparison.differing:
        return _settle_equal(request, batch, sheet, report)
    return _show_differences(request, batch, sheet, report, form=form)


@csrf_exempt
@works_on_piles
@require_POST
def sheet_resume(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Give back the second keying that was being typed when the session ended, as `batch_resume`."""
    batch = fetch_batch(request, uuid)
    sheet = fetch_sheet(batch, number)
    if sheet.report is None or not is_from_us(request):
        return see_other("batch", batch.uuid)
    if not may_key_again(who(request), sheet, batch, timezone.now()):
        raise PermissionDenied
    form = dense_form(batch, sheet.report.questionnaire, request.POST, WITHOUT)
    form.full_clean()
    form.errors.clear()
    return _show_again(request, batch, sheet, form)


def _is_to_settle(sheet: Sheet) -> bool:
    return SecondKeying.objects.filter(sheet=sheet, settled_at=None).exists()


def _read(form: DenseForm) -> dict[str, Answer] | None:
    """Return the cleaned answers; a no to being counted is one, None when they cannot be taken."""
    if form.is_valid():
        return form.answers
    counts = form.definition.consents["D1"].key
    if set(form.errors) == {counts} and form.data.get(counts) == NO:
        return {**form.answers, counts: NO}
    return None


def _show_again(
    request: HttpRequest, batch: Batch, sheet: Sheet, form: DenseForm, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "paper/again.html",
        {
            "batch": batch,
            "sheet": sheet,
            **dense_parts(form),
            "language": language_name(batch.language),
            "is_fresh": not form.is_bound,
            "pictures": pictures_of(sheet),
            "is_alone": sheet.keyed_by_id == who(request).pk and is_alone(who(request), batch),
        },
        status=status,
    )


def _gone(request: HttpRequest, batch: Batch, number: int) -> HttpResponse:
    messages.warning(
        request,
        _("La feuille %(n)d n’est plus à saisir une deuxième fois.") % {"n": number},
    )
    return see_other("batch", batch.uuid)


def _settle_equal(request: HttpRequest, batch: Batch, sheet: Sheet, report: Report) -> HttpResponse:
    """Nothing differs; if something did at an earlier second keying, the first was right."""
    if _is_to_settle(sheet):
        actions.settle_sheet(
            sheet=sheet,
            answers=None,
            revision=report.revision,
            by=who(request),
            at=timezone.now(),
        )
    messages.success(
        request, _("Feuille %(n)d : les deux saisies sont pareilles.") % {"n": sheet.number}
    )
    return see_other("batch", batch.uuid)


def _show_differences(
    request: HttpRequest,
    batch: Batch,
    sheet: Sheet,
    report: Report,
    *,
    form: DenseForm,
    failed: SettleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show both answers side by side wherever they differ: the paper decides."""
    settle = failed or _settle_form(report, _read(form) or {}, {"revision": report.revision})
    return render(
        request,
        "paper/settle.html",
        {
            "batch": batch,
            "sheet": sheet,
            "settle": settle,
            "pictures": pictures_of(sheet),
            "is_decided": report.state != ReportState.RECEIVED,
            "typed": typed_values(request.POST, {"revision", *settle.fields}),
        },
        status=status,
    )


def _settle_form(
    report: Report, second: Mapping[str, Answer], initial: dict[str, Any], data: Any = None
) -> SettleForm:
    comparison = compare_keyings(report, second)
    definition = compiled(report.questionnaire)
    language = get_language() or "fr"
    again = as_kept(definition, second)
    lines = []
    for key in comparison.differing:
        question = definition.questions[key]
        words = question.words(language)
        lines.append(
            (
                key,
                words.short or words.label,
                answer_words(question, comparison.first.get(key), language),
                answer_words(question, again.get(key), language),
            )
        )
    return SettleForm(data, lines=lines, initial=initial)


@works_on_piles
@require_POST
def sheet_settle(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Take what the paper says, question by question, and correct the report by it."""
    batch = fetch_batch(request, uuid)
    sheet = fetch_sheet(batch, number)
    report = sheet.report
    if report is None or not _is_to_settle(sheet):
        return _gone(request, batch, number)
    form = dense_form(batch, report.questionnaire, request.POST, WITHOUT)
    second = _read(form)
    if second is None:
        return _show_again(request, batch, sheet, form, status=422)
    settle = _settle_form(report, second, {}, request.POST)
    if not settle.is_valid():
        return _show_differences(
            request, batch, sheet, report, form=form, failed=settle, status=422
        )
    chosen = settle.seconds()
    first = compare_keyings(report, second).first
    answers = {**first, **{key: second.get(key, "") for key in chosen}} if chosen else None
    try:
        actions.settle_sheet(
            sheet=sheet,
            answers=answers,
            revision=settle.cleaned_data["revision"],
            by=who(request),
            at=timezone.now(),
        )
    except SubmissionRefused as refused:
        for message in refused.errors.values():
            settle.add_error(None, message)
        return _show_differences(
            request, batch, sheet, report, form=form, failed=settle, status=422
        )
    except AlreadyChanged:
        return _changed_meanwhile(request, batch, number, form)
    messages.success(request, _("Feuille %(n)d : c’est réglé.") % {"n": number})
    return see_other("batch", batch.uuid)


def _changed_meanwhile(
    request: HttpRequest, batch: Batch, number: int, form: DenseForm
) -> HttpResponse:
    """Show the two keyings again as the report is now, or that there is nothing left to settle."""
    sheet = fetch_sheet(batch, number)
    if sheet.report is None or not _is_to_settle(sheet):
        return _gone(request, batch, number)
    messages.warning(
        request, _("Ce signalement a changé entre-temps. Regardez encore une fois la feuille.")
    )
    return _show_differences(request, batch, sheet, sheet.report, form=form, status=409)
