"""The one question, for who holds its link or her code. Opening it changes nothing."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from observatory.people.queries import system_actor
from observatory.returns.actions import AlreadyChanged, TooLate, answer_question
from observatory.returns.forms import AnswerForm
from observatory.returns.models import Answer, FollowUpQuestion, Through
from observatory.returns.queries.questions import is_open, read_token
from observatory.returns.states import State
from observatory.ui.access import open_to_all


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def six_weeks(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question with its buttons, and nothing of the report; note the answer of a button.

    Programs that read e-mail open every link: only a button changes anything.
    A link that was passed on says nothing about the person, not even her answer.
    """
    try:
        question, through = read_token(token)
    except signing.BadSignature:
        return render(request, "returns/question_unknown.html", status=404)
    if question is None or not is_open(question, timezone.now()):
        return _over(request)
    if request.method == "POST":
        return _answer(request, question, through)
    return _ask(request, question)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "returns/question_over.html", status=410)


def _ask(
    request: HttpRequest, question: FollowUpQuestion, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "answers": Answer.choices,
        "is_answered": question.state == State.ANSWERED,
        "expires_on": question.expires_on,
        "error": error,
    }
    return render(request, "returns/question.html", context, status=status)


def _answer(request: HttpRequest, question: FollowUpQuestion, through: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _ask(request, question, str(form.errors["answer"][0]), status=422)
    answer = form.cleaned_data["answer"]
    try:
        answer_question(
            question=question,
            answer=answer,
            through=through,
            by=system_actor("public"),
            at=timezone.now(),
        )
    except TooLate:
        return _over(request)
    except AlreadyChanged:
        question.refresh_from_db()
        return _ask(request, question, status=409)
    context = {
        "words": Answer(answer).label,
        "expires_on": question.expires_on,
        "has_code": through == Through.CODE,
    }
    return render(request, "returns/question_thanks.html", context)
