"""What the reader cannot tell is asked of a person, one thing after another, and can be taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.models import Doubt, Scan, Sheet
from observatory.paper.queries.desk import item_of, next_doubt
from observatory.paper.queries.scanned import scanned_sheet
from observatory.paper.scanning.sealed import answer_of
from observatory.paper.states import ScanState, SheetState

from .factories import cost_of, print_form, sign_in
from .scanned import (
    CROSSED,
    Form,
    answer,
    asked,
    print_report_form,
    report_layouts,
    scan_forms,
    scan_pages,
    scanned_number,
    states,
)

pytestmark = pytest.mark.django_db

NAMES = "Madame Peeters, 0470 12 34 56"


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


@pytest.fixture
def address(batch):
    return reverse("correction", args=[batch.uuid])


def doubtful():
    """A form with one box nobody can tell, and a few words."""
    return Form(story="Le guichet est ferme").faintly("obstacles", "P02")


def answers(batch, number=1):
    return scanned_sheet(scanned_number(batch, number)).answers()


def test_only_what_is_doubtful_and_what_is_written_is_asked(batch, jean):
    scan_forms(batch, jean, doubtful())

    assert [(kind, question, option) for kind, question, option, _why in asked(batch)] == [
        ("box", "obstacles", "P02"),
        ("text", "story", ""),
    ]
    assert states(batch) == ["doubtful", "doubtful"]


def test_a_box_is_asked_beside_its_picture_without_the_guess_of_the_machine(
    desk, address, batch, jean
):
    scan_forms(batch, jean, doubtful())
    page = desk.get(address)

    text = page.content.decode()
    item = page.context["item"]
    assert (item.doubt.kind, item.control) == ("box", "keys")
    assert [(choice.key, choice.value) for choice in item.choices] == [("1", "yes"), ("2", "no")]
    assert f"image/?doute={item.doubt.pk}" in text
    assert "encore 2 à regarder" in text
    assert "checked" not in text
    picture = desk.get(page.context["picture"], {"doute": item.doubt.pk})
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Cache-Control"] == "no-store"


def test_one_thing_after_another_until_nothing_is_left(desk, address, batch, jean):
    scan_forms(batch, jean, doubtful())
    first = desk.get(address).context["item"].doubt

    second = desk.post(address, {"doubt": first.pk, "value": "yes"}, follow=True)
    assert second.context["item"].control == "text"
    assert states(batch) == ["corrected", "doubtful"]
    last = desk.post(
        address,
        {"doubt": second.context["item"].doubt.pk, "value": "Le guichet est fermé."},
        follow=True,
    )
    assert "Il n’y a plus rien à regarder" in last.content.decode()
    assert states(batch) == ["corrected", "corrected"]
    assert answers(batch)["obstacles"] == ["P01", "P02", "P05"]
    assert answers(batch)["story"] == "Le guichet est fermé."


def test_what_a_person_decides_wins_over_what_was_read(batch, jean):
    scan_forms(batch, jean, doubtful())
    answer(batch, "no", jean, kind="box")
    answer(batch, "", jean, kind="text")

    assert answers(batch)["obstacles"] == ["P01", "P05"]
    assert "story" not in answers(batch)


def test_two_crosses_in_a_single_choice_are_one_question(batch, jean):
    scan_forms(batch, jean, Form(crossed={**CROSSED, "service": ["S01", "S02"]}))

    [(kind, question, _option, why)] = asked(batch)
    assert (kind, question, why) == ("choice", "service", "two_crosses")
    item = item_of(Doubt.objects.get(), "fr")
    assert [choice.key for choice in item.choices] == ["1", "2", "3", "0"]
    answer(batch, "S02", jean)
    assert answers(batch)["service"] == "S02"


def test_a_blacked_out_box_beside_a_cross_asks_nothing(batch, jean):
    scan_forms(batch, jean, Form().fill("service", "S01"))

    assert asked(batch) == []
    assert answers(batch)["service"] == "S02"


def test_who_blacks_boxes_out_is_asked_once(batch, jean):
    crossed = {"where": ["21012"]}
    form = Form(crossed=crossed)
    for question, option in (
        ("service", "S02"),
        ("obstacles", "P01"),
        ("obstacles", "P05"),
        ("age", "A5"),
    ):
        form.fill(question, option)
    scan_forms(batch, jean, form.cross(consent_count=["yes"]))
    assert asked(batch)[0] == ("page", "", "fills_boxes", "fills_boxes")

    answer(batch, "fills", jean, reason="fills_boxes")
    assert asked(batch) == []
    found = answers(batch)
    assert (found["service"], found["obstacles"], found["age"]) == ("S02", ["P01", "P05"], "A5")


def test_an_answer_that_is_none_is_refused(desk, address, batch, jean):
    scan_forms(batch, jean, doubtful())
    doubt = desk.get(address).context["item"].doubt

    page = desk.post(address, {"doubt": doubt.pk, "value": "peut-être"})
    assert page.status_code == 422
    assert "Choisissez une des réponses" in page.content.decode()
    assert not Doubt.objects.filter(answered_at__isnull=False).exists()


def test_a_form_that_says_nothing_decides_nothing(desk, address, batch, jean):
    scan_forms(batch, jean, Form(crossed={**CROSSED, "service": ["S01", "S02"]}))
    doubt = desk.get(address).context["item"].doubt

    assert desk.post(address, {"doubt": doubt.pk}).status_code == 422
    assert not Doubt.objects.filter(answered_at__isnull=False).exists()


def test_of_a_long_list_the_boxes_with_something_in_them_have_keys(desk, address, batch, jean):
    layouts = report_layouts()
    row = layouts[0].boxes[3]
    many = [replace(row, option=f"S{n:02d}", x_mm=22.0 + 14 * n, y_mm=200.0) for n in range(4, 13)]
    layouts[0] = replace(layouts[0], boxes=(*layouts[0].boxes, *many))
    print_form(kind="R", form="R1", version="01", layouts=layouts)
    scan_forms(batch, jean, Form(layouts=layouts, crossed={**CROSSED, "service": ["S01", "S08"]}))

    item = desk.get(address).context["item"]
    assert [(choice.key, choice.value) for choice in item.choices] == [
        ("1", "S01"),
        ("2", "S08"),
        ("0", ""),
    ]
    assert len(item.rest) == 10
    desk.post(address, {"doubt": item.doubt.pk, "value": "-other-", "other": "S05"})
    assert answers(batch)["service"] == "S05"


def test_a_text_that_may_name_someone_is_shown_so_and_kept_as_it_is(desk, address, batch, jean):
    scan_forms(batch, jean, Form(story="Madame"))
    doubt = Doubt.objects.get()

    page = desk.post(address, {"doubt": doubt.pk, "value": NAMES})
    text = page.content.decode()
    assert "<mark" in text
    assert "0470 12 34 56" in text
    assert not Doubt.objects.filter(answered_at__isnull=False).exists()
    desk.post(address, {"doubt": doubt.pk, "value": NAMES, "reread": NAMES})
    doubt.refresh_from_db()
    assert answer_of(doubt) == NAMES
    assert b"Peeters" not in bytes(doubt.sealed_answer)


def test_the_last_decisions_are_taken_back_one_by_one(desk, address, batch, jean):
    scan_forms(batch, jean, doubtful())
    undo = reverse("correction_undo", args=[batch.uuid])
    box = answer(batch, "yes", jean, kind="box")
    text = answer(batch, "Fermé.", jean, kind="text")
    assert states(batch) == ["corrected", "corrected"]

    page = desk.post(undo, follow=True)
    assert page.context["item"].doubt.pk == text.pk
    assert states(batch) == ["corrected", "doubtful"]
    page = desk.post(undo, follow=True)
    assert page.context["item"].doubt.pk == box.pk
    assert "Il n’y a rien à annuler" in desk.post(undo, follow=True).content.decode()


def test_nobody_takes_back_what_somebody_else_decided(batch, jean, amine):
    scan_forms(batch, jean, doubtful())
    answer(batch, "yes", amine, kind="box")

    assert actions.undo_answer(batch=batch, by=jean, at=timezone.now()) is None


def test_what_was_kept_is_not_taken_back(batch, jean):
    scan_forms(batch, jean, Form().faintly("obstacles", "P02"))
    answer(batch, "no", jean, kind="box")
    actions.accept_sheet(sheet=scanned_number(batch, 1), by=jean, at=timezone.now())

    assert actions.undo_answer(batch=batch, by=jean, at=timezone.now()) is None


def test_what_somebody_cannot_tell_is_left_to_someone_else(desk, address, batch, jean, amine):
    scan_forms(batch, jean, Form().faintly("obstacles", "P02"))
    doubt = desk.get(address).context["item"].doubt

    page = desk.post(
        reverse("correction_pass", args=[batch.uuid]), {"doubt": doubt.pk}, follow=True
    )
    assert "Rien d’autre pour vous" in page.content.decode()
    assert sign_in(Client(), amine).get(address).context["item"].doubt.pk == doubt.pk
    page = desk.post(reverse("correction_pass", args=[batch.uuid]), {"back": "yes"}, follow=True)
    later = timezone.now() + timedelta(hours=1)
    assert next_doubt(batch, jean, later).pk == doubt.pk


def test_two_people_are_not_shown_the_same_thing(desk, address, batch, jean, amine):
    scan_forms(batch, jean, doubtful())
    mine = desk.get(address).context["item"].doubt
    other = sign_in(Client(), amine).get(address).context["item"].doubt

    assert mine.pk != other.pk
    # What is left lying comes back.
    assert next_doubt(batch, amine, timezone.now() + timedelta(minutes=5)).pk == mine.pk


def test_two_who_answer_the_same_thing_answer_it_once(desk, address, batch, jean, amine):
    scan_forms(batch, jean, doubtful())
    doubt = answer(batch, "yes", amine, kind="box")

    page = desk.post(address, {"doubt": doubt.pk, "value": "no"}, follow=True)
    assert "Quelqu’un vient de répondre" in page.content.decode()
    assert answer_of(Doubt.objects.get(pk=doubt.pk)) == "yes"


def test_a_photocopy_is_another_person_or_the_same(batch, jean):
    form = Form()
    scan_forms(batch, jean, form, Form(serial=form.serial, crossed={**CROSSED, "service": ["S03"]}))
    answer(batch, "two", jean, reason="photocopied")
    assert states(batch) == ["read", "read", "corrected", "read"]

    other = Form()
    scan_forms(batch, jean, other)
    copy = Form(serial=other.serial, crossed={**CROSSED, "service": ["S01"]})
    scan_pages(batch, copy.pages(seed=70), jean)
    answer(batch, "same", jean, reason="photocopied")
    assert states(batch)[-2:] == ["duplicate", "duplicate"]
    assert Sheet.objects.count() == 3


def test_neighbours_that_do_not_belong_together_are_parted(batch, jean):
    scan_forms(batch, jean, Form(serial=None))
    answer(batch, "apart", jean, reason="pair")

    sheets = Sheet.objects.order_by("number")
    assert [list(one.scans.values_list("page", flat=True)) for one in sheets] == [[1], [2]]


def test_pages_without_serial_that_look_the_same_are_asked_about(batch, jean):
    scan_pages(batch, [Form(serial=None).pages()[0]], jean)
    scan_pages(batch, [Form(serial=None).pages(seed=60)[0]], jean)
    assert asked(batch)[0] == ("page", "", "alike", "alike")

    answer(batch, "same", jean, reason="alike")
    assert states(batch) == ["read", "duplicate"]
    assert Sheet.objects.count() == 1


def test_an_empty_sheet_is_confirmed_and_counted_as_one(batch, jean):
    scan_forms(batch, jean, Form(crossed={}))
    assert asked(batch) == [("page", "", "empty_sheet", "empty_sheet")]

    answer(batch, "empty", jean)
    assert Sheet.objects.get().state == SheetState.BLANK
    assert states(batch) == ["set_aside", "set_aside"]


def test_a_page_with_too_few_corners_is_asked_question_by_question(batch, jean):
    pages = Form().pages()
    height, width = pages[0].shape
    pages[0][: height // 8, width * 3 // 4 :] = 245
    pages[0][height * 7 // 8 :, : width // 4] = 245
    scan_pages(batch, pages, jean)

    found = [one for one in asked(batch) if one[3] == "few_marks"]
    assert [question for _kind, question, _option, _why in found][:3] == [
        "where",
        "service",
        "obstacles",
    ]
    assert {kind for kind, *_rest in found} == {"choice", "boxes"}
    answer(batch, ["P01"], jean, question="obstacles")
    answer(batch, "S03", jean, question="service")
    assert answers(batch)["obstacles"] == ["P01"]
    assert answers(batch)["service"] == "S03"


def test_the_journal_says_what_was_decided_about_and_not_what(batch, jean):
    scan_forms(batch, jean, doubtful())
    answer(batch, "Fermé depuis mars.", jean, kind="text")

    entry = Entry.objects.get(action="scan.answer")
    assert entry.subject == Scan.objects.get(page=2).subject
    assert entry.data == {"kind": "text", "question": "story", "reason": ""}


def test_someone_of_elsewhere_decides_nothing(batch, jean, chantal, address):
    scan_forms(batch, jean, doubtful())

    with pytest.raises(PermissionDenied):
        answer(batch, "yes", chantal, kind="box")
    assert sign_in(Client(), chantal).get(address).status_code == 403


def test_a_moderator_of_the_territory_sees_the_pictures_and_others_do_not(
    batch, jean, mireille, outsider, schaerbeek
):
    scan_forms(batch, jean, Form())
    scan = Scan.objects.get(page=1)
    address = reverse("scan_picture", args=[batch.uuid, scan.uuid])

    assert sign_in(Client(), mireille).get(address).status_code == 403
    type(batch).objects.filter(pk=batch.pk).update(territory=schaerbeek)
    picture = sign_in(Client(), mireille).get(address)
    assert picture.status_code == 200
    assert picture["Cache-Control"] == "no-store"
    assert sign_in(Client(), outsider).get(address).status_code == 403


def test_a_closed_pile_takes_no_more_decisions(desk, address, batch, jean):
    scan_forms(batch, jean, doubtful())
    doubt = Doubt.objects.first()
    type(batch).objects.filter(pk=batch.pk).update(state="closed")

    page = desk.post(address, {"doubt": doubt.pk, "value": "yes"}, follow=True)
    assert "clôturée" in page.content.decode()
    assert not Doubt.objects.filter(answered_at__isnull=False).exists()


def test_the_desk_costs_the_same_with_one_doubt_and_with_many(desk, address, batch, jean):
    scan_forms(batch, jean, Form().faintly("obstacles", "P02"))
    one = cost_of(desk, address)
    scan_forms(batch, jean, doubtful(), doubtful())

    assert cost_of(desk, address) == one
    assert Doubt.objects.count() == 5
    assert ScanState.DOUBTFUL in states(batch)
