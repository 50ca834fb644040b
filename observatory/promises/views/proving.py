"""Replies of the author, and the copies of sources: what editors enter and keep."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from observatory.documents.actions import Refused
from observatory.documents.forms import REFUSALS
from observatory.promises.actions import (
    Conflict,
    Mistake,
    keep_copy,
    keep_file,
    mark_gone,
    record_reply,
)
from observatory.promises.forms import CopyFileForm, CopyForm, ReplyForm
from observatory.promises.models import Promise, Source
from observatory.promises.queries import files_of, sources_of
from observatory.promises.states import Way

from .page import acting, editors_only, my_promise, my_source, say_conflict, see_other, to_edit


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
        too_large=_is_too_large(request),
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
        except Refused as refused:
            form.add_error("original", REFUSALS[refused.reason])
        else:
            messages.success(request, _("C’est noté, et visible sur la page publique."))
            return to_edit(found)
    return render(request, "promises/reply.html", {"promise": found, "form": form})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_source(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Keep a copy of a source or say where one is, and whether its address still answers."""
    found = my_promise(request, code)
    source = my_source(found, pk)
    do = request.POST.get("do", "")
    form, file_form = _copy_forms(request, source, do)
    if request.method == "POST" and do not in {"file", "copy", "gone", "back"}:
        raise Http404
    if do == "file":
        if file_form.is_valid() and _keep_file(request, found, source, file_form):
            return _to_sources(request, found)
    elif do and (do != "copy" or form.is_valid()):
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
            return _to_sources(request, found)
    context = {
        "promise": found,
        "source": source,
        "form": form,
        "file_form": file_form,
        "files": files_of(found, source),
    }
    return render(request, "promises/copy.html", context)


def _copy_forms(request: HttpRequest, source: Source, do: str) -> tuple[CopyForm, CopyFileForm]:
    """Return the form of an address, filled with a copy that is kept elsewhere, and that of a file."""
    initial: dict[str, Any] = {"seen": source.archive_sha256}
    if not source.is_kept_here:
        initial["archive_url"] = source.archive_url
        initial["archive_sha256"] = source.archive_sha256
        initial["archived_on"] = source.archived_on
    file_form = CopyFileForm(
        request.POST if do == "file" else None,
        request.FILES if do == "file" else None,
        initial={"seen": source.archive_sha256, "dated_on": localdate()},
        too_large=_is_too_large(request),
        auto_id="file_%s",
    )
    return CopyForm(request.POST if do == "copy" else None, initial=initial), file_form


def _keep_file(request: HttpRequest, promise: Promise, source: Source, form: CopyFileForm) -> bool:
    """Keep the file that was sent as the copy of a source; tell whether it was, or say why not."""
    said = form.values()
    try:
        keep_file(promise=promise, source=source, **said, by=acting(request), at=timezone.now())
    except Conflict:
        say_conflict(request)
        source.refresh_from_db()
        form.data = {**request.POST.dict(), "seen": source.archive_sha256}
    except Refused as refused:
        field = "agreement" if refused.reason == "agreement" else "file"
        form.add_error(field, REFUSALS[refused.reason])
    else:
        return True
    return False


def _to_sources(request: HttpRequest, promise: Promise) -> HttpResponse:
    messages.success(request, _("C’est noté, et visible sur la page publique."))
    return see_other(reverse("promise_sources", args=[promise.code]))


def _is_too_large(request: HttpRequest) -> bool:
    """Tell whether a file was left out; known once the request was read."""
    return bool(request.POST is not None and getattr(request, "upload_too_large", False))


@editors_only
@require_http_methods(["GET", "HEAD"])
def promise_sources(request: HttpRequest, code: str) -> HttpResponse:
    """List what a promise rests on, with its copies."""
    found = my_promise(request, code)
    context = {"promise": found, "sources": sources_of(found)}
    return render(request, "promises/sources_edited.html", context)
