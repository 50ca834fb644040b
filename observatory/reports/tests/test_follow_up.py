"""Fatima comes back with her code."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.kit.return_codes import group_code, make_code
from observatory.limits.models import Tally
from observatory.people.queries import system_actor
from observatory.problems.actions import open_problem
from observatory.problems.models import Problem
from observatory.reports.actions import (
    AlreadyChanged,
    add_to_report,
    change_contact,
    count_report_in_problem,
    set_consent,
    withdraw_report,
)
from observatory.reports.models import Consent, Exchange, Report, ReportTerm, Story, Tombstone
from observatory.reports.queries import consents_in_force
from observatory.reports.states import State
from observatory.search.actions import index_document
from observatory.search.models import Document
from observatory.vault.actions import seal_contact, store_blob
from observatory.vault.models import Blob, Contact
from observatory.vocabularies.models import Term

from .factories import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(schaerbeek):
    return make_report(schaerbeek, consents=("D1", "D2", "D3"))


@pytest.fixture
def published(report, now):
    """A report whose text stands on a problem's page and in the search."""
    worker = system_actor("worker")
    problem = open_problem(
        territory=report.territory,
        service=report.service,
        channel="counter",
        obstacle=Term.objects.get(vocabulary="obstacle", code="P05"),
        by=worker,
        at=now,
    )
    Story.objects.filter(report=report).update(public_text="Une personne n’a pas pu entrer.")
    Report.objects.filter(pk=report.pk).update(state=State.PUBLISHED)
    report.state = State.PUBLISHED
    count_report_in_problem(report=report, problem=problem, with_text=True, by=worker, at=now)
    index_document(
        kind="text",
        ref=report.subject,
        language="fr",
        title="Une personne",
        body="Une personne n’a pas pu entrer.",
        url_name="problem",
        url_arg=str(problem.pk),
    )
    return report


def open_with_code(client, code):
    return client.post(reverse("follow_up"), {"code": code})


def page(client):
    return client.get(reverse("follow_report")).content.decode()


def test_the_code_opens_the_report_however_it_is_typed(client, report):
    answer = open_with_code(client, group_code(report.code).replace(" ", "-"))
    assert answer.status_code == 302
    assert answer.url == reverse("follow_report")
    assert "Nous l’avons reçu" in page(client)


def test_a_slip_of_the_finger_is_explained_and_what_was_typed_stays(client, report):
    wrong = report.code[:-1] + str((int(report.code[-1]) + 1) % 10)
    answer = open_with_code(client, wrong)
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert "Un chiffre n’est pas juste" in answer.content.decode()


def test_nothing_opens_without_the_code(client, report):
    assert client.get(reverse("follow_report")).url == reverse("follow_up")
    assert client.post(reverse("follow_withdraw")).url == reverse("follow_up")
    assert Report.objects.filter(pk=report.pk).exists()


def test_a_forged_cookie_opens_nothing(client, report):
    client.cookies["follow"] = str(report.uuid)
    assert client.get(reverse("follow_report")).url == reverse("follow_up")


def test_guessing_stops_after_ten_tries_and_no_address_is_kept(client, report):
    for number in range(10):
        guess = make_code(b"guess" * 8, UUID(int=number))
        assert "Nous ne trouvons pas" in open_with_code(client, guess).content.decode()
    answer = open_with_code(client, report.code)
    assert answer.status_code == 422
    assert "Trop d’essais" in answer.content.decode()
    assert "127.0.0.1" not in str(list(Tally.objects.values()))


def test_opening_the_page_changes_nothing(client, report):
    open_with_code(client, report.code)
    before = Entry.objects.count(), Consent.objects.count()
    page(client)
    client.get(reverse("follow_withdraw"))
    assert (Entry.objects.count(), Consent.objects.count()) == before


def test_adding_something_answers_the_question_that_was_asked(client, report):
    Report.objects.filter(pk=report.pk).update(state=State.TO_COMPLETE)
    open_with_code(client, report.code)
    client.post(reverse("follow_add"), {"text": "C’était en septembre."})
    report.refresh_from_db()
    assert report.state == State.RECEIVED
    assert Exchange.objects.get().text == "C’était en septembre."
    assert "C’était en septembre." in page(client)


def test_a_text_that_is_too_long_is_kept_in_its_field(client, report):
    open_with_code(client, report.code)
    answer = client.post(reverse("follow_add"), {"text": "a" * 3001})
    assert answer.status_code == 422
    assert "a" * 3001 in answer.content.decode()
    assert not Exchange.objects.exists()


def test_what_a_person_writes_never_enters_the_journal(client, report):
    open_with_code(client, report.code)
    client.post(reverse("follow_add"), {"text": "mot-secret"})
    assert "mot-secret" not in str(list(Entry.objects.values_list("data", "action", "subject")))


def test_taking_back_the_consent_to_publish_takes_the_text_off_but_the_case_counts(
    client, published
):
    open_with_code(client, published.code)
    client.post(reverse("follow_consent"), {"code": "D2", "granted": "no"})
    published.refresh_from_db()
    problem = Problem.objects.get()
    assert published.state == State.CHECKED
    assert (problem.report_count, problem.text_count) == (1, 0)
    assert not Document.objects.filter(ref=published.subject).exists()
    assert Story.objects.get().public_text == ""
    assert consents_in_force(published)["D2"] is False


