"""Deciding: one form, one action, one answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from observatory.moderation import actions
from observatory.moderation.forms import (
    AskForm,
    CountForm,
    DecisionForm,
    RejectForm,
    UndoForm,
    UrgentForm,
)
from observatory.moderation.models import Decision
from observatory.moderation.queries import report as queries
from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.reports.models import Report

from .page import fetch_report, public_form, show_report


class _Wrong(Exception):
    """The form could not be taken; it is shown again under that name."""

    def __init__(self, name: str, form: Form) -> None:
        super().__init__(name)
        self.name, self.form = name, form


def _read(name: str, form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise _Wrong(name, form)
    return form.cleaned_data


def _with_public_text(action: Callable[..., Decision]) -> Callable[[HttpRequest, Report], None]:
    def decide(request: HttpRequest, report: Report) -> None:
        form = public_form(report, request.POST)
        values = _read("public", form)
        try:
            action(report=report, by=request.user, at=timezone.now(), **values)
        except actions.PersonalDataLeft as left:
            form.add_error("public_text", _left_words(left))
            raise _Wrong("public", form) from left

    return decide


def _left_words(left: actions.PersonalDataLeft) -> str:
    kinds = sorted({str(queries.KIND_WORDS[span.kind]) for span in left.spans})
    return _("Enlevez d’abord ceci du texte : %(kinds)s.") % {"kinds": ", ".join(kinds)}


def _count(request: HttpRequest, report: Report) -> None:
    form = public_form(report, request.POST, kind=CountForm)
    try:
        values = _read("public", form)
    except _Wrong as wrong:
        # Everything that was typed is still there, the text too.
        full = public_form(report, request.POST)
        full.full_clean()
        full.errors.pop("public_text", None)
        raise _Wrong("public", full) from wrong
    actions.count_report(report=report, by=_by(request), at=timezone.now(), **values)


def _plain(action: Callable[..., Decision]) -> Callable[[HttpRequest, Report], None]:
    def decide(request: HttpRequest, report: Report) -> None:
        values = _read("plain", DecisionForm(request.POST, auto_id="plain_%s"))
        action(report=report, by=request.user, at=timezone.now(), **values)

    return decide


def _ask(request: HttpRequest, report: Report) -> None:
    values = _read("ask", AskForm(request.POST, auto_id="ask_%s"))
    actions.ask_person(report=report, by=_by(request), at=timezone.now(), **values)


def _reject(request: HttpRequest, report: Report) -> None:
    values = _read("reject", RejectForm(request.POST, auto_id="reject_%s"))
    actions.reject_report(report=report, by=_by(request), at=timezone.now(), **values)


def _mark_urgent(request: HttpRequest, report: Report) -> None:
    values = _read("urgent", UrgentForm(request.POST, auto_id="urgent_%s"))
    actions.mark_urgent(report=report, by=_by(request), at=timezone.now(), **values)


def _undo(request: HttpRequest, report: Report) -> None:
    values = _read("plain", UndoForm(request.POST, auto_id="plain_%s"))
    decision = get_object_or_404(Decision, pk=values["decision_id"], report=report)
    decision.report = report
    actions.undo_decision(
        decision=decision, revision=values["revision"], by=_by(request), at=timezone.now()
    )


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker; the guard saw to it
    return request.user


# The name of each transition: what it does, what is said after it, whether the page stays.
DECISIONS: dict[str, tuple[Callable[[HttpRequest, Report], None], Promise, bool]] = {
    "publish": (_with_public_text(actions.publish_report), _("C’est publié."), False),
    "propose": (
        _with_public_text(actions.propose_publication),
        _("C’est proposé. Une deuxième personne doit le relire."),
        False,
    ),
    "agree": (_plain(actions.agree_publication), _("C’est publié."), False),
    "agree_count": (_plain(actions.agree_count), _("C’est compté, sans texte."), False),
    "send_back": (_plain(actions.send_back), _("C’est renvoyé dans la file."), False),
    "count": (_count, _("C’est compté, sans texte."), False),
    "ask": (_ask, _("La question est posée."), False),
    "reject": (_reject, _("Le signalement n’est pas repris."), False),
    "mark_urgent": (_mark_urgent, _("C’est marqué comme urgent."), True),
    "unmark_urgent": (
        _plain(actions.unmark_urgent),
        _("Ce n’est plus marqué comme urgent."),
        True,
    ),
    "undo": (_undo, _("La décision est annulée."), True),
}

MISSING_WORDS: dict[str, Promise] = {
    "D1": _("La personne n’est pas d’accord que son cas soit compté."),
    "D2": _("La personne n’est pas d’accord que son histoire soit publiée. Comptez sans texte."),
}


@requires_role(Role.MODERATOR)
@require_POST
def moderation_decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the decision named by the button; what was typed survives errors and conflicts."""
    name = request.POST.get("decision", "")
    if name not in DECISIONS:
        raise Http404
    report = fetch_report(request, uuid)
    decide, done, stays = DECISIONS[name]
    try:
        decide(request, report)
    except _Wrong as wrong:
        return show_report(request, report, status=422, **{wrong.name: wrong.form})
    except actions.Conflict:
        return show_conflict(request, uuid)
    except actions.ConsentMissing as missing:
        return _refused(request, uuid, MISSING_WORDS[missing.code])
    except actions.SecondLookNeeded:
        return _refused(request, uuid, _("Une deuxième personne doit d’abord être d’accord."))
    except actions.NothingToPublish:
        return _refused(request, uuid, _("Il n’y a pas de texte à publier. Comptez sans texte."))
    messages.success(request, str(done))
    target = reverse("moderation_report", args=[uuid]) if stays else reverse("moderation_queue")
    response = HttpResponseRedirect(target)
    response.status_code = 303
    return response


def _refused(request: HttpRequest, uuid: UUID, words: Promise) -> HttpResponse:
    """Say why it cannot be done, with the page as it is now and what was typed still there."""
    report = fetch_report(request, uuid)
    if "public_text" in request.POST:
        name: str = "public"
        form: Form = public_form(report, request.POST)
        form.full_clean()
        form.errors.pop("public_text", None)
    else:
        name, form = "plain", DecisionForm(request.POST, auto_id="plain_%s")
    form.add_error(None, str(words))
    return show_report(request, report, status=422, **{name: form})


def show_conflict(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say who did what meanwhile, and give back what was typed."""
    try:
        report = fetch_report(request, uuid)
    except (Http404, PermissionDenied):
        # Withdrawn meanwhile: nothing of it is left, and what was typed rests on it.
        return render(request, "moderation/gone.html", status=409)
    typed = [
        request.POST[name]
        for name in ("public_text", "question", "message", "description")
        if request.POST.get(name)
    ]
    return render(
        request,
        "moderation/conflict.html",
        {
            "report": report,
            "state": queries.STATE_WORDS[report.state],
            "history": queries.history(report)[:3],
            "public_text": request.POST.get("public_text", ""),
            "channel": request.POST.get("channel", ""),
            "typed": typed,
            "can_resume": "public_text" in request.POST
            and bool({"publish", "propose"} & queries.open_transitions(report, _by(request))),
        },
        status=409,
    )
