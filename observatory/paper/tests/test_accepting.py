"""A sheet with nothing left to ask becomes a report like any other; without consent, nothing stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.models import Doubt, Scan, Sheet, Upload
from observatory.paper.printing.serials import submission_uuid
from observatory.paper.scanning.sealed import reading_of
from observatory.paper.states import ScanState, SheetState
from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Consent, Report, Tombstone
from observatory.reports.queries import code_of, report_by_code
from observatory.reports.queries.answers import answers_of
from observatory.vault.models import Blob

from .factories import cost_of, key, make_batch, sign_in
from .scanned import (
    CROSSED,
    Form,
    accept,
    answer,
    asked,
    print_report_form,
    scan_forms,
    scan_pages,
    scanned_number,
    states,
)

pytestmark = pytest.mark.django_db

STORY = "Trois fois au guichet, trois fois fermé. On m’a dit d’aller sur internet."


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


@pytest.fixture
def address(batch):
    return reverse("acceptance", args=[batch.uuid])


def without(*questions):
    return {key: value for key, value in CROSSED.items() if key not in questions}


def test_a_clear_sheet_becomes_a_report_that_came_on_paper(desk, address, batch, jean, maison):
    scan_forms(batch, jean, Form())
    page = desk.get(address)
    assert "Garder la feuille qui est claire" in page.content.decode()
    page = desk.post(address, follow=True)

    sheet = Sheet.objects.get()
    report = Report.objects.get()
    assert "1 feuille est gardée" in page.content.decode()
    assert (sheet.state, sheet.report, sheet.keyed_by) == (SheetState.REPORT, report, jean)
    assert (report.intake, report.association, report.language) == ("paper", maison, "fr")
    found = answers_of(report)
    assert (found["where"], found["service"]) == ("21012", "S02")
    assert found["obstacles"] == ["P01", "P05"]
    assert found["age"] == ["A5"]
    assert states(batch) == ["accepted", "accepted"]
    entry = Entry.objects.about(batch.subject).get(action="batch.accept")
    assert entry.data == {"number": 1}


def test_consents_are_kept_as_they_were_crossed(batch, jean):
    crossed = {**CROSSED, "consent_publish": ["no"], "consent_contact": ["yes"]}
    scan_forms(batch, jean, Form(crossed=crossed, story="Ferme"))
    answer(batch, STORY, jean, kind="text")
    accept(batch, 1, jean)

    given = dict(Consent.objects.values_list("code", "granted"))
    assert given == {"D1": True, "D2": False, "D3": True}
    assert Report.objects.get().story.original == STORY


def test_the_code_on_the_stub_is_the_codes_of_the_report(batch, jean):
    form = Form()
    scan_forms(batch, jean, form)
    accept(batch, 1, jean)

    report = Report.objects.get()
    assert report.uuid == submission_uuid(form.serial)
    assert report_by_code(code_of(report.uuid)) == report


def test_without_serial_the_code_is_copied_on_the_slip(desk, batch, jean):
    scan_forms(batch, jean, Form(serial=None))
    answer(batch, "together", jean)
    accept(batch, 1, jean)

    page = desk.get(reverse("sheet_kept", args=[batch.uuid, 1]))
    assert code_of(Report.objects.get().uuid)[:4] in page.content.decode()


def test_a_sheet_with_something_open_is_not_kept(batch, jean):
    scan_forms(batch, jean, Form().faintly("obstacles", "P02"))

    with pytest.raises(actions.NotClear):
        accept(batch, 1, jean)
    assert not Report.objects.exists()


def test_all_that_is_clear_is_kept_at_once_and_the_rest_waits(desk, address, batch, jean):
    clear = [Form(crossed={**CROSSED, "service": [code]}) for code in ("S01", "S02", "S03")]
    scan_forms(batch, jean, *clear, Form().faintly("obstacles", "P02"))

    page = desk.get(address).content.decode()
    assert "Garder les 3 feuilles qui sont claires" in page
    assert "1 question à la correction" in page
    desk.post(address)
    assert [one.state for one in Sheet.objects.order_by("number")] == ["report"] * 3 + ["scanned"]


def test_a_sheet_is_kept_once_however_often_it_is_asked(batch, jean):
    scan_forms(batch, jean, Form())
    accept(batch, 1, jean)

    with pytest.raises(actions.NotClear):
        accept(batch, 1, jean)
    assert Report.objects.count() == 1


def test_a_needed_answer_that_is_missing_comes_back_as_a_question(batch, jean):
    scan_forms(batch, jean, Form(crossed=without("where")))
    assert asked(batch) == [("answer", "where", "", "missing")]

    answer(batch, "unknown", jean)
    assert accept(batch, 1, jean) == "kept"
    assert Report.objects.get().whereabouts == "unknown"


def test_an_answer_whose_condition_is_not_met_is_asked_about_once(batch, jean):
    """Crossed how the service was told, and not that it was."""
    scan_forms(batch, jean, Form(crossed={**CROSSED, "told_how": ["phone"]}))
    assert asked(batch) == [("answer", "told_service", "", "needs")]

    answer(batch, "yes", jean)
    accept(batch, 1, jean)
    assert answers_of(Report.objects.get())["told_how"] == ["phone"]


def test_what_rests_on_a_consent_that_is_not_crossed_falls_away_when_a_person_saw_it(batch, jean):
    scan_forms(batch, jean, Form(crossed={**CROSSED, "health_profile": ["H1"]}))
    assert asked(batch) == [("answer", "consent_health", "", "needs")]

    answer(batch, "", jean)
    assert accept(batch, 1, jean) == "kept"
    assert "health_profile" not in answers_of(Report.objects.get())
    assert not Consent.objects.filter(code="D5").exists()


@pytest.mark.parametrize("crossed", [["no"], []])
def test_who_does_not_agree_to_be_counted_leaves_nothing(batch, jean, crossed):
    scan_forms(batch, jean, Form(crossed={**CROSSED, "consent_count": crossed}), Form())
    # A person looks first: what goes does not come back.
    assert asked(batch) == [("answer", "consent_count", "", "refused")]
    answer(batch, crossed[0] if crossed else "", jean)

    assert accept(batch, 1, jean) == "refused"
    assert not Report.objects.exists()
    assert scanned_number(batch, 1).state == SheetState.REFUSED
    assert states(batch) == ["refused", "refused", "read", "read"]
    gone = Scan.objects.filter(state=ScanState.REFUSED)
    assert all(one.destroyed_at and not one.picture and not one.sealed_reading for one in gone)
    # The file they came in goes too; the pages of others stay.
    upload = Upload.objects.get()
    assert upload.destroyed_at
    assert set(Blob.objects.values_list("subject", flat=True)) == {
        one.subject for one in Scan.objects.filter(state=ScanState.READ)
    }
    entry = Entry.objects.about(batch.subject).get(action="scans.destroy")
    assert (entry.data["why"], entry.data["pages"]) == ("refused", 2)
    assert entry.data["files"] == [upload.sha256]


def test_who_does_not_agree_leaves_nothing_however_often_the_sheet_was_scanned(
    batch, jean, maison, molenbeek
):
    form = Form(crossed={**CROSSED, "consent_count": ["no"]})
    scan_forms(batch, jean, form)
    scan_pages(batch, form.pages(seed=40), jean)
    scan_pages(make_batch(jean, maison, territory=molenbeek), form.pages(seed=60), jean)
    answer(batch, "no", jean)

    assert accept(batch, 1, jean) == "refused"
    assert not Scan.objects.filter(destroyed_at=None).exists()
    assert not Scan.objects.exclude(sealed_reading=b"").exists()
    assert not Upload.objects.filter(destroyed_at=None).exists()
    assert not Blob.objects.exists()


def test_who_withdrew_before_it_was_kept_leaves_no_second_scan_either(batch, jean):
    form = Form()
    scan_forms(batch, jean, form)
    scan_pages(batch, form.pages(seed=40), jean)
    Tombstone.objects.create(
        uuid=Sheet.objects.get().uuid,
        code_hash="x",
        received_month=timezone.localdate().replace(day=1),
        withdrawn_at=timezone.now(),
        intake="web",
        was_counted=False,
    )

    assert accept(batch, 1, jean) == "withdrawn"
    assert not Scan.objects.filter(destroyed_at=None).exists()
    assert not Blob.objects.exists()


def test_a_yes_that_the_reader_missed_is_seen_by_a_person(batch, jean):
    form = Form(crossed=without("consent_count")).faintly("consent_count", "yes")
    scan_forms(batch, jean, form)
    assert asked(batch) == [("choice", "consent_count", "", "faint")]

    answer(batch, "yes", jean)
    assert accept(batch, 1, jean) == "kept"


def test_a_person_who_withdrew_before_the_sheet_was_kept_is_not_brought_back(batch, jean):
    form = Form()
    scan_forms(batch, jean, form)
    accept(batch, 1, jean)
    withdraw_report(report=Report.objects.get(), by=system_actor("public"), at=timezone.now())

    assert scanned_number(batch, 1).state == SheetState.WITHDRAWN
    assert all(one.destroyed_at and not one.picture for one in Scan.objects.all())
    assert not Blob.objects.exists()
    scan_pages(batch, form.pages(seed=33), jean)
    assert not Report.objects.exists()
    assert set(Scan.objects.order_by("-pk").values_list("reason", flat=True)[:2]) <= {
        "withdrawn",
        "same_serial",
    }


def test_a_missing_side_keeps_a_sheet_from_being_kept_until_a_person_says_so(
    desk, address, batch, jean
):
    scan_pages(batch, [Form().pages()[1]], jean)
    page = desk.get(address).content.decode()
    assert "La page 1 manque" in page

    desk.post(reverse("sheet_without", args=[batch.uuid, 1]))
    # What page 1 would have said is asked: the report cannot be without it.
    desk.post(address, {"number": "1"})
    assert [question for _kind, question, _option, _why in asked(batch)] == ["where", "service"]
    answer(batch, "21012", jean, question="where")
    answer(batch, "S02", jean, question="service")
    assert accept(batch, 1, jean) == "kept"


def test_a_sheet_that_was_keyed_by_hand_too_is_asked_about(batch, jean):
    key(batch, 1, jean, story=STORY, service="S02", obstacles=["P01", "P05"], consequences=[])
    scan_forms(batch, jean, Form(story="Trois"))
    answer(batch, STORY, jean, kind="text")

    assert accept(batch, 2, jean) == "asked"
    assert asked(batch)[0][3] == "keyed"
    answer(batch, "same", jean)
    double = scanned_number(batch, 2)
    assert (double.state, double.repeats.number) == (SheetState.DOUBLE, 1)
    assert Report.objects.count() == 1


def test_the_same_few_crosses_on_two_papers_are_two_people(batch, jean):
    scan_forms(batch, jean, Form(), Form())

    assert [accept(batch, number, jean) for number in (1, 2)] == ["kept", "kept"]
    assert Report.objects.count() == 2


def test_a_pile_of_nothing_but_scans_counts_like_any_other(desk, batch, jean):
    scan_forms(batch, jean, Form(), Form().faintly("obstacles", "P02"))
    accept(batch, 1, jean)

    page = desk.get(reverse("batch", args=[batch.uuid])).content.decode()
    assert "Numérisées, pas encore gardées" in page
    assert "Feuille </span>1" in page


def test_someone_of_elsewhere_keeps_nothing(batch, jean, chantal, address):
    scan_forms(batch, jean, Form())

    with pytest.raises(PermissionDenied):
        accept(batch, 1, chantal)
    assert sign_in(Client(), chantal).post(address).status_code == 403


def test_a_form_of_an_older_version_is_read_as_it_was_printed(batch, jean):
    """Layouts are kept: what was printed last year is read this year."""
    from .factories import print_form
    from .scanned import report_layouts

    print_form(kind="R", form="R1", version="02", layouts=[])
    scan_forms(batch, jean, Form(layouts=report_layouts()))

    assert accept(batch, 1, jean) == "kept"


def test_the_page_costs_the_same_with_one_sheet_and_with_three(desk, address, batch, jean):
    scan_forms(batch, jean, Form())
    one = cost_of(desk, address)
    scan_forms(batch, jean, Form(crossed={**CROSSED, "service": ["S01"]}), Form(serial=None))

    assert cost_of(desk, address) == one
    assert Doubt.objects.count() == 1
    assert reading_of(Scan.objects.first()) is not None
