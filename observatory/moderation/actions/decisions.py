"""The decisions on a report, each in one transaction.

Each takes the `revision` that the moderator read: when the report has changed
since, `Conflict` is raised and nothing is written. Each stores a `Decision`
and a journal entry; what changes for the public advances the edition.
"""

from datetime import datetime

from observatory.journal.actions import advance_edition
from observatory.moderation.models import Decision
from observatory.moderation.permissions import can_second
from observatory.moderation.queries.report import (
    main_obstacle,
    second_look_reasons,
    undoable_decision,
)
from observatory.people.models import User
from observatory.problems.actions import open_problem
from observatory.problems.models import Problem
from observatory.problems.states import Channel
from observatory.problems.wording import title_of
from observatory.reports.actions import count_report_in_problem, uncount_report
from observatory.reports.models import Exchange, Photo, Report, Story
from observatory.reports.states import COUNTED, State
from observatory.search.actions import index_document, remove_document
from observatory.vocabularies.queries import term

from .rules import (
    Conflict,
    NotAllowed,
    NothingToPublish,
    SecondLookNeeded,
    WrongProblem,
    change_report,
    move_report,
    note_decision,
    one_transaction,
    refuse_personal_data,
    require_consent,
    require_moderator,
)


def publish_report(
    *,
    report: Report,
    revision: int,
    public_text: str,
    by: User,
    at: datetime,
    problem: Problem | None = None,
    channel: str = "",
) -> Decision:
    """Count the report in a problem and put its rewritten text on the problem's page.

    Give the existing `problem`, or the `channel` of one that is opened if
    there is none yet (default: what the main obstacle bears on). Side effects,
    in order: state, text, problem, tallies, search index, decision, journal,
    edition. Raises `NotAllowed`, `Conflict`, `ConsentMissing` (D1, D2),
    `SecondLookNeeded`, `NothingToPublish`, `PersonalDataLeft`, `WrongProblem`.
    """
    require_moderator(by, report)
    _require_publishable(public_text)
    _require_same_place(report, problem)
    with one_transaction(report):
        before = move_report(report, "publish", revision=revision, at=at, first_moderator=by)
        if second_look_reasons(report):
            raise SecondLookNeeded
        _keep_text(report, public_text)
        chosen = _problem_of(report, problem, channel, by, at)
        _make_public(report, chosen, public_text, by, at)
        return note_decision(report, "publish", before=before, by=by, at=at, problem=chosen)


def propose_publication(
    *,
    report: Report,
    revision: int,
    public_text: str,
    by: User,
    at: datetime,
    problem: Problem | None = None,
    channel: str = "",
) -> Decision:
    """Keep the rewritten text and where it should go, for a second moderator to agree.

    Nothing becomes public. Side effects: state, text, decision, journal.
    Raises `NotAllowed`, `Conflict`, `ConsentMissing` (D1, D2),
    `NothingToPublish`, `PersonalDataLeft`, `WrongProblem`.
    """
    require_moderator(by, report)
    _require_publishable(public_text)
    _require_same_place(report, problem)
    with one_transaction(report):
        before = move_report(report, "propose", revision=revision, at=at, first_moderator=by)
        _keep_text(report, public_text)
        return note_decision(
            report,
            "propose",
            before=before,
            by=by,
            at=at,
            reason=_why_two(report),
            problem=problem,
            channel="" if problem else channel or default_channel(report),
        )


def agree_publication(*, report: Report, revision: int, by: User, at: datetime) -> Decision:
    """Publish what another moderator proposed, word for word.

    Side effects as `publish_report`. Raises `NotAllowed` (also for who
    proposed), `Conflict`, `ConsentMissing`, `PersonalDataLeft`.
    """
    _require_second(by, report)
    with one_transaction(report):
        before = move_report(report, "agree", revision=revision, at=at)
        text = Story.objects.filter(report=report).values_list("public_text", flat=True).first()
        _require_publishable(text or "")
        _keep_text(report, text or "")
        proposal = _proposal(report)
        chosen = _problem_of(report, proposal.problem, proposal.channel, by, at)
        _make_public(report, chosen, text or "", by, at)
        return note_decision(report, "agree", before=before, by=by, at=at, problem=chosen)


