"""Following a report with its code, whoever types it: the person, or someone beside her.

The code is typed once; a signed cookie then opens the report for half an hour.
Reading never changes anything: each change is a button. The public pages are
in `follow_up.py`; packages above have pages of their own for those who act for
a person, and describe them by a `Way`.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observatory.limits.actions import hit
from observatory.people.models import User
from observatory.reports.actions import AlreadyChanged, add_to_report, set_consent, withdraw_report
from observatory.reports.forms.follow_up import AdditionForm, CodeForm, ConsentForm
from observatory.reports.models import Report, Tombstone
from observatory.reports.queries import report_by_code
from observatory.reports.queries.life import consent_lines, life_of, state_words
from observatory.ui.registry import panels_for

OPEN_FOR = timedelta(minutes=30)
# Ten tries an hour for one person, a thousand for everyone together: with
# 10^11 codes, guessing one of a million reports takes years.
TRIES_OF_ONE = 10
TRIES_OF_ALL = 1000
WINDOW = timedelta(hours=1)

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Way:
    """One way to follow a report: by which pages, in whose name."""

    cookie: str
    # Names of the addresses where the code is typed and where the report is shown.
    ask: str
    show: str
    # Templates of the report, and of what is left after withdrawal.
    page: str
    gone: str
    # Who acts, and by which channel.
    actor: Callable[[HttpRequest], User]
    intake: Callable[[HttpRequest], str]
    # Whose attempts are counted: a keyed hash.
    who: Callable[[HttpRequest], str]
    # Declares who may come to a view.
    guard: Callable[[View], View]
    # Said when the half hour is over, when nobody has this code, and when someone else
    # changed the report.
    again: str | Promise
    unknown: str | Promise
    changed: str | Promise
    # Whose cookie it is: another account of the same browser cannot use it.
    owner: Callable[[HttpRequest], str] = lambda request: ""


def opened_report(request: HttpRequest, way: Way) -> Report | None:
    """Return the report that the code opened, while it is open."""
    try:
        uuid = signing.loads(
            request.COOKIES.get(way.cookie, ""),
            salt=way.cookie + way.owner(request),
            max_age=int(OPEN_FOR.total_seconds()),
        )
    except signing.BadSignature:
        return None
    return (
        Report.objects.filter(uuid=UUID(uuid))
        .select_related("service", "territory", "problem", "questionnaire__questionnaire")
        .first()
    )


def remember_report(
    request: HttpRequest, response: HttpResponse, report: Report, way: Way
) -> HttpResponse:
    """Let the browser open the report for half an hour."""
    response.set_cookie(
        way.cookie,
        signing.dumps(str(report.uuid), salt=way.cookie + way.owner(request)),
        httponly=True,
        samesite="Strict",
        secure=settings.HTTPS,
    )
    return response


def with_report(way: Way) -> Callable[[View], View]:
    """Give the view the report that the code opened; without one, ask for the code again."""

    def declare(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            report = opened_report(request, way)
            if report is None:
                messages.info(request, way.again)
                return redirect(way.ask)
            try:
                return view(request, report, *args, **kwargs)
            except AlreadyChanged:
                messages.warning(request, way.changed)
                return redirect(way.show)

        return way.guard(wrapped)

    return declare


def _may_try(request: HttpRequest, way: Way) -> bool:
    now = timezone.now()
    return hit(
        scope="code", who=way.who(request), limit=TRIES_OF_ONE, window=WINDOW, at=now
    ) and hit(scope="code", who="everyone", limit=TRIES_OF_ALL, window=WINDOW, at=now)


def find_report(request: HttpRequest, form: CodeForm, way: Way) -> Report | Tombstone | None:
    """Return what the typed code opens; None, with the reason in the form, when it opens nothing."""
    if not form.is_valid():
        return None
    if not _may_try(request, way):
        form.add_error(
            "code",
            _("Trop d’essais. Attendez une heure, ou demandez de l’aide à une association."),
        )
        return None
    found = report_by_code(form.cleaned_data["code"])
    if found is None:
        form.add_error("code", str(way.unknown))
    return found


def report_page(
    request: HttpRequest,
    report: Report,
    way: Way,
    form: AdditionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the report, its life, the messages, the consents."""
    return render(
        request,
        way.page,
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


def take_addition(request: HttpRequest, report: Report, way: Way) -> HttpResponse:
    """Add what was typed to the report."""
    form = AdditionForm(request.POST)
    if not form.is_valid():
        return report_page(request, report, way, form, status=422)
    add_to_report(
        report=report,
        text=form.cleaned_data["text"],
        by=way.actor(request),
        at=timezone.now(),
    )
    messages.success(request, _("C’est ajouté. Merci."))
    return redirect(way.show)


def take_consent(request: HttpRequest, report: Report, way: Way) -> HttpResponse:
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
            intake=way.intake(request),
            by=way.actor(request),
            at=timezone.now(),
        )
        messages.success(request, _("C’est changé."))
    return redirect(way.show)


def erase_report(request: HttpRequest, report: Report, way: Way) -> HttpResponse:
    """Withdraw the report: everything goes at once; say what is left."""
    tombstone = withdraw_report(report=report, by=way.actor(request), at=timezone.now())
    response = render(request, way.gone, {"tombstone": tombstone})
    response.delete_cookie(way.cookie)
    return response


def close_report(request: HttpRequest, way: Way) -> HttpResponse:
    """Close the report on this screen."""
    response = redirect(way.ask)
    response.delete_cookie(way.cookie)
    return response
