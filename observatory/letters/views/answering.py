"""Answering: by e-mail through the outbox, on paper to print, or by a call of the line."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from observatory.kit.return_codes import group_code
from observatory.letters import actions
from observatory.letters.emails import Letter, ways_to_go_on, write_answer
from observatory.letters.forms import AnswerForm, CallBackForm, ItemForm
from observatory.letters.models import IncomingItem
from observatory.letters.queries import open_content
from observatory.letters.states import State
from observatory.phone.workdays import promised_on
from observatory.reports.queries import code_of

from . import reporting
from .page import (
    fetch_item,
    gives_back,
    handles_letters,
    is_from_us,
    see_other,
    show_conflict,
    who,
)
from .reading import letter_context

EMAIL, POST, POSTED = "email", "post", "posted"


def _may_answer(request: HttpRequest, item: IncomingItem) -> bool:
    if item.state == State.REPORTED and item.report_id is None:
        return False  # withdrawn since
    is_open = item.state in {State.TAKEN, State.REPORTED}
    return is_open and item.taken_by_id == request.user.pk


def _code(item: IncomingItem) -> str:
    """Return the return code of the report that was made of the item, or ""."""
    return (code_of(item.report.uuid) or "") if item.report is not None else ""


@gives_back("answer")
@handles_letters
@require_http_methods(["GET", "HEAD", "POST"])
def letters_answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the answer to write, send it by e-mail, or show it as a sheet to print."""
    item = fetch_item(uuid)
    action = request.POST.get("action", "")
    if request.method == "POST" and action == POSTED:
        return _posted(request, item)
    if not _may_answer(request, item):
        return (
            show_conflict(request, uuid)
            if request.method == "POST"
            else redirect("letters_item", uuid)
        )
    if request.method != "POST":
        form = AnswerForm(
            initial={"revision": item.revision, "to": open_content(item).address},
            language=item.language,
        )
        return _show(request, item, form)
    form = AnswerForm(request.POST, by_email=action == EMAIL, by_post=action == POST)
    if action not in {EMAIL, POST} or not form.is_valid():
        return _show(request, item, form, status=422)
    return _send(request, item, form) if action == EMAIL else _sheet(request, item, form)


def _send(request: HttpRequest, item: IncomingItem, form: AnswerForm) -> HttpResponse:
    letter = write_answer(
        text=form.cleaned_data["text"],
        code=_code(item),
        language=form.cleaned_data["language"],
    )
    try:
        actions.answer_item(
            item=item,
            revision=form.cleaned_data["revision"],
            letter=letter,
            to=form.cleaned_data["to"],
            by=who(request),
            at=timezone.now(),
        )
    except actions.Conflict:
        return show_conflict(request, item.uuid)
    messages.success(request, str(_("La réponse part dans la minute.")))
    return see_other("letters_inbox")


def _sheet(request: HttpRequest, item: IncomingItem, form: AnswerForm) -> HttpResponse:
    """Show the letter as a sheet for an envelope with a window; nothing of it is kept."""
    values, language = form.cleaned_data, form.cleaned_data["language"]
    code = _code(item)
    with override(language):
        sheet = render_to_string(
            "letters/parts/sheet.html",
            {
                "text": values["text"],
                "postal": values["postal"],
                "groups": group_code(code).split() if code else [],
                "ways": ways_to_go_on(language),
                "today": timezone.localdate(),
            },
        )
    return render(
        request,
        "letters/sheet.html",
        {"item": item, "sheet": sheet, "language": language, "revision": values["revision"]},
    )


def _posted(request: HttpRequest, item: IncomingItem) -> HttpResponse:
    """Note that the sheet was printed and goes by post."""
    form = ItemForm(request.POST)
    if not form.is_valid():
        raise Http404
    letter = Letter(subject_line="", body="", language="")
    try:
        actions.answer_item(
            item=item, letter=letter, to="", by=who(request), at=timezone.now(), **form.cleaned_data
        )
    except actions.Conflict:
        return show_conflict(request, item.uuid)
    messages.success(request, str(_("C’est noté : la lettre est partie.")))
    return see_other("letters_inbox")


def _show(
    request: HttpRequest, item: IncomingItem, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    code = _code(item)
    return render(
        request,
        "letters/answer.html",
        {
            **letter_context(item),
            "form": form,
            "has_code": bool(code),
        },
        status=status,
    )


@handles_letters
@require_http_methods(["GET", "HEAD", "POST"])
def letters_call_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the line to call the person who wrote, or show the form for it."""
    item = fetch_item(uuid)
    if request.method != "POST":
        if not (item.state == State.TAKEN and item.taken_by_id == request.user.pk):
            return redirect("letters_item", uuid)
        due_on = promised_on(timezone.localdate())
        form = CallBackForm(
            initial={"revision": item.revision, "due_on": due_on}, language=item.language
        )
        return _show_call_back(request, item, form)
    form = CallBackForm(request.POST)
    if not form.is_valid():
        return _show_call_back(request, item, form, status=422)
    try:
        actions.ask_call_back(item=item, by=who(request), at=timezone.now(), **form.cleaned_data)
    except actions.Conflict:
        return show_conflict(request, uuid)
    messages.success(request, str(_("Le rappel est demandé. La ligne le voit dans sa liste.")))
    return see_other("letters_item", uuid)


def _show_call_back(
    request: HttpRequest, item: IncomingItem, form: CallBackForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request, "letters/call_back.html", {**letter_context(item), "form": form}, status=status
    )


@csrf_exempt
@handles_letters
@require_POST
def letters_again(request: HttpRequest, uuid: UUID, what: str) -> HttpResponse:
    """Give back what was typed before the session ended. Stores nothing.

    Without the check against forged requests, because signing in changed its
    token meanwhile; what another site sends is not shown.
    """
    again: dict[str, Any] = {"report": reporting.show_again, "answer": _show_answer_again}
    if what not in again:
        raise Http404
    item = fetch_item(uuid)
    if not is_from_us(request) or item.state not in {State.TAKEN, State.REPORTED}:
        return see_other("letters_item", uuid)
    response: HttpResponse = again[what](request, item)
    return response


def _show_answer_again(request: HttpRequest, item: IncomingItem) -> HttpResponse:
    form = AnswerForm(request.POST)
    form.errors.clear()
    return _show(request, item, form)
