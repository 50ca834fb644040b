"""What the pages of the team share: who acts, on which dossier, where it leads."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.escalations.models import Escalation
from observatory.escalations.permissions import may_prepare
from observatory.people.access import acting, requires_role
from observatory.people.models import Role
from observatory.ui.asked import see_other

officers_only = requires_role(Role.ESCALATION_OFFICER)
LONGEST_KEY = 10**18
_WITH = ("body", "service", "organization", "territory", "problem", "demand__campaign")


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
    return see_other(reverse("escalation_desk", args=[escalation.pk]))


def say_conflict(request: HttpRequest) -> None:
    messages.error(
        request,
        _(
            "Ce dossier a changé entre-temps : quelqu’un y a écrit, ou un récit a été retiré. "
            "Rien n’a été enregistré : regardez où il en est, puis recommencez."
        ),
    )
