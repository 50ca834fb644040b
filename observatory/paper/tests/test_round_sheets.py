"""The sheets of a round: one for each visit and call that is planned, that says what it is for."""

import re

import pdfua
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.observations.models import Slot
from observatory.observations.tests.making import make_person
from observatory.paper.actions import printing_slots
from observatory.paper.models import PrintedForm, PrintedSheet, PrintRun
from observatory.paper.printing.serials import hash_serial
from observatory.paper.queries.slots import slots_to_print

from .factories import cost_of, sign_in
from .observed import make_planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(chantal, schaerbeek, marie):
    return make_planned(chantal, schaerbeek, [chantal, marie])


def print_round(client, asked, **values):
    return client.post(reverse("round_print", args=[asked.pk]), {"language": "fr", **values})


def texts(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def printed_slots(asked, chantal, language="fr"):
    return printing_slots.print_slots(
        asked=asked,
        slots=list(slots_to_print(asked)),
        language=language,
        by=chantal,
        at=timezone.now(),
    )


def test_the_page_of_sheets_offers_the_ones_that_are_read_by_machine(office, planned, marie):
    page = office.get(reverse("round_sheets", args=[planned.pk]) + f"?qui={marie.pk}").text

    assert reverse("round_print", args=[planned.pk]) in page
    assert f'name="qui" value="{marie.pk}"' in page
    assert "csrfmiddlewaretoken" in page
    # The number on the paper stands beside the name.
    assert f"Marie (n°\u00a0{marie.pk})" in page


def test_chantal_prints_a_sheet_for_everything_that_is_planned(office, planned, chantal):
    answer = print_round(office, planned)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "no-store"
    firsts = [text for text in texts(answer.content) if "Feuille de relevé" in text]
    slots = list(slots_to_print(planned))
    assert len(firsts) == len(slots) == PrintedSheet.objects.count()
    for text, slot in zip(firsts, slots, strict=True):
        assert "Maison communale – Schaerbeek" in text
        assert f"{slot.get_kind_display()} · " in text
        assert f"n° {slot.assigned_to_id}" in text.replace("\u00a0", " ")
        assert "Chantal" not in text
        assert "Marie" not in text
    assert {run.territory for run in PrintRun.objects.all()} == {planned.territory}
    assert sum(run.copies for run in PrintRun.objects.all()) == len(slots)
    entry = Entry.objects.get(action="round.print")
    assert entry.data["copies"] == len(slots)


def test_each_way_has_one_layout_however_many_sheets_it_has(planned, chantal):
    printed_slots(planned, chantal)
    printed_slots(planned, chantal)

    kinds = set(Slot.objects.filter(round=planned).values_list("kind", flat=True))
    assert PrintedForm.objects.count() == len(kinds)
    for form in PrintedForm.objects.all():
        options = {box.question: box.option for box in form.layouts[0].boxes}
        assert options["scenario"] == "T1"


def test_which_serial_is_of_which_slot_is_kept_by_its_keyed_hash_alone(planned, chantal):
    done = printed_slots(planned, chantal)

    slots = iter(slots_to_print(planned))
    firsts = [layout for layout in done.printed.pages if layout.page == 1]
    for layout in firsts:
        row = PrintedSheet.objects.get(serial_hash=hash_serial(layout.serial))
        assert row.slot == next(slots)
    kept = str(list(PrintedSheet.objects.values())) + str(list(Entry.objects.values()))
    assert not any(layout.serial in kept for layout in firsts)


def test_each_sheet_begins_on_paper_of_its_own(planned, chantal):
    done = printed_slots(planned, chantal)

    firsts = [
        sheet
        for layout, (sheet, _x, _y) in zip(done.printed.pages, done.printed.places, strict=True)
        if layout.page == 1
    ]
    assert all(number % 2 for number in firsts)


def test_a_call_has_lines_for_three_attempts_and_a_visit_has_none(planned, chantal):
    firsts = [one for one in texts(printed_slots(planned, chantal).printed.pdf) if "Lieu" in one]
    for text, slot in zip(firsts, slots_to_print(planned), strict=True):
        assert bool(re.search(r"Essai Heure Attente .* Résultat", text)) == (slot.kind == "call")


def test_the_sheets_of_one_person_are_printed_alone(office, planned, marie):
    print_round(office, planned, qui=str(marie.pk))

    slots = {row.slot.assigned_to for row in PrintedSheet.objects.select_related("slot")}
    assert slots == {marie}


def test_the_sheets_come_in_dutch_too(planned, chantal):
    first = texts(printed_slots(planned, chantal, "nl").printed.pdf)[0]

    assert "Vaststellingsblad" in first
    assert "Een gezinssamenstelling vragen, zonder internet" in first


def test_a_name_that_is_too_long_is_cut_after_a_word(chantal, schaerbeek, marie):
    asked = make_planned(chantal, schaerbeek, [marie])
    words = "Guichet de la population, des étrangers, des titres de séjour et de l’état civil"
    asked.locations.update(names={"fr": f"{words}, entrée du côté de la place Colignon"})
    first = texts(printed_slots(asked, chantal).printed.pdf)[0]

    assert "Guichet de la population" in first
    assert "…" in first
    assert "Colignon – Schaerbeek" not in first


def test_the_pdf_of_a_round_can_be_read_aloud(planned, chantal, tmp_path):
    path = tmp_path / "sheets.pdf"
    path.write_bytes(printed_slots(planned, chantal).printed.pdf)

    assert list(pdfua.validate(str(path)).findings) == []


def test_what_is_not_planned_any_more_is_not_printed(office, planned):
    first = slots_to_print(planned).first()
    planned.slots.exclude(pk=first.pk).update(state="dropped")
    print_round(office, planned)
    assert PrintedSheet.objects.get().slot == first

    planned.slots.update(state="done")
    page = office.post(reverse("round_print", args=[planned.pk]), follow=True)
    assert "il n’y a pas de feuille à imprimer" in page.content.decode()


def test_a_lorry_of_sheets_is_printed_person_by_person(office, planned, marie, monkeypatch):
    monkeypatch.setattr(printing_slots, "MOST_SLOTS", 2)
    page = office.post(
        reverse("round_print", args=[planned.pk]), {"qui": str(marie.pk)}, follow=True
    )

    assert page.redirect_chain[0][0].endswith(f"?qui={marie.pk}")
    assert "C’est beaucoup en une fois" in page.content.decode()
    assert not PrintedSheet.objects.exists()


def test_who_does_not_coordinate_there_prints_nothing(client, planned, jean, marie, molenbeek):
    with pytest.raises(PermissionDenied):
        printed_slots(planned, marie)
    assert print_round(sign_in(client, jean), planned).status_code == 403
    karim = make_person("Karim", "karim@example.org", "coordinator", molenbeek)
    assert print_round(sign_in(client, karim), planned).status_code == 404
    assert not PrintedSheet.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_place_and_for_three(
    office, chantal, schaerbeek, marie, count
):
    asked = make_planned(chantal, schaerbeek, [chantal, marie], count)

    assert cost_of(office, reverse("round_sheets", args=[asked.pk])) == 9
