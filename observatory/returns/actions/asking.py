"""Asking once, six weeks later, by the way the person chose."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from observatory.journal.actions import record_entry
from observatory.outbox.actions import queue_message
from observatory.people.models import User
from observatory.phone.actions import plan_call_back
from observatory.phone.models import Reason
from observatory.reports.models import Report
from observatory.reports.queries import consented
from observatory.returns.emails import language_of, write_question
from observatory.returns.models import Channel, FollowUpQuestion
from observatory.returns.permissions import may_ask, may_convey
from observatory.returns.queries.questions import SIX_WEEKS
from observatory.returns.states import TRANSITIONS, State
from observatory.vault.actions import read_contact

# An answer is taken for so long after the question was asked.
ANSWERED_WITHIN = timedelta(days=60)
# The way that is used when the person gave several: the first of the form.
ORDER = (Channel.PHONE, Channel.POST, Channel.ASSOCIATION, Channel.EMAIL)
# The code that the journal keeps of why a contact was read.
REASON = "six_weeks"
# What an envelope says.
ON_A_LETTER = ("name", "association", "post")


class AlreadyAsked(Exception):
    """The question of this report was made before, or is no longer to be asked."""


class Disagreed(Exception):
    """The person no longer agrees to be contacted, or nothing is held to reach her by."""


def ask_after_six_weeks(*, report: Report, by: User, at: datetime) -> FollowUpQuestion | None:
    """Ask the person of a report whether it is solved: once, whatever comes of it.

    Side effects, in order, in one transaction: the contact is read (the journal
    says so), the question's row is made, and by the way the person chose: a
    call-back for the phone line, an e-mail in the outbox, a question for the
    relays of the association that brought the report; a letter waits for
    somebody to print it (`note_posted`). With no way that can be used the
    question is unreachable: her code still lets her answer. One journal entry.
    Returns None, with nothing written, when she does not agree any more (D3) or
    nothing is held to reach her by. Raises `AlreadyAsked`, `PermissionDenied`,
    `vault.sealing.Unreadable`.
    """
    if not may_ask(by):
        raise PermissionDenied
    try:
        with transaction.atomic():
            # Held, so that a withdrawal comes before or after, not in between.
            there = Report.objects.select_for_update().filter(pk=report.pk).exists()
            if not there or not consented(report, "D3"):
                return None
            question = FollowUpQuestion.objects.create(
                report=report,
                due_on=localdate(report.received_at) + SIX_WEEKS,
                expires_on=localdate(at) + ANSWERED_WITHIN,
            )
            contact = read_contact(subject=report.subject, by=by, at=at, reason=REASON)
            _ask(question, contact or {}, by, at)
    except IntegrityError as error:
        raise AlreadyAsked from error
    return question


def _ask(question: FollowUpQuestion, contact: dict[str, str], by: User, at: datetime) -> None:
    report = question.report
    channel = choose_channel(report, contact)
    if channel is None:
        _move(question, "find_no_way", by, at)
        return
    question.channel = channel
    if needs_letter(report, channel):
        FollowUpQuestion.objects.filter(pk=question.pk).update(channel=channel)
        return
    _move(question, "ask", by, at, channel=channel, asked_on=localdate(at))
    if channel == Channel.PHONE:
        plan_call_back(
            subject=report.subject,
            reason=Reason.SIX_WEEKS,
            due_on=localdate(at),
            language=report.language,
            territory=report.territory,
            by=by,
            at=at,
        )
    elif channel == Channel.EMAIL:
        letter = write_question(question)
        queue_message(
            kind="six_weeks",
            to=contact["email"],
            subject_line=letter.subject_line,
            body=letter.body,
            language=language_of(report.language),
            subject=report.subject,
            by=by,
            at=at,
        )


def choose_channel(report: Report, contact: dict[str, str]) -> Channel | None:
    """Return the first way of the form that the person gave, or None.

    The form asks for a phone number first, then an address, an association, an
    e-mail address: what needs no screen comes first.
    """
    return next((channel for channel in ORDER if contact.get(channel)), None)


def needs_letter(report: Report, channel: str) -> bool:
    """Tell whether somebody must print it: by post, or for an association that we do not know.

    Who reported alone may name an association in her own words: a letter to
    hand on, with a stub, reaches her through it.
    """
    if channel == Channel.ASSOCIATION:
        return report.association is None or report.association.ended_on is not None
    return channel == Channel.POST


def open_address(*, question: FollowUpQuestion, by: User, at: datetime) -> dict[str, str]:
    """Return what to write on the envelope of a letter, by part: name, association, post.

    Side effect: the journal keeps who looked. Raises `AlreadyAsked` when the
    letter was posted, or answered with the code meanwhile, `Disagreed`,
    `PermissionDenied`.
    """
    if not may_ask(by, question):
        raise PermissionDenied
    with transaction.atomic():
        if not FollowUpQuestion.objects.filter(pk=question.pk, state=State.DUE).exists():
            raise AlreadyAsked
        return _open(question, ON_A_LETTER, by, at)


def note_posted(*, question: FollowUpQuestion, by: User, at: datetime) -> None:
    """Note that the letter is on its way: the sixty days to answer begin.

    Side effects: the state and both days, one journal entry. Raises
    `AlreadyAsked`, `Disagreed`, `PermissionDenied`.
    """
    if not may_ask(by, question):
        raise PermissionDenied
    with transaction.atomic():
        if not consented(question.report, "D3"):
            raise Disagreed
        day = localdate(at)
        _move(question, "ask", by, at, asked_on=day, expires_on=day + ANSWERED_WITHIN)


def open_person(*, question: FollowUpQuestion, by: User, at: datetime) -> dict[str, str]:
    """Return whom the relays are to ask, by part: name, association.

    Only for the members of the association that brought the report. Side
    effect: the journal keeps who looked. Raises `Disagreed`, `PermissionDenied`.
    """
    if not may_convey(by, question):
        raise PermissionDenied
    with transaction.atomic():
        return _open(question, ("name", "association"), by, at)


def _open(
    question: FollowUpQuestion, parts: tuple[str, ...], by: User, at: datetime
) -> dict[str, str]:
    if not consented(question.report, "D3"):
        raise Disagreed
    contact = read_contact(subject=question.report.subject, by=by, at=at, reason=REASON)
    if contact is None:
        raise Disagreed
    return {part: contact[part] for part in parts if contact.get(part)}


def close_question(*, question: FollowUpQuestion, by: User, at: datetime) -> bool:
    """Take no answer any more; False when somebody answered meanwhile. Writes the journal."""
    if not may_ask(by):
        raise PermissionDenied
    try:
        with transaction.atomic():
            _move(question, "close", by, at)
    except AlreadyAsked:
        return False
    return True


def _move(
    question: FollowUpQuestion, transition: str, by: User, at: datetime, **values: object
) -> None:
    """Change the state by the named transition, if nobody was faster. Raises `AlreadyAsked`."""
    rule, before = TRANSITIONS[transition], question.state
    moved = FollowUpQuestion.objects.filter(
        pk=question.pk, state=before, state__in=rule.before
    ).update(state=rule.after, **values)
    if not moved:
        raise AlreadyAsked
    record_entry(
        by=by,
        at=at,
        action=f"six_weeks.{transition}",
        subject=question.report.subject,
        before=before,
        after=rule.after,
        data={"channel": question.channel},
    )
    question.state = rule.after
    for name, value in values.items():
        setattr(question, name, value)
