"""Whom to ask six weeks later, what waits, and which question a link is about."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate
from stdnum import verhoeff

from observatory.associations.models import Association
from observatory.reports.models import Consent, Report, ReportTerm
from observatory.reports.states import COUNTED, State
from observatory.returns.models import Channel, FollowUpQuestion, Through
from observatory.returns.states import OPEN
from observatory.returns.states import State as QuestionState
from observatory.vault.models import Contact

from .months import start_of

# Six weeks after it was received, a report is old enough to ask what came of it.
SIX_WEEKS = timedelta(days=42)
# Later than this nobody is asked any more: contacts are not kept so long (docs/privacy.md).
TOO_LATE = timedelta(days=365)
# Only what somebody of the team has read and taken up: an address in a report that
# nobody has read may be that of someone else.
TAKEN_UP = COUNTED | {State.MERGED}
BATCH = 200
SALT = "returns.six_weeks"
# What a token says of the way it came: one letter.
WAYS = {"l": Through.LINK, "c": Through.CODE}


def agreed(report: str) -> Subquery:
    """Return whether the consent to be contacted again (D3) is in force, by the newest answer."""
    newest = Consent.objects.filter(report=OuterRef(report), code="D3").order_by("-pk")
    return Subquery(newest.values("granted")[:1])


def reports_to_ask(at: datetime) -> Iterator[Report]:
    """Yield the reports whose person is to be asked now, oldest first, read a batch at a time.

    Six weeks old or more, taken up, told about something that went wrong, with
    D3 in force and a contact in the vault, and never asked before.
    """
    before = start_of(localdate(at) - SIX_WEEKS + timedelta(days=1))
    went_well = ReportTerm.objects.filter(report=OuterRef("pk"), term__vocabulary="positive")
    went_wrong = ReportTerm.objects.filter(report=OuterRef("pk"), term__vocabulary="obstacle")
    found = (
        Report.objects.filter(
            received_at__lt=before, received_at__gte=at - TOO_LATE, state__in=TAKEN_UP
        )
        .filter(six_weeks__isnull=True)
        .annotate(has_agreed=agreed("pk"))
        .filter(has_agreed=True)
        .exclude(~Exists(went_wrong) & Exists(went_well))
        .select_related("association", "territory")
        .order_by("pk")
    )
    last = 0
    while batch := list(found.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        held = set(
            Contact.objects.filter(subject__in=[one.subject for one in batch]).values_list(
                "subject", flat=True
            )
        )
        yield from (report for report in batch if report.subject in held)


def questions_over(at: datetime) -> QuerySet[FollowUpQuestion]:
    """Return the open questions whose last day has passed."""
    return FollowUpQuestion.objects.filter(
        state__in=sorted(OPEN), expires_on__lt=localdate(at)
    ).order_by("pk")


def letters_to_print(territories: set[int] | None) -> QuerySet[FollowUpQuestion]:
    """Return the questions that wait for a letter, of people who still agree; oldest first."""
    return _still_agreed(
        _within(FollowUpQuestion.objects.filter(state=QuestionState.DUE), territories)
    )


def answers_to_key(territories: set[int] | None) -> QuerySet[FollowUpQuestion]:
    """Return the questions whose letter left and that wait for the stub to come back."""
    return _within(
        FollowUpQuestion.objects.filter(
            Q(channel=Channel.POST)
            | Q(channel=Channel.ASSOCIATION, report__association__isnull=True),
            state=QuestionState.ASKED,
        ),
        territories,
    )


def calls_to_make(territories: set[int] | None) -> QuerySet[FollowUpQuestion]:
    """Return the questions to be asked by phone, of people who still agree; oldest first.

    A place that is not known is everybody's on the line.
    """
    calls = FollowUpQuestion.objects.filter(state=QuestionState.ASKED, channel=Channel.PHONE)
    if territories is not None:
        calls = calls.filter(
            Q(report__territory__in=territories) | Q(report__territory__isnull=True)
        )
    return _still_agreed(calls)


def to_convey(association: Association) -> QuerySet[FollowUpQuestion]:
    """Return the questions that the association's relays are to ask, of people who still agree."""
    return _still_agreed(
        FollowUpQuestion.objects.filter(
            state=QuestionState.ASKED,
            channel=Channel.ASSOCIATION,
            report__association=association,
        )
    )


def _within(
    questions: QuerySet[FollowUpQuestion], territories: set[int] | None
) -> QuerySet[FollowUpQuestion]:
    if territories is None:
        return questions
    return questions.filter(report__territory__in=territories)


def _still_agreed(questions: QuerySet[FollowUpQuestion]) -> QuerySet[FollowUpQuestion]:
    return (
        questions.annotate(has_agreed=agreed("report_id"))
        .filter(has_agreed=True)
        .select_related("report")
        .order_by("due_on", "pk")
    )


def is_open(question: FollowUpQuestion, at: datetime) -> bool:
    """Tell whether an answer can be given, or changed, now."""
    return question.state != QuestionState.EXPIRED and localdate(at) <= question.expires_on


def write_token(question: FollowUpQuestion, way: str) -> str:
    """Return what the address of the question holds: which it is, how it came, and a signature.

    `way` is "l" (the link of the e-mail) or "c" (the follow-up page, opened with
    the code). It opens this question and nothing else; when it ends is the row's to say.
    """
    return signing.Signer(salt=SALT, sep=".").sign(f"{way}{question.pk}")


def read_token(token: str) -> tuple[FollowUpQuestion | None, str]:
    """Return the question (None when its report was withdrawn) and how the token came.

    Raises `signing.BadSignature` for what we did not write.
    """
    text = signing.Signer(salt=SALT, sep=".").unsign(token)
    found = (
        FollowUpQuestion.objects.filter(pk=int(text[1:]))
        .select_related("report__association")
        .first()
    )
    return found, WAYS[text[0]]


def stub_number(question: FollowUpQuestion) -> str:
    """Return the number on the stub of a letter, with a check digit: "00012-7"."""
    body = f"{question.pk:05d}"
    return f"{body}-{verhoeff.calc_check_digit(body)}"


def question_of_stub(text: str) -> FollowUpQuestion | None:
    """Return the question of the number that somebody read on a stub; None when a digit is wrong."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    if not 6 <= len(digits) <= 12 or not verhoeff.is_valid(digits):
        return None
    return FollowUpQuestion.objects.filter(pk=int(digits[:-1])).select_related("report").first()
