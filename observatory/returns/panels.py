"""What this package shows on the pages of others."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from observatory.associations.queries import associations_of
from observatory.people.models import Role, User
from observatory.phone.models import CallBack, Reason
from observatory.reports.models import Report

from .models import Answer, FollowUpQuestion
from .permissions import calling_territories, writing_territories
from .queries.months import has_brought_any, month_before, month_of, start_of, write_month
from .queries.questions import (
    calls_to_make,
    is_open,
    letters_to_print,
    to_convey,
    write_token,
)
from .states import State


def ready_sheets(user: User) -> dict[str, Any] | None:
    """Return the sheets of last month that the person's associations can read; None without one."""
    now = timezone.now()
    month = month_before(month_of(now))
    sheets = [
        {
            "association": association,
            "month": write_month(month),
            "to_convey": to_convey(association).count(),
        }
        for association in (associations_of(user) if user.holds(Role.RELAY) else [])
        if has_brought_any(association, start_of(month_of(now)))
    ]
    return {"sheets": sheets, "month": month} if sheets else None


def waiting_questions(user: User) -> dict[str, Any] | None:
    """Return how many letters and calls wait for this person; None when there is none."""
    writes = user.holds(Role.LINE) or user.holds(Role.COORDINATOR)
    letters = letters_to_print(writing_territories(user)).count() if writes else 0
    calls = calls_to_make(calling_territories(user)).count() if user.holds(Role.LINE) else 0
    return {"letters": letters, "calls": calls} if letters or calls else None


def question_to_answer(report: Report) -> dict[str, Any] | None:
    """Return the question for the page that her code opens; None when there is none to answer.

    Who has the code may see her own answer, unlike who has the link.
    """
    question = FollowUpQuestion.objects.filter(report=report).first()
    if question is None:
        return None
    open_now = is_open(question, timezone.now())
    if question.state != State.ANSWERED and not open_now:
        return None
    return {
        "question": question,
        "is_open": open_now,
        "token": write_token(question, "c"),
        "answers": Answer.choices,
    }


def question_to_say(call_back: CallBack) -> dict[str, Any] | None:
    """Return the question that a call-back is about, for the page of the line; None for another."""
    kind, _, key = call_back.subject.partition(":")
    if call_back.reason != Reason.SIX_WEEKS or kind != "report":
        return None
    question = FollowUpQuestion.objects.filter(report__uuid=UUID(key)).first()
    return {"question": question} if question else None
