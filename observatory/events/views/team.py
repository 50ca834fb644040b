"""What the team writes of events: the list, one event, its life, what came of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.events.actions import (
    BadValues,
    Conflict,
    close_event,
    correct_event,
    correct_following,
    move_event,
    move_following,
    write_event,
    write_series,
)
from observatory.events.forms import ClosingForm, EventForm
from observatory.events.forms.saying import said_mistakes
from observatory.events.models import Closing, Event
from observatory.events.permissions import may_edit, may_read_registrations
from observatory.events.queries.public import event_page
from observatory.events.queries.registrations import organises
from observatory.events.queries.team import documents_of_desk, events_for, following, written_rows
from observatory.events.states import TRANSITIONS, State
from observatory.people.access import acting, requires_role
from observatory.people.models import Role, User
from observatory.ui.asked import changed_meanwhile, page_asked, see_other

WRITERS = (Role.EDITOR, Role.COORDINATOR)
READERS = (*WRITERS, Role.RELAY)
ON_A_PAGE = 30
MOVES = {
    "publish": pgettext_lazy("event", "Publier"),
    "cancel": pgettext_lazy("event", "Annuler le rendez-vous"),
    "restore": pgettext_lazy("event", "Il a lieu quand même"),
    "withhold": pgettext_lazy("event", "Ne plus le montrer"),
}


def event_at(pk: int) -> Event:
    """Return an event, drafts too."""
    if pk >= 10**18:
        raise Http404
    related = ("territory", "association", "campaign", "series", "closing")
    return get_object_or_404(Event.objects.select_related(*related), pk=pk)


def mine(request: HttpRequest, pk: int) -> Event:
    """Return an event that the person may write."""
    found = event_at(pk)
    if not may_edit(acting(request), found.territory_id):
        raise PermissionDenied
    return found


def readable(request: HttpRequest, pk: int) -> Event:
    """Return an event whose registrations the person may read."""
    found, by = event_at(pk), acting(request)
    if not may_read_registrations(by, found, organises=organises(by, found)):
        raise PermissionDenied
    return found


def back(event: Event) -> HttpResponse:
    """Lead to the event's page of the team."""
    return see_other(reverse("event_desk", args=[event.pk]))


