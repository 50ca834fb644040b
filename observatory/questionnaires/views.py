"""The recordings of a questionnaire: the page where editors give it a voice, and the sounds."""

import re
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from observatory.kit.sounds import SoundRefused
from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.questionnaires import actions
from observatory.ui.access import declare_access

from .forms import RecordingForm
from .languages import direction_of, own_name
from .models import QuestionnaireVersion, Recording
from .queries import ToRead, compiled, parts_to_read, published_versions

QUESTIONNAIRE = "report"
REMOVE = "remove"
# The address names the content: what it gives never changes.
FOR_EVER = "public, max-age=31536000, immutable"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@requires_role(Role.EDITOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: HttpRequest) -> HttpResponse:
    """Show what is to be read in a language and what is recorded; take or remove a recording."""
    version = _version(request)
    languages = compiled(version).languages
    language = request.GET.get("language", languages[0])
    if language not in languages:
        raise Http404
    to_read = parts_to_read(version, language)
    if request.method != "POST":
        return _show(request, version, language, to_read)
    number, one = _part_named(to_read, request.POST.get("part", ""))
    if request.POST.get("action") == REMOVE:
        if one.recording is not None:
            actions.remove_recording(
                recording=one.recording,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            messages.success(request, _("Enregistrement enlevé : %s") % one.part.title)
        return _back(request, number)
    form = RecordingForm(number=number, request=request)
    if form.is_valid() and _store(request, version, language, one, form):
        messages.success(request, _("Enregistrement gardé : %s") % one.part.title)
        return _back(request, number)
    return _show(request, version, language, to_read, wrong=(number, form))


def _version(request: HttpRequest) -> QuestionnaireVersion:
    versions = published_versions(QUESTIONNAIRE)
    wanted = request.GET.get("version", "")
    for version in versions:
        if not wanted or str(version.number) == wanted:
            return version
    raise Http404


def _part_named(to_read: list[ToRead], key: str) -> tuple[int, ToRead]:
    for number, one in enumerate(to_read, start=1):
        if one.part.key == key:
            return number, one
    raise Http404


def _store(
    request: HttpRequest,
    version: QuestionnaireVersion,
    language: str,
    one: ToRead,
    form: RecordingForm,
) -> bool:
    try:
        actions.store_recording(
            version=version,
            part=one.part.key,
            language=language,
            data=form.data_sent,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except SoundRefused as refused:
        form.refuse(refused.reason)
        return False
    return True


def _back(request: HttpRequest, number: int) -> HttpResponse:
    response = HttpResponseRedirect(f"{request.get_full_path()}#part{number}")
    response.status_code = 303
    return response


def _show(
    request: HttpRequest,
    version: QuestionnaireVersion,
    language: str,
    to_read: list[ToRead],
    wrong: tuple[int, RecordingForm] | None = None,
) -> HttpResponse:
    numbered = list(enumerate(to_read, start=1))
    missing = [number for number, one in numbered if one.recording is None]
    only_missing = "missing" in request.GET
    rows = [
        {
            "number": number,
            "part": one.part,
            "recording": one.recording,
            "form": wrong[1] if wrong and wrong[0] == number else RecordingForm(number=number),
        }
        for number, one in numbered
        if not only_missing or one.recording is None or (wrong and wrong[0] == number)
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "done": len(to_read) - len(missing),
        "total": len(to_read),
        "missing": len(missing),
        "only_missing": only_missing,
        "languages": _languages(version, language),
        "language": language,
        "direction": direction_of(language),
        "versions": published_versions(QUESTIONNAIRE),
        "version": version,
        "all_href": _address(version, language),
        "missing_href": _address(version, language, missing="1"),
        "wrong_form": wrong[1] if wrong else None,
    }
    return render(request, "questionnaires/recordings.html", context, status=422 if wrong else 200)


def _languages(version: QuestionnaireVersion, language: str) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "name": own_name(code),
            "href": _address(version, code),
            "current": code == language,
        }
        for code in compiled(version).languages
    ]


def _address(version: QuestionnaireVersion, language: str, **more: str) -> str:
    query = {"version": str(version.number), "language": language, **more}
    return f"{reverse('recordings')}?{urlencode(query)}"


@partial(declare_access, access="public")
@require_safe
def recording_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """Give a recording, whole or the part a player asks for: Safari plays nothing without.

    The same for everyone and without cookie; kept by browsers for a year.
    """
    recording = Recording.objects.filter(sha256=sha256).first()
    if recording is None or not default_storage.exists(recording.path):
        raise Http404
    start, end = _range(request.headers.get("Range", ""), recording.size)
    if start >= end:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{recording.size}"
        return response
    with default_storage.open(recording.path, "rb") as file:
        file.seek(start)
        response = HttpResponse(file.read(end - start), content_type=recording.media_type)
    if RANGE.fullmatch(request.headers.get("Range", "").strip()):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{recording.size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _range(header: str, size: int) -> tuple[int, int]:
    """Return (start, end) of the one range asked for, the whole when none is; empty when outside."""
    match = RANGE.fullmatch(header.strip())
    if not match or not (match[1] or match[2]):
        return 0, size
    if not match[1]:
        return max(size - int(match[2]), 0), size
    return int(match[1]), min(int(match[2] or size - 1) + 1, size)
