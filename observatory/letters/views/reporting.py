"""A letter becomes a report: the dense form beside it, with the consent that the person gave."""

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from observatory.desk.forms import DenseForm
from observatory.letters import actions
from observatory.letters.forms import ConsentForm
from observatory.letters.models import IncomingItem
from observatory.letters.states import State
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, current_version, published_version
from observatory.reports.actions import SubmissionRefused

from .page import fetch_item, gives_back, handles_letters, see_other, show_conflict, who
from .reading import letter_context

QUESTIONNAIRE = "report"
# A photo of a letter shows who wrote: it does not go with the report.
WITHOUT = frozenset({"photo"})


def report_uuid(item: IncomingItem) -> UUID:
    """Return the identifier of the report of an item: sent twice, it is one report."""
    return uuid5(item.uuid, QUESTIONNAIRE)


@gives_back("report")
@handles_letters
@require_http_methods(["GET", "HEAD", "POST"])
def letters_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the questionnaire beside the letter, or make a report of what was entered."""
    item = fetch_item(uuid)
    if request.method == "POST":
        return _take(request, item)
    if item.state != State.TAKEN or item.taken_by_id != request.user.pk:
        return redirect("letters_item", uuid)
    version = current_version(QUESTIONNAIRE)
    start = {"revision": item.revision}
    consent = ConsentForm(initial=start, language=item.language, auto_id="consent_%s")
    return _show(request, item, version, _dense(request, version, item), consent)


def show_again(request: HttpRequest, item: IncomingItem) -> HttpResponse:
    """Show what was typed before the session ended. Stores nothing."""
    version = _version(request)
    dense = _dense(request, version, item, is_bound=True)
    dense.errors.clear()
    consent = ConsentForm(request.POST, auto_id="consent_%s")
    consent.errors.clear()
    return _show(request, item, version, dense, consent)


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


def _dense(
    request: HttpRequest, version: QuestionnaireVersion, item: IncomingItem, is_bound: bool = False
) -> DenseForm:
    return DenseForm(
        compiled(version),
        request.POST if is_bound else None,
        language=_language(),
        today=timezone.localdate(),
        without=WITHOUT,
    )


def _take(request: HttpRequest, item: IncomingItem) -> HttpResponse:
    version = _version(request)
    dense = _dense(request, version, item, is_bound=True)
    consent = ConsentForm(request.POST, auto_id="consent_%s")
    is_valid = dense.is_valid()
    if dense.refuses:
        return _show(request, item, version, dense, consent, is_refused=True)
    if not consent.is_valid() or not is_valid:
        return _show(request, item, version, dense, consent, status=422)
    try:
        actions.report_item(
            item=item,
            uuid=report_uuid(item),
            version=version,
            answers=dense.answers,
            by=who(request),
            at=timezone.now(),
            **consent.cleaned_data,
        )
    except actions.Conflict:
        return show_conflict(request, item.uuid)
    except SubmissionRefused as refused:
        for message in refused.errors.values():
            dense.add_error(None, message)
        return _show(request, item, version, dense, consent, status=422)
    messages.success(request, str(_("C’est devenu un signalement. Donnez son code à la personne.")))
    return see_other("letters_item", item.uuid)


def _show(
    request: HttpRequest,
    item: IncomingItem,
    version: QuestionnaireVersion,
    dense: DenseForm,
    consent: ConsentForm,
    *,
    is_refused: bool = False,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "letters/report.html",
        {
            **letter_context(item),
            "form": dense,
            "consent": consent,
            "version": version,
            "is_refused": is_refused,
            "errors": [] if is_refused else _errors(dense),
        },
        status=status,
    )


def _errors(dense: DenseForm) -> list[dict[str, str]]:
    """Return what is wrong, each with the row that a link leads to."""
    if not dense.is_bound:
        return []
    found = []
    for name, words in dense.errors.items():
        key = name.partition("-")[0] if name in dense.fields else ""
        label = str(dense.fields[name].label) if name in dense.fields else ""
        found += [{"label": label, "text": str(text), "row": key} for text in words]
    return found
