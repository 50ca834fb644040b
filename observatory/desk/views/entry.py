"""Entering a report for someone, on one screen."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from observatory.desk.actions import enter_report
from observatory.desk.forms import DenseForm
from observatory.desk.forms.read_back import read_back
from observatory.desk.forms.sitting import SittingForm, kept_questions
from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, current_version, published_version
from observatory.ui.access import declare_access

from .sitting import (
    new_token,
    put_slips_away,
    read_sitting,
    remember_sitting,
    show_slip,
    sitting_form,
    uuid_of,
)

QUESTIONNAIRE = "report"
TRIAL = "essai"
READ, SEND = "read", "send"
# What is not typed by anyone.
UNTYPED = frozenset({"csrfmiddlewaretoken", "action"})

View = Callable[..., HttpResponse]

enters = requires_role(Role.RELAY, Role.MODERATOR, Role.COORDINATOR, Role.LINE)


def gives_back(again: str) -> Callable[[View], View]:
    """A session that ended in the middle of an entry: give back what was typed, to the page `again`."""

    def declare(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if request.method == "POST" and not request.user.is_authenticated:
                return _expired(request, again)
            return response

        return declare_access(wrapped, view.access)  # type: ignore[attr-defined]

    return declare


def _expired(request: HttpRequest, again: str) -> HttpResponse:
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in UNTYPED
        for value in values
    ]
    query = request.GET.urlencode()
    address = reverse(again) + (f"?{query}" if query else "")
    response = render(
        request,
        "desk/expired.html",
        {"typed": typed, "again": address, "is_from_us": is_from_us(request)},
        status=403,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def is_from_us(request: HttpRequest) -> bool:
    """Tell whether a page of ours sent this: what another site made up is not shown as typed."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


@gives_back("desk_entry_again")
@enters
@require_http_methods(["GET", "HEAD", "POST"])
def desk_entry(request: HttpRequest) -> HttpResponse:
    """Show the questionnaire on one screen, or take what was entered (`?essai=1`: a trial)."""
    if request.method == "POST":
        return _take(request)
    put_slips_away(request)
    version = current_version(QUESTIONNAIRE)
    definition = compiled(version)
    sitting = sitting_form(request, definition, _language())
    form = DenseForm(
        definition,
        language=_language(),
        spoken=sitting.language,
        today=timezone.localdate(),
        known=read_sitting(request).answers,
    )
    return _show(request, version, form, sitting, is_fresh=True)


@gives_back("desk_entry_again")
@csrf_exempt
@enters
@require_POST
def desk_entry_again(request: HttpRequest) -> HttpResponse:
    """Give back what was typed before the session ended. Stores nothing.

    Without the check against forged requests, because signing in changed its
    token meanwhile; what another site sends is not shown.
    """
    if not is_from_us(request):
        return redirect("desk_entry")
    version, form, sitting = _read(request)
    form.is_valid()
    _leave_unasked(form)
    return _show(request, version, form, sitting)


def _language() -> str:
    return get_language() or "fr"


def _version(request: HttpRequest) -> QuestionnaireVersion:
    """Return the version the form was shown in; what is made up gives the present one."""
    pk = request.POST.get("version", "")
    try:
        version = published_version(int(pk)) if pk.isdecimal() and len(pk) < 18 else None
    except QuestionnaireVersion.DoesNotExist:
        version = None
    if version is None or version.questionnaire.key != QUESTIONNAIRE:
        return current_version(QUESTIONNAIRE)
    return version


def _read(request: HttpRequest) -> tuple[QuestionnaireVersion, DenseForm, SittingForm]:
    version = _version(request)
    definition = compiled(version)
    sitting = sitting_form(request, definition, _language())
    form = DenseForm(
        definition,
        request.POST,
        request.FILES,
        language=_language(),
        spoken=sitting.language,
        today=timezone.localdate(),
        upload_too_large=getattr(request, "upload_too_large", False),
    )
    return version, form, sitting