def agree_count(*, report: Report, revision: int, by: User, at: datetime) -> Decision:
    """As the second moderator: count the proposed report, without its text.

    Side effects as `count_report`. Raises `NotAllowed`, `Conflict`, `ConsentMissing` (D1).
    """
    _require_second(by, report)
    with one_transaction(report):
        before = move_report(report, "agree_count", revision=revision, at=at)
        require_consent(report, "D1")
        proposal = _proposal(report)
        chosen = _problem_of(report, proposal.problem, proposal.channel, by, at)
        _count_only(report, chosen, by, at)
        return note_decision(report, "agree_count", before=before, by=by, at=at, problem=chosen)


def send_back(*, report: Report, revision: int, by: User, at: datetime) -> Decision:
    """As the second moderator: put the proposal back in the queue, its text kept as a draft.

    Raises `NotAllowed`, `Conflict`.
    """
    _require_second(by, report)
    with one_transaction(report):
        before = move_report(report, "send_back", revision=revision, at=at, first_moderator=None)
        return note_decision(report, "send_back", before=before, by=by, at=at)


def count_report(
    *,
    report: Report,
    revision: int,
    by: User,
    at: datetime,
    problem: Problem | None = None,
    channel: str = "",
) -> Decision:
    """Count the report in a problem; no word of it becomes public.

    Side effects, in order: state, problem, tallies, draft of a text emptied,
    decision, journal, edition. Raises `NotAllowed`, `Conflict`,
    `ConsentMissing` (D1), `WrongProblem`.
    """
    require_moderator(by, report)
    _require_same_place(report, problem)
    with one_transaction(report):
        before = move_report(report, "count", revision=revision, at=at, first_moderator=by)
        require_consent(report, "D1")
        chosen = _problem_of(report, problem, channel, by, at)
        _count_only(report, chosen, by, at)
        return note_decision(report, "count", before=before, by=by, at=at, problem=chosen)


def ask_person(*, report: Report, revision: int, question: str, by: User, at: datetime) -> Decision:
    """Ask the person for something; she reads it with her return code.

    Side effects: state, the message, decision, journal. Raises `NotAllowed`, `Conflict`.
    """
    require_moderator(by, report)
    with one_transaction(report):
        before = move_report(report, "ask", revision=revision, at=at)
        _write_to_person(report, question, at)
        return note_decision(report, "ask", before=before, by=by, at=at)


def reject_report(
    *, report: Report, revision: int, reason: str, by: User, at: datetime
) -> Decision:
    """Leave the report out, for one of the listed reasons (vocabulary `rejection`).

    The person reads the reason with her code. Side effects: state, draft of a
    text emptied, decision, journal. Raises `NotAllowed`, `Conflict`, and
    `Term.DoesNotExist` for a reason that is not listed.
    """
    require_moderator(by, report)
    listed = term("rejection", reason)
    with one_transaction(report):
        before = move_report(
            report, "reject", revision=revision, at=at, rejection=listed, first_moderator=None
        )
        Story.objects.filter(report=report).update(public_text="")
        return note_decision(report, "reject", before=before, by=by, at=at, reason=reason)


def mark_urgent(
    *, report: Report, revision: int, by: User, at: datetime, message: str = ""
) -> Decision:
    """Mark the report as urgent; a `message` with where to get help is left for the person.

    The state stays. Side effects: the mark, the message, decision, journal.
    Raises `NotAllowed`, `Conflict`.
    """
    require_moderator(by, report)
    with one_transaction(report):
        change_report(report, revision=revision, at=at, is_urgent=True)
        if message:
            _write_to_person(report, message, at)
        return note_decision(report, "mark_urgent", before=report.state, by=by, at=at)


def unmark_urgent(*, report: Report, revision: int, by: User, at: datetime) -> Decision:
    """Take the mark off. A message that was left stays. Raises `NotAllowed`, `Conflict`."""
    require_moderator(by, report)
    with one_transaction(report):
        change_report(report, revision=revision, at=at, is_urgent=False)
        return note_decision(report, "unmark_urgent", before=report.state, by=by, at=at)