def test_taking_back_the_contact_consents_erases_the_contact(client, report, now):
    seal_contact(
        subject=report.subject,
        values={"phone": "02 000 00 00"},
        purge_on=now.date() + timedelta(days=300),
        by=system_actor("public"),
        at=now,
    )
    open_with_code(client, report.code)
    client.post(reverse("follow_consent"), {"code": "D3", "granted": "no"})
    assert not Contact.objects.exists()


def test_taking_back_the_health_consent_erases_what_was_said_about_health(schaerbeek, now):
    report = make_report(
        schaerbeek,
        consequences=("C03", "C12"),
        profile=("A4", "H4"),
        consents=("D1", "D5"),
    )
    set_consent(
        report=report,
        code="D5",
        granted=False,
        wording="…",
        language="fr",
        intake="phone",
        by=system_actor("public"),
        at=now,
    )
    left = set(ReportTerm.objects.values_list("term__code", flat=True))
    assert left == {"P05", "C03", "A4"}


def test_a_consent_nobody_offered_cannot_be_given_by_a_made_up_form(client, report):
    open_with_code(client, report.code)
    for code in ("D1", "D4", "D5", "D6", "D99"):
        client.post(reverse("follow_consent"), {"code": code, "granted": "yes"})
    assert set(consents_in_force(report)) == {"D1", "D2", "D3"}


def test_a_tombstone_says_which_association_had_brought_the_report(maison, molenbeek, now):
    report = make_report(molenbeek, intake="assisted", association=maison)
    tombstone = withdraw_report(report=report, by=system_actor("public"), at=now)
    assert tombstone.association == maison


def test_a_report_is_called_by_a_short_name_that_is_not_its_code(report):
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", report.reference)
    assert report.reference.replace("-", "") not in report.code


def test_withdrawing_erases_everything_and_leaves_a_tombstone_without_content(
    client, published, now
):
    public = system_actor("public")
    seal_contact(
        subject=published.subject,
        values={"phone": "02 000 00 00"},
        purge_on=now.date() + timedelta(days=300),
        by=public,
        at=now,
    )
    store_blob(
        subject=published.subject, data=b"x" * 50, media_type="image/jpeg", by=public, at=now
    )
    open_with_code(client, published.code)
    answer = client.post(reverse("follow_withdraw"))
    assert "Ce signalement est effacé" in answer.content.decode()
    for model in (Report, Story, Consent, ReportTerm, Contact, Blob, Exchange):
        assert not model.objects.exists(), model
    assert not Document.objects.filter(ref=published.subject).exists()
    assert Problem.objects.get().report_count == 0
    tombstone = Tombstone.objects.get()
    assert tombstone.was_counted
    assert tombstone.association is None
    assert tombstone.received_month.day == 1


def test_a_withdrawn_report_says_so_to_whoever_has_the_code(client, report, now):
    withdraw_report(report=report, by=system_actor("public"), at=now)
    assert "Ce signalement est effacé" in open_with_code(client, report.code).content.decode()


def test_a_half_hour_later_the_code_is_asked_for_again(client, report, monkeypatch):
    open_with_code(client, report.code)
    later = timezone.now().timestamp() + 31 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(reverse("follow_report")).url == reverse("follow_up")


def test_the_page_says_the_state_in_words_whatever_it_is(client, report):
    open_with_code(client, report.code)
    titles = set()
    for state in set(State) - {State.WITHDRAWN}:
        Report.objects.filter(pk=report.pk).update(state=state)
        titles.add(re.search(r"<h1[^>]*>(.*?)</h1>", page(client), re.S).group(1).strip())
    assert len(titles) == len(State) - 1


def test_a_consent_taken_back_while_a_moderator_decides_is_a_conflict_for_the_moderator(
    report, mireille, now
):
    read = Report.objects.get(pk=report.pk)
    set_consent(
        report=report,
        code="D2",
        granted=False,
        wording="…",
        language="fr",
        intake="phone",
        by=system_actor("public"),
        at=now,
    )
    assert not Report.objects.filter(pk=read.pk, revision=read.revision).exists()


def test_signs_that_cannot_be_seen_are_no_message(client, report):
    open_with_code(client, report.code)
    answer = client.post(reverse("follow_add"), {"text": "\u202e\x07 \u2066"})
    assert answer.status_code == 422
    assert "Écrivez quelque chose" in answer.content.decode()
    assert not Exchange.objects.exists()


def test_nothing_is_added_to_a_report_that_was_withdrawn_in_another_window(report, now):
    public = system_actor("public")
    held = Report.objects.get(pk=report.pk)
    withdraw_report(report=report, by=public, at=now)
    with pytest.raises(AlreadyChanged):
        add_to_report(report=held, text="Encore une chose.", by=public, at=now)
    with pytest.raises(AlreadyChanged):
        change_contact(report=held, values={"phone": "02 000 00 00"}, by=public, at=now)
    assert not Exchange.objects.exists()
    assert not Contact.objects.exists()
