"""Registering without account, and giving the place up: by oneself, or by who takes the call.

Nothing is remembered of the person: the code is shown once, in the answer to the form,
and stands in no address and no cookie. Sent again, the form gives the same answer.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from observatory.events.actions import BadValues, Conflict, NotOpen, give_up_place, register
from observatory.events.forms import CodeForm, RegistrationForm
from observatory.events.models import Event, Registration
from observatory.events.permissions import REGISTERS
from observatory.events.queries.registrations import code_of, registration_by_code
from observatory.events.states import Intake, Place, State
from observatory.events.wording import dialled, when_words
from observatory.kit.actors import Actor
from observatory.kit.keys import keyed_hash, load_key
from observatory.kit.return_codes import group_code
from observatory.limits.actions import hit, who_is
from observatory.people.access import acting, requires_role
from observatory.people.queries import system_actor
from observatory.ui.access import open_to_all

from .public import event_or_404

HOUR = timedelta(hours=1)
# A family, a class in a computer room; no more, since places are few. By phone: a busy line.
JOINED_BY_ONE, JOINED_BY_WORKER, JOINED_BY_ALL = 8, 60, 240
# Each giving up takes two: looking, and being sure.
TRIES_OF_ONE, TRIES_OF_ALL = 20, 400


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Register for an event, with a first name and a number."""
    found = event_or_404(pk)
    return _join(request, found, by=system_actor("public"), intake=Intake.WEB)


@requires_role(*REGISTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def register_someone(request: HttpRequest, pk: int) -> HttpResponse:
    """Register somebody who calls or stands at the desk; the code is read out."""
    found = event_or_404(pk)
    return _join(request, found, by=acting(request), intake=Intake.PHONE)


@requires_role(*REGISTERS)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """List the events for which somebody who calls can be registered."""
    now = timezone.now()
    rows = Event.objects.filter(
        state=State.PUBLISHED, takes_registrations=True, starts_at__gt=now
    ).order_by("starts_at", "pk")[:100]
    events = [
        {
            "pk": one.pk,
            "title": one.title,
            "when": when_words(one.starts_at, one.ends_at),
            "left": None if one.capacity is None else max(one.capacity - one.taken, 0),
            "is_full": one.is_full,
        }
        for one in rows
    ]
    return render(request, "events/choose.html", {"events": events})


def _join(request: HttpRequest, event: Event, *, by: Actor, intake: Intake) -> HttpResponse:
    now = timezone.now()
    by_phone = intake == Intake.PHONE
    context: dict[str, Any] = {
        "event": event,
        "title": event.title,
        "when": when_words(event.starts_at, event.ends_at),
        "is_open": _is_open(event, now),
        "is_full": event.is_full,
        "left": None if event.capacity is None else max(event.capacity - event.taken, 0),
        "by_phone": by_phone,
        "kept_until": event.kept_until,
        "dial": dialled(event.phone),
    }
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not _may_join(request, event, now, by_phone=by_phone):
            form.add_error(
                None,
                _("Trop d’inscriptions viennent d’ici. Attendez une heure, ou téléphonez."),
            )
        elif (made := _made(form, event, by=by, intake=intake, at=now)) is not None:
            return _joined(request, made, context)
        else:
            context["is_open"] = bool(form.errors)
    template = "events/register.html" if by_phone else "events/join.html"
    return render(request, template, {**context, "form": form})


def _is_open(event: Event, now: datetime) -> bool:
    return event.takes_registrations and event.state == State.PUBLISHED and event.starts_at > now


def _made(
    form: RegistrationForm, event: Event, *, by: Actor, intake: Intake, at: datetime
) -> Registration | None:
    """Register; None when it is not open any more, or with the mistakes in the form."""
    way = "phone" if intake == Intake.PHONE else "web"
    try:
        return register(
            event=event,
            uuid=form.cleaned_data["uuid"],
            people=form.cleaned_data["people"],
            contact=form.contact(),
            agreed=form.agreed(get_language() or "fr", way),
            intake=intake,
            by=by,
            at=at,
        )
    except BadValues as refusal:
        form.say(refusal.mistakes)
    except NotOpen:
        pass
    return None


def _joined(request: HttpRequest, made: Registration, context: dict[str, Any]) -> HttpResponse:
    template = "events/registered.html" if context["by_phone"] else "events/joined.html"
    shown = {
        **context,
        "registration": made,
        "code": group_code(code_of(made)),
        "is_waiting": made.state == Place.WAITING,
        "is_given_up": made.state == Place.GIVEN_UP,
    }
    return render(request, template, shown)


def _may_join(request: HttpRequest, event: Event, now: datetime, *, by_phone: bool) -> bool:
    if by_phone:
        key = load_key(settings.KEYS_DIR, "limits")
        who = keyed_hash(key, "event-worker", str(request.user.pk), now.date().isoformat())
        return hit(scope="event-worker", who=who, limit=JOINED_BY_WORKER, window=HOUR, at=now)
    return hit(
        scope="event-join", who=who_is(request), limit=JOINED_BY_ONE, window=HOUR, at=now
    ) and hit(scope="event-join", who=event.subject, limit=JOINED_BY_ALL, window=HOUR, at=now)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest) -> HttpResponse:
    """Give a place back with its code: what it is for is shown first, then it is done."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "events/give_up.html", {"form": form})
    now = timezone.now()
    found = None
    if not _may_try(request, now):
        form.add_error("code", _("Trop d’essais. Attendez une heure, ou téléphonez."))
    else:
        found = registration_by_code(form.cleaned_data["code"])
        if found is None:
            form.add_error(
                "code",
                _("Nous ne trouvons pas ce code. L’inscription est peut-être déjà effacée."),
            )
    if found is None:
        return render(request, "events/give_up.html", {"form": form})
    context = {
        "form": form,
        "event": found.event,
        "title": found.event.title,
        "when": when_words(found.event.starts_at, found.event.ends_at),
        "people": found.people,
        "is_waiting": found.state == Place.WAITING,
        "is_done": found.state == Place.GIVEN_UP,
    }
    if request.POST.get("sure") == "yes" and not context["is_done"]:
        try:
            give_up_place(registration=found, by=system_actor("public"), at=now)
        except Conflict:
            messages.info(request, _("C’était déjà fait."))
        context["is_done"] = True
    return render(request, "events/given_up.html", context)


def _may_try(request: HttpRequest, now: datetime) -> bool:
    return hit(
        scope="event-code", who=who_is(request), limit=TRIES_OF_ONE, window=HOUR, at=now
    ) and hit(scope="event-code", who="everyone", limit=TRIES_OF_ALL, window=HOUR, at=now)
