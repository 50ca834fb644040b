"""What the pages of the team share: who acts, on which dossier, where it leads."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.escalations.models import Escalation
from observatory.escalations.permissions import may_prepare
from observatory.people.access import requires_role
from observatory.people.models import Role, User

officers_only = requires_role(Role.ESCALATION_OFFICER)
LONGEST_KEY = 10**18
_WITH = ("body", "service", "organization", "territory", "problem", "demand__campaign")


def acting(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - requires_role saw to it
    return request.user


def mine(request: HttpRequest, pk: int) -> Escalation:
    """Return a dossier that the person may prepare."""
    if pk >= LONGEST_KEY:
        raise Http404
    found = get_object_or_404(Escalation.objects.select_related(*_WITH), pk=pk)
    if not may_prepare(acting(request), found.territory_id):
        raise PermissionDenied
    return found


def to_desk(escalation: Escalation) -> HttpResponse:
    """Lead to the dossier's page of the team."""
    response = HttpResponseRedirect(reverse("escalation_desk", args=[escalation.pk]))
    response.status_code = 303
    return response


def say_conflict(request: HttpRequest) -> None:
    messages.error(
        request,
        _(
            "Ce dossier a changé entre-temps : quelqu’un y a écrit, ou un récit a été retiré. "
            "Rien n’a été enregistré : regardez où il en est, puis recommencez."
        ),
    )
