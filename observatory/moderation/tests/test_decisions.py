"""What moderators decide: every state, every transition, every kind of person."""

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.moderation import actions
from observatory.moderation.models import Decision
from observatory.people.models import Mandate, User
from observatory.people.queries import system_actor
from observatory.problems.models import Problem, ProblemMonth
from observatory.reports.models import Consent, Story
from observatory.reports.states import TRANSITIONS, State

from .deciding import MODERATORS, found_texts, report_in, snapshot, take
from .factories import AT, TEXT, draft_of, make_report, propose, publish, read_again

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", MODERATORS)
def test_a_decision_is_taken_from_the_states_it_starts_from_and_from_no_other(
    name, state, schaerbeek, mireille, marc
):
    report = report_in(state, schaerbeek, mireille)
    rule, revision = TRANSITIONS[name], report.revision
    if state in rule.before:
        take(name, report, marc)

        after = read_again(report)
        assert after.state == rule.after
        assert after.revision == revision + 1
        entry = Entry.objects.about(report.subject).last()
        assert entry.action == f"report.{name}"
        assert (entry.state_before, entry.state_after) == (state, rule.after)
        assert entry.actor_id == marc.pk
    else:
        before = snapshot()
        if name == "undo" and not report.decisions.exists():
            Decision.objects.create(
                report=report,
                transition="count",
                state_before="received",
                state_after=state,
                decided_by=mireille,
                decided_at=AT,
            )
            before = snapshot()

        with pytest.raises(actions.Conflict):
            take(name, report, marc)

        assert snapshot() == before


@pytest.mark.parametrize("who", ["outsider", "chantal", "amine", "olu", "elsewhere"])
@pytest.mark.parametrize("name", MODERATORS)
def test_nobody_else_than_a_moderator_of_the_place_decides(
    name, who, request, schaerbeek, mireille
):
    report = report_in(next(iter(sorted(TRANSITIONS[name].before))), schaerbeek, mireille)
    if who == "elsewhere":
        molenbeek = request.getfixturevalue("molenbeek")
        by = User.objects.create(email="m@example.org", name="De Molenbeek")
        Mandate.objects.create(
            user=by,
            role="moderator",
            territory=molenbeek,
            given_by_id=system_actor("demo").pk,
            given_at=AT,
        )
    else:
        by = request.getfixturevalue(who)
    before = snapshot()

    with pytest.raises(PermissionDenied):
        take(name, report, by)

    assert snapshot() == before


def test_a_report_without_a_place_is_for_moderators_of_everywhere(mireille):
    report = make_report(None)
    everywhere = User.objects.create(email="everywhere@example.org", name="Partout")
    Mandate.objects.create(
        user=everywhere,
        role="moderator",
        given_by_id=system_actor("demo").pk,
        given_at=AT,
    )

    with pytest.raises(actions.NotAllowed):
        publish(report, mireille)

    assert publish(report, everywhere).state == State.PUBLISHED


def test_a_published_report_counts_and_its_text_is_found(schaerbeek, mireille):
    edition = edition_number()

    report = publish(make_report(schaerbeek), mireille)

    problem = report.problem
    assert (problem.territory, problem.channel) == (schaerbeek, "counter")
    assert (problem.report_count, problem.text_count) == (1, 1)
    assert ProblemMonth.objects.get(problem=problem).month.isoformat() == "2026-10-01"
    assert report.story.approved_at == AT
    assert report.story.public_text == TEXT
    assert edition_number() > edition
    assert found_texts() == [f"t{report.story.pk}"]


def test_a_second_report_joins_the_problem_that_exists(schaerbeek, mireille):
    first = publish(make_report(schaerbeek), mireille)
    second = make_report(schaerbeek)

    actions.publish_report(
        report=second,
        revision=0,
        public_text=TEXT,
        problem=first.problem,
        by=mireille,
        at=AT,
    )
    third = publish(make_report(schaerbeek), mireille)

    assert read_again(second).problem == third.problem == first.problem
    assert Problem.objects.get().report_count == 3


