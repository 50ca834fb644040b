"""A report goes only where its person said yes, to that very body; and it leaves when she says no."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage

from observatory.escalations.actions import (
    Conflict,
    Mistake,
    answer_for_body,
    correct_dossier,
    propose_body,
)
from observatory.escalations.jobs import purge
from observatory.escalations.models import BodyConsent, Escalation, EscalationItem, SealedFile
from observatory.escalations.printing import dossier_of
from observatory.escalations.queries.consents import agreeing, read_token, write_token
from observatory.escalations.queries.items import left_out, reports_in
from observatory.journal.models import Entry
from observatory.people.queries import system_actor
from observatory.reports.actions import set_consent, withdraw_report
from observatory.reports.models import Report
from observatory.vault.models import Blob

from .making import BEFORE, NOW, agree, body, counted_report, fill, make_dossier, send
from .test_life import step

pytestmark = pytest.mark.django_db


def withdraw(report):
    report.refresh_from_db()
    withdraw_report(report=report, by=system_actor("public"), at=NOW)


def test_without_a_consent_that_names_the_body_nothing_enters(solange, schaerbeek, report):
    dossier = make_dossier(solange, schaerbeek)
    agree(report, body("unia"))
    with pytest.raises(Mistake) as mistake:
        fill(dossier, solange, report)
    assert mistake.value.mistakes == {"reports": "no_consent"}
    assert not EscalationItem.objects.exists()
    agree(report)
    fill(dossier, solange, report)
    assert reports_in(dossier) == [report]


def test_a_general_yes_to_be_asked_sends_nothing(solange, schaerbeek):
    report = counted_report(schaerbeek, answers={"ask_bodies": "yes"}, consents=("D1", "D2", "D4"))
    dossier = make_dossier(solange, schaerbeek)
    with pytest.raises(Mistake):
        fill(dossier, solange, report)


def test_the_consent_is_kept_with_its_words_version_channel_and_time(report):
    agree(report)
    kept = BodyConsent.objects.get()
    assert "Ombuds Bruxelles" in kept.wording
    assert "ne peut plus être rappelé" in kept.wording
    assert (kept.language, kept.version, kept.intake, kept.given_at) == (
        "fr",
        "d4 v1",
        "web",
        BEFORE,
    )


@pytest.mark.parametrize("state", ["received", "proposed", "rejected", "merged"])
def test_a_report_that_does_not_count_goes_nowhere(solange, schaerbeek, report, state):
    agree(report)
    Report.objects.filter(pk=report.pk).update(state=state)
    with pytest.raises(Mistake):
        fill(make_dossier(solange, schaerbeek), solange, report)
    assert not agreeing(body()).exists()


def test_yvan_cannot_take_a_report_of_schaerbeek(yvan, molenbeek, report):
    agree(report)
    with pytest.raises(Mistake):
        fill(make_dossier(yvan, molenbeek), yvan, report)
    with pytest.raises(PermissionDenied):
        propose_body(report=report, body=body("unia"), by=yvan, at=NOW)


def test_solange_cannot_answer_for_the_person_and_amine_can_beside_her(solange, amine, report):
    propose_body(report=report, body=body(), by=solange, at=NOW)
    values = {"report": report, "body": body(), "granted": True, "at": NOW}
    with pytest.raises(PermissionDenied):
        answer_for_body(**values, intake="assisted", by=solange)
    answer_for_body(**values, intake="assisted", by=amine)
    assert BodyConsent.objects.get().intake == "assisted"


def test_nobody_answers_about_a_body_that_was_not_asked_about(report):
    with pytest.raises(Conflict):
        answer_for_body(
            report=report,
            body=body(),
            granted=True,
            intake="web",
            by=system_actor("public"),
            at=NOW,
        )


def test_a_no_before_the_sending_takes_the_report_out_and_the_dossier_says_so(
    solange, dossier, report
):
    agree(report, granted=False)
    dossier.refresh_from_db()
    assert reports_in(dossier) == []
    assert dossier_of(dossier).is_empty
    assert (dossier.dropped, left_out(dossier, 0)) == (1, 1)


def test_a_yes_again_does_not_put_it_back_by_itself(solange, dossier, report):
    agree(report, granted=False)
    agree(report)
    assert reports_in(dossier) == []
    dossier.refresh_from_db()
    fill(dossier, solange, report)
    assert reports_in(dossier) == [report]


def test_a_report_that_moderation_took_back_drops_out_while_it_does_not_count(dossier, report):
    Report.objects.filter(pk=report.pk).update(state="received")
    assert reports_in(dossier) == []
    assert left_out(dossier, 0) == 1


def test_what_may_not_go_is_not_said_to_have_been_sent(
    solange, schaerbeek, dossier, report, quick_pdf
):
    other = counted_report(schaerbeek)
    agree(other)
    fill(dossier, solange, other)
    Report.objects.filter(pk=report.pk).update(state="received")
    send(dossier, solange)
    assert (dossier.sent_reports, dossier.dropped) == (1, 1)
    assert [item.report_id for item in dossier.items.all()] == [other.pk]
    assert not Entry.objects.filter(
        action="escalations.sent_report", subject=report.subject
    ).exists()


def test_a_withdrawn_report_leaves_a_dossier_that_was_not_sent(dossier, report):
    withdraw(report)
    dossier.refresh_from_db()
    assert (dossier.dropped, dossier.recalled) == (1, 0)
    assert not EscalationItem.objects.exists()


def test_what_was_sealed_of_a_withdrawn_report_is_destroyed_and_its_hash_stays(
    solange, dossier, report, quick_pdf, django_capture_on_commit_callbacks
):
    send(dossier, solange, proof=[b"a receipt"])
    paths = {one.kind: one.blob.path for one in SealedFile.objects.select_related("blob")}
    hashes = set(SealedFile.objects.values_list("sha256", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(report)
    dossier.refresh_from_db()
    assert (dossier.dropped, dossier.recalled, dossier.sent_reports) == (0, 1, 1)
    assert set(SealedFile.objects.values_list("sha256", flat=True)) == hashes
    gone = SealedFile.objects.filter(kind__in=["dossier", "export"])
    assert {(one.blob_id, one.destroyed_at) for one in gone} == {(None, NOW)}
    assert not default_storage.exists(paths["dossier"])
    assert not default_storage.exists(paths["export"])
    # The receipt names the body only.
    assert default_storage.exists(paths["proof"])
    assert Blob.objects.count() == 1


def test_a_no_after_the_sending_destroys_our_copy_too(sent, report):
    agree(report, granted=False)
    sent.refresh_from_db()
    assert sent.recalled == 1
    assert not SealedFile.objects.filter(blob__isnull=False).exists()


def test_a_no_about_one_body_leaves_the_dossier_of_another(solange, schaerbeek, dossier, report):
    other = make_dossier(solange, schaerbeek, to=body("unia"))
    agree(report, body("unia"))
    fill(other, solange, report)
    agree(report, body("unia"), granted=False)
    assert reports_in(dossier) == [report]
    assert reports_in(other) == []


def test_withdrawing_consent_d4_as_a_whole_takes_back_every_body(dossier, report):
    report.refresh_from_db()
    set_consent(
        report=report,
        code="D4",
        granted=False,
        wording="D4",
        language="fr",
        intake="web",
        by=system_actor("public"),
        at=NOW,
    )
    assert not agreeing(body()).exists()
    assert Escalation.objects.get(pk=dossier.pk).dropped == 1


def test_the_button_of_her_page_answers_for_one_body_and_half_an_hour(report):
    token = write_token(report, body())
    assert read_token(token, max_age=60) == (report, body())
    with pytest.raises(signing.BadSignature):
        read_token(token[:-2], max_age=60)
    with pytest.raises(signing.SignatureExpired):
        read_token(token, max_age=-1)


def test_a_year_after_the_end_what_was_sealed_is_destroyed_and_its_hash_stays(solange, sent):
    step(sent, solange, "end", outcome="refused", notes={"fr": "Rien ne change."})
    # What is told of it in public is corrected later: that keeps nothing longer.
    correct_dossier(
        escalation=sent,
        revision=sent.revision,
        summaries={"fr": "Rouvrir le guichet."},
        problem=None,
        demand=None,
        by=solange,
        at=NOW + timedelta(days=300),
    )
    early, late = NOW + timedelta(days=364), NOW + timedelta(days=366)
    assert purge(at=early, dry_run=False) == {"sealed dossier": 0}
    assert purge(at=late, dry_run=True) == {"sealed dossier": 2}
    assert SealedFile.objects.filter(blob=None).count() == 0
    assert purge(at=late, dry_run=False) == {"sealed dossier": 2}
    assert set(SealedFile.objects.values_list("blob", "destroyed_at")) == {(None, late)}
    assert purge(at=late, dry_run=False) == {"sealed dossier": 0}
