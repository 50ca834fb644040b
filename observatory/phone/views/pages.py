"""The page of one step of a call."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from observatory.phone.answering import Line, chooses_several, lines_of, may_pass
from observatory.phone.calls import (
    CHECK,
    HANG_UP,
    OPENING,
    TYPED,
    URGENT,
    Call,
    Step,
    position,
    unknown_option,
)
from observatory.phone.forms import KeysForm
from observatory.phone.keys import HANG_UP as HANG_UP_KEY
from observatory.phone.keys import UNKNOWN, Keys
from observatory.phone.keys import URGENT as URGENT_KEY
from observatory.phone.script import hang_up_script, read_back, script_of, urgent_card
from observatory.phone.turn import BEGIN, NOT_NOW, WITH_CODE, YES
from observatory.questionnaires.languages import direction_of


@dataclass(frozen=True)
class Command:
    """A key that always works: what to type, the button that does the same, what it does."""

    key: str
    action: str
    label: str
    kind: str = ""


def follow_address() -> str:
    """Return where one follows a report by its code, for somebody on the phone."""
    return f"{reverse('desk_follow')}?par=telephone"


def show_step(
    request: HttpRequest, call: Call, step: Step, form: KeysForm | None = None, status: int = 200
) -> HttpResponse:
    """Show one step of a call, with all that was said so far in its hidden field."""
    question = step.question
    typed = question if question is not None and question.kind in TYPED else None
    if form is None:
        answer = call.answers.get(typed.key) if typed else None
        form = KeysForm(typed=typed, language=call.language, answer=answer)
    is_beside = step.kind in {URGENT, HANG_UP}
    card = urgent_card(call.language) if step.kind == URGENT else None
    with translation.override(call.language):
        lines = lines_of(call, step, timezone.localdate())
    done, total = position(call, step)
    return render(
        request,
        "phone/call.html",
        {
            "packed": call.pack(),
            "step": step,
            "spoken": call.language,
            "direction": direction_of(call.language),
            "language_name": translation.get_language_info(call.language)["name_translated"],
            "script": card.script
            if card
            else hang_up_script(call.language)
            if step.kind == HANG_UP
            else script_of(call, step),
            "contacts": card.contacts if card else [],
            "lines": lines or _own_lines(step),
            # The words of these are the worker's, not the caller's.
            "lines_spoken": bool(lines),
            "several": chooses_several(step),
            "sentences": read_back(call) if step.kind == CHECK else [],
            "form": form,
            "typed": [field for field in form if field.name != "keys"],
            "enter": _enter(step),
            "commands": _commands(call, step),
            "done": done,
            "total": total,
            "is_beside": is_beside,
        },
        status=status,
    )


def _own_lines(step: Step) -> list[Line]:
    """Return what can be chosen on the steps that are not of the questionnaire."""
    if step.kind == OPENING:
        return [
            Line(BEGIN, "", _("Oui, on commence")),
            Line(NOT_NOW, "", _("Non, pas maintenant")),
            Line(WITH_CODE, "", _("La personne a déjà un code")),
        ]
    if step.kind == URGENT:
        return [Line(YES, "", _("Reprendre le récit, si la personne le veut"))]
    if step.kind == HANG_UP:
        return [Line(YES, "", _("Oui, raccrocher et tout oublier"))]
    return []


def _enter(step: Step) -> str:
    """Return what Enter does when nothing was typed."""
    words = {
        OPENING: _("Commencer"),
        CHECK: _("Tout est juste"),
        "end": _("Terminer l’appel"),
        URGENT: _("Reprendre le récit"),
        HANG_UP: _("Revenir à l’appel"),
    }
    return words.get(step.kind, _("Suite"))


def _commands(call: Call, step: Step) -> list[Command]:
    """Return the keys that work here besides the numbers of the answers."""
    if step.kind == HANG_UP:
        return [Command("-", "back", _("Revenir à l’appel"))]
    leave = Command(str(HANG_UP_KEY), "hang-up", _("Raccrocher : tout oublier"), "leave")
    if step.kind == URGENT:
        return [leave]
    found = []
    if step.kind in {"ask", "groups"} and may_pass(call, step, Keys(numbers=(UNKNOWN,))):
        found.append(Command("0", "zero", _zero(call, step)))
    if step.kind != OPENING:
        found.append(Command("-", "back", _("Retour")))
    found.append(Command(str(URGENT_KEY), "urgent", _("Urgence : donner de l’aide"), "urgent"))
    return [*found, leave]


def _zero(call: Call, step: Step) -> str:
    question = step.question
    unknown = unknown_option(question) if question else None
    if unknown is None or (step.group is not None and question is not None and question.multiple):
        return _("Passer")
    return unknown.label(translation.get_language() or call.language)
