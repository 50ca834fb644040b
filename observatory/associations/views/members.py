"""The members of an association: inviting in two clicks, leading, leaving."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from observatory.associations.actions import end_membership, invite_member, set_lead
from observatory.associations.forms import REFUSALS, InviteMemberForm
from observatory.associations.models import ExpectedMember, Membership
from observatory.associations.permissions import may_manage_members
from observatory.people.actions import Refused, revoke_invitation
from observatory.people.emails import invitation_slip

from .page import fetch_association, sees, show_association


@sees
@require_POST
def association_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite someone; the link is shown once, in the answer to the form."""
    found = fetch_association(request, pk)
    if not may_manage_members(request.user, found):  # type: ignore[arg-type]
        raise PermissionDenied
    form = InviteMemberForm(request.POST, auto_id="invite_%s")
    if not form.is_valid():
        return show_association(request, found, invite=form, status=422)
    try:
        welcome = invite_member(
            association=found,
            **form.cleaned_data,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("email", REFUSALS[refusal.reason])
        return show_association(request, found, invite=form, status=422)
    if welcome.invitation is not None:
        slip = invitation_slip(welcome.invitation, welcome.token)
        return render(request, "associations/invited.html", {**slip, "association": found})
    name = welcome.membership.user.name if welcome.membership is not None else ""
    messages.success(
        request,
        _(
            "%(name)s avait déjà un compte, et fait maintenant partie des membres. Un e-mail le lui dit."
        )
        % {"name": name},
    )
    return redirect("association", pk=found.pk)


@sees
@require_POST
def association_invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an invitation to an association."""
    expected = (
        ExpectedMember.objects.filter(pk=pk).select_related("association", "invitation").first()
    )
    if expected is None:
        raise Http404
    fetch_association(request, expected.association_id)
    try:
        revoke_invitation(invitation=expected.invitation, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("L’invitation est annulée."))
    return redirect("association", pk=expected.association_id)


def _fetch_membership(request: HttpRequest, pk: int) -> Membership:
    membership = Membership.objects.filter(pk=pk).select_related("association", "user").first()
    if membership is None:
        raise Http404
    fetch_association(request, membership.association_id)
    return membership


@sees
@require_POST
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership."""
    membership = _fetch_membership(request, pk)
    try:
        end_membership(membership=membership, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("%(name)s n’est plus membre.") % {"name": membership.user.name})
    if membership.user_id == request.user.pk:
        return redirect("team")
    return redirect("association", pk=membership.association_id)


@sees
@require_POST
def membership_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a member leads ("lead" is "yes"), or no longer does."""
    membership = _fetch_membership(request, pk)
    leads = request.POST.get("lead") == "yes"
    try:
        set_lead(membership=membership, is_lead=leads, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("C’est noté."))
    return redirect("association", pk=membership.association_id)
