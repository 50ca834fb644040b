"""Who was first, and how each decision is taken back."""

import pytest

from observatory.journal.queries import edition_number
from observatory.moderation import actions
from observatory.moderation.models import Decision
from observatory.people.queries import system_actor
from observatory.problems.models import Problem, ProblemMonth
from observatory.reports.actions import add_to_report, set_consent, withdraw_report
from observatory.reports.models import Exchange
from observatory.reports.states import State

from .deciding import found_texts, snapshot, take
from .factories import AT, TEXT, draft_of, make_report, propose, publish, read_again

pytestmark = pytest.mark.django_db


def test_two_moderators_on_one_report_the_second_gets_a_conflict(schaerbeek, mireille, marc):
    seen_by_marc = make_report(schaerbeek)
    publish(read_again(seen_by_marc), mireille)
    before = snapshot()

    for name in ("publish", "count", "reject", "ask", "propose"):
        with pytest.raises(actions.Conflict):
            take(name, seen_by_marc, marc)

    assert snapshot() == before


def test_a_proposal_taken_back_meanwhile_is_a_conflict_not_a_refusal(schaerbeek, mireille, marc):
    seen_by_marc = propose(make_report(schaerbeek, needs_second_look=True), mireille)
    take("undo", read_again(seen_by_marc), mireille)

    with pytest.raises(actions.Conflict):
        take("agree", seen_by_marc, marc)
    fetched = read_again(seen_by_marc)
    with pytest.raises(actions.Conflict):
        actions.agree_publication(report=fetched, revision=1, by=marc, at=AT)


def test_the_person_who_withdraws_meanwhile_is_first(schaerbeek, mireille):
    seen = make_report(schaerbeek)
    withdraw_report(report=read_again(seen), by=system_actor("public"), at=AT)

    with pytest.raises(actions.Conflict):
        publish(seen, mireille)


@pytest.mark.parametrize("name", ["publish", "count", "ask", "reject", "propose"])
def test_each_decision_can_be_undone_and_leaves_no_trace_in_public(
    name, schaerbeek, mireille, marc
):
    report = make_report(schaerbeek)
    take(name, report, mireille)
    edition = edition_number()

    take("undo", read_again(report), marc)

    report = read_again(report)
    assert report.state == State.RECEIVED
    assert (report.problem, report.counted_month, report.rejection) == (None, None, None)
    assert report.first_moderator is None
    assert report.story.approved_at is None
    assert report.story.problem is None
    assert not Problem.objects.public().exists()
    assert not ProblemMonth.objects.filter(reports__gt=0).exists()
    assert not Exchange.objects.exists()
    assert found_texts() == []
    if name in {"publish", "count"}:
        assert edition_number() > edition
    first = report.decisions.order_by("pk").first()
    assert first.undone_at == AT


def test_agreeing_can_be_undone_too_and_starts_from_the_beginning(schaerbeek, mireille, marc):
    report = propose(make_report(schaerbeek, needs_second_look=True), mireille)
    take("agree", report, marc)

    take("undo", read_again(report), mireille)

    report = read_again(report)
    assert report.state == State.RECEIVED
    assert not report.decisions.filter(undone_at=None).exists()
    assert draft_of(report) == TEXT
    assert propose(report, marc).first_moderator == marc


def test_only_the_latest_decision_is_undone(schaerbeek, mireille):
    report = make_report(schaerbeek)
    take("ask", report, mireille)
    old = Decision.objects.get()
    report = read_again(report)
    take("count", report, mireille)

    with pytest.raises(actions.Conflict):
        actions.undo_decision(
            decision=old, revision=read_again(report).revision, by=mireille, at=AT
        )

    assert read_again(report).state == State.CHECKED


def test_a_question_that_was_answered_cannot_be_unasked(schaerbeek, mireille):
    report = make_report(schaerbeek)
    take("ask", report, mireille)
    report = read_again(report)
    add_to_report(report=report, text="En mars.", by=system_actor("public"), at=AT)

    assert read_again(report).state == State.RECEIVED
    with pytest.raises(actions.Conflict):
        take("undo", read_again(report), mireille)
    assert Exchange.objects.count() == 2


def test_a_publication_whose_text_the_person_took_back_can_still_be_undone(schaerbeek, mireille):
    report = publish(make_report(schaerbeek), mireille)
    set_consent(
        report=report,
        code="D2",
        granted=False,
        wording="non",
        language="fr",
        intake="web",
        by=system_actor("public"),
        at=AT,
    )
    report = read_again(report)
    assert report.state == State.CHECKED

    take("undo", report, mireille)

    assert read_again(report).state == State.RECEIVED
    assert not Problem.objects.public().exists()
