"""Who is in a group: adding, naming who leads, leaving, coming back, e-mails about calls."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.groups.actions import (
    Conflict,
    add_member,
    bring_back,
    end_membership,
    hear_calls,
    set_standing,
)
from observatory.groups.forms import MemberForm
from observatory.groups.models import Membership
from observatory.groups.permissions import may_take_part
from observatory.groups.states import Standing
from observatory.people.access import signed_in

from .team import acting, back, changed_meanwhile, find, led_group, show_form


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Make someone who has an account a member."""
    found = led_group(request, pk)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_member(
                group=found,
                user=form.user,
                is_lead=form.cleaned_data["is_lead"],
                by=acting(request),
                at=timezone.now(),
            )
        except Conflict:
            form.add_error("email", _("Cette personne est déjà dans le groupe."))
        else:
            messages.success(request, _("C’est fait : la personne est dans le groupe."))
            return back(found.pk)
    href = reverse("team_group", args=[found.pk])
    return show_form(request, form, _("Ajouter un membre"), href, found)


@signed_in
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Name someone who leads, end a membership, bring someone back, agree to e-mails."""
    found = find(Membership, pk, "group", "user")
    who = {"membership": found, "by": acting(request), "at": timezone.now()}
    moves = {
        "lead": lambda: set_standing(standing=Standing.LEAD, **who),
        "member": lambda: set_standing(standing=Standing.MEMBER, **who),
        "end": lambda: end_membership(**who),
        "bring_back": lambda: bring_back(**who),
        "hear": lambda: hear_calls(agrees=True, **who),
        "hush": lambda: hear_calls(agrees=False, **who),
    }
    said = request.POST.get("move", "")
    if said not in moves:
        raise Http404
    try:
        moves[said]()
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est fait."))
    if not may_take_part(acting(request), found.group):
        # Who left sees the group's side no more.
        response = HttpResponseRedirect(reverse("team_groups"))
        response.status_code = 303
        return response
    return back(found.group_id)
