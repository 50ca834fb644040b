"""The figures of a monthly sheet: reports in known states over two months, each figure compared."""

from datetime import date

import pytest

from observatory.people.models import Mandate
from observatory.people.queries import system_actor
from observatory.problems.actions import record_step, undo_step
from observatory.problems.models import Problem
from observatory.reports.actions import add_to_report, withdraw_report
from observatory.reports.models import Report
from observatory.returns.actions import answer_question
from observatory.returns.queries.months import months_of
from observatory.returns.queries.sheet import month_sheet

from .factories import ask, bring, decide, moment, other_association, report_of

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def marc(marc, molenbeek):
    """A moderator of everywhere."""
    Mandate.objects.filter(user=marc).update(territory=None)
    return marc


@pytest.fixture
def planted(maison, molenbeek, schaerbeek, marc):
    """Fourteen reports in known states over two months; two withdrawn besides."""
    september = [bring(maison, molenbeek, moment(9, day)) for day in range(1, 7)]
    decide(september[0], "publish", marc, moment(9, 10))
    decide(september[1], "count", marc, moment(9, 10))
    decide(september[2], "count", marc, moment(10, 2))
    decide(september[3], "reject", marc, moment(10, 3))
    decide(september[4], "ask", marc, moment(9, 20))
    # Decided and undone within October: nothing moved, in the end.
    decide(september[5], "count", marc, moment(10, 4))
    decide(september[5], "undo", marc, moment(10, 5))
    october = [
        bring(maison, molenbeek, moment(10, day), intake="paper", service="S05")
        for day in range(1, 6)
    ]
    october += [bring(maison, schaerbeek, moment(10, day), intake="group") for day in (6, 7, 8)]
    decide(october[0], "publish", marc, moment(10, 20))
    decide(october[1], "count", marc, moment(10, 21))
    decide(october[2], "ask", marc, moment(10, 22))
    decide(october[3], "count", marc, moment(11, 2))
    for day, gone in ((9, moment(10, 25)), (10, moment(11, 5))):
        report = bring(maison, molenbeek, moment(10, day))
        withdraw_report(report=report, by=system_actor("public"), at=gone)
    # What others brought is not on the sheet.
    bring(other_association(molenbeek), molenbeek, moment(10, 3))
    bring(None, molenbeek, moment(10, 3))
    return september, october


def lines(sheet):
    return {line.reference: line for line in sheet.lines}


def test_the_figures_of_october_are_those_that_were_planted(planted, maison):
    sheet = month_sheet(maison, OCTOBER, moment(11, 20))
    assert sheet.is_over
    assert sheet.received == [("Formulaire papier", 5), ("Atelier ou groupe", 3)]
    assert sheet.received_count == 8
    # Received in October and withdrawn since; withdrawn in October; withdrawn ever.
    assert (sheet.withdrawn_since, sheet.withdrawn_count, sheet.withdrawn_so_far) == (2, 1, 2)
    # Eight new ones, and two of September that moved.
    assert len(sheet.lines) == 10
    # Two of September; of the new ones, those read: published, counted, asked.
    assert sheet.changed_count == 5
    assert sheet.total == 14
    assert sheet.totals == {
        "published": 2,
        "counted": 3,
        "waiting": 8,
        "rejected": 1,
        "merged": 0,
    }
    assert sum(sheet.totals.values()) == sheet.total
    assert len(sheet.questions) == 2


def test_the_figures_of_september_are_those_of_its_end(planted, maison):
    sheet = month_sheet(maison, SEPTEMBER, moment(11, 20))
    assert sheet.received == [("Au guichet d’une association", 6)]
    assert sheet.total == 6
    assert sheet.totals == {
        "published": 1,
        "counted": 1,
        "waiting": 4,
        "rejected": 0,
        "merged": 0,
    }
    assert sheet.changed_count == 3
    assert (sheet.withdrawn_since, sheet.withdrawn_count) == (0, 0)


