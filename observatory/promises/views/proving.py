"""Replies of the author, and the copies of sources: what editors enter and keep."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from observatory.promises.actions import Conflict, Mistake, keep_copy, mark_gone, record_reply
from observatory.promises.forms import CopyForm, ReplyForm
from observatory.promises.models import Source
from observatory.promises.queries import sources_of
from observatory.promises.states import Way

from .page import acting, editors_only, my_promise, say_conflict, see_other, to_edit


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_reply(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the answer of the author: exact words, signed, proved."""
    found = my_promise(request, code)
    sent = request.method == "POST"
    form = ReplyForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"revision": found.revision},
    )
    if form.is_bound and form.is_valid():
        said = {**form.cleaned_data, "way": Way(form.cleaned_data["way"])}
        try:
            record_reply(promise=found, **said, by=acting(request), at=timezone.now())
        except Conflict:
            say_conflict(request)
            form.data = {**request.POST.dict(), "revision": found.revision}
        except Mistake as mistake:
            form.say(mistake.mistakes)
        else:
            messages.success(request, _("C’est noté, et visible sur la page publique."))
            return to_edit(found)
    return render(request, "promises/reply.html", {"promise": found, "form": form})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_source(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say where a copy of a source is kept, and whether its address still answers."""
    found = my_promise(request, code)
    source = get_object_or_404(Source, pk=pk)
    if source not in sources_of(found):
        raise Http404
    do = request.POST.get("do", "")
    form = CopyForm(
        request.POST if do == "copy" else None,
        initial={
            "seen": source.archive_sha256,
            "archive_url": source.archive_url,
            "archive_sha256": source.archive_sha256,
            "archived_on": source.archived_on,
        },
    )
    if request.method == "POST" and do not in {"copy", "gone", "back"}:
        raise Http404
    if do and (do != "copy" or form.is_valid()):
        who, now = acting(request), timezone.now()
        try:
            if do == "copy":
                said = form.cleaned_data
                keep_copy(promise=found, source=source, **said, by=who, at=now)
            else:
                mark_gone(promise=found, source=source, is_gone=do == "gone", by=who, at=now)
        except Conflict:
            say_conflict(request)
            source.refresh_from_db()
            if do == "copy":
                form.data = {**request.POST.dict(), "seen": source.archive_sha256}
        except Mistake as mistake:
            form.say(mistake.mistakes)
        else:
            messages.success(request, _("C’est noté, et visible sur la page publique."))
            return see_other(reverse("promise_sources", args=[found.code]))
    context = {"promise": found, "source": source, "form": form}
    return render(request, "promises/copy.html", context)


@editors_only
@require_http_methods(["GET", "HEAD"])
def promise_sources(request: HttpRequest, code: str) -> HttpResponse:
    """List what a promise rests on, with its copies."""
    found = my_promise(request, code)
    context = {"promise": found, "sources": sources_of(found)}
    return render(request, "promises/sources_edited.html", context)
