"""The log of the line: its hours and its calls, corrected by who wrote them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.phone.actions import ShiftChanged, WrongHours, correct_shift, note_shift
from observatory.phone.forms import ShiftForm, shift_values
from observatory.phone.models import PRESSED, Shift, UrgentKind
from observatory.phone.permissions import may_correct
from observatory.phone.queries.log import months_of_line, shifts_page
from observatory.phone.queries.urgency import urgent_counts


@requires_role(Role.LINE, Role.COORDINATOR)
@require_safe
def phone_log(request: HttpRequest) -> HttpResponse:
    """List the shifts, newest first (`?before=`), and the calls that urgency stopped."""
    text = request.GET.get("before", "")
    rows, following = shifts_page(int(text) if text.isdecimal() and len(text) < 18 else None)
    return render(
        request,
        "phone/log.html",
        {
            "rows": [
                {"shift": shift, "may_correct": may_correct(request.user, shift)}  # type: ignore[arg-type]
                for shift in rows
            ],
            "newer": "?" if text else "",
            "older": f"?before={following}" if following else "",
            "urgent": _urgent_rows(),
            "may_note": request.user.holds(Role.LINE),  # type: ignore[union-attr]
        },
    )


def _urgent_rows() -> list[dict[str, Any]]:
    months = months_of_line(timezone.localdate())
    since = months[-1].month if months else timezone.localdate().replace(day=1, month=1)
    words = {**dict(UrgentKind.choices), PRESSED: _("Touche d’urgence, sans mot reconnu")}
    return [
        {
            "month": month,
            "kinds": [(words.get(kind, kind), count) for kind, count in kinds.items()],
        }
        for month, kinds in urgent_counts(since).items()
    ]


@requires_role(Role.LINE)
@require_http_methods(["GET", "HEAD", "POST"])
def phone_shift_new(request: HttpRequest) -> HttpResponse:
    """Write down a shift that was forgotten."""
    now = timezone.now()
    form = ShiftForm(request.POST or None, now=now, initial={"day": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        values = _values(form)
        values.pop("revision")
        note_shift(**values, by=request.user, at=now)  # type: ignore[arg-type]
        messages.success(request, _("C’est noté dans le journal."))
        return redirect("phone_log")
    return render(
        request,
        "phone/shift.html",
        {"form": form, "shift": None},
        status=422 if form.is_bound else 200,
    )


@requires_role(Role.LINE)
@require_http_methods(["GET", "HEAD", "POST"])
def phone_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one's own line of the log."""
    shift = get_object_or_404(Shift, pk=pk)
    if not may_correct(request.user, shift):  # type: ignore[arg-type]
        raise PermissionDenied
    now = timezone.now()
    form = ShiftForm(request.POST or None, now=now, initial=shift_values(shift, now))
    if request.method == "POST" and form.is_valid():
        values = _values(form)
        try:
            correct_shift(
                shift=shift,
                **{**values, "revision": values["revision"] or 0},
                by=request.user,  # type: ignore[arg-type]
                at=now,
            )
        except ShiftChanged:
            form.add_error(
                None, _("Cette ligne vient de changer. Rechargez la page, puis recommencez.")
            )
        except WrongHours:
            form.add_error("end", _("Ces heures ne vont pas ensemble. Vérifiez-les."))
        else:
            messages.success(request, _("C’est corrigé."))
            return redirect("phone_log")
    return render(
        request,
        "phone/shift.html",
        {"form": form, "shift": shift},
        status=422 if form.is_bound else 200,
    )


def _values(form: ShiftForm) -> dict[str, Any]:
    names = ("opened_at", "closed_at", "answered", "missed", "revision")
    return {name: form.cleaned_data.get(name) for name in names}