def test_a_past_month_reads_the_same_later(planted, maison, marc):
    september, october = planted
    before = month_sheet(maison, OCTOBER, moment(11, 1))
    for report in (october[0], october[1], september[2]):
        decide(report, "undo", marc, moment(11, 25))
    decide(october[4], "reject", marc, moment(11, 25))
    add_to_report(
        report=Report.objects.get(pk=october[2].pk),
        text="C’était le 12.",
        by=system_actor("public"),
        at=moment(11, 25),
    )
    after = month_sheet(maison, OCTOBER, moment(12, 20))
    assert after.lines
    assert [
        (line.reference, str(line.words), line.is_new, line.has_changed) for line in after.lines
    ] == [(line.reference, str(line.words), line.is_new, line.has_changed) for line in before.lines]
    assert (after.totals, after.total, after.received) == (
        before.totals,
        before.total,
        before.received,
    )
    # The question was answered meanwhile: its words are not said any more, that it waited is.
    assert [question.text for question in before.questions] == ["Quand était-ce ?"] * 2
    assert sorted(question.text for question in after.questions) == ["", "Quand était-ce ?"]


def test_a_report_withdrawn_later_leaves_its_line_and_stays_in_a_number(planted, maison):
    _, october = planted
    withdraw_report(
        report=Report.objects.get(pk=october[0].pk), by=system_actor("public"), at=moment(12, 1)
    )
    sheet = month_sheet(maison, OCTOBER, moment(12, 20))
    assert october[0].reference not in lines(sheet)
    assert (sheet.received_count, sheet.withdrawn_since, sheet.total) == (7, 3, 13)
    assert sheet.totals["published"] == 1


def test_each_line_says_in_plain_words_what_became_of_the_report(planted, maison):
    september, october = planted
    found = lines(month_sheet(maison, OCTOBER, moment(11, 20)))
    refused = found[september[3].reference]
    assert str(refused.words) == "Nous ne l’avons pas repris"
    assert refused.reason
    assert str(refused.before) == "Nous l’avons reçu"
    assert refused.has_changed
    assert not refused.is_new
    published = found[october[0].reference]
    assert str(published.words) == "Il est publié"
    assert published.is_new
    assert published.has_changed
    assert published.place == "Molenbeek-Saint-Jean"
    assert published.problem_href.endswith(f"/{Problem.objects.get(service__code='S05').pk}/")
    # Counted in November: October knows nothing of it.
    assert str(found[october[3].reference].words) == "Nous l’avons reçu"
    assert not found[october[3].reference].problem_href
    # Counted and undone within the month, or decided before it.
    for report in (september[5], september[0], september[4]):
        assert report.reference not in found


def test_the_running_month_is_told_as_it_stands_now(planted, maison):
    sheet = month_sheet(maison, NOVEMBER, moment(11, 20))
    assert not sheet.is_over
    assert sheet.received_count == 0
    assert [str(line.words) for line in sheet.lines] == ["Il compte"]
    assert sheet.withdrawn_count == 1


def step(problem, name, marc, at, *, on, visited_on=None):
    problem.refresh_from_db()
    return record_step(
        problem=problem,
        revision=problem.revision,
        transition=name,
        happened_on=on,
        visited_on=visited_on,
        note="Deux guichets de plus le mardi.",
        source_url="https://commune.example/avis",
        by=marc,
        at=at,
    )


def test_the_steps_of_its_problems_are_told_with_dates_and_evidence(planted, maison, marc):
    problem = Problem.objects.get(service__code="S01")
    elsewhere = Problem.objects.get(service__code="S05")
    step(problem, "record_answer", marc, moment(10, 12), on=date(2026, 10, 1))
    seen = date(2026, 11, 2)
    step(problem, "record_improvement", marc, moment(11, 3), on=seen, visited_on=seen)
    Report.objects.filter(problem=elsewhere).update(association=None)
    step(elsewhere, "record_answer", marc, moment(10, 12), on=date(2026, 10, 1))
    october = month_sheet(maison, OCTOBER, moment(11, 20))
    [answered] = october.moves
    assert answered.on == date(2026, 10, 1)
    assert answered.report_count == 3
    assert answered.source == "https://commune.example/avis"
    assert "Deux guichets de plus" in answered.text
    [improved] = month_sheet(maison, NOVEMBER, moment(11, 20)).moves
    assert "Quelqu’un est allé voir le 2 novembre 2026." in improved.text
    assert not month_sheet(maison, SEPTEMBER, moment(11, 20)).moves


