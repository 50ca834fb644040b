"""Following one's own report with its code: read it, add to it, change a consent, withdraw it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from observatory.limits.queries import who_is
from observatory.people.queries import system_actor
from observatory.reports.forms.follow_up import CodeForm
from observatory.reports.models import Report, Tombstone
from observatory.ui.access import open_to_all

from .following import (
    Way,
    close_report,
    erase_report,
    find_report,
    remember_report,
    report_page,
    take_addition,
    take_consent,
    with_report,
)

PUBLIC = Way(
    cookie="follow",
    ask="follow_up",
    show="follow_report",
    page="reports/follow_report.html",
    gone="reports/follow_gone.html",
    actor=lambda request: system_actor("public"),
    intake=lambda request: "web",
    who=who_is,
    guard=open_to_all,
    again=_("Par prudence, tapez votre code à nouveau."),
    unknown=_("Nous ne trouvons pas ce code. Comparez avec votre papier."),
    changed=_("Votre signalement vient de changer. Relisez-le, puis recommencez."),
)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a right one opens the report."""
    form = CodeForm(request.POST or None)
    found = find_report(request, form, PUBLIC) if request.method == "POST" else None
    if isinstance(found, Report):
        return remember_report(request, redirect("follow_report"), found, PUBLIC)
    if isinstance(found, Tombstone):
        return render(request, "reports/follow_gone.html", {"tombstone": found})
    return render(
        request, "reports/follow_up.html", {"form": form}, status=422 if form.errors else 200
    )


@with_report(PUBLIC)
@require_GET
def follow_report(request: HttpRequest, report: Report) -> HttpResponse:
    """Show the report, its life, the messages, the consents."""
    return report_page(request, report, PUBLIC)


@with_report(PUBLIC)
@require_POST
def follow_add(request: HttpRequest, report: Report) -> HttpResponse:
    """Add to the report."""
    return take_addition(request, report, PUBLIC)


@with_report(PUBLIC)
@require_POST
def follow_consent(request: HttpRequest, report: Report) -> HttpResponse:
    """Give or take back one consent."""
    return take_consent(request, report, PUBLIC)


@with_report(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_withdraw(request: HttpRequest, report: Report) -> HttpResponse:
    """Ask once whether everything must go; then erase it."""
    if request.method != "POST":
        return render(request, "reports/follow_withdraw.html", {"report": report})
    return erase_report(request, report, PUBLIC)


@open_to_all
@require_POST
def follow_leave(request: HttpRequest) -> HttpResponse:
    """Close the report on this screen."""
    return close_report(request, PUBLIC)
