"""A scanned observation sheet becomes an observation: read by machine, completed by a person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.observations.actions import move_observation
from observatory.observations.models import Intake, Observation, RoundLocation, Slot
from observatory.observations.states import SlotState
from observatory.observations.tests.making import make_location, observe
from observatory.paper import actions
from observatory.paper.jobs import purge
from observatory.paper.models import Doubt, Scan, Sheet
from observatory.paper.states import SheetState
from observatory.reports.models import Report

from .factories import close, cost_of, make_batch, read_again
from .observed import address, complete, last_sunday, make_planned, print_blank, print_for
from .scanned import accept, answer, asked, scan_forms, scan_pages, scanned_number, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(chantal, schaerbeek):
    """Chantal's pile of observation sheets."""
    return make_batch(chantal, territory=schaerbeek, announced=3)


def scan_copied(batch, by, paper):
    """Scan a photocopy, whose two sides a person puts together."""
    scan_forms(batch, by, paper)
    assert asked(batch) == [("page", "", "pair", "pair")]
    answer(batch, "together", by)


def test_a_sheet_of_a_planned_letter_makes_the_observation_and_its_slot_is_done(
    office, batch, chantal, marie, planned
):
    (paper,) = print_for(planned, "letter", by=chantal)
    scan_forms(batch, chantal, paper.cross(k42=["no"], k80=["refused"]))
    assert asked(batch) == []
    sheet = Sheet.objects.get()
    assert (sheet.state, sheet.slot) == (SheetState.SCANNED, paper.slot)

    page = office.get(reverse("acceptance", args=[batch.uuid])).content.decode()
    assert "Relevés à compléter" in page
    assert "Garder la feuille qui est claire" not in page
    page = office.get(address(batch)).content.decode()
    assert "Lettre – Maison communale" in page
    assert "Prévu\u202f:" in page
    assert page.count("<img ") == 2
    assert "Refus" in page
    page = complete(office, batch, observer=str(marie.pk)).content.decode()
    assert "Le relevé de la feuille 1 est enregistré" in page

    made = Observation.objects.get()
    sheet.refresh_from_db()
    assert (made.uuid, made.intake, made.observer) == (sheet.uuid, Intake.PAPER, marie)
    assert (made.channel, made.scenario) == ("letter", "T1")
    assert (made.answers["k42"], made.answers["k80"]) == ("no", "refused")
    assert made.slot == paper.slot
    assert made.slot.state == SlotState.DONE
    assert (sheet.state, sheet.observation, sheet.report) == ("observation", made, None)
    assert states(batch) == ["accepted"] * 2
    assert not Report.objects.exists()
    entry = Entry.objects.about(batch.subject).get(action="batch.accept")
    assert entry.data == {"number": 1}


def test_the_scenario_and_the_way_that_are_printed_alone_need_no_cross(batch, chantal, planned):
    (paper,) = print_for(planned, "reading", by=chantal)
    scan_forms(batch, chantal, paper.cross(k13=["yes"]))

    assert asked(batch) == []


def test_without_a_cross_a_sheet_may_be_empty(batch, chantal, planned):
    scan_forms(batch, chantal, *print_for(planned, "letter", by=chantal))

    assert asked(batch) == [("page", "", "empty_sheet", "empty_sheet")]
    answer(batch, "empty", chantal)
    assert scanned_number(batch, 1).state == SheetState.BLANK


def test_a_photocopy_for_nothing_planned_is_completed_with_its_place(
    office, batch, chantal, planned
):
    paper = print_blank(channel="letter")
    scan_copied(batch, chantal, paper.cross(k42=["yes"], k80=["later"]))
    # Nobody crossed the scenario: the round says which one, once the place is known.
    assert asked(batch) == []
    page = office.get(address(batch)).content.decode()
    assert "quel lieu" in page
    point = RoundLocation.objects.get()
    assert f'<option value="{point.pk}"' in page
    assert "Choisissez le lieu." in office.get(address(batch, place="x")).content.decode()

    page = office.get(address(batch, place=point.pk)).content.decode()
    assert "Est-ce quelque chose qui était prévu" in page
    complete(office, batch, place=point.pk, observer=str(chantal.pk))
    made = Observation.objects.get()
    assert (made.location, made.scenario, made.slot) == (point.location, "T1", None)


