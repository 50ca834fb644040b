"""The list of piles, one pile, opening and closing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.paper import actions
from observatory.paper.forms import BatchForm, CloseForm, ReopenForm
from observatory.paper.models import Batch
from observatory.paper.queries import batches as queries
from observatory.paper.queries.agreement import GOAL_PERCENT, disagreement_of
from observatory.paper.queries.languages import form_languages, language_name
from observatory.paper.queries.progress import progress_of
from observatory.paper.queries.sheets import second_keyings, sheet_page
from observatory.paper.queries.sums import pace_of
from observatory.paper.states import State
from observatory.people.models import Role

from .fetching import fetch_batch, see_other, who, works_on_piles


@works_on_piles
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """List the piles, those that are open or those that are closed, newest first."""
    is_closed = request.GET.get("liste") == "closes"
    state = State.CLOSED if is_closed else State.OPEN
    page = queries.batches_page(who(request), state, request.GET.get("avant", ""))
    start = reverse("batches") + ("?liste=closes" if is_closed else "")
    return render(
        request,
        "paper/batches.html",
        {
            "page": page,
            "is_closed": is_closed,
            "start": start if request.GET.get("avant") else "",
            "older": f"{start}{'&' if is_closed else '?'}avant={page.older}" if page.older else "",
        },
    )


def _form(request: HttpRequest, batch: Batch | None = None, data: Any = None) -> BatchForm:
    by = who(request)
    enters_for_others = any(
        by.holds(role) for role in (Role.LINE, Role.MODERATOR, Role.COORDINATOR)
    )
    associations = queries.associations_to_open_for(by)
    return BatchForm(
        data,
        associations=associations,
        languages=form_languages(),
        today=timezone.localdate(),
        batch=batch,
        has_sheets=batch is not None and batch.sheets.exists(),
        needs_association=bool(associations) and not enters_for_others,
    )


@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def batch_open(request: HttpRequest) -> HttpResponse:
    """Ask where the pile comes from and how many forms were counted; open it."""
    form = _form(request, data=request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(
            request, "paper/batch_form.html", {"form": form, "batch": None}, status=status
        )
    values = {"association": None, **form.cleaned_data}
    batch = actions.open_batch(**values, by=who(request), at=timezone.now())
    return see_other("batch", batch.uuid)


@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def batch_change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put right what is written of an open pile."""
    batch = fetch_batch(request, uuid)
    form = _form(request, batch, request.POST if request.method == "POST" else None)
    if not batch.is_open:
        return _conflict(request, batch)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(
            request, "paper/batch_form.html", {"form": form, "batch": batch}, status=status
        )
    values = {key: value for key, value in form.cleaned_data.items() if key != "uuid"}
    try:
        actions.change_batch(
            batch=batch, revision=batch.revision, **values, by=who(request), at=timezone.now()
        )
    except actions.Conflict:
        form.add_error(
            None, _("Quelqu’un a changé cette pile à l’instant. Gardez encore une fois.")
        )
        return render(request, "paper/batch_form.html", {"form": form, "batch": batch}, status=409)
    messages.success(request, _("C’est gardé."))
    return see_other("batch", batch.uuid)


