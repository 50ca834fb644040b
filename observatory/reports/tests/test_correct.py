"""A report is brought into line with the paper it was typed from."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.people.queries import system_actor
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.validation import validate_answers
from observatory.reports.actions import (
    AlreadyChanged,
    SubmissionRefused,
    correct_report,
    submit_report,
    withdraw_report,
)
from observatory.reports.models import Consent, Report, Story
from observatory.reports.queries import consents_in_force
from observatory.reports.queries.answers import answers_of, as_kept, differing
from observatory.reports.queries.life import life_of
from observatory.reports.states import State
from observatory.vault.queries import has_contact

pytestmark = pytest.mark.django_db

PAPER = {
    "where": "21012",
    "service": "S01",
    "obstacles": ["P05", "P01"],
    "consequences": ["C01"],
    "consent_health": "yes",
    "health_profile": ["H1"],
    "story": "Le guichet était fermé, il fallait prendre rendez-vous par internet.",
    "told_service": "yes",
    "told_month": "2026-09",
    "told_how": ["counter", "letter"],
    "age": ["A5"],
    "consent_count": "yes",
    "consent_publish": "yes",
    "consent_contact": "yes",
    "contact": {"phone": "02 123 45 67"},
}


@pytest.fixture
def report(maison, jean, now):
    return submit_report(
        uuid=uuid4(),
        version=current_version("report"),
        answers=PAPER,
        language="fr",
        intake="paper",
        photos=[],
        association=maison,
        by=jean,
        at=now,
    ).report


def correct(report, by, now, **answers):
    return correct_report(
        report=report,
        answers={**answers_of(report), **answers},
        revision=report.revision,
        by=by,
        at=now,
    )


def test_what_is_read_back_is_what_was_answered(report):
    definition = compiled(report.questionnaire)
    cleaned, errors = validate_answers(definition, PAPER, language="fr")

    assert not errors
    assert differing(answers_of(report), as_kept(definition, cleaned)) == []


@pytest.mark.parametrize("place", ["elsewhere", "unknown"])
def test_a_place_that_is_no_municipality_is_read_back(place, jean, now):
    stored = submit_report(
        uuid=uuid4(),
        version=current_version("report"),
        answers={"where": place, "service": "S99", "age": ["skip"], "consent_count": "yes"},
        language="fr",
        intake="paper",
        photos=[],
        by=jean,
        at=now,
    ).report

    assert answers_of(stored) == {"where": place, "service": "S99", "consent_count": "yes"}


def test_a_wrong_tick_is_put_right(report, amine, now):
    changed = correct(report, amine, now, service="S02", age=["A4"], obstacles=["P01"])

    stored = Report.objects.get(pk=report.pk)
    assert changed == ["service", "obstacles", "age"]
    assert answers_of(stored) == {
        **answers_of(report),
        "service": "S02",
        "age": ["A4"],
        "obstacles": ["P01"],
    }
    assert stored.service.code == "S02"
    assert stored.revision == 1
    assert stored.state == State.RECEIVED


def test_the_journal_says_which_questions_and_never_what(report, amine, now):
    correct(report, amine, now, story="Le guichet était ouvert.")

    entry = Entry.objects.about(report.subject).last()
    assert entry.action == "report.correct"
    assert entry.data == {"questions": ["story"]}
    assert Story.objects.get(report=report).original == "Le guichet était ouvert."


def test_the_person_reads_that_it_was_corrected(report, amine, now):
    correct(report, amine, now, age=["A4"])

    assert "papier" in str(life_of(report)[-1].title)


def test_without_a_difference_nothing_is_written(report, amine, now):
    before = Entry.objects.count()

    assert correct(report, amine, now) == []
    assert Entry.objects.count() == before
    assert Report.objects.get(pk=report.pk).revision == 0


def test_a_consent_that_was_misread_is_one_more_row(report, amine, now):
    correct(report, amine, now, consent_publish="no")

    assert consents_in_force(report)["D2"] is False
    assert list(
        Consent.objects.filter(report=report, code="D2").order_by("pk").values_list("granted")
    ) == [(True,), (False,)]


def test_a_misread_consent_to_be_contacted_erases_the_number(report, amine, now):
    assert has_contact(report.subject)

    correct(report, amine, now, consent_contact="no")

    assert not has_contact(report.subject)


def test_how_to_reach_the_person_is_not_touched_by_another_correction(report, amine, now):
    correct(report, amine, now, age=["A4"])

    assert has_contact(report.subject)


def test_health_goes_with_its_consent(report, amine, now):
    correct(report, amine, now, consent_health="no")

    stored = Report.objects.get(pk=report.pk)
    assert "health_profile" not in answers_of(stored)
    assert stored.needs_second_look is False


def test_the_text_may_go_and_come_back(report, amine, now):
    correct(report, amine, now, story="")
    stored = Report.objects.get(pk=report.pk)
    assert not Story.objects.filter(report=report).exists()
    assert consents_in_force(stored)["D2"] is False

    correct(stored, amine, now, story="Il y avait un mot.", consent_publish="yes")
    assert Story.objects.get(report=report).original == "Il y avait un mot."
    assert consents_in_force(stored)["D2"] is True


def test_the_consent_to_be_counted_cannot_be_corrected_away(report, amine, now):
    with pytest.raises(SubmissionRefused) as refused:
        correct(report, amine, now, consent_count="no")

    assert set(refused.value.errors) == {"consent_count"}
    assert Report.objects.get(pk=report.pk).revision == 0


@pytest.mark.parametrize("state", sorted(set(State) - {State.RECEIVED, State.WITHDRAWN}))
def test_what_was_decided_on_is_no_longer_corrected(report, amine, now, state):
    Report.objects.filter(pk=report.pk).update(state=state)

    with pytest.raises(AlreadyChanged):
        correct(report, amine, now, age=["A4"])


def test_who_corrects_what_someone_else_changed_has_a_conflict(report, amine, jean, now):
    correct(Report.objects.get(pk=report.pk), jean, now, age=["A4"])

    with pytest.raises(AlreadyChanged):
        correct(report, amine, now, service="S02")


def test_a_withdrawn_report_does_not_come_back(report, amine, now):
    answers = answers_of(report)
    withdraw_report(report=Report.objects.get(pk=report.pk), by=system_actor("public"), at=now)

    with pytest.raises(AlreadyChanged):
        correct_report(
            report=report, answers={**answers, "age": ["A4"]}, revision=0, by=amine, at=now
        )
    assert not Report.objects.exists()


def test_someone_of_elsewhere_does_not_correct_it(report, outsider, olu, now):
    for who in (outsider, olu):
        with pytest.raises(PermissionDenied):
            correct(report, who, now, age=["A4"])
