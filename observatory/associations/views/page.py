"""One association's page: what stands on it, for whom."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from observatory.associations.forms import InviteMemberForm, ReasonForm
from observatory.associations.models import Association
from observatory.associations.permissions import may_describe, may_manage, may_manage_members
from observatory.associations.queries import (
    associations_for,
    current_memberships,
    expected_members,
)
from observatory.associations.queries.public import describe_desk
from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.people.permissions import may_revoke
from observatory.vault.models import Contact

sees = requires_role(Role.ADMINISTRATOR, Role.COORDINATOR, Role.MODERATOR, Role.RELAY, Role.LINE)
manages = requires_role(Role.ADMINISTRATOR, Role.COORDINATOR)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, nothing ticked or written included; None when none was sent."""
    return request.POST if request.method == "POST" else None


def fetch_association(request: HttpRequest, pk: int) -> Association:
    """Return the association if this person may see it; else it is not there."""
    return get_object_or_404(
        associations_for(request.user).select_related("agreement"),  # type: ignore[arg-type]
        pk=pk,
    )


def show_association(
    request: HttpRequest,
    association: Association,
    *,
    status: int = 200,
    invite: InviteMemberForm | None = None,
    reason: ReasonForm | None = None,
) -> HttpResponse:
    """Show the page, with a form that was not right as it was typed."""
    by: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    describes, members = may_describe(by, association), list(current_memberships(association))
    context: dict[str, Any] = {
        "association": association,
        "desk": describe_desk(association),
        "territories": association.territories.all(),
        "members": members,
        "may_describe": describes,
        "may_manage": may_manage(by, association),
        "may_manage_members": may_manage_members(by, association),
    }
    if context["may_manage_members"]:
        context["invite"] = invite or InviteMemberForm(
            initial={"is_lead": not any(one.is_lead for one in members)}, auto_id="invite_%s"
        )
        context["expected"] = [
            {
                "pk": one.pk,
                "invitation": one.invitation,
                "is_lead": one.is_lead,
                "may_revoke": may_revoke(by, one.invitation),
            }
            for one in expected_members(association, now)
        ]
    if describes:
        context["contact"] = Contact.objects.filter(subject=association.subject).first()
        context["reason"] = reason or ReasonForm(auto_id="reason_%s")
    return render(request, "associations/association.html", context, status=status)