def test_a_step_that_was_taken_back_is_told_in_its_month_and_its_end_in_the_next(
    planted, maison, marc
):
    problem = Problem.objects.get(service__code="S01")
    event = step(problem, "record_answer", marc, moment(10, 12), on=date(2026, 10, 1))
    problem.refresh_from_db()
    undo_step(event=event, revision=problem.revision, by=marc, at=moment(11, 4))
    [told] = month_sheet(maison, OCTOBER, moment(11, 20)).moves
    assert not told.is_undone
    [undone] = month_sheet(maison, NOVEMBER, moment(11, 20)).moves
    assert undone.is_undone


def test_the_answers_six_weeks_later_are_counted_in_their_month(maison, molenbeek):
    public = system_actor("public")
    questions = [
        ask(report_of(molenbeek, moment(8, day), association=maison), moment(10, 2))
        for day in range(1, 5)
    ]
    ask(report_of(molenbeek, moment(8, 5), association=maison), moment(11, 2))
    ask(report_of(molenbeek, moment(8, 5)), moment(10, 2))
    for question, answer, at in (
        (questions[0], "solved", moment(10, 3)),
        (questions[1], "not", moment(10, 4)),
        (questions[1], "partly", moment(11, 6)),
        (questions[2], "worse", moment(11, 7)),
    ):
        answer_question(question=question, answer=answer, through="link", by=public, at=at)
    october = month_sheet(maison, OCTOBER, moment(11, 20))
    assert (october.asked_in_month, october.asked_so_far) == (4, 4)
    assert (october.answered_in_month, october.answered_so_far) == (2, 2)
    # An answer that was changed later: October keeps what was said in October.
    assert [row.so_far for row in october.answers] == [1, 0, 1, 0, 0]
    november = month_sheet(maison, NOVEMBER, moment(11, 20))
    assert (november.asked_in_month, november.asked_so_far) == (1, 5)
    assert [row.in_month for row in november.answers] == [0, 1, 0, 1, 0]
    assert [row.so_far for row in november.answers] == [1, 1, 0, 1, 0]


def test_a_month_without_anything_is_quiet(maison, molenbeek, marc):
    decide(bring(maison, molenbeek, moment(9, 1)), "count", marc, moment(9, 2))
    assert month_sheet(maison, OCTOBER, moment(11, 1)).is_quiet
    assert not month_sheet(maison, SEPTEMBER, moment(11, 1)).is_quiet


def test_a_month_begins_and_ends_at_midnight_in_brussels(maison, molenbeek):
    bring(maison, molenbeek, moment(9, 30, 22))  # the first of October, at midnight
    bring(maison, molenbeek, moment(10, 31, 23))  # the first of November, at midnight
    assert month_sheet(maison, OCTOBER, moment(11, 20)).received_count == 1
    assert month_sheet(maison, SEPTEMBER, moment(11, 20)).received_count == 0


def test_months_go_from_the_first_report_or_from_joining_to_now(maison, molenbeek):
    assert len(months_of(maison, moment(11, 20))) == 11
    bring(maison, molenbeek, moment(1, 2).replace(year=2025))
    months = months_of(maison, moment(11, 20))
    assert (months[0], months[-1]) == (NOVEMBER, date(2025, 1, 1))


def test_the_sheet_costs_the_same_for_three_reports_as_for_one(
    maison, molenbeek, marc, django_assert_num_queries
):
    decide(bring(maison, molenbeek, moment(10, 1)), "publish", marc, moment(10, 2))
    month_sheet(maison, OCTOBER, moment(11, 20))
    with django_assert_num_queries(7):
        month_sheet(maison, OCTOBER, moment(11, 20))
    for day in (3, 4):
        decide(
            bring(maison, molenbeek, moment(10, day), service="S05"), "publish", marc, moment(10, 5)
        )
    with django_assert_num_queries(7):
        month_sheet(maison, OCTOBER, moment(11, 20))