def undo_decision(*, decision: Decision, revision: int, by: User, at: datetime) -> None:
    """Put the report back in the queue as if the latest decision had not been taken.

    Only the latest, and only while the report stands where it brought it. Side
    effects, in order: state, tallies, text and photos off the public page,
    search index, a question that was not read yet, the decision (with the
    proposal it agreed to) marked as undone, journal, edition. The rewritten
    text stays as a draft. Raises `NotAllowed`, `Conflict`.
    """
    report = decision.report
    require_moderator(by, report)
    with one_transaction(report):
        latest = undoable_decision(report)
        if latest is None or latest.pk != decision.pk:
            raise Conflict
        before = move_report(
            report, "undo", revision=revision, at=at, rejection=None, first_moderator=None
        )
        if before in COUNTED:
            uncount_report(report=report, by=by, at=at)
            Photo.objects.filter(report=report).update(approved_at=None)
            remove_document(ref=report.subject)
            advance_edition()
        if decision.transition == "ask":
            Exchange.objects.filter(
                report=report,
                author=Exchange.Author.TEAM,
                written_at=decision.decided_at,
                read_at=None,
            ).delete()
        undone = [decision.pk]
        if decision.transition in {"agree", "agree_count"}:
            undone.append(_proposal(report).pk)
        Decision.objects.filter(pk__in=undone).update(undone_at=at)
        note_decision(
            report, "undo", before=before, by=by, at=at, reason=decision.transition, undone_at=at
        )


def default_channel(report: Report) -> str:
    """Return the leg of the guarantee that the report's main obstacle bears on, or "none"."""
    obstacle = main_obstacle(report)
    leg = obstacle.attributes.get("guarantee", "") if obstacle else ""
    return leg if leg in Channel.values else Channel.NONE


def _require_second(by: User, report: Report) -> None:
    require_moderator(by, report)
    # A report that is no longer proposed is a conflict, which the move finds.
    if report.state == State.PROPOSED and not can_second(by, report):
        raise NotAllowed


def _require_publishable(text: str) -> None:
    if not text.strip():
        raise NothingToPublish
    refuse_personal_data(text)


def _keep_text(report: Report, text: str) -> None:
    """Keep the rewritten text, if the person agreed to it and wrote something to rewrite."""
    require_consent(report, "D1")
    require_consent(report, "D2")
    if not Story.objects.filter(report=report).update(public_text=text):
        raise NothingToPublish


def _require_same_place(report: Report, problem: Problem | None) -> None:
    if problem is not None and (problem.territory_id, problem.service_id) != (
        report.territory_id,
        report.service_id,
    ):
        raise WrongProblem


def _why_two(report: Report) -> str:
    """Return why two people must agree, as it may be written down: nothing about the person.

    The journal outlives the report, and a decision outlives the consent about health.
    """
    reasons = second_look_reasons(report)
    if reasons and reasons[0] in {"health", "minor"}:
        return "sensitive"
    return reasons[0] if reasons else ""


def _proposal(report: Report) -> Decision:
    """Return the proposal that stands. Raises `Conflict` when there is none."""
    found = report.decisions.filter(transition="propose", undone_at=None).first()
    if found is None:
        raise Conflict
    return found


def _problem_of(
    report: Report, problem: Problem | None, channel: str, by: User, at: datetime
) -> Problem:
    """Return the problem that was chosen, or the one of that channel, opened if need be."""
    if problem is not None:
        return problem
    channel = channel or default_channel(report)
    if channel not in Channel.values:
        raise WrongProblem
    return open_problem(
        territory=report.territory,
        service=report.service,
        channel=channel,
        obstacle=main_obstacle(report),
        by=by,
        at=at,
        is_demo=report.is_demo,
    )


def _make_public(report: Report, problem: Problem, text: str, by: User, at: datetime) -> None:
    count_report_in_problem(report=report, problem=problem, with_text=True, by=by, at=at)
    story = Story.objects.get(report=report)
    index_document(
        kind="text",
        ref=report.subject,
        language=story.language,
        title=title_of(problem, story.language),
        body=text,
        url_name="problem",
        url_arg=str(problem.pk),
        url_fragment=f"t{story.pk}",
    )
    advance_edition()


def _count_only(report: Report, problem: Problem, by: User, at: datetime) -> None:
    count_report_in_problem(report=report, problem=problem, with_text=False, by=by, at=at)
    Story.objects.filter(report=report).update(public_text="")
    advance_edition()


def _write_to_person(report: Report, text: str, at: datetime) -> None:
    Exchange.objects.create(report=report, author=Exchange.Author.TEAM, text=text, written_at=at)
