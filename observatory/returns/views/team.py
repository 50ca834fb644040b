"""The team's pages: the numbers, the letters to print, the calls and stubs to note."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.returns.actions import (
    AlreadyAsked,
    AlreadyChanged,
    Disagreed,
    TooLate,
    answer_question,
    note_posted,
    open_address,
)
from observatory.returns.emails import language_of
from observatory.returns.forms import StubForm
from observatory.returns.models import Answer, Channel, FollowUpQuestion, Through
from observatory.returns.permissions import (
    calling_territories,
    counting_territories,
    may_answer,
    may_ask,
    writing_territories,
)
from observatory.returns.queries.numbers import answers_by_place
from observatory.returns.queries.questions import (
    answers_to_key,
    calls_to_make,
    is_open,
    letters_to_print,
    stub_number,
)
from observatory.returns.queries.sheet import place_of

from .sheets import note_answer

writes_letters = requires_role(Role.LINE, Role.COORDINATOR)
# How many letters and calls are listed; the oldest come first.
SHOWN = 50


def _question(pk: int) -> FollowUpQuestion:
    return get_object_or_404(
        FollowUpQuestion.objects.select_related("report__association", "report__service"), pk=pk
    )


@requires_role(Role.MODERATOR, Role.COORDINATOR, Role.LINE)
@require_safe
def six_weeks_team(request: HttpRequest) -> HttpResponse:
    """Show what people answered, and what this person has to do for others to answer."""
    by: User = request.user  # type: ignore[assignment]
    calls_here, writes = by.holds(Role.LINE), by.holds(Role.LINE) or by.holds(Role.COORDINATOR)
    letters = letters_to_print(writing_territories(by)) if writes else None
    calls = calls_to_make(calling_territories(by)) if calls_here else None
    context: dict[str, Any] = {
        "places": answers_by_place(counting_territories(by)),
        "writes": writes,
        "letters": _rows(letters),
        "letter_count": letters.count() if letters is not None else 0,
        "stub_count": answers_to_key(writing_territories(by)).count() if writes else 0,
        "calls_here": calls_here,
        "calls": _rows(calls),
        "call_count": calls.count() if calls is not None else 0,
    }
    return render(request, "returns/team.html", context)


def _rows(questions: Any) -> list[dict[str, Any]]:
    found = questions[:SHOWN] if questions is not None else []
    return [
        {
            "question": question,
            "reference": question.report.reference,
            "place": place_of(question.report),
            "is_by_post": question.channel == Channel.POST,
        }
        for question in found
    ]


@requires_role(Role.LINE)
@require_http_methods(["GET", "HEAD", "POST"])
def six_weeks_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the question as it is said on the phone, and note what the person says."""
    question = _question(pk)
    if not may_answer(request.user, question, Through.PHONE):  # type: ignore[arg-type]
        raise PermissionDenied
    if request.method == "POST" and note_answer(request, question, Through.PHONE):
        return redirect("six_weeks_team")
    language = language_of(question.report.language)
    context = {
        "question": question,
        "reference": question.report.reference,
        "place": place_of(question.report),
        "is_open": is_open(question, timezone.now()),
        "spoken_in": language,
        "answers": Answer.choices,
    }
    with translation.override(language):
        context["spoken"] = render_to_string(
            "returns/parts/spoken.html", {"answers": Answer.choices}
        )
    return render(request, "returns/call.html", context)


@writes_letters
@require_POST
def six_weeks_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter to print, with its address; the journal keeps who looked."""
    question = _question(pk)
    try:
        envelope = open_address(
            question=question,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except AlreadyAsked:
        messages.info(request, _("Cette lettre n’est plus à envoyer."))
        return redirect("six_weeks_team")
    except Disagreed:
        messages.warning(request, _("Cette personne ne veut plus être recontactée."))
        return redirect("six_weeks_team")
    language = language_of(question.report.language)
    letter = {
        "name": envelope.get("name", ""),
        "post": envelope.get("post", ""),
        "association": "" if envelope.get("post") else envelope.get("association", ""),
        "number": stub_number(question),
        "answers": Answer.choices,
        "today": timezone.localdate(),
        "back_to": settings.POSTAL_ADDRESS,
        "phone": settings.PHONE_LINE,
    }
    with translation.override(language):
        text = render_to_string("returns/parts/letter.html", letter)
    context = {"question": question, "letter": text, "written_in": language}
    return render(request, "returns/letter.html", context)


@writes_letters
@require_POST
def six_weeks_posted(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a letter is on its way."""
    question = _question(pk)
    by: User = request.user  # type: ignore[assignment]
    if not may_ask(by, question):
        raise PermissionDenied
    try:
        note_posted(question=question, by=by, at=timezone.now())
    except AlreadyAsked:
        messages.info(request, _("Cette lettre n’est plus à envoyer."))
    except Disagreed:
        messages.warning(
            request, _("Cette personne ne veut plus être recontactée. Détruisez la lettre.")
        )
    else:
        messages.success(request, _("C’est noté : la lettre est partie."))
    return redirect("six_weeks_team")


@writes_letters
@require_http_methods(["GET", "HEAD", "POST"])
def six_weeks_stub(request: HttpRequest) -> HttpResponse:
    """Note the answer of a stub that came back, one after another."""
    form = StubForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _note_stub(request, form):
            return redirect("six_weeks_stub")
        status = 422
    return render(request, "returns/stub.html", {"form": form}, status=status)


def _note_stub(request: HttpRequest, form: StubForm) -> bool:
    """Note the answer of the stub, or say beside its number what is in the way."""
    question, by = form.question, request.user
    if question is None or not may_answer(by, question, Through.POST):  # type: ignore[arg-type]
        form.add_error("number", _("Ce talon vient d’une commune que vous ne suivez pas."))
        return False
    answer = form.cleaned_data["answer"]
    try:
        answer_question(
            question=question,
            answer=answer,
            through=Through.POST,
            by=by,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except TooLate:
        form.add_error("number", _("Trop tard : cette question est fermée."))
        return False
    except AlreadyChanged:
        form.add_error("number", _("Une réponse vient d’être notée pour ce talon."))
        return False
    messages.success(request, _("C’est noté : %(answer)s.") % {"answer": Answer(answer).label})
    return True