@works_on_piles
@require_safe
def batch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a pile: its sum line by line, the second keying, its sheets, and how to close it."""
    return show_batch(request, fetch_batch(request, uuid))


def show_batch(
    request: HttpRequest,
    batch: Batch,
    *,
    status: int = 200,
    close: CloseForm | None = None,
    reopen: ReopenForm | None = None,
    closing: bool = False,
) -> HttpResponse:
    """Render a pile; `close` and `reopen` are forms that could not be taken."""
    by, now = who(request), timezone.now()
    progress = progress_of(batch, closing=closing)
    start = {"revision": batch.revision}
    close = close or CloseForm(initial=start, auto_id="close_%s")
    # Nothing is asked when the count is right; words are when it is not.
    close.fields["explanation"].required = not progress.matches
    page = sheet_page(batch, by, now, request.GET.get("depuis", ""))
    address = reverse("batch", args=[batch.uuid])
    return render(
        request,
        "paper/batch.html",
        {
            **_facts(batch),
            "progress": progress,
            "done": max(0, min(progress.sum.done, batch.announced)),
            "next_number": queries.next_number(batch, by) if batch.is_open else None,
            "second": second_keyings(progress.to_key_again, batch, by, now),
            "to_settle": second_keyings(progress.to_settle, batch, by, now),
            "rate": disagreement_of(batch),
            "goal": GOAL_PERCENT,
            "has_cards": batch.counts.exists(),
            "pace": pace_of(batch),
            "page": page,
            "earlier_href": f"{address}?depuis={page.earlier}#feuilles" if page.earlier else "",
            "later_href": f"{address}?depuis={page.later}#feuilles" if page.later else "",
            "close_form": close,
            "reopen_form": reopen or ReopenForm(initial=start, auto_id="reopen_%s"),
            "failed": close if close.is_bound else reopen,
        },
        status=status,
    )


def _facts(batch: Batch) -> dict[str, Any]:
    return {"batch": batch, "language": language_name(batch.language)}


@works_on_piles
@require_safe
def batch_cover(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The sheet that lies on the pile: what it is, its sum, two signatures. Made for print."""
    batch = fetch_batch(request, uuid)
    return render(
        request,
        "paper/cover.html",
        {
            **_facts(batch),
            "progress": progress_of(batch),
            "rate": disagreement_of(batch),
            "goal": GOAL_PERCENT,
            "printed_at": timezone.now(),
        },
    )


@works_on_piles
@require_POST
def batch_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close the pile when its count matches, or with the explanation of the difference."""
    batch = fetch_batch(request, uuid)
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return show_batch(request, batch, status=422, close=form)
    try:
        actions.close_batch(batch=batch, **form.cleaned_data, by=who(request), at=timezone.now())
    except actions.CountDoesNotMatch:
        form.add_error(
            "explanation",
            _("Le compte n’y est pas. Regardez ce qui manque, ou écrivez ce qui l’explique."),
        )
        return show_batch(request, batch, status=422, close=form, closing=True)
    except actions.StillReading:
        form.add_error(
            None,
            _("Des pages sont encore en lecture. Attendez qu’elles soient lues, puis clôturez."),
        )
        return show_batch(request, batch, status=409, close=form, closing=True)
    except actions.Conflict:
        return _conflict(request, batch, close=form)
    messages.success(request, _("La pile est clôturée."))
    return see_other("batch", batch.uuid)


@works_on_piles
@require_POST
def batch_reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a closed pile again, with the reason."""
    batch = fetch_batch(request, uuid)
    form = ReopenForm(request.POST, auto_id="reopen_%s")
    if not form.is_valid():
        return show_batch(request, batch, status=422, reopen=form)
    try:
        actions.reopen_batch(batch=batch, **form.cleaned_data, by=who(request), at=timezone.now())
    except actions.Conflict:
        return _conflict(request, batch, reopen=form)
    messages.success(request, _("La pile est rouverte."))
    return see_other("batch", batch.uuid)


def _conflict(
    request: HttpRequest,
    batch: Batch,
    *,
    close: CloseForm | None = None,
    reopen: ReopenForm | None = None,
) -> HttpResponse:
    """Say that the pile changed meanwhile, with the pile as it is now and what was typed."""
    now = fetch_batch(request, batch.uuid)
    messages.warning(
        request,
        _("Cette pile a changé entre-temps. Voici où elle en est : regardez, puis recommencez."),
    )
    for form in (close, reopen):
        if form is not None:
            form.data = {**request.POST.dict(), "revision": str(now.revision)}
    return show_batch(request, now, status=409, close=close, reopen=reopen)
