"""An association's own reports, for those who work there: what became of each."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from observatory.desk.permissions import may_read_report
from observatory.desk.queries.own import LISTS, brought_page
from observatory.moderation.queries.report import answer_lines, consent_lines, report_terms
from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.reports.models import Report, Story
from observatory.reports.queries.life import life_of, state_words
from observatory.reports.states import State
from observatory.vocabularies.queries import term

from .sitting import own_associations

LIST_WORDS = {
    "all": _("Tous"),
    "waiting": _("À lire par l’équipe"),
    "asked": _("On vous demande quelque chose"),
    "counted": _("Comptés"),
    "rejected": _("Pas repris"),
}
# How a worker of the association reads the states; the person has other words (`state_words`).
STATE_WORDS: dict[str, Promise] = {
    State.RECEIVED: _("Reçu, à lire"),
    State.TO_COMPLETE: _("Question posée"),
    State.PROPOSED: _("En deuxième lecture"),
    State.CHECKED: _("Compté, sans texte"),
    State.PUBLISHED: _("Publié"),
    State.FORWARDED: _("Transmis"),
    State.MERGED: _("Réuni à un autre"),
    State.REJECTED: _("Pas repris"),
}

relays = requires_role(Role.RELAY)


@relays
@require_safe
def desk_reports(request: HttpRequest) -> HttpResponse:
    """List what the person's associations brought, newest first (`?etat=`, `?before=`)."""
    name = request.GET.get("etat", "all")
    name = name if name in LISTS else "all"
    before = request.GET.get("before", "")
    address = reverse("desk_reports")
    page = brought_page(request.user, name, before)  # type: ignore[arg-type]
    return render(
        request,
        "desk/reports.html",
        {
            "associations": own_associations(request),
            "page": page,
            "lines": [(row, STATE_WORDS[row.report.state]) for row in page.rows],
            "name": name,
            "is_first": not before,
            "start": f"{address}?etat={name}",
            "tabs": [
                {"href": f"{address}?etat={key}", "words": words, "current": key == name}
                for key, words in LIST_WORDS.items()
            ],
        },
    )


@relays
@require_safe
def desk_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one report of the person's association: facts, consents, life, texts. Never its code."""
    report = (
        Report.objects.filter(uuid=uuid)
        .select_related(
            "service",
            "territory",
            "problem",
            "questionnaire__questionnaire",
            "rejection",
            "association",
        )
        .first()
    )
    if report is None:
        raise Http404
    if not may_read_report(request.user, report):  # type: ignore[arg-type]
        raise PermissionDenied
    return render(request, "desk/report.html", _told(report))


def _told(report: Report) -> dict[str, Any]:
    terms = report_terms(report)
    story = Story.objects.filter(report=report).first()
    return {
        "report": report,
        "state": STATE_WORDS[report.state],
        "words": state_words(report),
        "events": life_of(report),
        "obstacles": terms.get("obstacle", []),
        "positives": terms.get("positive", []),
        "consequences": terms.get("consequence", []),
        "profile": terms.get("profile", []),
        "intake": term("intake", report.intake),
        "answers": answer_lines(report, get_language() or "fr"),
        "consents": consent_lines(report),
        "story": story,
        "is_public": story is not None and story.approved_at is not None,
        "exchanges": list(report.exchanges.all()),
    }
