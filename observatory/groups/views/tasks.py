"""What there is to do in a group."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.groups.actions import BadValues, Conflict, add_task, correct_task, move_task
from observatory.groups.forms import TaskForm
from observatory.groups.models import Task
from observatory.groups.permissions import may_lead, may_take_part
from observatory.people.access import signed_in

from .team import acting, back, changed_meanwhile, find, led_group, seen_again, show_form


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a task."""
    found = led_group(request, pk)
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        add_task(
            group=found,
            text=data["text"],
            due_on=data["due_on"],
            by=acting(request),
            at=timezone.now(),
        )
        messages.success(request, _("C’est ajouté."))
        return back(found.pk)
    href = reverse("team_group", args=[found.pk])
    return show_form(request, form, _("Ajouter une tâche"), href, found)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a task in other words, or for another day."""
    found = find(Task, pk, "group")
    if not may_lead(acting(request), found.group):
        raise PermissionDenied
    form = TaskForm(request.POST or None, task=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            correct_task(
                task=found,
                revision=data["seen"],
                text=data["text"],
                due_on=data["due_on"],
                by=acting(request),
                at=timezone.now(),
            )
        except Conflict:
            messages.error(request, changed_meanwhile())
            seen_again(form, found.revision)
        else:
            messages.success(request, _("C’est corrigé."))
            return back(found.group_id)
    href = reverse("team_group", args=[found.group_id])
    return show_form(request, form, _("Corriger la tâche"), href, found.group)


@signed_in
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the task, give it back, finish it, drop it, take it up again."""
    found = find(Task, pk, "group")
    if not may_take_part(acting(request), found.group):
        raise PermissionDenied
    try:
        move_task(
            task=found,
            transition=request.POST.get("transition", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except BadValues as error:
        raise Http404 from error
    except PermissionDenied:
        # Someone took it between the reading and the button.
        messages.error(request, _("Quelqu’un d’autre s’est chargé de cette tâche."))
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est noté."))
    return back(found.group_id)
