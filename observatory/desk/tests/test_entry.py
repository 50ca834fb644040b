"""Fatima sits at Amine's desk: one screen, one code."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from observatory.associations.models import Association, Membership
from observatory.desk.tests.desk import (
    COMPLETE,
    hidden_fields,
    open_entry,
    send,
    shown_code,
    sign_in,
)
from observatory.journal.models import Entry
from observatory.reports.models import Consent, Report
from observatory.reports.queries import report_by_code
from observatory.vault.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, maison, amine):
    return sign_in(client, amine)


def test_an_entry_becomes_one_report_of_the_association_and_gives_its_code(desk, amine, maison):
    response = send(desk)
    assert response.status_code == 303
    report = Report.objects.get()
    assert (report.intake, report.association, report.language) == ("assisted", maison, "fr")
    assert report.territory.nis == "21012"
    terms = {one.code for one in report.terms.all()}
    assert terms == {"P05", "P24", "C03", "A4", "Q1"}
    assert {one.code: one.granted for one in Consent.objects.all()} == {
        "D1": True,
        "D2": False,
        "D3": False,
    }
    entry = Entry.objects.get(action="report.submit")
    assert entry.actor_id == amine.pk
    slip = desk.get(response["Location"])
    assert report_by_code(shown_code(slip)) == report


def test_nothing_asks_who_the_person_is_before_she_agrees_to_be_reached(desk):
    page = desk.get(reverse("desk_entry")).content.decode()
    revealed = page.index('class="revealed"', page.index('data-question="consent_contact"'))
    assert page.index('data-question="contact"') > revealed
    send(desk, **{"contact-phone": "0470 12 34 56"})
    assert not Contact.objects.exists()


def test_who_agrees_to_be_reached_is_reachable(desk):
    send(desk, consent_contact="yes", **{"contact-phone": "0470 12 34 56"})
    assert Contact.objects.count() == 1


def test_an_entry_sent_twice_is_one_report_with_one_code(desk):
    hidden = open_entry(desk)
    first = send(desk, hidden)
    second = send(desk, hidden)
    assert Report.objects.count() == 1
    assert first["Location"] == second["Location"]
    assert shown_code(desk.get(first["Location"])) == shown_code(desk.get(second["Location"]))


def test_two_windows_are_two_entries(desk):
    one, other = open_entry(desk), open_entry(desk)
    first, second = send(desk, one), send(desk, other)
    assert Report.objects.count() == 2
    codes = {shown_code(desk.get(answer["Location"])) for answer in (first, second)}
    assert len(codes) == 2


def test_the_code_leaves_the_screen_with_the_next_entry(desk):
    slip = send(desk)["Location"]
    assert desk.get(slip).status_code == 200
    open_entry(desk)
    gone = desk.get(slip)
    assert gone.status_code == 410
    assert "n’est plus à l’écran" in gone.content.decode()


def test_nobody_sees_the_code_of_somebody_else_s_report(desk, client, jean):
    send(desk)
    report = Report.objects.get()
    assert desk.get(reverse("desk_slip", args=[uuid4()])).status_code == 410
    other = sign_in(client.__class__(), jean)
    assert other.get(reverse("desk_slip", args=[report.uuid])).status_code == 410
    # The identifier of a report, sent as that of a new entry, gives nothing.
    forged = signing.dumps(str(report.uuid), salt=f"desk-entry:{jean.pk + 1}")
    for entry in (str(report.uuid), forged, ""):
        answer = send(other, {"entry": entry, "version": ""})
        assert answer.status_code == 422
        assert "restée ouverte trop longtemps" in answer.content.decode()
    assert Report.objects.count() == 1


def test_what_is_missing_is_said_and_all_that_was_typed_stays(desk):
    answer = send(desk, service="", consent_count="", story="Le guichet est fermé depuis mars.")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Il reste 2 choses à corriger" in page
    assert 'href="#row-service"' in page
    assert 'id="row-service"' in page
    assert "Le guichet est fermé depuis mars." in page
    assert 'value="P24"' in page
    assert not Report.objects.exists()
    # Corrected, it is the same entry.
    assert send(desk, hidden_fields(page)).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"service": "S0000"},
        {"obstacles": ["P05", "<b>"]},
        {"where": "99999"},
        {"age": ["A1", "A2"]},
        {"spoken": "xx"},
        {"association": "999999"},
        {"keep": ["story"]},
        {"story": "a" * 3001},
        {"consent_contact": "yes", "contact-email": "nulle part"},
        {"told_service": "yes", "told_month": "2999-01"},
    ],
)
def test_bad_input_is_refused_with_its_reason_and_nothing_is_stored(desk, wrong):
    answer = send(desk, **wrong)
    assert answer.status_code == 422
    assert "à corriger" in answer.content.decode()
    assert not Report.objects.exists()


def test_whoever_refuses_to_be_counted_leaves_nothing_and_is_told_so(desk):
    answer = send(desk, consent_count="no", service="")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "rien n’est enregistré" in page
    assert 'class="error"' not in page
    assert "Le guichet est fermé." in page
    assert not Report.objects.exists()
    assert not Entry.objects.filter(action__startswith="report").exists()


def test_health_is_asked_after_its_own_consent_and_kept_only_under_it(desk):
    page = desk.get(reverse("desk_entry")).content.decode()
    assert page.index("consent_health") < page.index("health_profile")
    refused = send(desk, consent_health="no", health_profile=["H4"])
    assert refused.status_code == 303
    assert not Report.objects.get().terms.filter(code="H4").exists()
    unasked = send(desk, health_profile=["H4"])
    assert unasked.status_code == 422


def test_without_javascript_a_button_reads_the_answers_back_in_her_language(desk):
    answer = send(desk, action="read", spoken="nl", consent_count="", consent_contact="")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Il reste" not in page
    assert 'lang="nl"' in page
    assert "Sint-Jans-Molenbeek" in page
    assert "Mogen wij uw geval meetellen" in page
    assert not Report.objects.exists()
    assert send(desk, hidden_fields(page), spoken="nl").status_code == 303
    consent = Consent.objects.filter(code="D1").get()
    assert consent.wording.startswith("Mogen wij uw geval meetellen")
    assert Report.objects.get().language == "nl"


def test_the_sitting_keeps_the_municipality_and_the_language_and_nothing_of_the_person(desk):
    send(desk, keep=["where"], spoken="nl")
    page = desk.get(reverse("desk_entry")).content.decode()
    assert re.findall(r'<option value="(\w+)"[^>]* selected>', page) == ["21012"]
    assert 'value="nl" checked' in page
    # The service and all the rest are empty again.
    assert "Le guichet est fermé." not in page
    assert 'value="A4"' in page
    assert page.count(" checked") == 2
    assert set(desk.session["desk_sitting"]["answers"]) == {"where"}


def test_the_sitting_keeps_the_service_when_asked_and_forgets_it_when_told(desk):
    send(desk, keep=["where", "service"])
    assert desk.session["desk_sitting"]["answers"] == {"where": "21012", "service": "S01"}
    send(desk, keep=[])
    assert desk.session["desk_sitting"]["answers"] == {}


def test_the_sitting_is_forgotten_at_sign_out(desk, amine):
    send(desk, keep=["where"])
    desk.post(reverse("account_logout"))
    sign_in(desk, amine)
    assert "desk_sitting" not in desk.session


def test_who_works_for_two_associations_says_for_which(desk, amine, maison, now):
    other = Association.objects.create(name="Écrivains publics", joined_on=now.date())
    Membership.objects.create(association=other, user=amine, joined_at=now)
    answer = send(desk)
    assert answer.status_code == 422
    assert "pour quelle association" in answer.content.decode()
    send(desk, association=str(other.pk), keep=["where"])
    assert Report.objects.get().association == other
    page = desk.get(reverse("desk_entry")).content.decode()
    assert f'value="{other.pk}" selected' in page


def test_a_moderator_enters_without_an_association(client, mireille):
    desk = sign_in(client, mireille)
    assert "aucune association" in desk.get(reverse("desk_entry")).content.decode()
    assert send(desk).status_code == 303
    assert Report.objects.get().association is None


def test_only_those_who_enter_for_others_come_here(client, outsider, olu, nadia, chantal):
    assert client.get(reverse("desk_entry")).status_code == 303
    for user, status in ((outsider, 403), (olu, 403), (nadia, 200), (chantal, 200)):
        assert sign_in(client, user).get(reverse("desk_entry")).status_code == status


def test_a_session_that_ended_gives_back_what_was_typed(desk, amine):
    hidden = open_entry(desk)
    desk.logout()
    answer = send(desk, hidden, story="Le guichet est fermé depuis mars.")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert answer["Cache-Control"] == "no-store"
    assert "Le guichet est fermé depuis mars." in page
    assert 'name="obstacles" value="P24"' in page
    assert not Report.objects.exists()
    sign_in(desk, amine)
    again = desk.post(reverse("desk_entry_again"), {**COMPLETE, **hidden, "consent_count": ""})
    assert again.status_code == 200
    assert "Le guichet est fermé." in again.content.decode()
    assert hidden_fields(again.content.decode()) == hidden
    assert not Report.objects.exists()


def test_another_site_puts_no_words_on_our_page(desk):
    answer = desk.post(
        reverse("desk_entry_again"),
        {"story": "Appelez ce numéro."},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 302
    desk.logout()
    page = desk.post(
        reverse("desk_entry"), {"story": "Appelez ici."}, headers={"sec-fetch-site": "cross-site"}
    )
    assert "Appelez ici." not in page.content.decode()


def test_a_page_left_open_until_the_next_day_is_read_again_before_it_is_stored(desk, monkeypatch):
    hidden = open_entry(desk)
    later = timezone.now().timestamp() + timedelta(hours=13).total_seconds()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: later)
        answer = send(desk, hidden)
        assert answer.status_code == 422
        fresh = hidden_fields(answer.content.decode())
        assert fresh["entry"] != hidden["entry"]
        assert send(desk, fresh).status_code == 303
    assert Report.objects.count() == 1


def test_a_trial_shows_everything_and_stores_nothing(desk):
    page = desk.get(reverse("desk_entry"), {"essai": "1"}).content.decode()
    assert "C’est un essai" in page
    before = Entry.objects.count()
    answer = send(desk, hidden_fields(page), query="?essai=1", keep=["where"])
    assert answer.status_code == 303
    slip = desk.get(answer["Location"])
    assert "ESSAI" in slip.content.decode()
    assert report_by_code(shown_code(slip)) is None
    assert not Report.objects.exists()
    assert Entry.objects.count() == before
    assert not {"desk_sitting", "desk_slips"} & set(desk.session.keys())


def test_a_made_up_slip_is_in_no_made_up_language(desk):
    assert desk.get(reverse("desk_slip_trial"), {"langue": "../x"}).status_code == 200


def test_the_slip_is_in_her_language_and_remembers_its_paper(desk):
    slip = send(desk, spoken="nl")["Location"]
    page = desk.get(slip).content.decode()
    assert "slip-a6.css" in page
    assert 'lang="nl"' in page
    page = desk.get(slip, {"papier": "roll"}).content.decode()
    assert "slip-roll.css" in page
    assert "slip-roll.css" in desk.get(slip).content.decode()
    assert "slip-roll.css" in desk.get(slip, {"papier": "n’importe quoi"}).content.decode()


def test_opening_the_form_costs_few_queries(desk, django_assert_max_num_queries):
    desk.get(reverse("desk_entry"))
    with django_assert_max_num_queries(12):
        desk.get(reverse("desk_entry"))
