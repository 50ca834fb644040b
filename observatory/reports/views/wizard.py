"""The wizard: one screen at a time, from the questionnaire; nothing is sent before the last page.

Each screen is a page with an address that shows the saved answers, so the
browser's own "back" works. A POST checks one screen, saves, and redirects.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from observatory.limits.actions import hit
from observatory.limits.queries import who_is
from observatory.people.queries import system_actor
from observatory.questionnaires.schema import Screen
from observatory.reports.actions import SubmissionRefused, submit_report
from observatory.reports.forms.wizard import GroupForm, ScreenForm
from observatory.ui.access import open_to_all
from observatory.ui.compression import compressed

from .kiosk_mode import kiosk_of
from .wizard_pages import (
    CHECK,
    address_of,
    check_rows,
    error_rows,
    kiosk_parts,
    lend_voice,
    notices,
    position,
    thumbnail_of,
)
from .wizard_sitting import Sitting, forget, new_sitting, open_sitting, remember

# What a redirect says to the page it leads to (in the query: nobody's words).
GONE, KEPT, ERASED, NEW, BACK = "gone", "kept", "erased", "new", "back"
KEEP = "keep"
# Each sitting begun takes room for 48 hours: more than this from one connection is a machine.
BEGUN_IN_AN_HOUR = 300
HOUR = timedelta(hours=1)

WizardForm = ScreenForm | GroupForm


@open_to_all
@compressed
@require_http_methods(["GET", "HEAD", "POST"])
def report_start(request: HttpRequest) -> HttpResponse:
    """Show or take the first screen. A sitting that was sent makes room for a new one."""
    at = timezone.now()
    sitting = open_sitting(request, at)
    if sitting.done:
        if sitting.kiosk:
            sitting.erase(at)
        sitting = new_sitting(sitting.kiosk)
    first = sitting.definition.screens[0]
    if request.method == "POST":
        return _take(request, sitting, first, at)
    return _show(request, sitting, first, _form(sitting, first))


@open_to_all
@compressed
@require_http_methods(["GET", "HEAD", "POST"])
def report_screen(request: HttpRequest, screen: str) -> HttpResponse:
    """Show or take one screen, or the page where the answers are checked and sent."""
    at = timezone.now()
    sitting = open_sitting(request, at)
    if sitting.done:
        return redirect("report_done")
    if screen == CHECK:
        return _send(request, sitting, at) if request.method == "POST" else _check(request, sitting)
    here = sitting.definition.screens_by_key.get(screen)
    if here is None:
        raise Http404
    if request.method == "POST":
        return _take(request, sitting, here, at)
    if sitting.token is None:
        return _without_sitting(request, sitting)
    missing = sitting.first_missing(before=here.key)
    if missing is not None or here not in sitting.path():
        return _go(sitting, missing or _after(sitting, here))
    if here is sitting.definition.screens[0]:
        return _go(sitting, here, {BACK: CHECK} if request.GET.get(BACK) == CHECK else {})
    return _show(request, sitting, here, _form(sitting, here))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def report_erase(request: HttpRequest) -> HttpResponse:
    """Erase what was answered so far, here and on the server; a GET only asks."""
    if request.method != "POST":
        return render(request, "reports/wizard/erase.html", kiosk_parts(kiosk_of(request)))
    at = timezone.now()
    sitting = open_sitting(request, at)
    sitting.erase(at)
    start = sitting.kiosk.start if sitting.kiosk else reverse("report_start")
    return forget(_see_other(f"{start}?{ERASED}=1"))


def _form(sitting: Sitting, screen: Screen, request: HttpRequest | None = None) -> WizardForm:
    language = get_language() or "fr"
    if screen.groups_of:
        question = sitting.definition.questions[screen.groups_of]
        answer = str(sitting.answers.get(question.key, ""))
        group = sitting.group_of(question)
        initial = f"option:{answer}" if answer in question.apart else group and f"group:{group}"
        return GroupForm(screen, question, language=language, initial=initial, request=request)
    groups = {one.groups_of for one in sitting.definition.screens}
    first = screen.questions[0] if screen.questions else None
    return ScreenForm(
        sitting.definition,
        screen,
        known=sitting.answers,
        language=language,
        today=timezone.localdate(),
        group=sitting.group_of(first) if first and first.key in groups else "",
        request=request,
        without=sitting.without,
        is_shared=sitting.kiosk is not None,
    )


def _may_begin(request: HttpRequest, at: datetime) -> bool:
    """Tell whether this connection may begin one more report; a library or a group has room."""
    return hit(scope="sitting", who=who_is(request), limit=BEGUN_IN_AN_HOUR, window=HOUR, at=at)


def _take(request: HttpRequest, sitting: Sitting, screen: Screen, at: datetime) -> HttpResponse:
    """Check one screen, save it, go on. What is wrong is said beside its field, and nothing is lost."""
    was_gone = sitting.token is None and screen is not sitting.definition.screens[0]
    is_new = sitting.token is None
    if was_gone and sitting.kiosk:
        # On a shared tablet this may be what someone left behind: it is nobody's any more.
        return _without_sitting(request, sitting)
    if is_new and not _may_begin(request, at):
        parts = kiosk_parts(sitting.kiosk)
        return render(request, "reports/wizard/busy.html", parts, status=429)
    form = _form(sitting, screen, request)
    is_valid = form.is_valid()
    keeps = request.POST.get("action") == KEEP and not sitting.kiosk
    if isinstance(form, ScreenForm):
        is_saved = _take_photo(sitting, form, at)
        if is_valid:
            sitting.set_answers(form.answers)
    else:
        is_saved = False
        if is_valid:
            _take_group(sitting, form)
    if is_valid:
        sitting.mark_seen(screen.key)
        sitting.is_kept = sitting.is_kept or keeps
    if is_valid or is_saved:
        sitting.save(at)
    if not is_valid:
        response = _show(request, sitting, screen, form, status=422)
        return remember(response, sitting, at) if is_saved else response
    response = _go_on(request, sitting, screen, was_gone=was_gone, is_new=is_new)
    return remember(response, sitting, at)


def _go_on(
    request: HttpRequest,
    sitting: Sitting,
    screen: Screen,
    *,
    was_gone: bool,
    is_new: bool,
) -> HttpResponse:
    """Redirect after a screen was taken: to what is missing, back to the check, or onwards."""
    if request.POST.get("action") == KEEP and not sitting.kiosk:
        return _go(sitting, screen, {KEPT: "1"})
    if was_gone:
        return _go(sitting, sitting.first_missing() or _after(sitting, screen), {GONE: "1"})
    marks = {NEW: "1"} if is_new else {}
    if request.POST.get(BACK) == CHECK:
        marks[BACK] = CHECK
        unseen = [one for one in sitting.path() if one.key not in sitting.seen]
        follows = _after(sitting, screen)
        if screen.groups_of and follows and _asks(follows, screen.groups_of):
            return _go(sitting, follows, marks)
        return _go(sitting, unseen[0], marks) if unseen else _go(sitting, None)
    return _go(sitting, sitting.first_missing(before=screen.key) or _after(sitting, screen), marks)


def _asks(screen: Screen, key: str) -> bool:
    return any(question.key == key for question in screen.questions)


def _take_group(sitting: Sitting, form: GroupForm) -> None:
    """Take the chosen group; one with a single option, or what stands apart, is the answer itself."""
    kind, _colon, code = form.chosen.partition(":")
    question = form.question
    if not kind:
        return
    if kind == "option":
        sitting.groups.pop(question.key, None)
        sitting.answers[question.key] = code
        return
    members = [option.code for option in question.options if option.group == code]
    sitting.groups[question.key] = code
    if len(members) == 1:
        sitting.answers[question.key] = members[0]
    elif sitting.answers.get(question.key) not in members:
        sitting.answers.pop(question.key, None)


def _take_photo(sitting: Sitting, form: ScreenForm, at: datetime) -> bool:
    """Keep a photo that could be cleaned, even when the rest of the screen has to be corrected."""
    key = next((q.key for q in form.screen.questions if q.kind == "photo"), None)
    if key is None:
        return False
    if form.picture is not None:
        sitting.save_photo(form.picture, thumbnail_of(form.picture), at)
        sitting.answers[key] = "received"
        return True
    if form.drops_photo:
        sitting.drop_photo(at)
        sitting.answers.pop(key, None)
        return True
    return False


def _show(
    request: HttpRequest, sitting: Sitting, screen: Screen, form: WizardForm, status: int = 200
) -> HttpResponse:
    language = get_language() or "fr"
    shown = form.shown()
    path = sitting.path()
    done, total = position(path, screen)
    back = request.POST.get(BACK) or request.GET.get(BACK, "")
    context: dict[str, Any] = {
        "form": form,
        "screen": screen,
        "words": screen.words(language),
        "shown": shown,
        "single": shown[0] if len(shown) == 1 and not shown[0].dependents else None,
        "address": address_of(sitting, screen),
        "is_first": screen is sitting.definition.screens[0],
        "done": done,
        "total": total,
        "previous": _previous(sitting, path, screen, back),
        "back": CHECK if back == CHECK else "",
        "may_pass": bool(screen.questions)
        and not any(question.required for question in screen.questions),
        "sitting": sitting,
        "resume": _resume(sitting, screen),
        "recording": lend_voice(sitting, screen, shown, language),
        **notices(request, sitting),
        **kiosk_parts(sitting.kiosk, is_empty=sitting.token is None and not form.is_bound),
    }
    return render(request, "reports/wizard/screen.html", context, status=status)


def _check(
    request: HttpRequest, sitting: Sitting, errors: dict[str, str] | None = None
) -> HttpResponse:
    """Show every answer, each changeable; from here the report is sent."""
    if sitting.token is None:
        return _without_sitting(request, sitting)
    path = sitting.path()
    missing = sitting.first_missing()
    end = next((one for one in path if one.is_end), None)
    if missing or end:
        return _go(sitting, missing or end)
    language = get_language() or "fr"
    context = {
        "rows": check_rows(sitting, language),
        "errors": error_rows(sitting, errors or {}),
        "sitting": sitting,
        "previous": address_of(sitting, path[-1]),
        "done": len(path) + 1,
        "total": len(path) + 1,
        **notices(request, sitting),
        **kiosk_parts(sitting.kiosk),
    }
    return render(request, "reports/wizard/check.html", context, status=422 if errors else 200)


def _send(request: HttpRequest, sitting: Sitting, at: datetime) -> HttpResponse:
    """Make the sitting a report. Sent twice, it is one report with one code."""
    if sitting.token is None or sitting.first_missing() is not None:
        return _check(request, sitting)
    try:
        with transaction.atomic():
            submit_report(
                uuid=UUID(sitting.uuid),
                version=sitting.version,
                answers=sitting.answers,
                language=get_language() or "fr",
                intake="web",
                photos=sitting.photos(at),
                by=system_actor("public"),
                at=at,
            )
            sitting.finish(at)
    except SubmissionRefused as refused:
        return _check(request, sitting, refused.errors)
    return remember(_see_other(reverse("report_done")), sitting, at)


def _without_sitting(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Someone asks for a screen and has no sitting: it was erased, or the browser takes no cookie."""
    if sitting.kiosk:
        # Someone pressed "back" after another person: nothing to say, the first screen.
        return forget(_see_other(sitting.kiosk.start))
    if request.GET.get(NEW):
        return render(request, "reports/wizard/cookies.html", kiosk_parts(None))
    return redirect(f"{reverse('report_start')}?{GONE}=1")


