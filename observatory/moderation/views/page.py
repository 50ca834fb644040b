"""The page of one report, shown by every view that ends on it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observatory.moderation.actions.decisions import default_channel
from observatory.moderation.forms import (
    AskForm,
    BlackenForm,
    PublicVersionForm,
    RejectForm,
    UndoForm,
    UrgentForm,
)
from observatory.moderation.permissions import can_approve_photo, can_moderate
from observatory.moderation.queries import report as queries
from observatory.moderation.queries.contacts import orientation_card
from observatory.reports.models import Photo, Report, Story
from observatory.reports.states import State
from observatory.vault.queries import has_contact
from observatory.vocabularies.queries import term

# At most 16 MB of text would be read for a photo: a page shows a handful.
PHOTOS_SHOWN = 12


def fetch_report(request: HttpRequest, uuid: UUID) -> Report:
    """Return the report, or 404; one of another territory is refused."""
    report = (
        Report.objects.filter(uuid=uuid)
        .select_related(
            "service",
            "territory",
            "problem",
            "questionnaire__questionnaire",
            "rejection",
            "first_moderator",
            "association",
        )
        .first()
    )
    if report is None:
        raise Http404
    if not can_moderate(request.user, report):  # type: ignore[arg-type]
        raise PermissionDenied
    return report


def channel_choices(report: Report) -> list[tuple[str, Any, Any]]:
    """Return (channel, words, hint) for the form, the hint saying what will happen."""
    hints = {
        "join": _("Rejoint le problème qui existe déjà."),
        "open": _("Ouvre un nouveau problème."),
    }
    return [
        (channel, words, hints[hint])
        for channel, words, hint, _problem in queries.problem_choices(report)
    ]


def public_form(
    report: Report, data: Any = None, *, kind: type[PublicVersionForm] = PublicVersionForm
) -> PublicVersionForm:
    """Return the form of the public version, bound to `data` when given."""
    return kind(
        data,
        choices=channel_choices(report),
        language=report.language,
        needs_text=kind is PublicVersionForm,
        auto_id="public_%s",
    )


def show_report(
    request: HttpRequest, report: Report, *, status: int = 200, **bound: Form
) -> HttpResponse:
    """Render the report; `bound` holds the form that could not be taken ("public", "ask"...)."""
    story = queries.story_of(report)
    original = story.original if story else ""
    spans = queries.find_in(original)
    start = {"revision": report.revision}
    text = (story.public_text if story else "") or queries.without(original, spans)
    terms = queries.report_terms(report)
    forms: dict[str, Form] = {
        "ask": AskForm(initial=start, auto_id="ask_%s"),
        "reject": RejectForm(initial=start, auto_id="reject_%s"),
        "urgent": UrgentForm(initial=start, auto_id="urgent_%s"),
        "plain": UndoForm(initial=start, auto_id="plain_%s"),
    }
    public = public_form(report)
    public.initial = {**start, "public_text": text, "channel": default_channel(report)}
    forms["public"] = public
    forms.update({name: form for name, form in bound.items() if name in forms})
    lines = queries.consent_lines(report)
    undoable = queries.undoable_decision(report)
    exchanges = list(report.exchanges.all())
    return render(
        request,
        "moderation/report.html",
        {
            "report": report,
            "state": queries.STATE_WORDS[report.state],
            "pieces": queries.cut_in_pieces(original, spans),
            "kinds": _count_kinds(spans),
            "story": story,
            "forms": forms,
            "failed": next(iter(bound.values()), None),
            "obstacles": terms.get("obstacle", []),
            "positives": terms.get("positive", []),
            "consequences": terms.get("consequence", []),
            "profile": terms.get("profile", []),
            "intake": term("intake", report.intake),
            "answers": queries.answer_lines(report, get_language() or "fr"),
            "consents": lines,
            "may_publish": all(line["granted"] for line in lines if line["code"] in {"D1", "D2"}),
            "may_contact": any(line["granted"] for line in lines if line["code"] == "D3")
            and has_contact(report.subject),
            "second_look": [
                queries.SECOND_LOOK_WORDS[reason] for reason in queries.second_look_reasons(report)
            ],
            "may": queries.open_transitions(report, request.user),  # type: ignore[arg-type]
            "is_waiting": report.state in {State.RECEIVED, State.TO_COMPLETE},
            "is_proposed": report.state == State.PROPOSED,
            "is_mine": report.first_moderator_id == request.user.pk,
            "proposed_spans": _proposed(report, story),
            "exchanges": exchanges,
            "has_unread": any(e.author == "person" and e.read_at is None for e in exchanges),
            "history": queries.history(report),
            "undoable": undoable,
            "orientation": orientation_card(),
            "photos": show_photos(request, report, bound.get("photo")),
        },
        status=status,
    )


def _count_kinds(spans: list[Any]) -> list[tuple[Any, int]]:
    counts: dict[str, int] = {}
    for span in spans:
        counts[span.kind] = counts.get(span.kind, 0) + 1
    return [(queries.KIND_WORDS[kind], count) for kind, count in counts.items()]


def _proposed(report: Report, story: Story | None) -> list[queries.Piece]:
    """Return the proposed text with what may still identify someone, for the second reader."""
    if report.state != State.PROPOSED or story is None:
        return []
    return queries.cut_in_pieces(story.public_text, queries.find_in(story.public_text))


def show_photos(
    request: HttpRequest, report: Report, failed: Form | None = None
) -> list[dict[str, Any]]:
    """Return each photo with what this moderator may do with it."""
    photos = Photo.objects.filter(report=report).order_by("pk")[:PHOTOS_SHOWN]
    shown = []
    for photo in photos:
        photo.report = report
        form = BlackenForm(
            initial={"description": photo.description}, auto_id=f"photo{photo.pk}_%s"
        )
        if isinstance(failed, BlackenForm) and failed.auto_id == form.auto_id:
            form = failed
        shown.append(
            {
                "photo": photo,
                "form": form,
                "may_approve": can_approve_photo(request.user, photo),  # type: ignore[arg-type]
                "is_mine": photo.blackened_by_id == request.user.pk,
            }
        )
    return shown
