"""The editors' desk of promises: writing one, adding what happened, correcting in public."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.promises.actions import (
    Conflict,
    Mistake,
    confirm_update,
    correct_promise,
    mark_contested,
    record_update,
    withdraw_update,
    write_promise,
)
from observatory.promises.forms import CorrectionForm, PromiseForm, UpdateForm
from observatory.promises.models import Promise, Update
from observatory.promises.permissions import may_edit
from observatory.promises.queries import WrongKey, edited_promises, waiting_of
from observatory.promises.wording import status_words

editors_only = requires_role(Role.EDITOR)


def _acting(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - requires_role saw to it
    return request.user


@editors_only
@require_safe
def promise_desk(request: HttpRequest) -> HttpResponse:
    """List the promises that this editor may write about, with those that wait for a second editor first."""
    before = request.GET.get("before", "")
    try:
        shown, older = edited_promises(_acting(request), today=localdate(), before=before)
    except WrongKey as error:
        raise Http404 from error
    base = reverse("promise_desk")
    return render(
        request,
        "promises/desk.html",
        {
            "promises": shown,
            "newer_href": base if before else "",
            "older_href": f"{base}?before={older}" if older else "",
        },
    )


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_write(request: HttpRequest) -> HttpResponse:
    """Write down a promise."""
    form = PromiseForm(request.POST or None, by=_acting(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = write_promise(**form.values(), by=_acting(request), at=timezone.now())
        except Mistake as mistake:
            form.say(mistake.mistakes)
        else:
            messages.success(request, _("C’est noté, et visible sur la page publique."))
            return _to(made)
    return render(request, "promises/write.html", {"form": form})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a promise stands to its editors, and add what happened."""
    found = _mine(request, code)
    form = UpdateForm(
        request.POST or None, promise=found, initial={"revision": found.revision, "transition": ""}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = record_update(
                promise=found,
                revision=said["revision"],
                transition=said["transition"],
                happened=said["happened"],
                texts={"fr": said["text"]},
                source_url=said["source_url"],
                by=_acting(request),
                at=timezone.now(),
            )
        except Conflict:
            _say_conflict(request)
            form.data = {**request.POST.dict(), "revision": found.revision}
        except Mistake as mistake:
            form.say(mistake.mistakes)
        else:
            messages.success(
                request,
                _("C’est noté, et visible sur la page publique.")
                if made.applied_at
                else _("C’est noté. Une deuxième personne doit encore être d’accord."),
            )
            return _to(found)
    return render(
        request,
        "promises/edit.html",
        {
            "promise": found,
            "form": form,
            "status": status_words(found, localdate()),
            "waiting": waiting_of(found, _acting(request)),
        },
    )


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what we wrote; the public log keeps what stood there."""
    found = _mine(request, code)
    form = CorrectionForm(request.POST or None, initial={"revision": found.revision})
    if request.method == "POST" and form.is_valid():
        try:
            correct_promise(
                promise=found, **form.cleaned_data, by=_acting(request), at=timezone.now()
            )
        except Conflict:
            _say_conflict(request)
            form.data = {**request.POST.dict(), "revision": found.revision}
        except Mistake as mistake:
            form.say(mistake.mistakes)
        else:
            messages.success(request, _("C’est corrigé. La page publique le dit."))
            return _to(found)
    return render(request, "promises/correct.html", {"promise": found, "form": form})


@editors_only
@require_POST
def promise_contest(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a promise is disputed, or no longer."""
    found = _mine(request, code)
    said, revision = request.POST.get("contested", ""), request.POST.get("revision", "")
    if said not in {"yes", "no"} or not _is_number(revision):
        raise Http404
    try:
        mark_contested(
            promise=found,
            revision=int(revision),
            is_contested=said == "yes",
            by=_acting(request),
            at=timezone.now(),
        )
    except Conflict:
        messages.error(
            request,
            _(
                "Rien n’a été changé : quelqu’un d’autre a écrit entre-temps, ou un constat "
                "attend encore une deuxième personne."
            ),
        )
    else:
        messages.success(request, _("C’est noté, et visible sur la page publique."))
    return _to(found)


@editors_only
@require_POST
def promise_settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Agree, as second editor, to a finding that waits; or drop it."""
    found = _mine(request, code)
    update = get_object_or_404(Update.objects.select_related("promise"), pk=pk, promise=found)
    decide = {"confirm": confirm_update, "withdraw": withdraw_update}.get(
        request.POST.get("do", "")
    )
    if decide is None:
        raise Http404
    try:
        decide(update=update, by=_acting(request), at=timezone.now())
    except Conflict:
        _say_conflict(request)
    else:
        messages.success(request, _("C’est noté. Merci."))
    return _to(found)


def _mine(request: HttpRequest, code: str) -> Promise:
    found = get_object_or_404(Promise.objects.select_related("source"), code=code)
    if not may_edit(_acting(request), found.territory_id):
        raise PermissionDenied
    return found


def _to(found: Promise) -> HttpResponse:
    response = HttpResponseRedirect(reverse("promise_edit", args=[found.code]))
    response.status_code = 303
    return response


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _say_conflict(request: HttpRequest) -> None:
    messages.error(
        request,
        _(
            "Quelqu’un d’autre a écrit sur cette promesse entre-temps. Rien n’a été "
            "enregistré : regardez où elle en est, puis recommencez si c’est encore utile."
        ),
    )
