"""The first quarter of an hour of a relay, and the guide it points to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from observatory.associations.actions import tick_step, untick_step
from observatory.associations.queries.onboarding import progress_of
from observatory.people.access import requires_role
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.vocabularies.queries import terms

relays = requires_role("relay")


@relays
@require_safe
def onboarding(request: HttpRequest) -> HttpResponse:
    """Show the steps, and which are done."""
    by: User = request.user  # type: ignore[assignment]
    return render(request, "associations/onboarding.html", progress_of(by))


@relays
@require_POST
def onboarding_tick(request: HttpRequest, step: str) -> HttpResponse:
    """Tick a step ("done" is "yes"), or take the tick back."""
    by: User = request.user  # type: ignore[assignment]
    try:
        if request.POST.get("done") == "yes":
            tick_step(step=step, by=by, at=timezone.now())
        else:
            untick_step(step=step, by=by)
    except Refused as error:
        raise Http404 from error
    return redirect(f"{reverse('onboarding')}#{step}")


@relays
@require_safe
def relay_guide(request: HttpRequest) -> HttpResponse:
    """Show the guide of a relay, with the consents as they are read aloud."""
    return render(request, "associations/guide.html", {"consents": terms("consent")})
