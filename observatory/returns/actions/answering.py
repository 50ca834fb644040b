"""What the person says, six weeks later."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from observatory.journal.actions import record_entry
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.phone.actions import AlreadyClosed, finish_call_back
from observatory.phone.models import CallBack, Reason
from observatory.phone.states import State as CallState
from observatory.returns.models import Answer, FollowUpQuestion, GivenAnswer
from observatory.returns.permissions import may_answer
from observatory.returns.queries.questions import is_open
from observatory.returns.states import TRANSITIONS, State


class TooLate(Exception):
    """No answer is taken any more."""


class AlreadyChanged(Exception):
    """Someone else noted an answer since this one was read: look again."""


def answer_question(
    *, question: FollowUpQuestion, answer: str, through: str, by: User, at: datetime
) -> bool:
    """Note the answer, or another one in place of it until the question is over.

    The same answer again changes nothing: returns False. Side effects, in
    order, in one transaction: the row, if nobody was faster; the answer in the
    list of those given; one journal entry, without the answer; the call that
    was still to be made is not to be made any more. Raises `TooLate`,
    `AlreadyChanged` (also when the report was withdrawn), `ValueError` for an
    answer that there is not, `PermissionDenied`.
    """
    if answer not in Answer.values:
        raise ValueError("no such answer")
    if not may_answer(by, question, through):
        raise PermissionDenied
    if not is_open(question, at):
        raise TooLate
    if question.state == State.ANSWERED and question.answer == answer:
        return False
    with transaction.atomic():
        before, is_first = question.state, question.state != State.ANSWERED
        asked_on = question.asked_on or localdate(at)
        moved = FollowUpQuestion.objects.filter(
            pk=question.pk,
            state__in=TRANSITIONS["answer"].before if is_first else {State.ANSWERED},
            answer=question.answer,
        ).update(state=State.ANSWERED, answer=answer, answered_at=at, asked_on=asked_on)
        if not moved:
            raise AlreadyChanged
        GivenAnswer.objects.create(question=question, answer=answer, through=through, given_at=at)
        record_entry(
            by=by,
            at=at,
            action="six_weeks.answer" if is_first else "six_weeks.change",
            subject=question.report.subject,
            before=before if is_first else "",
            after=State.ANSWERED if is_first else "",
            data={"through": through},
        )
        _need_no_call(question, by, at)
    question.state, question.answer = State.ANSWERED, answer
    question.answered_at, question.asked_on = at, asked_on
    return True


def _need_no_call(question: FollowUpQuestion, by: User, at: datetime) -> None:
    call_back = CallBack.objects.filter(
        subject=question.report.subject, reason=Reason.SIX_WEEKS, state=CallState.WAITING
    ).first()
    if call_back is None:
        return
    # Whoever noted an answer that came by post need not work on the line.
    who = by if by.holds("line", call_back.territory_id) else system_actor("worker")
    try:
        with transaction.atomic():
            finish_call_back(call_back=call_back, by=who, at=at)
    except AlreadyClosed:
        # Somebody on the line was faster.
        return