@requires_role(*READERS)
@require_safe
def written(request: HttpRequest) -> HttpResponse:
    """List the events that one writes, or that one's association organises."""
    page = page_asked(request)
    by, start = acting(request), (page - 1) * ON_A_PAGE
    found = list(events_for(by)[start : start + ON_A_PAGE + 1])
    base = reverse("events_written")
    context = {
        "events": written_rows(found[:ON_A_PAGE]),
        "may_write": any(by.holds(role) for role in WRITERS),
        "newer_href": f"{base}?page={page - 1}" if page > 1 else "",
        "older_href": f"{base}?page={page + 1}" if len(found) > ON_A_PAGE else "",
    }
    return render(request, "events/written.html", context)


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an event or a series of them, as drafts; "?like=12" starts from another one."""
    said = request.GET.get("like", "")
    is_key = said.isascii() and said.isdecimal() and len(said) < 18
    like = mine(request, int(said)) if is_key else None
    form = EventForm(request.POST or None, by=acting(request), like=like)
    if request.method == "POST" and form.is_valid():
        made = _write(form, acting(request))
        if made:
            messages.success(request, _written_words(len(made)))
            return back(made[0])
    context = {
        "form": form,
        "heading": _("Annoncer un rendez-vous"),
        "back_href": reverse("events_written"),
    }
    return render(request, "events/form.html", context)


def _write(form: EventForm, by: User) -> list[Event]:
    """Write what the form says; nothing, with the mistakes in the form, when it cannot be."""
    rule = form.rule()
    try:
        if rule is not None:
            return write_series(values=form.values(), rule=rule, by=by, at=timezone.now())
        return [write_event(values=form.values(), by=by, at=timezone.now())]
    except BadValues as refusal:
        form.say(refusal.mistakes)
        return []


def _written_words(count: int) -> str:
    words = ngettext(
        "%(count)d date est enregistrée. Personne d’autre que l’équipe ne la voit.",
        "%(count)d dates sont enregistrées. Personne d’autre que l’équipe ne les voit.",
        count,
    )
    return words % {"count": count}


@requires_role(*READERS)
@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an event to who writes or organises it, with everything that can be done."""
    found, by = readable(request, pk), acting(request)
    is_writer = may_edit(by, found.territory_id)
    moves = [
        (one.name, MOVES[one.name])
        for one in TRANSITIONS.values()
        if is_writer
        and found.state in one.before
        and one.name in MOVES
        # What somebody registered for is called off, not hidden.
        and not (one.name == "withhold" and (found.taken or found.waiting))
    ]
    context: dict[str, Any] = {
        **event_page(found, today=timezone.localdate()),
        "is_writer": is_writer,
        "moves": moves,
        "following": len(following(found)) if is_writer else 0,
        "kept_documents": documents_of_desk(found) if is_writer else [],
        "is_public": found.state != State.DRAFT,
        "may_close": is_writer
        and found.state in {State.PUBLISHED, State.HELD}
        and found.starts_at <= timezone.now(),
    }
    return render(request, "events/desk.html", context)


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an event; when asked, what is the same for the later days of its series too."""
    found = mine(request, pk)
    form = EventForm(request.POST or None, by=acting(request), event=found)
    if request.method == "POST" and form.is_valid():
        said = {"values": form.values(), "by": acting(request), "at": timezone.now()}
        try:
            # All or nothing: what is answered to a mistake is that nothing was written.
            with transaction.atomic():
                correct_event(event=found, revision=form.cleaned_data["seen"], **said)
                if form.cleaned_data.get("and_following"):
                    correct_following(event=found, **said)
        except BadValues as refusal:
            form.say(refusal.mistakes)
        except Conflict:
            messages.error(request, changed_meanwhile())
            form.data = form.data.copy()
            form.data["seen"] = str(found.revision)
        else:
            messages.success(request, _("C’est corrigé. Les agendas suivent."))
            return back(found)
    context = {
        "form": form,
        "heading": _("Corriger le rendez-vous"),
        "back_href": reverse("event_desk", args=[found.pk]),
    }
    return render(request, "events/form.html", context)


@requires_role(*WRITERS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, cancel, restore or withhold an event; with the later days of its series when asked."""
    found = mine(request, pk)
    said = {
        "transition": request.POST.get("transition", ""),
        "by": acting(request),
        "at": timezone.now(),
    }
    if said["transition"] not in MOVES:
        raise Http404
    try:
        with transaction.atomic():
            move_event(event=found, **said)
            if request.POST.get("following") == "yes":
                move_following(event=found, **said)
    except BadValues as refusal:
        for words in said_mistakes(refusal.mistakes):
            messages.error(request, words)
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est fait. Personne n’est prévenu automatiquement."))
    return back(found)


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what came of an event: who came, what was decided, what follows."""
    found = mine(request, pk)
    closing = Closing.objects.filter(event=found).first()
    form = ClosingForm(request.POST or None, closing=closing)
    if request.method == "POST" and form.is_valid():
        try:
            close_event(
                event=found,
                revision=form.cleaned_data["seen"],
                values=form.values(),
                by=acting(request),
                at=timezone.now(),
            )
        except BadValues as refusal:
            form.say(refusal.mistakes)
        except Conflict:
            messages.error(request, changed_meanwhile())
        else:
            messages.success(request, _("C’est publié sur la page du rendez-vous."))
            return back(found)
    context = {
        "form": form,
        "heading": _("Raconter ce que cela a donné"),
        "title": found.title,
        "back_href": reverse("event_desk", args=[found.pk]),
    }
    return render(request, "events/closing.html", context)
