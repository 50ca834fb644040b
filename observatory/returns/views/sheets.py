"""The pages of relays: the monthly sheets, who wants them by e-mail, whom to ask."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from observatory.associations.models import Association, Membership
from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.reports.models import Report
from observatory.returns.actions import (
    AlreadyChanged,
    Disagreed,
    TooLate,
    answer_question,
    choose_mail,
    open_person,
)
from observatory.returns.forms import AnswerForm, MailForm
from observatory.returns.models import Answer, FollowUpQuestion, Through
from observatory.returns.permissions import may_convey, may_read_sheets
from observatory.returns.queries.months import (
    has_brought_any,
    month_of,
    months_of,
    read_month,
    write_month,
)
from observatory.returns.queries.questions import is_open, to_convey
from observatory.returns.queries.recipients import associations_to_read, wants_mail
from observatory.returns.queries.sheet import month_sheet, place_of

reads_sheets = requires_role(Role.RELAY, Role.COORDINATOR)


def _association(request: HttpRequest, pk: int) -> Association:
    """Return an association whose sheets this person may read. Raises `Http404`, `PermissionDenied`."""
    association = get_object_or_404(Association, pk=pk)
    if not may_read_sheets(request.user, association):  # type: ignore[arg-type]
        raise PermissionDenied
    return association


def _membership(request: HttpRequest, association: Association) -> Membership | None:
    return Membership.objects.filter(
        association=association, user_id=request.user.pk or 0, ended_at=None
    ).first()


@reads_sheets
@require_safe
def return_sheets(request: HttpRequest) -> HttpResponse:
    """List the associations whose sheets this person reads; with one alone, go there."""
    found = associations_to_read(request.user)  # type: ignore[arg-type]
    if len(found) == 1:
        return redirect("return_months", pk=found[0].pk)
    return render(request, "returns/sheets.html", {"associations": found})


@reads_sheets
@require_safe
def return_months(request: HttpRequest, pk: int) -> HttpResponse:
    """List the months of an association, newest first, with whom its relays are to ask."""
    association = _association(request, pk)
    now = timezone.now()
    membership = _membership(request, association)
    received = Counter(
        month_of(at)
        for at in Report.objects.filter(association=association).values_list(
            "received_at", flat=True
        )
    )
    context: dict[str, Any] = {
        "association": association,
        "months": [
            {
                "month": month,
                "written": write_month(month),
                "received": received[month],
                "is_over": month < month_of(now),
            }
            for month in months_of(association, now)
        ],
        "has_any": has_brought_any(association, now),
        "to_convey": _to_convey(association, membership),
        "answers": Answer.choices,
        "mail_form": MailForm(initial={"is_wanted": wants_mail(membership)})
        if membership
        else None,
    }
    return render(request, "returns/months.html", context)


def _to_convey(association: Association, membership: Membership | None) -> list[dict[str, Any]]:
    """Return whom the relays are to ask; nobody for who does not work there."""
    if membership is None:
        return []
    return [
        {
            "question": question,
            "report": question.report,
            "service": question.report.service.name,
            "place": place_of(question.report),
        }
        for question in to_convey(association).select_related("report__service")
    ]


@reads_sheets
@require_safe
def return_sheet(request: HttpRequest, pk: int, written: str) -> HttpResponse:
    """Show the sheet of a month, to read and to print."""
    association = _association(request, pk)
    now = timezone.now()
    month = read_month(written)
    if month is None or month not in (months := months_of(association, now)):
        raise Http404
    place = months.index(month)
    membership = _membership(request, association)
    context = {
        # What the team asks a person is for who brought her report, not for who coordinates.
        "is_member": membership is not None,
        "sheet": month_sheet(association, month, now),
        "association": association,
        "has_any": has_brought_any(association, now),
        "to_convey": _to_convey(association, membership),
        "answers": Answer.choices,
        "newer": write_month(months[place - 1]) if place else "",
        "older": write_month(months[place + 1]) if place + 1 < len(months) else "",
    }
    return render(request, "returns/sheet.html", context)


@requires_role(Role.RELAY)
@require_POST
def return_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Note whether this member wants the sheet by e-mail."""
    membership = _membership(request, _association(request, pk))
    if membership is None:
        raise PermissionDenied
    form = MailForm(request.POST)
    if form.is_valid():
        choose_mail(
            membership=membership,
            is_wanted=form.cleaned_data["is_wanted"],
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(request, _("C’est noté."))
    return redirect("return_months", pk=pk)


def _question(request: HttpRequest, pk: int) -> FollowUpQuestion:
    """Return a question that this relay is to ask. Raises `Http404`, `PermissionDenied`."""
    question = get_object_or_404(
        FollowUpQuestion.objects.select_related("report__association", "report__service"), pk=pk
    )
    if not may_convey(request.user, question):  # type: ignore[arg-type]
        raise PermissionDenied
    return question


@requires_role(Role.RELAY)
@require_POST
def return_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the person told the relay."""
    question = _question(request, pk)
    note_answer(request, question, Through.ASSOCIATION)
    return redirect("return_months", pk=question.report.association_id)


def note_answer(request: HttpRequest, question: FollowUpQuestion, through: str) -> bool:
    """Note the answer of the form and say so, or say what is in the way; tell whether it is noted."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["answer"][0]))
        return False
    by: User = request.user  # type: ignore[assignment]
    answer = form.cleaned_data["answer"]
    try:
        answer_question(question=question, answer=answer, through=through, by=by, at=timezone.now())
    except TooLate:
        messages.warning(request, _("Trop tard : cette question est fermée."))
        return False
    except AlreadyChanged:
        messages.warning(request, _("Une réponse vient d’être notée pour cette personne."))
        return False
    words = _("C’est noté : %(answer)s (%(reference)s).") % {
        "answer": Answer(answer).label,
        "reference": question.report.reference,
    }
    messages.success(request, words)
    return True


@requires_role(Role.RELAY)
@require_POST
def return_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to ask, as she said it; the journal keeps who looked."""
    question = _question(request, pk)
    try:
        person = open_person(
            question=question,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Disagreed:
        person = {}
    context = {
        "question": question,
        "report": question.report,
        "place": place_of(question.report),
        "association": question.report.association,
        "name": person.get("name", ""),
        "through": person.get("association", ""),
        "is_open": is_open(question, timezone.now()),
        "answers": Answer.choices,
    }
    return render(request, "returns/person.html", context, status=200 if person else 404)