def test_what_was_planned_can_be_said_of_a_photocopy_too(office, batch, chantal, planned, marie):
    scan_copied(batch, chantal, print_blank(channel="letter").cross(k42=["yes"]))
    slot = Slot.objects.filter(round=planned, kind="letter").first()
    point = RoundLocation.objects.get()
    complete(office, batch, place=point.pk, observer=str(marie.pk), prevu=str(slot.pk))

    slot.refresh_from_db()
    assert slot.state == SlotState.DONE
    assert Observation.objects.get().slot == slot


def test_another_scenario_than_the_one_of_the_place_is_said(office, batch, chantal, planned):
    scan_copied(batch, chantal, print_blank(channel="letter").cross(k42=["yes"], scenario=["T4"]))
    point = RoundLocation.objects.get()
    page = complete(office, batch, place=point.pk, observer=str(chantal.pk))

    assert page.status_code == 422
    assert "Le scénario coché n’est pas celui de ce lieu" in page.content.decode()
    assert not Observation.objects.exists()
    # It was crossed wrongly: the desk puts it right.
    office.post(reverse("sheet_ask", args=[batch.uuid, 1]), {"question": "scenario"})
    assert asked(batch) == [("answer", "scenario", "", "looked_again")]
    answer(batch, "T1", chantal)
    complete(office, batch, place=point.pk, observer=str(chantal.pk))
    assert Observation.objects.get().scenario == "T1"


def test_a_call_sheet_is_completed_with_its_two_attempts(office, batch, chantal, marie, planned):
    (paper,) = print_for(planned, "call", by=chantal)
    scan_forms(batch, chantal, paper.cross(k32=["yes"], k80=["now"]))
    page = complete(office, batch, observer=str(marie.pk))
    assert page.status_code == 422
    assert "Notez au moins un essai d’appel." in page.content.decode()

    tries = {
        "began-1": "09:30", "minutes-1": "5", "seconds-1": "0", "outcome-1": "no_answer",
        "began-2": "11:00", "minutes-2": "1", "seconds-2": "20", "outcome-2": "answered",
    }  # fmt: skip
    complete(office, batch, observer=str(marie.pk), **tries)
    made = Observation.objects.get()
    assert [(one.waited_seconds, one.outcome) for one in made.attempts.order_by("number")] == [
        (300, "no_answer"),
        (80, "answered"),
    ]
    assert timezone.localtime(made.observed_at).strftime("%H:%M") == "09:30"


def test_an_odd_hour_is_asked_about_and_confirmed(office, batch, chantal, schaerbeek, marie):
    asked_round = make_planned(chantal, schaerbeek, [marie], hours="Mo-Fr 09:00-12:00")
    (paper,) = print_for(asked_round, "visit", by=chantal)
    scan_forms(batch, chantal, paper.cross(k14=["yes"], k80=["now"]))
    typed = {"day": last_sunday().isoformat(), "observer": str(marie.pk)}
    page = complete(office, batch, **typed)
    assert page.status_code == 422
    assert "c’est fermé à ce moment-là" in page.content.decode()
    assert not Observation.objects.exists()

    complete(office, batch, **typed, confirmed="outside_hours")
    made = Observation.objects.get()
    assert made.confirmed == ["outside_hours"]
    assert made.answers["k14"] == "yes"


