"""Calling back: the list, one call, a message to note."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.phone.actions import (
    ATTEMPTS,
    AlreadyClosed,
    ContactGone,
    finish_call_back,
    give_up_call_back,
    note_attempt,
    open_number,
    take_message,
)
from observatory.phone.forms import MessageForm
from observatory.phone.models import CallBack
from observatory.phone.permissions import may_answer
from observatory.phone.queries.call_backs import call_back_rows, promise_kept
from observatory.phone.workdays import promised_on
from observatory.places.queries.territories import territories_by_id
from observatory.ui.registry import panels_for

PART_WORDS = {
    "phone": gettext_lazy("Téléphone"),
    "name": gettext_lazy("Nom"),
    "association": gettext_lazy("Par l’association"),
    "post": gettext_lazy("Adresse"),
    "email": gettext_lazy("E-mail"),
}


@requires_role(Role.LINE)
@require_safe
def phone_call_backs(request: HttpRequest) -> HttpResponse:
    """List whom to call back, the longest due first (`?page=`), and how we keep our promise."""
    text = request.GET.get("page", "")
    number = int(text) if text.isdecimal() and int(text[:6]) > 0 else 1
    now = timezone.now()
    rows, is_more = call_back_rows(request.user, now, min(number, 999_999))  # type: ignore[arg-type]
    return render(
        request,
        "phone/call_backs.html",
        {
            "rows": rows,
            "newer": f"?page={number - 1}" if number > 1 else "",
            "older": f"?page={number + 1}" if is_more else "",
            "promise": promise_kept(now),
            "attempts": ATTEMPTS,
        },
    )


def _fetch(request: HttpRequest, uuid: UUID) -> CallBack:
    """Return the call-back. Raises `Http404`, and `PermissionDenied` outside one's territories."""
    call_back = get_object_or_404(CallBack.objects.select_related("territory"), uuid=uuid)
    if not may_answer(request.user, call_back.territory_id):  # type: ignore[arg-type]
        raise PermissionDenied
    return call_back


@requires_role(Role.LINE)
@require_http_methods(["GET", "HEAD", "POST"])
def phone_call_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one call to make; a POST opens the number, and the journal keeps who looked."""
    call_back = _fetch(request, uuid)
    contact: dict[str, str] = {}
    is_gone = False
    if request.method == "POST":
        try:
            contact = open_number(call_back=call_back, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except ContactGone:
            is_gone = True
        except AlreadyClosed:
            return _already(request)
    return render(
        request,
        "phone/call_back.html",
        {
            "call_back": call_back,
            "attempts": list(call_back.attempts.select_related("tried_by")),
            "most": ATTEMPTS,
            "language": translation.get_language_info(call_back.language)["name_translated"],
            "contact": [
                (words, contact[part]) for part, words in PART_WORDS.items() if part in contact
            ],
            "is_gone": is_gone,
            "is_overdue": call_back.due_on < timezone.localdate(),
            "panels": panels_for("call_back", call_back),
        },
    )


def _already(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Ce rappel vient de changer : quelqu’un d’autre s’en est occupé."))
    return redirect("phone_call_backs")


@requires_role(Role.LINE)
@require_POST
def phone_call_back_done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note that the person was reached."""
    try:
        finish_call_back(call_back=_fetch(request, uuid), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except AlreadyClosed:
        return _already(request)
    messages.success(request, _("C’est noté : la personne a été rappelée."))
    return redirect("phone_call_backs")


@requires_role(Role.LINE)
@require_POST
def phone_call_back_attempt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note a try without an answer; the third is the last."""
    call_back = _fetch(request, uuid)
    # The try that the page showed: pressed twice, it counts once.
    shown = request.POST.get("count", "")
    if shown != str(call_back.attempt_count):
        return _already(request)
    try:
        count = note_attempt(call_back=call_back, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except AlreadyClosed:
        return _already(request)
    if count >= ATTEMPTS:
        messages.info(request, _("Trois essais sans réponse : nous n’essayons plus."))
    else:
        messages.success(request, _("C’est noté : personne n’a répondu."))
    return redirect("phone_call_backs")


@requires_role(Role.LINE)
@require_POST
def phone_call_back_give_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note that there is nobody to call any more."""
    try:
        give_up_call_back(call_back=_fetch(request, uuid), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except AlreadyClosed:
        return _already(request)
    messages.success(request, _("C’est noté : plus de rappel."))
    return redirect("phone_call_backs")


@requires_role(Role.LINE)
@require_http_methods(["GET", "HEAD", "POST"])
def phone_message(request: HttpRequest) -> HttpResponse:
    """Note a message that was left, and the day we promise."""
    now = timezone.now()
    today = timezone.localdate(now)
    start = {"language": translation.get_language(), "due_on": promised_on(today)}
    form = MessageForm(request.POST or None, today=today, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        take_message(
            phone=values["phone"],
            name=values["name"],
            due_on=values["due_on"],
            language=values["language"],
            territory=territories_by_id()[values["territory"]] if values["territory"] else None,
            uuid=values["uuid"],
            by=request.user,  # type: ignore[arg-type]
            at=now,
        )
        messages.success(request, _("Le message est noté. Le numéro est sous clé."))
        return redirect("phone_call_backs")
    return render(
        request, "phone/message.html", {"form": form}, status=422 if form.is_bound else 200
    )
