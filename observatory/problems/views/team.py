"""Following problems: what the team records, and undoes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.problems.actions import Conflict, record_step, undo_step
from observatory.problems.forms import StepForm, today
from observatory.problems.models import MeToo, Problem, ProblemEvent
from observatory.problems.permissions import may_follow
from observatory.problems.queries import (
    WrongKey,
    describe_problems,
    followed_problems,
    last_event,
    not_seen_before,
)
from observatory.problems.queries.page import describe_event
from observatory.problems.wording import obstacle_name, place_name, service_name, state_name

FOLLOWERS = (Role.COORDINATOR, Role.MODERATOR, Role.ADMINISTRATOR)


def _acting(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - requires_role saw to it
    return request.user


@requires_role(*FOLLOWERS)
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """List the problems of one's places, newest change first."""
    before = request.GET.get("before", "")
    try:
        found, older = followed_problems(_acting(request), before)
    except WrongKey as error:
        raise Http404 from error
    rows = describe_problems(found, url_name="problem_follow")
    base = reverse("problems_followed")
    return render(
        request,
        "problems/followed.html",
        {
            "problems": rows,
            "newer_href": base if before else "",
            "older_href": f"{base}?before={older}" if older else "",
        },
    )


@requires_role(*FOLLOWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the life of a problem to the team, and record a step."""
    found = _mine(request, pk)
    form = StepForm(
        request.POST or None,
        problem=found,
        not_before=not_seen_before(found),
        today=today(),
        initial={"revision": found.revision, "happened_on": today()},
    )
    if request.method == "POST":
        if request.POST.get("revision") == str(found.revision) and not form.is_valid():
            pass  # What is wrong stands beside each field.
        elif _recorded(request, found, form):
            messages.success(request, _("C’est noté, et visible sur la page publique."))
            return _back(found)
        else:
            messages.error(request, _changed_meanwhile())
            form.data = {**request.POST.dict(), "revision": found.revision}
    last = last_event(found)
    return render(
        request,
        "problems/follow.html",
        {
            "problem": found,
            "form": form,
            "obstacle": obstacle_name(found),
            "service": service_name(found),
            "place": place_name(found),
            "state": state_name(found.state),
            "events": [
                describe_event(event)
                for event in ProblemEvent.objects.filter(problem=found, undone_at=None)
            ],
            "last": last,
            "last_title": state_name(last.state_after) if last else "",
            "set_aside": MeToo.objects.filter(problem=found, is_set_aside=True).count(),
        },
    )


@requires_role(*FOLLOWERS)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last step."""
    found = _mine(request, pk)
    said, revision = request.POST.get("event", ""), request.POST.get("revision", "")
    if not (said.isdecimal() and revision.isdecimal() and len(said + revision) < 30):
        raise Http404
    event = get_object_or_404(
        ProblemEvent.objects.select_related("problem"), pk=said, problem=found
    )
    try:
        undo_step(event=event, revision=int(revision), by=_acting(request), at=timezone.now())
    except Conflict:
        messages.error(request, _changed_meanwhile())
    else:
        messages.success(request, _("C’est annulé. La page publique est comme avant."))
    return _back(found)


def _recorded(request: HttpRequest, found: Problem, form: StepForm) -> bool:
    """Record the step; tell whether nobody had changed the problem in between."""
    if not form.is_valid():
        return False
    try:
        record_step(problem=found, by=_acting(request), at=timezone.now(), **form.cleaned_data)
    except Conflict:
        return False
    return True


def _mine(request: HttpRequest, pk: int) -> Problem:
    found = get_object_or_404(Problem, pk=pk)
    if not may_follow(_acting(request), found.territory_id):
        raise PermissionDenied
    return found


def _back(found: Problem) -> HttpResponse:
    response = HttpResponseRedirect(reverse("problem_follow", args=[found.pk]))
    response.status_code = 303
    return response


def _changed_meanwhile() -> str:
    return _(
        "Quelqu’un d’autre a changé ce problème entre-temps. Rien n’a été enregistré : "
        "regardez son état actuel, puis recommencez si c’est encore utile."
    )