def test_a_day_that_is_still_to_come_is_refused_beside_its_field(office, batch, chantal, planned):
    (paper,) = print_for(planned, "letter", by=chantal)
    scan_forms(batch, chantal, paper.cross(k42=["no"]))
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = complete(office, batch, day=tomorrow.isoformat(), observer=str(chantal.pk))

    assert page.status_code == 422
    assert 'id="id_day_error"' in page.content.decode()
    assert tomorrow.isoformat() in page.content.decode()
    assert scanned_number(batch, 1).state == SheetState.SCANNED


def test_the_same_sheet_twice_is_one_observation(office, batch, chantal, marie, planned):
    (paper,) = print_for(planned, "letter", by=chantal)
    scan_forms(batch, chantal, paper.cross(k42=["no"]))
    scan_pages(batch, paper.pages(seed=40), chantal)
    assert states(batch) == ["read", "read", "duplicate", "duplicate"]
    complete(office, batch, observer=str(marie.pk))
    page = complete(office, batch, observer=str(marie.pk))

    assert "a changé entre-temps" in page.content.decode()
    assert Observation.objects.count() == 1
    # A third scan, in another pile: it is there already.
    other = make_batch(chantal, territory=batch.territory)
    scan_pages(other, paper.pages(seed=60), chantal)
    assert states(other) == ["duplicate"] * 2
    assert Sheet.objects.count() == 1


def test_a_sheet_for_what_is_done_already_is_kept_apart_when_a_person_says_so(
    office, batch, chantal, marie, planned
):
    (paper,) = print_for(planned, "letter", by=chantal)
    observe(planned, paper.slot.location, marie, channel="letter", slot=paper.slot,
            observed_at=timezone.now() - timedelta(hours=1), at=timezone.now())  # fmt: skip
    scan_forms(batch, chantal, paper.cross(k42=["no"]))
    page = complete(office, batch, observer=str(marie.pk))
    assert "Un relevé est déjà enregistré pour ce qui était prévu" in page.content.decode()
    assert 'name="unplanned" value="on"' in page.content.decode()

    complete(office, batch, observer=str(marie.pk), unplanned="on")
    assert Observation.objects.get(intake="paper").slot is None


def test_an_answer_that_was_read_wrongly_goes_back_to_the_desk(office, batch, chantal, planned):
    (paper,) = print_for(planned, "letter", by=chantal)
    scan_forms(batch, chantal, paper.cross(k42=["no"]))
    page = office.post(
        reverse("sheet_ask", args=[batch.uuid, 1]), {"question": "k42"}, follow=True
    ).content.decode()
    assert "Quelqu’un a vu que cette réponse est mal lue" in page
    # Until it is answered, the sheet cannot be completed.
    assert "a changé entre-temps" in complete(office, batch).content.decode()

    answer(batch, "yes", chantal)
    complete(office, batch, observer=str(chantal.pk))
    assert Observation.objects.get().answers["k42"] == "yes"
    gone = office.post(reverse("sheet_ask", args=[batch.uuid, 1]), {"question": "k42"}, follow=True)
    assert "a changé entre-temps" in gone.content.decode()


def test_an_answer_that_cannot_be_kept_comes_back_as_a_question(batch, chantal, planned):
    (paper,) = print_for(planned, "call", by=chantal)
    scan_forms(batch, chantal, paper.cross(k32=["no"], k36=["full"]))

    # What a human said, where no human answered: which of the two is wrong?
    assert asked(batch) == [("answer", "k32", "", "needs")]


def test_a_sheet_that_does_not_say_which_way_asks_for_it_first(office, batch, chantal, planned):
    paper = print_blank(is_blank=False)
    scan_pages(batch, paper.cross(k42=["yes"]).pages()[1:], chantal)
    office.post(reverse("sheet_without", args=[batch.uuid, 1]))
    page = office.get(address(batch)).content.decode()
    assert "Cela se décide d’abord à la correction" in page

    office.post(reverse("sheet_ask", args=[batch.uuid, 1]), {"question": "channel"})
    assert asked(batch)[0] == ("answer", "channel", "", "looked_again")
    answer(batch, "letter", chantal)
    assert "quel lieu" in office.get(address(batch)).content.decode()