def _take(request: HttpRequest) -> HttpResponse:
    """Check the entry and store it once; what is wrong is said, and all that was typed stays."""
    version, form, sitting = _read(request)
    is_valid = form.is_valid() and sitting.is_valid()
    if form.refuses:
        # Nothing is kept, so nothing is to be corrected.
        form.errors.clear()
        return _show(request, version, form, sitting, is_refused=True)
    if request.POST.get("action") == READ:
        _leave_unasked(form)
        return _show(request, version, form, sitting, is_reading=True)
    if not is_valid:
        if form.picture is not None:
            _ask_photo_again(form)
        return _show(request, version, form, sitting, status=422)
    if TRIAL in request.GET:
        return _see_other(reverse("desk_slip_trial") + f"?langue={sitting.language}")
    return _store(request, version, form, sitting)


def _store(
    request: HttpRequest, version: QuestionnaireVersion, form: DenseForm, sitting: SittingForm
) -> HttpResponse:
    uuid = uuid_of(request, request.POST.get("entry", ""))
    if uuid is None:
        form.add_error(
            None,
            _("Cette page est restée ouverte trop longtemps. Relisez, puis enregistrez à nouveau."),
        )
        return _show(request, version, form, sitting, status=422)
    enter_report(
        uuid=uuid,
        version=version,
        answers=form.answers,
        language=sitting.language,
        intake="assisted",
        association=sitting.chosen_association,
        photos=[form.picture] if form.picture else [],
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    remember_sitting(request, sitting, form.answers)
    show_slip(request, uuid, sitting.language)
    return _see_other(reverse("desk_slip", args=[uuid]))


def _ask_photo_again(form: DenseForm) -> None:
    """A browser does not give a file twice: say it, rather than lose the photo in silence."""
    key = next(one.key for one in form.asked if one.kind == "photo")
    form.add_error(key, _("Choisissez la photo à nouveau : elle n’est pas gardée entre-temps."))


def _leave_unasked(form: DenseForm) -> None:
    """While one reads back, what is not answered yet is no mistake."""
    for name in list(form.errors):
        if name in form.fields and not form[name].value():
            del form.errors[name]


def _show(
    request: HttpRequest,
    version: QuestionnaireVersion,
    form: DenseForm,
    sitting: SittingForm,
    *,
    is_fresh: bool = False,
    is_refused: bool = False,
    is_reading: bool = False,
    status: int = 200,
) -> HttpResponse:
    sections = form.sections()
    # What comes before the consent to be counted is read back before it is asked.
    first = next(
        (
            number
            for number, section in enumerate(sections)
            if any(one.question.is_needed and one.question.consent for one in section.questions)
        ),
        len(sections),
    )
    answers = form.answers if form.is_bound else form.known
    token = request.POST.get("entry", "")
    is_trial = TRIAL in request.GET
    action = reverse("desk_entry") + (f"?{TRIAL}=1" if is_trial else "")
    context = {
        "form": form,
        "facts": sections[:first],
        "consents": sections[first:],
        "sitting": sitting,
        "kept": _kept(form, sitting),
        "lines": read_back(form.definition, answers, sitting.language),
        "errors": [] if is_refused else _error_rows(form, sitting),
        "entry": token if token and uuid_of(request, token) else new_token(request),
        "version": version,
        "action": action,
        "is_trial": is_trial,
        "is_fresh": is_fresh,
        "is_refused": is_refused,
        "is_reading": is_reading,
    }
    return render(request, "desk/entry.html", context, status=status)


def _kept(form: DenseForm, sitting: SittingForm) -> list[dict[str, Any]]:
    """Return the questions whose answer may stay for the next entry, and whether it does."""
    ticked = sitting["keep"].value() or []
    return [
        {"key": one.key, "label": one.words(form.language).short, "is_kept": one.key in ticked}
        for one in kept_questions(form.definition)
    ]


def _error_rows(form: DenseForm, sitting: SittingForm) -> list[dict[str, str]]:
    """Return what must be corrected, each with the row it stands in."""
    rows = [{"label": "", "text": str(text), "row": ""} for text in form.non_field_errors()]
    if sitting.is_bound:
        for name, messages in sitting.errors.items():
            label = str(sitting.fields[name].label)
            rows += [{"label": label, "text": str(text), "row": name} for text in messages]
    if form.is_bound:
        for name, messages in form.errors.items():
            if name not in form.fields:
                continue
            key = name.partition("-")[0]
            words = form.definition.questions[key].words(form.language)
            label = words.short or words.label
            rows += [{"label": label, "text": str(text), "row": key} for text in messages]
    return rows


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
