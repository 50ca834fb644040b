"""The pages of kiosk mode: starting it, ending it, and what the tablet asks by itself."""

from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from observatory.limits.actions import hit
from observatory.limits.queries import who_is
from observatory.reports.forms.kiosk import EndKioskForm, StartKioskForm
from observatory.ui.access import open_to_all
from observatory.vault.actions import touch_draft

from .kiosk_mode import IDLE, Kiosk, end_kiosk, kiosk_of, start_kiosk
from .wizard_sitting import COOKIE as SITTING_COOKIE
from .wizard_sitting import forget, open_sitting

# Four digits are ten thousand guesses: ten in a quarter of an hour take weeks.
MOST_TRIES = 10
TRIES_WINDOW = timedelta(minutes=15)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """Explain kiosk mode and start it here; on a tablet that is in it, end it with its code."""
    held = kiosk_of(request)
    if held is not None:
        return _end(request, held)
    form = StartKioskForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "reports/kiosk/start.html", {"form": form}, status=status)
    open_sitting(request, timezone.now()).erase(timezone.now())
    # Who set the tablet up must not leave the team's pages open on it.
    logout(request)
    response = redirect("report_start")
    start_kiosk(response, language=get_language() or "fr", **form.cleaned_data)
    return forget(response)


def _end(request: HttpRequest, held: Kiosk) -> HttpResponse:
    at = timezone.now()
    form = EndKioskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        may_try = hit(
            scope="kiosk", who=who_is(request), limit=MOST_TRIES, window=TRIES_WINDOW, at=at
        )
        if not may_try:
            form.add_error("code", _("Trop d’essais. Attendez un quart d’heure, puis recommencez."))
        elif not held.opens_with(form.cleaned_data["code"]):
            form.add_error("code", _("Ce ne sont pas les chiffres choisis au début."))
        else:
            open_sitting(request, at).erase(at)
            response = HttpResponseRedirect(reverse("kiosk"))
            end_kiosk(response)
            return forget(response)
    status = 422 if form.is_bound else 200
    context = {"form": form, "kiosk": held}
    return render(request, "reports/kiosk/end.html", context, status=status)


@open_to_all
@csrf_exempt
@require_POST
def kiosk_end(request: HttpRequest) -> HttpResponse:
    """Erase the sitting of a tablet that was left alone: asked by its script, which shows nothing more.

    Needs no token against forged requests: the cookie that names the sitting
    does not come with a request from elsewhere (SameSite), and a page whose
    token is gone must still be able to erase itself.
    """
    response = HttpResponse(status=204)
    if kiosk_of(request) is None:
        return response
    at = timezone.now()
    open_sitting(request, at).erase(at)
    return forget(response)


@open_to_all
@csrf_exempt
@require_POST
def kiosk_touch(request: HttpRequest) -> HttpResponse:
    """Keep the sitting of someone who is busy on one screen: asked by the script of the tablet."""
    if kiosk_of(request) is not None:
        token = request.COOKIES.get(SITTING_COOKIE)
        touch_draft(token=token, idle=IDLE, at=timezone.now())
    return HttpResponse(status=204)