def test_a_report_joins_no_problem_of_another_place_or_service(schaerbeek, molenbeek, mireille):
    everywhere = system_actor("demo")
    other_place = publish(make_report(molenbeek), everywhere).problem
    other_service = publish(make_report(schaerbeek, service="S02"), everywhere).problem
    report = make_report(schaerbeek)

    for problem in (other_place, other_service):
        with pytest.raises(actions.WrongProblem):
            take("count", report, mireille, problem=problem)
        with pytest.raises(actions.WrongProblem):
            take("propose", report, mireille, problem=problem)

    assert read_again(report).state == State.RECEIVED


def test_a_counted_report_shows_no_word(schaerbeek, mireille):
    report = make_report(schaerbeek, consents=("D1",))
    Story.objects.filter(report=report).update(public_text="un brouillon")

    take("count", report, mireille)

    report = read_again(report)
    assert (report.problem.report_count, report.problem.text_count) == (1, 0)
    assert draft_of(report) == ""
    assert report.story.approved_at is None


@pytest.mark.parametrize("name", ["publish", "propose"])
def test_nothing_is_published_without_the_persons_agreement(name, schaerbeek, mireille):
    report = make_report(schaerbeek, consents=("D1",))
    before = snapshot()

    with pytest.raises(actions.ConsentMissing) as missing:
        take(name, report, mireille)

    assert missing.value.code == "D2"
    assert snapshot() == before


def test_a_consent_that_was_withdrawn_is_no_consent(schaerbeek, mireille):
    report = make_report(schaerbeek)
    Consent.objects.create(
        report=report,
        code="D2",
        granted=False,
        wording="non",
        language="fr",
        version="v1",
        intake="web",
        given_at=AT,
    )

    with pytest.raises(actions.ConsentMissing):
        publish(report, mireille)


def test_nothing_is_counted_without_the_first_consent(schaerbeek, mireille):
    report = make_report(schaerbeek, consents=())

    with pytest.raises(actions.ConsentMissing) as missing:
        take("count", report, mireille)

    assert missing.value.code == "D1"
    assert not Problem.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"profile": ("H1",)},
        {"profile": ("A0",)},
        {"consequences": ("C12",)},
        {"needs_second_look": True},
    ],
)
def test_health_and_minors_need_two_people(fields, schaerbeek, mireille, marc):
    report = make_report(schaerbeek, **fields)

    with pytest.raises(actions.SecondLookNeeded):
        publish(report, mireille)
    report = propose(report, mireille)
    assert report.story.approved_at is None
    assert not Problem.objects.exists()
    with pytest.raises(actions.NotAllowed):
        take("agree", report, mireille)
    with pytest.raises(actions.NotAllowed):
        take("agree_count", report, mireille)
    take("agree", report, marc)

    report = read_again(report)
    assert report.state == State.PUBLISHED
    assert report.problem.text_count == 1


@pytest.mark.parametrize("fields", [{"profile": ("H1",)}, {"consequences": ("C12",)}])
def test_health_is_not_in_the_journal_which_outlives_the_report(fields, schaerbeek, mireille):
    report = propose(make_report(schaerbeek, **fields), mireille)

    assert report.decisions.get().reason == "sensitive"
    entries = Entry.objects.about(report.subject)
    assert entries.exists()
    assert not [entry for entry in entries if "health" in str(entry.data)]


def test_who_agrees_publishes_the_words_that_were_proposed(schaerbeek, mireille, marc):
    report = make_report(schaerbeek, needs_second_look=True)
    actions.propose_publication(
        report=report, revision=0, public_text="Mot pour mot.", channel="phone", by=mireille, at=AT
    )

    take("agree", read_again(report), marc)

    report = read_again(report)
    assert report.story.public_text == "Mot pour mot."
    assert report.problem.channel == "phone"


def test_what_was_sent_back_can_be_proposed_by_the_other(schaerbeek, mireille, marc):
    report = propose(make_report(schaerbeek, needs_second_look=True), mireille)
    take("send_back", report, marc)
    report = read_again(report)
    assert report.first_moderator is None
    assert draft_of(report) == TEXT

    report = propose(report, marc, "Un autre texte.")
    with pytest.raises(actions.NotAllowed):
        take("agree", report, marc)
    take("agree", report, mireille)

    assert read_again(report).story.public_text == "Un autre texte."
