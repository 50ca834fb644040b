"""A call, step by step. Each step is a POST; the answers travel in the page until the caller agrees."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.kit.return_codes import group_code
from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.phone.actions import count_call, count_urgency, open_shift, take_call
from observatory.phone.calls import (
    DONE,
    TYPED,
    URGENT,
    Call,
    Step,
    UnreadableCall,
    begin_call,
    find_step,
    steps,
    unpack_call,
)
from observatory.phone.forms import KeysForm, StartForm
from observatory.phone.models import PRESSED
from observatory.phone.queries.urgency import urgent_kinds
from observatory.phone.script import code_script, help_card
from observatory.phone.turn import End, Follow, HangUp, Posted, Refused, Turn, Urgency, take_turn
from observatory.questionnaires.languages import direction_of
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.schema import Question
from observatory.reports.actions import ReportWithdrawn, SubmissionRefused
from observatory.reports.queries import code_of

from .home import show_home
from .pages import follow_address, show_step

QUESTIONNAIRE = "report"
CODE_GIVEN = 1


@requires_role(Role.LINE)
@require_POST
def phone_start(request: HttpRequest) -> HttpResponse:
    """Begin a call in the caller's language; the line is open from now on."""
    version = current_version(QUESTIONNAIRE)
    form = StartForm(request.POST, languages=compiled(version).languages)
    if not form.is_valid():
        return show_home(request, start=form, status=422)
    open_shift(by=request.user, at=timezone.now())  # type: ignore[arg-type]
    call = begin_call(version, form.cleaned_data["language"])
    return show_step(request, call, find_step(call, call.step))


@requires_role(Role.LINE)
@require_http_methods(["GET", "HEAD", "POST"])
def phone_call(request: HttpRequest) -> HttpResponse:
    """Take one turn of a call: read what was typed, write the next page with all of it."""
    if request.method != "POST":
        return redirect("phone_home")
    try:
        call = unpack_call(request.POST.get("call", ""))
    except UnreadableCall:
        messages.warning(request, _("Cet appel n’a pas pu être lu. Recommencez depuis le début."))
        return redirect("phone_home")
    if call.step == DONE:
        return _after_code(request, call)
    step = find_step(call, call.step)
    form = KeysForm(request.POST, typed=_typed(step), language=call.language)
    try:
        turn = take_turn(call, step, Posted(form, request.POST, urgent_kinds))
    except Refused:
        return show_step(request, call, step, form, status=422)
    return _after(request, call, turn)


def _typed(step: Step) -> Question | None:
    question = step.question
    return question if question and question.kind in TYPED else None


def _after(request: HttpRequest, call: Call, turn: Turn) -> HttpResponse:
    """Show where the turn leads."""
    if isinstance(turn, HangUp):
        return phone_hang_up(request)
    if isinstance(turn, Follow):
        count_call(answered=True, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        return redirect(follow_address())
    if isinstance(turn, Urgency):
        return _open_card(request, call, turn.kinds)
    if isinstance(turn, End):
        return _finish(request, call)
    return show_step(request, call, turn)


def _open_card(request: HttpRequest, call: Call, kinds: list[str]) -> HttpResponse:
    """Stop the survey, open the orientation card, and keep one number for each kind."""
    new = [kind for kind in (kinds or [PRESSED]) if kind not in call.urgent]
    count_urgency(kinds=new, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    call.urgent += new
    call.resume, call.step = call.step, URGENT
    return show_step(request, call, find_step(call, URGENT))


def _finish(request: HttpRequest, call: Call) -> HttpResponse:
    """Store what the caller agreed to; show the code, and where help is."""
    try:
        sent = take_call(
            uuid=call.uuid,
            version=call.version,
            answers=dict(call.answers),
            language=call.language,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except ReportWithdrawn as refused:
        messages.info(request, *refused.errors.values())
        return redirect("phone_home")
    except SubmissionRefused as refused:
        return _back_to_error(request, call, refused.errors)
    call.step, call.answers, call.groups, call.seen = DONE, {}, {}, []
    return _show_code(request, call, sent.code, KeysForm())


def _show_code(
    request: HttpRequest, call: Call, code: str, form: KeysForm, status: int = 200
) -> HttpResponse:
    """Show the code to spell, and where help is."""
    return render(
        request,
        "phone/code.html",
        {
            "packed": call.pack(),
            "groups": group_code(code).split(),
            "spoken": call.language,
            "direction": direction_of(call.language),
            "script": code_script(call.language),
            "card": help_card(call.language),
            "form": form,
            "given": CODE_GIVEN,
        },
        status=status,
    )


def _after_code(request: HttpRequest, call: Call) -> HttpResponse:
    """Go to the next call once the worker says that the code was given; Enter alone shows it again.

    Nobody can find it again: a key pressed once too often must not take it away.
    """
    typed = request.POST.get("keys", "").strip()
    if request.POST.get("pick-one") == str(CODE_GIVEN) or typed == str(CODE_GIVEN):
        return redirect("phone_home")
    code = code_of(call.uuid)
    if code is None:
        return redirect("phone_home")
    form = KeysForm(request.POST)
    form.add_error("keys", _("Tapez 1 quand la personne a noté son code."))
    return _show_code(request, call, code, form, status=422)


def _back_to_error(request: HttpRequest, call: Call, errors: dict[str, str]) -> HttpResponse:
    """Go to the first question whose answer cannot be taken, and say why beside the field."""
    place, message = next(iter(errors.items()))
    key = place.partition(".")[0]
    asked = [step for step in steps(call) if step.question and step.question.key == key]
    step = asked[-1] if asked else steps(call)[0]
    call.step = step.name
    form = KeysForm(
        {"keys": ""}, typed=_typed(step), language=call.language, answer=call.answers.get(key)
    )
    form.add_error("keys", message)
    return show_step(request, call, step, form, status=422)


@requires_role(Role.LINE)
@require_POST
def phone_hang_up(request: HttpRequest) -> HttpResponse:
    """End a call of which nothing is kept, but that somebody answered it."""
    count_call(answered=True, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("C’est raccroché. Rien de cet appel n’a été gardé."))
    return redirect("phone_home")
