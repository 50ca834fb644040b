"""Following a report with its code: read it, add to it, change a consent, withdraw it.

The code is typed once; a signed cookie then opens the report for half an hour.
Reading never changes anything: each change is a button.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from observatory.limits.actions import hit
from observatory.limits.queries import who_is
from observatory.people.queries import system_actor
from observatory.reports.actions import AlreadyChanged, add_to_report, set_consent, withdraw_report
from observatory.reports.forms.follow_up import AdditionForm, CodeForm, ConsentForm
from observatory.reports.models import Report, Tombstone
from observatory.reports.queries import report_by_code
from observatory.reports.queries.life import consent_lines, life_of, state_words
from observatory.ui.access import open_to_all
from observatory.ui.registry import panels_for

COOKIE = "follow"
OPEN_FOR = timedelta(minutes=30)
# Ten tries an hour for one person, a thousand for everyone together: with
# 10^11 codes, guessing one of a million reports takes years.
TRIES_OF_ONE = 10
TRIES_OF_ALL = 1000
WINDOW = timedelta(hours=1)

View = Callable[..., HttpResponse]


def _open(request: HttpRequest) -> Report | None:
    try:
        uuid = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=int(OPEN_FOR.total_seconds())
        )
    except signing.BadSignature:
        return None
    return (
        Report.objects.filter(uuid=UUID(uuid))
        .select_related("service", "territory", "problem", "questionnaire__questionnaire")
        .first()
    )


def _remember(response: HttpResponse, report: Report) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        signing.dumps(str(report.uuid), salt=COOKIE),
        httponly=True,
        samesite="Strict",
        secure=settings.HTTPS,
    )
    return response


def _with_report(view: View) -> View:
    """Give the view the report that the code opened; without one, ask for the code again."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = _open(request)
        if report is None:
            messages.info(request, _("Par prudence, tapez votre code à nouveau."))
            return redirect("follow_up")
        try:
            return view(request, report, *args, **kwargs)
        except AlreadyChanged:
            messages.warning(
                request,
                _("Votre signalement vient de changer. Relisez-le, puis recommencez."),
            )
            return redirect("follow_report")

    return open_to_all(wrapped)


def _may_try(request: HttpRequest) -> bool:
    now = timezone.now()
    return hit(
        scope="code", who=who_is(request), limit=TRIES_OF_ONE, window=WINDOW, at=now
    ) and hit(scope="code", who="everyone", limit=TRIES_OF_ALL, window=WINDOW, at=now)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a right one opens the report."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request):
            form.add_error(
                "code",
                _("Trop d’essais. Attendez une heure, ou demandez de l’aide à une association."),
            )
        else:
            found = report_by_code(form.cleaned_data["code"])
            if isinstance(found, Report):
                return _remember(redirect("follow_report"), found)
            if isinstance(found, Tombstone):
                return render(request, "reports/follow_gone.html", {"tombstone": found})
            form.add_error("code", _("Nous ne trouvons pas ce code. Comparez avec votre papier."))
    return render(
        request, "reports/follow_up.html", {"form": form}, status=422 if form.errors else 200
    )


def _page(
    request: HttpRequest, report: Report, form: AdditionForm | None = None, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "reports/follow_report.html",
        {
            "report": report,
            "form": form or AdditionForm(),
            "words": state_words(report),
            "events": life_of(report),
            "exchanges": list(report.exchanges.all()),
            "consents": consent_lines(report),
            "panels": panels_for("report", report, "follow_up"),
            "said": list(messages.get_messages(request)),
        },
        status=status,
    )


@_with_report
@require_GET
def follow_report(request: HttpRequest, report: Report) -> HttpResponse:
    """Show the report, its life, the messages, the consents."""
    return _page(request, report)


@_with_report
@require_POST
def follow_add(request: HttpRequest, report: Report) -> HttpResponse:
    """Add to the report."""
    form = AdditionForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, status=422)
    add_to_report(
        report=report,
        text=form.cleaned_data["text"],
        by=system_actor("public"),
        at=timezone.now(),
    )
    messages.success(request, _("C’est ajouté. Merci."))
    return redirect("follow_report")


@_with_report
@require_POST
def follow_consent(request: HttpRequest, report: Report) -> HttpResponse:
    """Give or take back one consent."""
    form = ConsentForm(request.POST)
    line = next(
        (
            line
            for line in consent_lines(report)
            if form.is_valid() and line.code == form.cleaned_data["code"]
        ),
        None,
    )
    if line is not None and line.may_change(form.cleaned_data["granted"]):
        set_consent(
            report=report,
            code=line.code,
            granted=form.cleaned_data["granted"],
            wording=line.wording,
            language=get_language() or "fr",
            intake="web",
            by=system_actor("public"),
            at=timezone.now(),
        )
        messages.success(request, _("C’est changé."))
    return redirect("follow_report")


@_with_report
@require_http_methods(["GET", "HEAD", "POST"])
def follow_withdraw(request: HttpRequest, report: Report) -> HttpResponse:
    """Ask once whether everything must go; then erase it."""
    if request.method != "POST":
        return render(request, "reports/follow_withdraw.html", {"report": report})
    tombstone = withdraw_report(report=report, by=system_actor("public"), at=timezone.now())
    response = render(request, "reports/follow_gone.html", {"tombstone": tombstone})
    response.delete_cookie(COOKIE)
    return response


@open_to_all
@require_POST
def follow_leave(request: HttpRequest) -> HttpResponse:
    """Close the report on this screen."""
    response = redirect("follow_up")
    response.delete_cookie(COOKIE)
    return response
