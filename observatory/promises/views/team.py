"""The editors' desk of promises: writing one, adding what happened, correcting in public."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.promises.actions import (
    Conflict,
    Mistake,
    confirm_update,
    link_promise,
    mark_contested,
    record_update,
    withdraw_update,
    write_promise,
)
from observatory.promises.forms import PromiseForm, PromiseLinksForm, UpdateForm
from observatory.promises.models import Update
from observatory.promises.queries import (
    WrongKey,
    count_waiting,
    edited_promises,
    originals_of,
    waiting_of,
    written_of,
)
from observatory.promises.wording import status_words

from .page import acting, editors_only, is_number, my_promise, say_conflict, to_edit


@editors_only
@require_safe
def promise_desk(request: HttpRequest) -> HttpResponse:
    """List the promises that this editor may write about, with those that wait for a second editor first."""
    before = request.GET.get("before", "")
    try:
        shown, older = edited_promises(acting(request), today=localdate(), before=before)
    except WrongKey as error:
        raise Http404 from error
    base = reverse("promise_desk")
    return render(
        request,
        "promises/desk.html",
        {
            "promises": shown,
            "proposals": count_waiting(acting(request)),
            "newer_href": base if before else "",
            "older_href": f"{base}?before={older}" if older else "",
        },
    )


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_write(request: HttpRequest) -> HttpResponse:
    """Write down a promise."""
    form = PromiseForm(request.POST or None, by=acting(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = write_promise(**form.values(), by=acting(request), at=timezone.now())
        except Mistake as mistake:
            form.say(mistake.mistakes)
        else:
            messages.success(request, _("C’est noté, et visible sur la page publique."))
            return to_edit(made)
    return render(request, "promises/write.html", {"form": form})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a promise stands to its editors, and add what happened."""
    found = my_promise(request, code)
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
                source_on_paper="" if said["source_url"] else said["source_on_paper"],
                by=acting(request),
                at=timezone.now(),
            )
        except Conflict:
            say_conflict(request)
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
            return to_edit(found)
    return render(
        request,
        "promises/edit.html",
        {
            "promise": found,
            "form": form,
            "status": status_words(found, localdate()),
            "waiting": waiting_of(found, acting(request)),
            **written_of(found),
            "originals": originals_of(found),
        },
    )


@editors_only
@require_POST
def promise_contest(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a promise is disputed, or no longer."""
    found = my_promise(request, code)
    said, revision = request.POST.get("contested", ""), request.POST.get("revision", "")
    if said not in {"yes", "no"} or not is_number(revision):
        raise Http404
    try:
        mark_contested(
            promise=found,
            revision=int(revision),
            is_contested=said == "yes",
            by=acting(request),
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
    return to_edit(found)


@editors_only
@require_POST
def promise_settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Agree, as second editor, to a finding that waits; or drop it."""
    found = my_promise(request, code)
    update = get_object_or_404(Update.objects.select_related("promise"), pk=pk, promise=found)
    decide = {"confirm": confirm_update, "withdraw": withdraw_update}.get(
        request.POST.get("do", "")
    )
    if decide is None:
        raise Http404
    try:
        decide(update=update, by=acting(request), at=timezone.now())
    except Conflict:
        say_conflict(request)
    else:
        messages.success(request, _("C’est noté. Merci."))
    return to_edit(found)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_links(request: HttpRequest, code: str) -> HttpResponse:
    """Say which demands and problems a promise answers."""
    found = my_promise(request, code)
    form = PromiseLinksForm(
        request.POST if request.method == "POST" else None,
        promise=found,
        initial={"revision": found.revision},
    )
    if request.method == "POST" and form.is_valid():
        try:
            link_promise(
                promise=found,
                revision=form.cleaned_data["revision"],
                **form.linked(),
                by=acting(request),
                at=timezone.now(),
            )
        except Conflict:
            say_conflict(request)
            form.data = form.data.copy()
            form.data["revision"] = str(found.revision)
        else:
            messages.success(request, _("C’est noté, et visible sur la page publique."))
            return to_edit(found)
    return render(request, "promises/links.html", {"promise": found, "form": form})
