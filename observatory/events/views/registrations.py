"""Who comes, for who organises: numbers first; names only when opened, and the journal says by whom."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.events.actions import (
    Conflict,
    NoPlace,
    give_place,
    give_up_place,
    open_registrations,
)
from observatory.events.models import Registration
from observatory.events.permissions import may_read_registrations
from observatory.events.queries.registrations import organises, rows_of
from observatory.events.states import Place
from observatory.events.wording import when_words
from observatory.people.access import has_second_factor, requires_role

from .team import READERS, acting, changed_meanwhile, readable


@requires_role(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def registrations(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how many come; in answer to the button, who, with needs: the sheet for the door."""
    found = readable(request, pk)
    context = {
        "event": found,
        "title": found.title,
        "when": when_words(found.starts_at, found.ends_at),
        "kept_until": found.kept_until,
    }
    if request.method == "POST":
        if not has_second_factor(acting(request)):
            messages.error(
                request, _("Protégez d’abord votre compte : ces noms demandent une deuxième clé.")
            )
            return redirect("mfa_index")
        opened = open_registrations(event=found, by=acting(request), at=timezone.now())
        people = [(_state(one), _person(number, one)) for number, one in enumerate(opened, 1)]
        context["coming"] = [one for state, one in people if state == Place.COMING]
        context["waiting"] = [one for state, one in people if state == Place.WAITING]
        return render(request, "events/names.html", context)
    context["rows"] = rows_of(found)
    return render(request, "events/registrations.html", context)


def _state(opened: dict) -> str:
    return opened["registration"].state


def _person(number: int, opened: dict) -> dict:
    contact, row = opened["contact"], opened["registration"]
    needs = [
        words
        for name, words in (
            ("wheelchair", _("fauteuil roulant")),
            ("childcare", _("enfants à garder")),
        )
        if contact.get(name)
    ]
    if contact.get("interpretation"):
        needs.append(_("interprète : %(language)s") % {"language": contact["interpretation"]})
    return {
        # As on the list without names.
        "number": number,
        "pk": row.pk,
        "name": contact.get("name", ""),
        "people": row.people,
        "needs": ", ".join(needs),
        "phone": contact.get("phone", ""),
        "email": contact.get("email", ""),
    }


@requires_role(*READERS)
@require_POST
def move_registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Give someone who waits a place, or note that someone who called does not come."""
    if pk >= 10**18:
        raise Http404
    found = get_object_or_404(Registration.objects.select_related("event"), pk=pk)
    by = acting(request)
    if not may_read_registrations(by, found.event, organises=organises(by, found.event)):
        raise PermissionDenied
    action = {"give_place": give_place, "give_up": give_up_place}.get(
        request.POST.get("transition", "")
    )
    if action is None:
        raise Http404
    try:
        action(registration=found, by=by, at=timezone.now())
    except Conflict:
        messages.error(request, changed_meanwhile())
    except NoPlace:
        messages.error(request, _("Il n’y a pas encore assez de places libres."))
    else:
        messages.success(request, _("C’est fait. Personne n’est prévenu automatiquement."))
    response = HttpResponseRedirect(reverse("event_registrations", args=[found.event_id]))
    response.status_code = 303
    return response
