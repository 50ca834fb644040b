"""The start page of the line: a call, what is due today, today's hours."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.phone.actions import (
    ShiftChanged,
    WrongHours,
    close_shift,
    count_call,
    open_shift,
)
from observatory.phone.forms import StartForm
from observatory.phone.models import Shift
from observatory.phone.queries.call_backs import due_count, due_rows
from observatory.phone.queries.log import forgotten_shifts, open_shift_of
from observatory.questionnaires.languages import own_name
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, current_version

from .pages import follow_address

DUE_SHOWN = 8


@requires_role(Role.LINE)
@require_safe
def phone_home(request: HttpRequest) -> HttpResponse:
    """Show where a call begins, who is to be called back today, and today's hours."""
    return show_home(request)


def show_home(
    request: HttpRequest, start: StartForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the start page; `start` is a form that named no language."""
    by, now = request.user, timezone.now()
    try:
        languages = compiled(current_version("report")).languages
    except QuestionnaireVersion.DoesNotExist:
        languages = ()
    return render(
        request,
        "phone/home.html",
        {
            "languages": [
                {
                    "code": code,
                    "number": number,
                    "name": own_name(code),
                }
                for number, code in enumerate(languages, 1)
            ],
            "error": " ".join(map(str, start.non_field_errors())) if start else "",
            "typed": start.data.get("keys", "") if start else "",
            "shift": open_shift_of(by, now),  # type: ignore[arg-type]
            "forgotten": forgotten_shifts(by, now),  # type: ignore[arg-type]
            "rows": due_rows(by, now, DUE_SHOWN),  # type: ignore[arg-type]
            "due": due_count(by, now),  # type: ignore[arg-type]
            "follow": follow_address(),
        },
        status=status,
    )


@requires_role(Role.LINE)
@require_POST
def phone_shift_open(request: HttpRequest) -> HttpResponse:
    """Open the line."""
    open_shift(by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("La ligne est ouverte."))
    return redirect("phone_home")


@requires_role(Role.LINE)
@require_POST
def phone_shift_close(request: HttpRequest) -> HttpResponse:
    """Close the line."""
    shift = get_object_or_404(Shift, pk=_whole(request.POST.get("shift", "")))
    try:
        close_shift(shift=shift, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except WrongHours:
        return redirect("phone_shift", shift.pk)
    except ShiftChanged:
        messages.info(request, _("La ligne était déjà fermée."))
    else:
        messages.success(request, _("La ligne est fermée. Merci, et bon repos."))
    return redirect("phone_home")


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@requires_role(Role.LINE)
@require_POST
def phone_count(request: HttpRequest) -> HttpResponse:
    """Count one call more, missed or answered without the script."""
    answered = request.POST.get("what") == "answered"
    count_call(answered=answered, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(
        request, _("Un appel pris de plus.") if answered else _("Un appel manqué de plus.")
    )
    return redirect("phone_home")
