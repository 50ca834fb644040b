"""The documents of a group and of its meetings: what everyone reads is for who leads."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.documents.views import adding_page, moved, reading_page
from observatory.groups.models import Group
from observatory.groups.permissions import may_lead
from observatory.groups.queries.team import subjects_of
from observatory.groups.wording import when_words
from observatory.people.access import signed_in
from observatory.ui.asked import number_asked

from .team import acting, seen_group


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a document to a group, or with `?reunion=` to one of its meetings."""
    group, user = seen_group(request, pk), acting(request)
    subject, about = group.subject, group.name
    if said := request.GET.get("reunion", ""):
        key = number_asked(said)
        meeting = group.meetings.filter(pk=key, is_taken_back=False).first()
        if meeting is None:
            raise Http404
        subject, about = meeting.subject, when_words(meeting.held_on, meeting.hour)
    return adding_page(
        request,
        subject=subject,
        about=about,
        back_href=_desk(group),
        by=user,
        may_publish=may_lead(user, group),
    )


@signed_in
@require_safe
def document_read(request: HttpRequest, pk: int, document: UUID) -> HttpResponse:
    """Hand over a document that only the group may read."""
    return reading_page(pk=document, subjects=_belongs(seen_group(request, pk)))


@signed_in
@require_POST
def document_move(request: HttpRequest, pk: int, document: UUID) -> HttpResponse:
    """Take back, put back or erase a document."""
    group, user = seen_group(request, pk), acting(request)
    return moved(
        request,
        pk=document,
        subjects=_belongs(group),
        back_href=_desk(group),
        by=user,
        may_publish=may_lead(user, group),
    )


def _desk(group: Group) -> str:
    return reverse("team_group", args=[group.pk])


def _belongs(group: Group) -> Callable[[str], bool]:
    """Return what tells of a subject whether it is this group or one of its meetings."""
    return set(subjects_of(group)).__contains__