def _after(sitting: Sitting, screen: Screen) -> Screen | None:
    """Return the next screen that stands after this one; None for the check."""
    order = [one.key for one in sitting.definition.screens]
    later = set(order[order.index(screen.key) + 1 :])
    return next((one for one in sitting.path() if one.key in later), None)


def _previous(sitting: Sitting, path: list[Screen], screen: Screen, back: str) -> str:
    """Return the address of the page before; empty on the first one."""
    if back == CHECK:
        return reverse("report_screen", args=[CHECK])
    keys = [one.key for one in path]
    index = keys.index(screen.key) if screen.key in keys else 0
    return address_of(sitting, path[index - 1]) if index else ""


def _resume(sitting: Sitting, screen: Screen) -> str:
    """Return where someone who comes back to the first page had stopped; empty elsewhere."""
    if screen is not sitting.definition.screens[0] or screen.key not in sitting.seen:
        return ""
    unseen = [one for one in sitting.path() if one.key not in sitting.seen]
    return address_of(sitting, unseen[0] if unseen else None)


def _go(
    sitting: Sitting, screen: Screen | None, marks: dict[str, str] | None = None
) -> HttpResponse:
    query = "&".join(f"{name}={value}" for name, value in (marks or {}).items())
    return _see_other(address_of(sitting, screen) + (f"?{query}" if query else ""))


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
