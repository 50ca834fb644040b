"""Acting for a person with her code: at the desk, or for a caller of the phone line.

The same parts as the public follow-up (`reports.views.following`), in the name
of whoever is signed in.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.kit.keys import keyed_hash, load_key
from observatory.limits.actions import forget_hits
from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.reports.forms.follow_up import CodeForm
from observatory.reports.models import Report, Tombstone
from observatory.reports.views.following import (
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

BY_PHONE = "telephone"
CHANNEL = "desk_follow_by"

acts = requires_role(Role.RELAY, Role.LINE)


def _who(request: HttpRequest) -> str:
    """Return whose attempts are counted: the account, not the machine of the association."""
    return keyed_hash(load_key(settings.KEYS_DIR, "limits"), "account", str(request.user.pk))


def _intake(request: HttpRequest) -> str:
    """Return "phone" for a caller (`?par=telephone`, or who only answers the line), else "assisted"."""
    if request.session.get(CHANNEL) == BY_PHONE:
        return "phone"
    user = request.user
    only_line = user.holds(Role.LINE) and not user.holds(Role.RELAY)  # type: ignore[union-attr]
    return "phone" if only_line else "assisted"


DESK = Way(
    cookie="desk_follow",
    ask="desk_follow",
    show="desk_follow_report",
    page="desk/follow_report.html",
    gone="desk/follow_gone.html",
    actor=lambda request: request.user,  # type: ignore[arg-type,return-value]
    intake=_intake,
    who=_who,
    guard=acts,
    again=_("Par prudence, tapez le code à nouveau."),
    unknown=_("Nous ne trouvons pas ce code. Comparez chaque chiffre avec son papier."),
    changed=_("Ce signalement vient de changer. Relisez-le, puis recommencez."),
    owner=lambda request: f":{request.user.pk}",
)


def _code_form(request: HttpRequest, *, by_phone: bool) -> CodeForm:
    """Return the form of the code, in words for who types it for somebody else."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    field = form.fields["code"]
    field.label = _("Son code")
    field.help_text = (
        _("12 chiffres, en trois groupes de quatre. Relisez-les à voix haute.")
        if by_phone
        else _("12 chiffres, sur son papier. Par exemple : 1234 5678 9012.")
    )
    field.widget.attrs["autofocus"] = True
    return form


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def desk_follow(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a right one opens the report (`?par=telephone`: for a caller)."""
    if "par" in request.GET:
        request.session[CHANNEL] = request.GET["par"] if request.GET["par"] == BY_PHONE else ""
    by_phone = _intake(request) == "phone"
    form = _code_form(request, by_phone=by_phone)
    found = find_report(request, form, DESK) if request.method == "POST" else None
    if found is not None:
        # A line takes many calls in an hour: only wrong codes count against it.
        forget_hits(scope="code", who=_who(request), at=timezone.now())
    if isinstance(found, Report):
        return remember_report(request, redirect("desk_follow_report"), found, DESK)
    if isinstance(found, Tombstone):
        return render(request, "desk/follow_gone.html", {"tombstone": found})
    context = {"form": form, "by_phone": by_phone}
    return render(request, "desk/follow.html", context, status=422 if form.errors else 200)


@with_report(DESK)
@require_safe
def desk_follow_report(request: HttpRequest, report: Report) -> HttpResponse:
    """Show the report, its life, the messages, the consents."""
    return report_page(request, report, DESK)


@with_report(DESK)
@require_POST
def desk_follow_add(request: HttpRequest, report: Report) -> HttpResponse:
    """Add what the person says."""
    return take_addition(request, report, DESK)


@with_report(DESK)
@require_POST
def desk_follow_consent(request: HttpRequest, report: Report) -> HttpResponse:
    """Give or take back one consent in the person's name."""
    return take_consent(request, report, DESK)


@with_report(DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_follow_withdraw(request: HttpRequest, report: Report) -> HttpResponse:
    """Ask once whether everything must go; then erase it."""
    if request.method != "POST":
        return render(request, "desk/follow_withdraw.html", {"report": report})
    return erase_report(request, report, DESK)


@acts
@require_POST
def desk_follow_leave(request: HttpRequest) -> HttpResponse:
    """Close the report on this screen."""
    return close_report(request, DESK)
