"""Pages that stand apart: why, what to do, and what a person does with them."""

from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatory.paper import actions
from observatory.paper.models import Scan, Sheet, Upload
from observatory.paper.printing.serials import submission_uuid
from observatory.paper.queries.reasons import PAGE_REASONS
from observatory.paper.scanning.sealed import reading_of
from observatory.paper.states import SheetState
from observatory.vault.models import Blob

from .factories import cost_of, sign_in
from .scanned import (
    Form,
    asked,
    foreign_page,
    print_report_form,
    scan_forms,
    scan_pages,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def form(db):
    return print_report_form()


@pytest.fixture
def address(batch):
    return reverse("scan_pages", args=[batch.uuid])


def coffee_on(form):
    """Return its first page with both square codes covered."""
    paper = form.papers[0]
    for place in paper.layout.codes:
        x, y, side = (round(10 * value) for value in (place.x_mm, place.y_mm, place.w_mm))
        paper.grey[y - 10 : y + side + 10, x - 10 : x + side + 10] = 120
    return form.pages()[0]


def test_each_page_apart_says_why_and_what_to_do(desk, address, batch, jean):
    scan_pages(batch, [foreign_page(), coffee_on(Form())], jean)
    page = desk.get(address).content.decode()

    assert "Fichier 1, page 1" in page
    assert "On n’y trouve ni coins ni code d’une de nos feuilles." in page
    assert "Le code de la page est caché ou abîmé." in page


def test_a_page_whose_code_is_hidden_is_read_once_a_person_names_it(desk, batch, jean):
    scan_pages(batch, [coffee_on(Form())], jean)
    scan = Scan.objects.get()
    assert (scan.state, scan.reason) == ("unreadable", "no_code")

    page = desk.get(reverse("scan", args=[batch.uuid, scan.uuid]))
    assert "Dire quelle feuille c’est" in page.content.decode()
    desk.post(reverse("scan", args=[batch.uuid, scan.uuid]), {"page": "R1011"})
    scan.refresh_from_db()
    assert (scan.state, scan.form, scan.page) == ("read", "R1", 1)
    assert ("service", "S02") in reading_of(scan).marks
    assert Sheet.objects.get().state == SheetState.SCANNED


def test_the_code_in_type_says_which_sheet_it_is(desk, batch, jean):
    form = Form()
    from observatory.paper.page_codes import PageCode, write_code
    from observatory.paper.scanning.identify import code_key

    scan_pages(batch, [coffee_on(form), form.pages()[1]], jean)
    scan = Scan.objects.get(number=1)
    code = write_code(code_key(), PageCode("R", "R1", "01", 1, form.serial))
    spoken = f"{code[:7]} {code[7:14]} {code[14:]}".lower()
    desk.post(reverse("scan", args=[batch.uuid, scan.uuid]), {"code": spoken})

    sheet = Sheet.objects.get()
    assert sheet.uuid == submission_uuid(form.serial)
    assert sorted(sheet.scans.values_list("page", flat=True)) == [1, 2]


def test_a_code_that_is_mistyped_is_said(desk, batch, jean):
    scan_pages(batch, [coffee_on(Form())], jean)
    scan = Scan.objects.get()
    page = desk.post(
        reverse("scan", args=[batch.uuid, scan.uuid]), {"code": "OR1R1011AAAAAAABBBBBB"}
    )

    assert page.status_code == 422
    assert "Ce code n’est pas un des nôtres" in page.content.decode()


def test_a_page_named_in_vain_stays_apart_and_says_so(desk, batch, jean):
    scan_pages(batch, [foreign_page()], jean)
    scan = Scan.objects.get()
    page = desk.post(reverse("scan", args=[batch.uuid, scan.uuid]), {"page": "R1011"})

    scan.refresh_from_db()
    assert page.status_code == 422
    assert (scan.state, scan.reason) == ("foreign", "named_in_vain")
    assert scan.picture is not None


def test_a_file_with_a_tear_off_goes_as_soon_as_the_page_is_named(desk, batch, jean, monkeypatch):
    from observatory.paper.actions import pages

    scan_pages(batch, [coffee_on(Form())], jean)
    look_as = pages.look_as
    monkeypatch.setattr(pages, "look_as", lambda *args: replace(look_as(*args), has_tear_off=True))
    scan = Scan.objects.get()
    desk.post(reverse("scan", args=[batch.uuid, scan.uuid]), {"page": "R1011"})

    assert states(batch) == ["read"]
    assert Upload.objects.get().destroyed_at
    assert not Upload.objects.get().pieces.exists()
    assert Scan.objects.get().picture is not None


def test_a_picture_that_does_not_open_any_more_is_said(desk, batch, jean):
    scan_pages(batch, [coffee_on(Form())], jean)
    scan = Scan.objects.select_related("picture").get()
    default_storage.delete(scan.picture.path)
    page = desk.post(reverse("scan", args=[batch.uuid, scan.uuid]), {"page": "R1011"})

    assert page.status_code == 422
    assert "ne s’ouvre plus" in page.content.decode()
    scan.refresh_from_db()
    assert (scan.state, scan.reason) == ("unreadable", "no_code")


def test_a_page_that_must_not_be_kept_is_destroyed_with_its_file(desk, batch, jean):
    scan_pages(batch, [foreign_page(), *Form().pages()], jean)
    scan = Scan.objects.get(state="foreign")
    address = reverse("scan", args=[batch.uuid, scan.uuid])
    move = reverse("scan_move", args=[batch.uuid, scan.uuid])
    assert (
        "À faire quand elle porte ce qui ne peut pas être gardé"
        in desk.get(address).content.decode()
    )

    page = desk.post(move, {"what": "destroy"})
    assert page.status_code == 422
    assert "Cochez d’abord la case" in page.content.decode()
    assert Blob.objects.filter(subject=scan.subject).exists()

    desk.post(move, {"what": "destroy", "sure": "yes"})
    scan.refresh_from_db()
    assert (scan.state, scan.picture) == ("foreign", None)
    assert scan.destroyed_at
    assert not Blob.objects.filter(subject=scan.subject).exists()
    assert Upload.objects.get().destroyed_at
    # The others keep their pictures, and this one still counts.
    assert Scan.objects.filter(picture__isnull=False).count() == 2
    page = desk.get(address).content.decode()
    assert "Détruire cette page" not in page
    assert "le compter comme une feuille" in page


def test_a_page_of_a_sheet_on_its_way_is_not_destroyed(desk, batch, jean, chantal):
    scan_forms(batch, jean, Form())
    scan = Scan.objects.first()
    address = reverse("scan", args=[batch.uuid, scan.uuid])
    move = reverse("scan_move", args=[batch.uuid, scan.uuid])
    assert "Détruire cette page" not in desk.get(address).content.decode()
    desk.post(move, {"what": "destroy", "sure": "yes"})

    scan.refresh_from_db()
    assert scan.destroyed_at is None
    answer = sign_in(Client(), chantal).post(move, {"what": "destroy", "sure": "yes"})
    assert answer.status_code == 403


def test_a_page_is_read_the_right_way_round_whichever_way_it_was_scanned(batch, jean):
    import cv2

    pages = Form().pages()
    turned = [
        cv2.rotate(pages[0], cv2.ROTATE_180),
        cv2.rotate(pages[1], cv2.ROTATE_90_CLOCKWISE),
    ]
    scan_pages(batch, turned, jean)

    assert states(batch) == ["read", "read"]


def test_a_page_can_count_as_a_sheet_of_the_pile(desk, batch, jean):
    """The double and the page that is none of ours lay in the pile when it was counted."""
    form = Form()
    scan_pages(batch, [*form.pages(), foreign_page()], jean)
    scan_pages(batch, [form.pages(seed=50)[0]], jean)
    for state in ("foreign", "duplicate"):
        scan = Scan.objects.get(state=state)
        desk.post(reverse("scan_move", args=[batch.uuid, scan.uuid]), {"what": "count"})

    found = list(Sheet.objects.order_by("number").values_list("number", "state", "repeats__number"))
    assert found == [(1, "scanned", None), (2, "set_aside", None), (3, "double", 1)]
    with pytest.raises(actions.PageMoved):
        actions.count_page(scan=Scan.objects.get(state="foreign"), by=jean, at=timezone.now())


def test_a_sheet_counted_so_goes_back_and_its_page_stays(desk, batch, jean):
    scan_pages(batch, [foreign_page()], jean)
    scan = Scan.objects.get()
    actions.count_page(scan=scan, by=jean, at=timezone.now())
    desk.post(reverse("sheet_return", args=[batch.uuid, 1]))

    scan.refresh_from_db()
    assert (scan.state, scan.sheet) == ("foreign", None)


def test_a_page_is_put_aside_by_hand_and_its_sheet_goes_with_the_last(desk, batch, jean):
    scan_forms(batch, jean, Form())
    for scan in Scan.objects.order_by("page"):
        desk.post(reverse("scan_move", args=[batch.uuid, scan.uuid]), {"what": "aside"})

    assert states(batch) == ["set_aside", "set_aside"]
    assert not Sheet.objects.exists()


def test_a_kept_page_is_not_put_aside(batch, jean):
    scan_forms(batch, jean, Form())
    sheet = Sheet.objects.get()
    sheet.batch = batch
    actions.accept_sheet(sheet=sheet, by=jean, at=timezone.now())

    with pytest.raises(actions.PageMoved):
        actions.set_page_aside(scan=Scan.objects.first(), by=jean, at=timezone.now())


def test_the_picture_is_never_the_bytes_that_were_sent(desk, batch, jean):
    scan_pages(batch, [foreign_page()], jean)
    scan = Scan.objects.get()
    picture = desk.get(reverse("scan_picture", args=[batch.uuid, scan.uuid]))

    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Cache-Control"] == "no-store"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert b"%PDF" not in picture.content


def test_every_reason_says_what_is_the_matter():
    for words in PAGE_REASONS.values():
        assert str(words.what).endswith((".", "t."))


def test_someone_of_elsewhere_sees_no_page(batch, jean, chantal, address):
    scan_pages(batch, [foreign_page()], jean)
    client = sign_in(Client(), chantal)
    scan = Scan.objects.get()

    for name in ("scan", "scan_picture"):
        assert client.get(reverse(name, args=[batch.uuid, scan.uuid])).status_code == 403
    assert client.get(address).status_code == 403


def test_the_list_costs_the_same_with_one_page_and_with_three(desk, address, batch, jean):
    scan_pages(batch, [foreign_page()], jean)
    one = cost_of(desk, address)
    scan_pages(batch, [coffee_on(Form()), coffee_on(Form(crossed={}))], jean)

    assert cost_of(desk, address) == one
    assert asked(batch) == []
