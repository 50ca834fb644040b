"""Meetings of a group, and what was said and decided there."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.groups.actions import Conflict, add_meeting, correct_meeting, undo_meeting
from observatory.groups.forms import MeetingForm
from observatory.groups.models import Meeting
from observatory.groups.permissions import may_lead, may_take_part
from observatory.groups.states import Visibility
from observatory.people.access import signed_in

from .team import (
    acting,
    back,
    changed_meanwhile,
    find,
    seen_again,
    seen_group,
    seen_revision,
    show_form,
)


def written_by(request: HttpRequest, pk: int) -> Meeting:
    """Return a meeting that the person may write: what is public is for who leads."""
    found = find(Meeting, pk, "group")
    public = found.visibility == Visibility.PUBLIC
    may_write = may_lead if public else may_take_part
    if not may_write(acting(request), found.group):
        raise PermissionDenied
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a meeting, to come or held."""
    found = seen_group(request, pk)
    user = acting(request)
    form = MeetingForm(request.POST or None, leads=may_lead(user, found))
    if request.method == "POST" and form.is_valid():
        add_meeting(group=found, values=form.values(), by=user, at=timezone.now())
        messages.success(request, _("La réunion est notée."))
        return back(found.pk)
    href = reverse("team_group", args=[found.pk])
    return show_form(request, form, _("Noter une réunion"), href, found)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write or correct the minutes."""
    found = written_by(request, pk)
    user = acting(request)
    form = MeetingForm(request.POST or None, leads=may_lead(user, found.group), meeting=found)
    if request.method == "POST" and form.is_valid():
        try:
            correct_meeting(
                meeting=found,
                revision=form.cleaned_data["seen"],
                values=form.values(),
                by=user,
                at=timezone.now(),
            )
        except Conflict:
            messages.error(request, changed_meanwhile())
            seen_again(form, found.revision)
        else:
            messages.success(request, _("C’est enregistré."))
            return back(found.group_id)
    href = reverse("team_group", args=[found.group_id])
    return show_form(request, form, _("Réunion et compte rendu"), href, found.group)


@signed_in
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a meeting back that was noted by mistake; an undo brings it back."""
    found = written_by(request, pk)
    return _done(
        request,
        found,
        lambda: correct_meeting(
            meeting=found,
            revision=seen_revision(request),
            values={"is_taken_back": True},
            by=acting(request),
            at=timezone.now(),
        ),
        _("La réunion est retirée."),
    )


@signed_in
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what stood there before the last change."""
    found = written_by(request, pk)
    return _done(
        request,
        found,
        lambda: undo_meeting(
            meeting=found,
            revision=seen_revision(request),
            by=acting(request),
            at=timezone.now(),
        ),
        _("C’est annulé. Tout est comme avant cette modification."),
    )


def _done(
    request: HttpRequest, meeting: Meeting, write: Callable[[], None], words: str
) -> HttpResponse:
    """Do it, say so or say why not, and lead to the group."""
    try:
        write()
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, words)
    return back(meeting.group_id)
