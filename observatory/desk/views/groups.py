"""Group sessions: open one, enter short reports, hand out slips, close it with its count."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.associations.queries import associations_of
from observatory.desk.actions import (
    SessionClosed,
    SessionValues,
    change_session,
    close_session,
    enter_group_report,
    note_slips_shown,
    open_session,
    reopen_session,
)
from observatory.desk.forms import DenseForm
from observatory.desk.forms.groups import CloseForm, SessionForm
from observatory.desk.models import GroupSession
from observatory.desk.permissions import may_see_codes
from observatory.desk.queries import groups as queries
from observatory.people.access import requires_role
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, current_version, published_version
from observatory.questionnaires.schema import Answer, Definition
from observatory.reports.actions import SubmissionRefused

MOST_DIGITS = 18
# Members of an association, whatever their role; a session of another is not found.
holds_sessions = requires_role("relay", "line", "moderator", "coordinator")


def _who(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, even nothing at all; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def _fetch(request: HttpRequest, pk: int) -> GroupSession:
    return get_object_or_404(queries.sessions_of(request.user), pk=pk)


@holds_sessions
@require_safe
def group_sessions(request: HttpRequest) -> HttpResponse:
    """List the sessions of my associations, newest first."""
    found = queries.sessions_of(request.user)
    page = Paginator(found, queries.SESSIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/groups/sessions.html",
        {
            "sessions": page.object_list,
            "may_open": bool(associations_of(request.user)),
            "newer_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
            "older_href": f"?page={page.next_page_number()}" if page.has_next() else "",
        },
    )


def _languages() -> tuple[str, ...]:
    return compiled(current_version("report")).languages


def _values(form: SessionForm) -> SessionValues:
    data = form.cleaned_data
    return SessionValues(
        association=data["association"],
        kind=data["kind"],
        place=data["place"],
        held_on=data["held_on"],
        territory=data["territory"],
        language=data["language"],
        team=tuple(data["team"]),
    )


@holds_sessions
@require_http_methods(["GET", "HEAD", "POST"])
def group_open(request: HttpRequest) -> HttpResponse:
    """Ask where, when and with whom; open the session."""
    associations = associations_of(request.user)
    if not associations:
        return render(request, "desk/groups/no_association.html")
    form = SessionForm(
        _sent(request),
        associations=associations,
        today=timezone.localdate(),
        by=_who(request),
        languages=_languages(),
    )
    if request.method == "POST" and form.is_valid():
        session = open_session(values=_values(form), by=_who(request), at=timezone.now())
        return redirect("group_session", pk=session.pk)
    return render(request, "desk/groups/open.html", {"form": form})


@holds_sessions
@require_http_methods(["GET", "HEAD", "POST"])
def group_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct where, when and with whom an open session is."""
    session = _fetch(request, pk)
    form = SessionForm(
        _sent(request),
        associations=[session.association],
        today=timezone.localdate(),
        by=_who(request),
        languages=_languages(),
        session=session,
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_session(
                session=session, values=_values(form), by=_who(request), at=timezone.now()
            )
        except SessionClosed:
            return _say_closed(request, pk)
        messages.success(request, _("C’est corrigé."))
        return redirect("group_session", pk=pk)
    return render(request, "desk/groups/open.html", {"form": form, "session": session})


def _say_closed(request: HttpRequest, pk: int) -> HttpResponse:
    messages.error(request, _("Quelqu’un a changé cette séance entre-temps. Voici où elle en est."))
    return redirect("group_session", pk=pk)


@holds_sessions
@require_safe
def group_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a session: its count so far, its entries without what they say."""
    return render(request, "desk/groups/session.html", _shown(request, _fetch(request, pk)))


def _shown(request: HttpRequest, session: GroupSession) -> dict[str, Any]:
    entries = queries.numbered(session)
    return {
        "session": session,
        "entries": entries,
        "withdrawn": sum(one["is_withdrawn"] for one in entries),
        "late": sum(one["is_late"] for one in entries),
        "team": list(session.team.order_by("name", "pk")),
        "may_see_codes": may_see_codes(_who(request), session),
    }


@holds_sessions
@require_safe
def group_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet of a session, to print: for the table before, for the file after."""
    return render(request, "desk/groups/sheet.html", _shown(request, _fetch(request, pk)))


@holds_sessions
@require_POST
def group_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Show today's codes as slips to print and cut; it is written down who did."""
    session = _fetch(request, pk)
    note_slips_shown(session=session, by=_who(request), at=timezone.now())
    slips = queries.slips_of(session, _who(request), timezone.now())
    return render(
        request,
        "desk/groups/slips.html",
        {"session": session, "slips": slips, "address": queries.site_address()},
    )


@holds_sessions
@require_http_methods(["GET", "HEAD", "POST"])
def group_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the count, then close the session."""
    session = _fetch(request, pk)
    form = CloseForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            close_session(session=session, **form.cleaned_data, by=_who(request), at=timezone.now())
        except SessionClosed:
            return _say_closed(request, pk)
        messages.success(request, _("La séance est fermée."))
        return redirect("group_session", pk=pk)
    return render(request, "desk/groups/close.html", {"form": form, "session": session})


@holds_sessions
@require_POST
def group_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed session again."""
    session = _fetch(request, pk)
    try:
        reopen_session(session=session, by=_who(request), at=timezone.now())
    except SessionClosed:
        return _say_closed(request, pk)
    messages.success(request, _("La séance est rouverte."))
    return redirect("group_session", pk=pk)


def _version(request: HttpRequest) -> QuestionnaireVersion:
    """Return the version that was on the screen, or the present one."""
    text = request.POST.get("version", "")
    if text.isascii() and text.isdigit():
        try:
            return published_version(int(text))
        except QuestionnaireVersion.DoesNotExist:
            pass
    return current_version("report")


def _uuid(request: HttpRequest) -> UUID:
    """Return the identifier that the page was given: sent twice, it is one report."""
    try:
        return UUID(request.POST.get("uuid", ""))
    except ValueError:
        return uuid4()


def _known(session: GroupSession, definition: Definition) -> dict[str, Answer]:
    """Return the answers that each report of the session begins with: its municipality."""
    if session.territory is None:
        return {}
    return {
        question.key: session.territory.nis
        for question in definition.questions.values()
        if question.maps_to == "territory" and session.territory.nis in question.by_code
    }


@holds_sessions
@require_http_methods(["GET", "HEAD", "POST"])
def group_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """One short report after another; the code of the one before stands on top."""
    session = _fetch(request, pk)
    if not session.is_open:
        return _say_closed(request, pk)
    version = _version(request)
    form = DenseForm(
        compiled(version),
        _sent(request),
        language=get_language() or "fr",
        spoken=session.language,
        today=timezone.localdate(),
        known=_known(session, compiled(version)),
        quick=True,
    )
    uuid = _uuid(request)
    if request.method == "POST" and form.is_valid():
        try:
            submitted = enter_group_report(
                session=session,
                uuid=uuid,
                version=version,
                answers=form.answers,
                language=session.language,
                by=_who(request),
                at=timezone.now(),
            )
        except SessionClosed:
            return _say_closed(request, pk)
        except SubmissionRefused as refused:
            for key, message in refused.errors.items():
                form.add_error(key if key in form.fields else None, message)
        else:
            entry = submitted.report.group_entry
            return redirect(f"{reverse('group_enter', args=[pk])}?apres={entry.pk}")
    after = request.GET.get("apres", "")
    slip = None
    if after.isascii() and after.isdigit() and len(after) < MOST_DIGITS:
        slip = queries.slip_of(session, int(after), _who(request), timezone.now())
    return render(
        request,
        "desk/groups/enter.html",
        {
            "session": session,
            "form": form,
            "uuid": uuid,
            "version": version,
            "slip": slip,
            "address": queries.site_address(),
        },
    )
