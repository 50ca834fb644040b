"""The figures of a round for who coordinates it: seen first, then published."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from observatory.insights.actions import publish_figures
from observatory.insights.models import Snapshot
from observatory.insights.queries.before import payload_of
from observatory.insights.wording import figures_context
from observatory.observations.models import Round
from observatory.observations.queries.hearings import may_be_published, public_reply
from observatory.observations.states import RoundState
from observatory.observations.views.rounds import coordinates, fetch_round
from observatory.observations.wording import REFUSALS
from observatory.people.actions import Conflict, Refused


@coordinates
@require_safe
def round_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the coordinator the figures of a round: what is published, or what will be."""
    return _show_figures(request, fetch_round(request, pk))


@coordinates
@require_POST
def round_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze and publish the figures of a round."""
    asked = fetch_round(request, pk)
    try:
        publish_figures(
            asked=asked,
            seen=_seen(request),
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except (Refused, Conflict) as refusal:
        return _show_figures(request, asked, str(REFUSALS[refusal.reason]))
    messages.success(request, gettext("Les chiffres sont publiés."))
    # A public page has no place for what is said to one person.
    return redirect("round_figures", pk=asked.pk)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _show_figures(request: HttpRequest, asked: Round, refused: str = "") -> HttpResponse:
    found = Snapshot.objects.filter(round=asked).first()
    payload = json.loads(found.data) if found else payload_of(asked)
    context = {
        "round": asked,
        "snapshot": found,
        "refused": refused,
        "may_publish": asked.state == RoundState.WITH_AUTHORITY
        and may_be_published(asked, timezone.localdate()),
        "waits": asked.state == RoundState.WITH_AUTHORITY,
        "reply": public_reply(asked, timezone.localdate()),
        **figures_context(payload, get_language() or "fr"),
    }
    return render(request, "insights/round_figures.html", context, status=422 if refused else 200)
