"""The right of reply as who coordinates sees it: the letter to send, the link, an answer on paper."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from observatory.observations.actions import Keys, record_reply, renew_link, send_to_authority
from observatory.observations.emails import letter_context
from observatory.observations.forms import RenewForm, SendForm, TypedReplyForm
from observatory.observations.models import Hearing, Reply, Round
from observatory.observations.queries.hearings import hearing_of, newest_reply, term_of
from observatory.observations.states import RoundState
from observatory.observations.wording import REFUSALS
from observatory.people.actions import Conflict, Refused

from .rounds import coordinates, fetch_round

# Fields to which a refusal belongs.
FIELDS = {
    "no_body": "body_name",
    "no_address": "address",
    "no_email": "email",
    "sent_on": "sent_on",
    "came_on": "came_on",
    "term_over": "restarts",
    "no_text": "text",
    "no_function": "signed_as",
}


@coordinates
@require_http_methods(["GET", "HEAD", "POST"])
def round_authority(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a closed round to the authority; the letter with its link is shown once."""
    asked = fetch_round(request, pk)
    if asked.state != RoundState.CLOSED:
        return redirect("round", pk=asked.pk)
    form = SendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            hearing, keys = send_to_authority(
                asked=asked,
                to=form.addressee(),
                sent_on=form.cleaned_data["sent_on"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Conflict as conflict:
            return _too_late(request, asked, conflict)
        except Refused as refusal:
            form.add_error(FIELDS.get(refusal.reason), str(REFUSALS[refusal.reason]))
        else:
            return _show_letter(request, hearing, keys, hearing.sent_on)
    context = {"round": asked, "form": form, "due_on": term_of(timezone.localdate())}
    return render(request, "observations/authority_send.html", context, status=_status(form))


@coordinates
@require_http_methods(["GET", "HEAD", "POST"])
def round_authority_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make another link, and another letter: the former stops working."""
    asked = fetch_round(request, pk)
    hearing = _hearing(asked)
    if hearing is None:
        return redirect("round", pk=asked.pk)
    form = RenewForm(request.POST if request.method == "POST" else None, hearing=hearing)
    if request.method == "POST" and form.is_valid():
        try:
            hearing, keys = renew_link(
                hearing=hearing,
                to=form.addressee(),
                restarts=form.cleaned_data["restarts"],
                seen=form.cleaned_data["seen"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Conflict as conflict:
            return _too_late(request, asked, conflict)
        except Refused as refusal:
            form.add_error(FIELDS.get(refusal.reason), str(REFUSALS[refusal.reason]))
        else:
            return _show_letter(request, hearing, keys, timezone.localdate())
    context = {"round": asked, "form": form, "hearing": hearing}
    return render(request, "observations/authority_link.html", context, status=_status(form))


@coordinates
@require_http_methods(["GET", "HEAD", "POST"])
def round_authority_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Type an answer that came on paper or by e-mail."""
    asked = fetch_round(request, pk)
    hearing = _hearing(asked)
    if hearing is None:
        return redirect("round", pk=asked.pk)
    reply = newest_reply(hearing)
    start = {"seen": reply.number if reply else 0, "language": hearing.language}
    form = TypedReplyForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            record_reply(
                hearing=hearing,
                **form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Refused as refusal:
            if refusal.reason == "published":
                return _too_late(request, asked, refusal)
            form.add_error(FIELDS.get(refusal.reason), str(REFUSALS[refusal.reason]))
            if refusal.reason == "replied":
                reply = _reply_now(asked)
                form.read_again(reply.number if reply else 0)
        else:
            messages.success(request, _("La réponse est notée."))
            return redirect("round", pk=asked.pk)
    context = {"round": asked, "form": form, "hearing": hearing, "reply": reply}
    return render(request, "observations/authority_reply.html", context, status=_status(form))


def _hearing(asked: Round) -> Hearing | None:
    return hearing_of(asked) if asked.state == RoundState.WITH_AUTHORITY else None


def _reply_now(asked: Round) -> Reply | None:
    hearing = hearing_of(asked)
    return newest_reply(hearing) if hearing is not None else None


def _too_late(request: HttpRequest, asked: Round, refusal: Refused) -> HttpResponse:
    messages.error(request, REFUSALS[refusal.reason])
    return redirect("round", pk=asked.pk)


def _show_letter(request: HttpRequest, hearing: Hearing, keys: Keys, on: date) -> HttpResponse:
    """Show the keys and the letter: this page is the only one that has them."""
    letter = letter_context(hearing, keys.token, keys.code, on)
    with translation.override(hearing.language):
        text = render_to_string("observations/parts/letter.html", letter)
    context: dict[str, Any] = {
        "round": hearing.round,
        "hearing": hearing,
        "address": letter["address"],
        "code": letter["code"],
        "letter": text,
    }
    return render(request, "observations/authority_letter.html", context)


def _status(form: Any) -> int:
    return 422 if form.errors else 200
