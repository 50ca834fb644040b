"""The correction desk: one doubt after another, the picture beside the choice, by keyboard."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.moderation.queries.report import cut_in_pieces, find_in
from observatory.paper import actions
from observatory.paper.models import Batch, Doubt
from observatory.paper.permissions import is_alone
from observatory.paper.queries.desk import Item, item_of, last_answered, next_doubt, waiting_of
from observatory.paper.scanning.sealed import suggestion_of
from observatory.reports.forms.wizard_fields import make_fields

from .fetching import fetch_batch, gives_back, see_other, who, works_on_piles

# The answer is in the list below the keys.
OTHER = "-other-"
# In a list, what says that nothing is marked: not to be taken for a list left alone.
NONE = "-none-"


@gives_back
@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the next thing, or take what was decided and ask the one after."""
    batch = fetch_batch(request, uuid)
    if request.method == "POST":
        return _take(request, batch)
    by = who(request)
    doubt = next_doubt(batch, by, timezone.now(), request.GET.get("doute", ""))
    if doubt is None or not batch.is_open:
        return _show_end(request, batch)
    actions.hold_doubt(doubt=doubt, by=by, at=timezone.now())
    return _show(request, batch, doubt)


def _take(request: HttpRequest, batch: Batch) -> HttpResponse:
    doubt = _fetch_doubt(request, batch)
    item = item_of(doubt, get_language() or "fr")
    value = _value(request, item)
    if item.control == "text" and _must_reread(request, value):
        return _show(request, batch, doubt, typed=value, reread=True)
    try:
        actions.answer_doubt(doubt=doubt, value=value, by=who(request), at=timezone.now())
    except actions.AnswerRefused as refused:
        says = refused.says or _("Choisissez une des réponses.")
        return _show(request, batch, doubt, typed=value, says=says, status=422)
    except actions.AlreadyAnswered:
        messages.warning(
            request, _("Quelqu’un vient de répondre à cette question. Voici la suivante.")
        )
    except actions.BatchClosed:
        messages.warning(request, _("La pile vient d’être clôturée : ce n’est pas gardé."))
    return see_other("correction", batch.uuid)


def _fetch_doubt(request: HttpRequest, batch: Batch) -> Doubt:
    """Return the doubt that the form is about, answered or not, or 404."""
    pk = request.POST.get("doubt", "")
    if not pk.isdecimal() or len(pk) > 17:
        raise Http404
    doubt = (
        Doubt.objects.filter(scan__batch=batch, pk=int(pk))
        .select_related("scan__sheet", "scan__repeats", "scan__upload")
        .first()
    )
    if doubt is None:
        raise Http404
    doubt.scan.batch = batch
    return doubt


def _value(request: HttpRequest, item: Item) -> Any:
    if item.control == "boxes":
        return [value for value in request.POST.getlist("value") if value]
    value = request.POST.get("value")
    if value == OTHER:
        return request.POST.get("other") or None
    if item.control == "list":
        return "" if value == NONE else value or None
    return value


def _must_reread(request: HttpRequest, text: str) -> bool:
    """Tell whether the text may name someone, and was not shown so yet."""
    return bool(text) and request.POST.get("reread") != text and bool(find_in(text))


def _show(
    request: HttpRequest,
    batch: Batch,
    doubt: Doubt,
    *,
    typed: Any = None,
    says: str = "",
    reread: bool = False,
    status: int = 200,
) -> HttpResponse:
    item = item_of(doubt, get_language() or "fr")
    suggested = suggestion_of(doubt) if typed is None and item.control == "text" else ""
    spans = find_in(typed) if reread else []
    return render(
        request,
        "paper/correction.html",
        {
            "batch": batch,
            "item": item,
            "waiting": waiting_of(batch, who(request)),
            "field": _field(item, typed if typed is not None else suggested or None),
            "suggested": suggested,
            "chosen": typed if isinstance(typed, list) else [],
            "says": says,
            "pieces": cut_in_pieces(typed, spans) if reread else [],
            "reread": typed if reread else "",
            "picture": reverse("scan_picture", args=[batch.uuid, doubt.scan.uuid]),
            "may_undo": last_answered(batch, who(request)) is not None,
        },
        status=status,
    )


def _field(item: Item, typed: Any) -> Any:
    """Return the field of what is typed, as the other forms have it."""
    if not item.is_typed or item.question is None:
        return None
    form = forms.Form(auto_id="id_%s")
    [(_name, field)] = make_fields(
        item.question, get_language() or "fr", typed, timezone.localdate()
    )
    field.widget.attrs |= {
        "autofocus": True,
        "lang": item.language,
        "dir": "auto",
        "spellcheck": "false",
    }
    form.fields["value"] = field
    return form["value"]


def _show_end(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Nothing is left for this person: say what is left for others, and what comes next."""
    waiting = waiting_of(batch, who(request))
    return render(
        request,
        "paper/corrected.html",
        {
            "batch": batch,
            "waiting": waiting,
            "is_alone": is_alone(who(request), batch),
            "may_undo": last_answered(batch, who(request)) is not None,
        },
    )


@works_on_piles
@require_POST
def correction_undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask again what this person decided last."""
    batch = fetch_batch(request, uuid)
    try:
        doubt = actions.undo_answer(batch=batch, by=who(request), at=timezone.now())
    except actions.BatchClosed:
        doubt = None
    if doubt is None:
        messages.warning(request, _("Il n’y a rien à annuler."))
        return see_other("correction", batch.uuid)
    response = see_other("correction", batch.uuid)
    response["Location"] += f"?doute={doubt.pk}"
    return response


@works_on_piles
@require_POST
def correction_pass(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Leave a doubt to someone else; or take back all that was left so."""
    batch = fetch_batch(request, uuid)
    if "back" in request.POST:
        actions.take_back_passed(batch=batch, by=who(request))
        return see_other("correction", batch.uuid)
    doubt = _fetch_doubt(request, batch)
    try:
        actions.pass_doubt(doubt=doubt, by=who(request), at=timezone.now())
    except (actions.AlreadyAnswered, actions.BatchClosed):
        messages.warning(request, _("Quelqu’un vient de répondre à cette question."))
    return see_other("correction", batch.uuid)