def test_a_sheet_is_never_kept_without_a_person(batch, office, chantal, planned):
    (paper,) = print_for(planned, "letter", by=chantal)
    scan_forms(batch, chantal, paper.cross(k42=["no"]))

    with pytest.raises(actions.NotClear):
        accept(batch, 1, chantal)
    page = office.post(reverse("acceptance", args=[batch.uuid]), follow=True).content.decode()
    assert "1 feuille de relevé reste à compléter" in page
    assert not Observation.objects.exists()


def test_a_pile_of_observation_sheets_closes_with_its_sum(office, batch, chantal, marie, planned):
    papers = print_for(planned, "letter", "reading", by=chantal)
    empty = print_blank(is_blank=False, channel="letter")
    scan_forms(batch, chantal, papers[0].cross(k42=["no"]), papers[1].cross(k13=["yes"]), empty)
    answer(batch, "empty", chantal)
    for number in (1, 2):
        complete(office, batch, number, observer=str(marie.pk))

    page = office.get(reverse("batch", args=[batch.uuid])).content.decode()
    assert "Relevés gardés" in page
    closed = close(batch, chantal)
    assert not closed.is_open
    assert sorted(Sheet.objects.values_list("state", flat=True)) == [
        "blank",
        "observation",
        "observation",
    ]
    # Set aside by the coordination later: the paper was kept all the same.
    move_observation(
        observation=Observation.objects.first(),
        transition="set_aside",
        by=chantal,
        at=timezone.now(),
    )
    assert Sheet.objects.filter(state=SheetState.OBSERVATION).count() == 2


def test_the_pictures_of_a_kept_sheet_are_destroyed_in_time(
    office, batch, chantal, planned, settings
):
    (paper,) = print_for(planned, "letter", by=chantal)
    scan_forms(batch, chantal, paper.cross(k42=["no"]))
    complete(office, batch, observer=str(chantal.pk))
    purge(at=timezone.now() + timedelta(days=settings.SCANS_KEPT_DAYS - 1), dry_run=False)
    assert all(scan.picture is not None for scan in Scan.objects.all())
    purge(at=timezone.now() + timedelta(days=settings.SCANS_KEPT_DAYS + 1), dry_run=False)

    assert {(scan.picture, bytes(scan.sealed_reading)) for scan in Scan.objects.all()} == {
        (None, b"")
    }
    assert Observation.objects.get().answers["k42"] == "no"


def test_a_closed_pile_is_not_completed_any_more(office, batch, chantal, planned):
    (paper,) = print_for(planned, "letter", by=chantal)
    scan_forms(batch, chantal, paper.cross(k42=["no"]))
    close(batch, chantal, "Les deux autres sont perdues.")

    assert not read_again(batch).is_open
    assert "a changé entre-temps" in complete(office, batch).content.decode()
    assert not Observation.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_with_one_sheet_and_with_three(
    office, chantal, schaerbeek, marie, count
):
    pile = make_batch(chantal, territory=schaerbeek)
    for extra in range(count):
        make_location(schaerbeek, code=f"autre-{extra}")
    planned = make_planned(chantal, schaerbeek, [marie], count)
    papers = print_for(planned, *["reading"] * count, by=chantal)
    scan_forms(pile, chantal, *(paper.cross(k13=["yes"]) for paper in papers))
    assert not Doubt.objects.exists()

    assert cost_of(office, reverse("acceptance", args=[pile.uuid])) == 12
    assert cost_of(office, address(pile)) == 13
    assert cost_of(office, address(pile, place="")) == 12
    for number in range(1, count + 1):
        complete(office, pile, number, observer=str(marie.pk))
    assert cost_of(office, reverse("batch", args=[pile.uuid])) == 16
