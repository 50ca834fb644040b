"""Solange finds the body, prepares, asks, sends and follows; records are checked; others stay outside."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

from observatory.escalations.models import Escalation, Proposal, SealedFile, StageEntry
from observatory.kit.remembered import memory
from observatory.kit.tests.test_pdf_pages import make_pdf
from observatory.problems.tests.reading import words_of

from .making import agree, body, counted_report, fill, make_dossier, seen_of

pytestmark = pytest.mark.django_db

DESK, FIND, NEW = (
    "/fr/equipe/saisines/",
    "/fr/equipe/saisines/chercher/",
    "/fr/equipe/saisines/nouveau/",
)
LETTER, BODIES = "/fr/equipe/saisines/premiere-lettre/", "/fr/equipe/instances/"
CASE = {"service": "S01", "territory_nis": "21015"}
ASKED = {
    "language": "fr",
    "summary": "Un guichet ouvert.",
    "problem": "",
    "demand": "",
    "revision": 0,
}


@pytest.fixture
def as_solange(signed_in, solange):
    return signed_in(solange)


def at(dossier, more=""):
    return f"{DESK}{dossier.pk}/{more}"


def test_a_typed_case_names_bodies_in_order_with_reasons_and_what_is_missing(as_solange):
    words = words_of(as_solange.post(FIND, CASE))
    for one in (
        "Où ce cas peut aller, dans l’ordre",
        "Ombuds Bruxelles",
        "Le service doit d’abord l’avoir appris.",
        "Pourquoi pas les autres",
        "Médiateur d’Ixelles",
        "Pour être plus sûr, il faudrait savoir",
        "D’abord, le service lui-même",
    ):
        assert one in words
    assert not Escalation.objects.exists()


def test_a_report_begins_a_case(as_solange, report):
    words = words_of(as_solange.get(FIND))
    assert report.reference in words
    words = words_of(as_solange.get(FIND, {"report": report.pk}))
    assert "Ombuds Bruxelles" in words
    assert f"À partir du récit {report.reference}" in words.replace("\u202f", " ")


def test_the_way_from_a_case_to_a_dossier(as_solange):
    html = as_solange.post(FIND, {**CASE, "grounds": ["age"]}).content.decode()
    href = next(
        one.split('"')[0].replace("&amp;", "&")
        for one in html.split('href="')
        if "body=ombuds_brussels" in one.split('"')[0]
    )
    assert "Personne n’a comparé la fiche" in words_of(as_solange.get(href))
    as_solange.post(href, ASKED)
    made = Escalation.objects.get()
    assert made.case == {**CASE, "grounds": ["age"]}
    assert (made.service.code, made.territory.nis, made.body.code) == (
        "S01",
        "21015",
        "ombuds_brussels",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"organization": "La lune"},
        {"facts_on": "2099-01-01"},
        {"facts_on": "hier"},
        {"facts_on": "2026-10-01", "told_service_on": "2026-09-01"},
        {"service": "S777"},
        {"grounds": ["charm"]},
        {"grounds": ["age"], "no_ground": "on"},
    ],
)
def test_a_case_that_cannot_be_says_why(as_solange, wrong):
    answer = as_solange.post(FIND, {**CASE, **wrong})
    assert "Où ce cas peut aller" not in words_of(answer)
    assert 'class="error"' in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["", "body=nobody", "body=unia&service=S777", "body=unia&facts_on=x"]
)
def test_an_address_that_was_tampered_with_opens_nothing(as_solange, query):
    assert as_solange.get(f"{NEW}?{query}").status_code == 404


def test_the_first_letter_comes_as_a_pdf_and_nothing_is_stored(as_solange, report):
    answer = as_solange.post(f"{LETTER}?report={report.pk}", {**CASE, "letter": "fr"})
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"
    assert not Escalation.objects.exists()
    assert as_solange.post(LETTER, {**CASE, "letter": "de"}).status_code == 404


def test_yvan_begins_no_letter_from_a_report_of_schaerbeek(signed_in, yvan, report):
    client = signed_in(yvan)
    assert report.reference not in words_of(client.get(FIND))
    assert client.get(FIND, {"report": report.pk}).status_code == 404
    answer = client.post(f"{LETTER}?report={report.pk}", {**CASE, "letter": "fr"})
    assert answer.status_code == 404


def test_solange_asks_then_adds_what_agreed(as_solange, solange, schaerbeek, report):
    dossier = make_dossier(solange, schaerbeek)
    assert "Aucune personne n’a encore dit oui" in words_of(as_solange.get(at(dossier)))
    said = {"revision": dossier.revision, "reports": report.pk}
    as_solange.post(at(dossier, "proposer/"), said)
    assert Proposal.objects.get().report == report
    answer = as_solange.post(at(dossier, "contenu/"), said, follow=True)
    assert "Rien n’a été ajouté" in words_of(answer)
    agree(report)
    assert report.reference in words_of(as_solange.get(at(dossier)))
    as_solange.post(at(dossier, "contenu/"), said)
    item = dossier.items.get()
    dossier.refresh_from_db()
    as_solange.post(at(dossier, "contenu/"), {"revision": dossier.revision, "remove": item.pk})
    assert not dossier.items.exists()


def test_the_page_says_that_a_report_was_withdrawn(as_solange, dossier, report):
    agree(report, granted=False)
    assert "1 récit a été retiré depuis la préparation." in words_of(as_solange.get(at(dossier)))


def test_the_page_of_a_sent_one_says_that_nothing_can_be_called_back(as_solange, sent, report):
    agree(report, granted=False)
    words = words_of(as_solange.get(at(sent)))
    assert (
        "1 récit a été retiré après l’envoi. Ce qui a été envoyé ne peut pas être rappelé" in words
    )
    assert "détruit le" in words
    for file in SealedFile.objects.all():
        assert as_solange.get(at(sent, f"fichiers/{file.pk}/")).status_code == 404


def test_solange_notes_the_sending_with_its_proof(as_solange, dossier, quick_pdf):
    page = at(dossier, "etape/send/")
    assert seen_of(dossier) in words_of(as_solange.get(page))
    said = {
        "revision": dossier.revision,
        "seen": seen_of(dossier),
        "dated_on": localdate().isoformat(),
        "how": "registered",
        "reference": "",
        "notes": "",
        "proof": SimpleUploadedFile("recu.pdf", make_pdf(2)),
    }
    as_solange.post(page, said)
    dossier.refresh_from_db()
    assert dossier.state == "sent"
    kinds = list(SealedFile.objects.values_list("kind", flat=True))
    assert kinds == ["dossier", "export", "proof", "proof"]
    proof = SealedFile.objects.filter(kind="proof").first()
    answer = as_solange.get(at(dossier, f"fichiers/{proof.pk}/"))
    assert (answer["Content-Type"], answer.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")


@pytest.mark.parametrize("data", [b"<html>", b"%PDF-1.7 broken", b""])
def test_a_proof_that_is_no_picture_is_refused(as_solange, dossier, quick_pdf, data):
    said = {
        "revision": dossier.revision,
        "seen": seen_of(dossier),
        "dated_on": localdate().isoformat(),
        "how": "email",
        "proof": SimpleUploadedFile("recu.pdf", data),
    }
    answer = as_solange.post(at(dossier, "etape/send/"), said)
    assert answer.status_code == 422
    assert not StageEntry.objects.exists()


def test_a_dossier_printed_before_a_change_is_not_noted(
    as_solange, solange, dossier, schaerbeek, quick_pdf
):
    seen = seen_of(dossier)
    other = counted_report(schaerbeek)
    agree(other)
    fill(dossier, solange, other)
    said = {"revision": dossier.revision, "seen": seen, "dated_on": localdate(), "how": "email"}
    answer = as_solange.post(at(dossier, "etape/send/"), said, follow=True)
    assert "Ce dossier a changé entre-temps" in words_of(answer)
    assert Escalation.objects.get().state == "prepared"


def test_solange_notes_the_end_says_what_came_of_it_and_undoes_it(as_solange, sent):
    page = at(sent, "etape/end/")
    answer = as_solange.post(page, {"revision": sent.revision, "dated_on": localdate()})
    assert answer.status_code == 422
    said = {
        "revision": sent.revision,
        "dated_on": localdate(),
        "outcome": "refused",
        "notes": "Non.",
    }
    as_solange.post(page, said)
    sent.refresh_from_db()
    assert (sent.state, sent.outcome) == ("ended", "refused")
    as_solange.post(at(sent, "annuler/"), {"revision": sent.revision})
    sent.refresh_from_db()
    assert sent.state == "sent"


@pytest.mark.parametrize("name", ["send", "admit"])
def test_a_step_that_the_state_does_not_allow_leads_back(as_solange, dossier, sent, name):
    Escalation.objects.filter(pk=sent.pk).update(state="ended", outcome="obtained")
    answer = as_solange.get(at(sent, f"etape/{name}/"), follow=True)
    assert "Ce dossier a changé entre-temps" in words_of(answer)
    assert as_solange.get(at(sent, "etape/fly/")).status_code == 404


def test_the_pdf_and_the_data_are_there_until_it_is_sent(as_solange, dossier):
    assert as_solange.get(at(dossier, "dossier.pdf")).content.startswith(b"%PDF")
    assert as_solange.get(at(dossier, "dossier.json")).json()["schema"] == "observatoire/dossier/1"
    Escalation.objects.filter(pk=dossier.pk).update(state="sent", sent_on=date(2026, 11, 20))
    assert as_solange.get(at(dossier, "dossier.pdf")).status_code == 404
    assert as_solange.get(at(dossier, "dossier.json")).status_code == 404


def test_what_is_told_in_public_is_corrected(as_solange, dossier):
    said = {**ASKED, "revision": dossier.revision, "summary": "Deux guichets."}
    as_solange.post(at(dossier, "corriger/"), said)
    dossier.refresh_from_db()
    assert dossier.summaries == {"fr": "Deux guichets."}
    as_solange.post(at(dossier, "corriger/"), {**said, "summary": "Trois."})
    dossier.refresh_from_db()
    assert dossier.summaries == {"fr": "Deux guichets."}
    answer = as_solange.post(at(dossier, "corriger/"), {**said, "problem": "/fr/problemes/999/"})
    assert "Nous ne trouvons pas ce problème." in words_of(answer)


def test_a_record_is_checked_and_the_warning_goes(
    as_solange, dossier, django_capture_on_commit_callbacks
):
    assert "Fiche à vérifier" in words_of(as_solange.get(at(dossier)))
    html = as_solange.get(BODIES).content.decode()
    form = html.split(f"{BODIES}ombuds_brussels/verifiee/")[1]
    seen = form.split('name="seen" value="')[1].split('"')[0]
    as_solange.post(f"{BODIES}ombuds_brussels/verifiee/", {"seen": "other"})
    assert body().checked_on is None
    with django_capture_on_commit_callbacks(execute=True):
        as_solange.post(f"{BODIES}ombuds_brussels/verifiee/", {"seen": seen})
    assert body().checked_on == localdate()
    assert "Fiche à vérifier" not in words_of(as_solange.get(at(dossier)))


def test_a_record_older_than_a_year_warns_again_and_blocks_nothing(as_solange, dossier):
    found = body()
    found.checked_on = localdate() - timedelta(days=367)
    found.save()
    memory.forget_all()
    assert "Fiche à vérifier" in words_of(as_solange.get(at(dossier)))
    assert "Ombuds Bruxelles" in words_of(as_solange.post(FIND, CASE))
    assert as_solange.get(at(dossier, "etape/send/")).status_code == 200


@pytest.mark.parametrize("address", [DESK, FIND, NEW, f"{DESK}1/"])
def test_who_sends_no_cases_stays_outside(signed_in, chantal, address):
    assert signed_in(chantal).get(address).status_code == 403


def test_yvan_sees_nothing_of_schaerbeek(signed_in, yvan, sent):
    client = signed_in(yvan)
    assert "Ombuds Bruxelles" not in words_of(client.get(DESK))
    file = SealedFile.objects.first()
    for more in ("", "etape/end/", f"fichiers/{file.pk}/", "corriger/"):
        assert client.get(at(sent, more)).status_code == 403
    for more in ("contenu/", "proposer/", "annuler/"):
        assert client.post(at(sent, more), {"revision": 0}).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_the_database_the_same_for_one_and_for_three(
    as_solange, solange, schaerbeek, number, django_assert_max_num_queries
):
    for _one in range(number):
        make_dossier(solange, schaerbeek)
    as_solange.get(DESK)
    with django_assert_max_num_queries(8):
        answer = as_solange.get(DESK)
    assert answer.content.decode().count('class="state dossier-prepared"') == number


def test_the_fingerprint_is_the_one_on_the_paper_in_whichever_language_the_desk_is_read(
    as_solange, dossier
):
    shown, on_paper = [], seen_of(dossier)
    for language in ("fr", "nl"):
        translation.activate(language)
        page = words_of(as_solange.get(reverse("escalation_desk", args=[dossier.pk])))
        shown.append(on_paper in page)
    assert shown == [True, True]


def test_olu_who_checks_records_is_led_nowhere_closed(signed_in, solange, olu):
    for person, leads in ((solange, True), (olu, False)):
        page = signed_in(person).get(BODIES).content.decode()
        assert (f'href="{DESK}"' in page.partition("<main")[2]) == leads
