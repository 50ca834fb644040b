"""My groups, and the page of one: describing it, its life, an undo."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.groups.actions import (
    BadValues,
    Conflict,
    describe_group,
    move_group,
    open_group,
    undo_description,
)
from observatory.groups.forms import GroupForm, MemberForm, TaskForm
from observatory.groups.models import Group
from observatory.groups.permissions import may_lead, may_read_calls, may_take_part
from observatory.groups.queries.public import LONGEST_KEY
from observatory.groups.queries.team import group_desk, my_groups
from observatory.people.access import acting, signed_in
from observatory.people.models import Role
from observatory.ui.asked import changed_meanwhile, number_asked, page_asked, see_other

OPENERS = (Role.ADMINISTRATOR, Role.EDITOR, Role.COORDINATOR)


def seen_group(request: HttpRequest, pk: int) -> Group:
    """Return a group whose side of the team the person sees."""
    found = find(Group, pk)
    if not may_take_part(acting(request), found):
        raise PermissionDenied
    return found


def led_group(request: HttpRequest, pk: int) -> Group:
    """Return a group that the person leads or oversees."""
    found = find(Group, pk)
    if not may_lead(acting(request), found):
        raise PermissionDenied
    return found


def find(model: Any, pk: int, *related: str) -> Any:
    """Return a row, or answer that there is none."""
    if pk >= LONGEST_KEY:
        raise Http404
    rows = model.objects.select_related(*related) if related else model.objects
    return get_object_or_404(rows, pk=pk)


def back_to(name: str, pk: int) -> HttpResponse:
    return see_other(reverse(name, args=[pk]))


def back(group_id: int) -> HttpResponse:
    """Lead to the group's page of the team."""
    return back_to("team_group", group_id)


def seen_revision(request: HttpRequest) -> int:
    """Return the revision that a button carries, or answer that there is none."""
    return number_asked(request.POST.get("seen", ""), digits=9)


def show_form(
    request: HttpRequest, form: Any, heading: str, back_href: str, group: Group | None = None
) -> HttpResponse:
    """Show a form of the team on a page of its own."""
    context = {"form": form, "heading": heading, "back_href": back_href, "group": group}
    return render(request, "groups/form.html", context)


def seen_again(form: Any, revision: int) -> None:
    """After a conflict: keep what was typed, and let it be sent once more."""
    form.data = form.data.copy()
    form.data["seen"] = revision


@signed_in
@require_safe
def my_groups_page(request: HttpRequest) -> HttpResponse:
    """Show the groups one is in, and those one oversees."""
    user = acting(request)
    context = {
        **my_groups(user),
        "may_open": any(user.holds(role) for role in OPENERS),
        "reads_calls": may_read_calls(user),
    }
    return render(request, "groups/mine.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a group."""
    user = acting(request)
    if not any(user.holds(role) for role in OPENERS):
        raise PermissionDenied
    form = GroupForm(request.POST or None, by=user)
    if request.method == "POST" and form.is_valid():
        made = open_group(values=form.values(), by=user, at=timezone.now())
        messages.success(request, _("Le groupe est ouvert. Ajoutez ses membres."))
        return back(made.pk)
    return show_form(request, form, _("Ouvrir un groupe"), reverse("team_groups"))


@signed_in
@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a group to its members: what there is to do, meetings, calls for help, who is in it."""
    found = seen_group(request, pk)
    page = page_asked(request)
    context = group_desk(found, acting(request), localdate(), page)
    if page > 1 and not context["meetings"]:
        raise Http404
    if context["may_lead"]:
        context |= {"member_form": MemberForm(), "task_form": TaskForm()}
    return render(request, "groups/desk.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe the group."""
    found = led_group(request, pk)
    form = GroupForm(request.POST or None, by=acting(request), group=found)
    if request.method == "POST" and form.is_valid():
        try:
            describe_group(
                group=found,
                revision=form.cleaned_data["seen"],
                values=form.values(),
                by=acting(request),
                at=timezone.now(),
            )
        except Conflict:
            messages.error(request, changed_meanwhile())
            seen_again(form, found.revision)
        else:
            messages.success(request, _("C’est corrigé."))
            return back(found.pk)
    href = reverse("team_group", args=[found.pk])
    return show_form(request, form, _("Décrire le groupe"), href, found)


@signed_in
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what the group said before its last change."""
    found = led_group(request, pk)
    try:
        undo_description(
            group=found,
            revision=seen_revision(request),
            by=acting(request),
            at=timezone.now(),
        )
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est annulé. Tout est comme avant cette modification."))
    return back(found.pk)


@signed_in
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the group rest, or wake it."""
    found = seen_group(request, pk)
    try:
        move_group(
            group=found,
            transition=request.POST.get("transition", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except BadValues as error:
        raise Http404 from error
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est fait."))
    return back(found.pk)
