"""One sheet after another: numbered, kept, or accounted for."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.kit.return_codes import group_code
from observatory.paper.models import Sheet
from observatory.paper.permissions import is_code_shown
from observatory.paper.states import MARKS, SheetState
from observatory.questionnaires.queries import current_version
from observatory.reports.models import Report
from observatory.reports.queries import code_of
from observatory.reports.queries.answers import answers_of
from observatory.reports.states import State as ReportState

from .factories import (
    AT,
    close,
    key,
    make_batch,
    mark,
    sheet_of,
    sign_in,
    typed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(batch):
    return reverse("batch_key", args=[batch.uuid])


def test_a_sheet_becomes_a_report_that_came_on_paper(desk, address, batch, jean, maison):
    answer = desk.post(address, typed(1))

    sheet = Sheet.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("sheet_kept", args=[batch.uuid, 1])
    assert (sheet.number, sheet.state, sheet.keyed_by) == (1, SheetState.REPORT, jean)
    assert (sheet.report.intake, sheet.report.association) == ("paper", maison)
    assert sheet.report.state == ReportState.RECEIVED


def test_the_form_begins_with_what_the_pile_has_in_common(desk, address, batch):
    page = desk.get(address)

    form = page.context["form"]
    assert form["where"].value() == batch.territory.nis
    assert form.spoken == batch.language
    assert page.context["number"] == 1
    # A photo does not come on a paper form.
    assert 'type="file"' not in page.content.decode()


def test_the_consents_are_kept_in_the_words_of_the_paper(client, jean, maison):
    batch = make_batch(jean, maison, language="nl")
    sign_in(client, jean).post(reverse("batch_key", args=[batch.uuid]), typed(1))

    report = Report.objects.get()
    assert report.language == "nl"
    words = current_version("report").definition
    assert report.consents.get(code="D1").language == "nl"
    assert report.consents.get(code="D1").wording in str(words)


def test_the_code_to_copy_on_the_stub_is_shown_and_the_next_sheet_is_one_key_away(
    desk, address, batch
):
    page = desk.post(address, typed(1), follow=True).content.decode()

    for group in group_code(code_of(Report.objects.get().uuid)).split():
        assert f"<span>{group}</span>" in page
    assert "sur le talon de la feuille 1" in page
    assert f'href="{address}" autofocus' in page
    assert "la 2</span>" in page


def test_without_stubs_there_is_nothing_to_copy(client, jean, maison):
    batch = make_batch(jean, maison, has_stubs=False)
    page = sign_in(client, jean).post(
        reverse("batch_key", args=[batch.uuid]), typed(1), follow=True
    )

    assert "Pas de talon" in page.content.decode()
    assert "return-code" not in page.content.decode()


def test_the_code_is_for_who_keyed_it_that_day_while_the_pile_is_open(client, batch, jean, amine):
    key(batch, 1, jean)
    sheet = sheet_of(batch, 1)

    assert is_code_shown(jean, sheet, batch, AT)
    assert not is_code_shown(amine, sheet, batch, AT)
    assert not is_code_shown(jean, sheet, batch, AT + timedelta(days=1))
    page = sign_in(client, amine).get(reverse("sheet_kept", args=[batch.uuid, 1]))
    assert "return-code" not in page.content.decode()
    assert not is_code_shown(jean, sheet, close(batch, jean, "Il en manque."), AT)


def test_the_last_sheet_leads_to_the_count(desk, batch, jean):
    for number in range(1, 20):
        mark(batch, number, "blank", jean)
    page = desk.post(reverse("batch_key", args=[batch.uuid]), typed(20), follow=True)

    assert "C’était la dernière" in page.content.decode()


def test_what_cannot_be_taken_is_said_and_everything_typed_stays(desk, address):
    page = desk.post(address, typed(1, service="", story="Il a fallu revenir trois fois."))

    assert page.status_code == 422
    assert "Il a fallu revenir trois fois." in page.content.decode()
    assert page.context["head"]["sheet_number"].value() == "1"
    assert not Report.objects.exists()


@pytest.mark.parametrize("number", ["", "zéro", "0", "1000", "-4"])
def test_a_number_that_is_none_is_said(desk, address, number):
    page = desk.post(address, typed(1, sheet_number=number))

    assert page.status_code == 422
    assert "de 1 à 999" in page.content.decode()
    assert page.context["form"]["service"].value() == "S02"


def test_a_no_to_being_counted_says_which_button_keeps_the_count(desk, address, batch):
    answers = typed(1, consent_count="no")
    page = desk.post(address, answers)

    assert page.status_code == 422
    assert "Compter comme refus" in page.content.decode()
    desk.post(address, {**answers, "mark": "refused"})
    assert sheet_of(batch, 1).state == SheetState.REFUSED
    assert not Report.objects.exists()


@pytest.mark.parametrize("state", MARKS)
def test_every_paper_is_accounted_for(desk, address, batch, state):
    answer = desk.post(address, typed(1, mark=state, given_to="Amine"), follow=True)

    sheet = sheet_of(batch, 1)
    assert sheet.state == state
    assert sheet.report is None
    assert sheet.given_to == ("Amine" if state == "illegible" else "")
    assert not Report.objects.exists()
    assert "Feuille 1" in answer.content.decode()
    assert answer.context["number"] == 2


def test_an_illegible_sheet_is_given_to_someone(desk, address):
    page = desk.post(address, typed(1, mark="illegible", story="Mot illisible", service=""))

    assert page.status_code == 422
    assert "à qui vous donnez la feuille" in page.content.decode()
    assert "Mot illisible" in page.content.decode()
    assert not Sheet.objects.exists()


def test_a_mark_that_is_none_is_not_found(desk, address):
    assert desk.post(address, typed(1, mark="withdrawn")).status_code == 404
    assert desk.post(address, typed(1, mark="double")).status_code == 404


def test_a_sheet_that_was_marked_can_be_put_back_on_the_pile(desk, batch, jean):
    mark(batch, 1, "illegible", jean, given_to="Amine")

    desk.post(reverse("sheet_return", args=[batch.uuid, 1]))

    assert not Sheet.objects.exists()
    assert Entry.objects.about(batch.subject).last().data == {"number": 1}


def test_a_sheet_that_became_a_report_is_not_put_back(desk, batch, jean):
    key(batch, 1, jean)

    page = desk.post(reverse("sheet_return", args=[batch.uuid, 1]), follow=True)

    assert "ne peut plus être remise" in page.content.decode()
    assert Sheet.objects.count() == 1


def test_someone_of_elsewhere_keys_nothing(batch, chantal, olu):
    for who in (chantal, olu):
        with pytest.raises(PermissionDenied):
            key(batch, 1, who)
        with pytest.raises(PermissionDenied):
            mark(batch, 1, "blank", who)


def test_the_journal_has_numbers_and_no_answers(batch, jean):
    key(batch, 1, jean, story="Trois fois au guichet.")
    mark(batch, 2, "illegible", jean, given_to="Amine")

    found = [(one.action, one.data) for one in Entry.objects.about(batch.subject)]
    assert found == [
        ("batch.open", {"announced": 20}),
        ("batch.key", {"number": 1}),
        ("batch.key", {"number": 2}),
    ]


def test_a_contact_on_the_paper_goes_to_the_vault(desk, address):
    sent = {**typed(1), "consent_contact": "yes", "contact-phone": "02 123 45 67"}
    desk.post(address, sent)

    report = Report.objects.get()
    assert "contact" not in answers_of(report)
    assert "123 45" not in str(report.answers)


def test_a_sheet_states_the_version_it_was_typed_in(desk, address):
    for made_up in ("", "999999", "n'importe"):
        assert desk.post(address, typed(1, version=made_up, service="")).status_code == 422
