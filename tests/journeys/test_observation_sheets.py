"""Sheets of a round are printed, filled in by hand, scanned, and end as observations.

Each page on the way is looked at with axe, at both widths.
"""

import json
import re
from datetime import date, timedelta

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from .axe import fail_on, look_at
from .piles import words
from .test_rounds import follow, press
from .test_scans import READING_SECONDS

DPI = 200
LAYOUTS = """
import json
from observatory.paper.models import PrintedForm
found = PrintedForm.objects.filter(target="observation")
print("LAYOUTS" + json.dumps({one.form + one.version: one.pages for one in found}))
"""
CODE = re.compile(r"OV(\w{4})(\d)")
CROSSES = (("k42", "no"), ("k80", "refused"))


def letter_in(pdf, layouts):
    """Return the pages of the first sheet for a letter: a picture and its layout each."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            code = CODE.search(page.get_textpage().get_text_bounded())
            pages = layouts[code[1]] if code else []
            if any(box["question"] == "k42" for layout in pages for box in layout["boxes"]):
                return [(draw(document[number + at]), one) for at, one in enumerate(pages)]
    raise AssertionError("no sheet for a letter")


def draw(page):
    return np.squeeze(page.render(scale=DPI / 72, grayscale=True).to_numpy()).copy()


def crossed(picture, layout):
    """Return the page with a pen's crosses, as a scanner gives it."""
    per_mm = DPI / 25.4
    for box in layout["boxes"]:
        if (box["question"], box["option"]) in CROSSES:
            x, y = (round((box[name] + 2.5) * per_mm) for name in ("x_mm", "y_mm"))
            half = round(1.6 * per_mm)
            cv2.line(picture, (x - half, y - half), (x + half, y + half), 40, 3, cv2.LINE_AA)
            cv2.line(picture, (x + half, y - half), (x - half, y + half), 40, 3, cv2.LINE_AA)
    return Image.fromarray(cv2.GaussianBlur(np.clip(picture, 25, 240), (3, 3), 0))


def test_sheets_of_a_round_are_printed_scanned_and_completed(
    page, server, sign_in, tmp_path, find_axe_violations
):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    today = date.today()
    sign_in(page, "chantal")
    page.goto(server.address("round_add"))
    page.locator("main [name=starts_on]").fill((today - timedelta(days=12)).isoformat())
    page.locator("main [name=ends_on]").fill((today + timedelta(days=90)).isoformat())
    page.locator("main input[name=places]").first.check()
    press(page, "Préparer la campagne")
    for box in page.locator("main input[name=people]").all():
        box.check()
    press(page, "Prévoir")
    press(page, "Ouvrir la campagne")
    follow(page, "Feuilles de visite")
    look()
    with page.expect_download(timeout=60_000) as download:
        press(page, "Télécharger le PDF")
    printed = tmp_path / "sheets.pdf"
    download.value.save_as(printed)
    server.manage(
        "print_form", "observation", "--target", "observation", "--given", "channel=letter",
        "--blank", "--out", str(tmp_path / "blank.pdf"),
    )  # fmt: skip
    layouts = json.loads(server.manage("shell", "-v", "0", "-c", LAYOUTS).partition("LAYOUTS")[2])
    papers = (printed, tmp_path / "blank.pdf")
    scans = [crossed(*one) for path in papers for one in letter_in(path, layouts)]
    scans[0].save(tmp_path / "pile.pdf", save_all=True, append_images=scans[1:], resolution=DPI)

    page.goto(server.address("batch_open"))
    page.locator("[name=label]").fill("Feuilles de relevé fictives")
    page.locator("[name=announced]").fill("2")
    page.locator("[name=collected_on]").fill(today.isoformat())
    page.locator("main button[type=submit]").click()
    batch = page.url.rstrip("/")[-36:]
    page.goto(server.address("scans", batch))
    page.locator("#files").set_input_files([tmp_path / "pile.pdf"])
    page.locator("form[data-sending] button[type=submit]").click()
    page.wait_for_function(
        "() => document.querySelector('li.read')", timeout=READING_SECONDS * 1000
    )

    # The two sides of a photocopy: a person says that they go together.
    page.goto(server.address("correction", batch))
    press(page, "Elles vont ensemble")
    page.goto(server.address("acceptance", batch))
    look()
    follow(page, "Compléter la 1")
    look()
    assert "Prévu" in words(page)
    page.locator("[name=day]").fill((today + timedelta(days=1)).isoformat())
    press(page, "Enregistrer le relevé")
    look()  # that day is still to come
    page.locator("[name=day]").fill(today.isoformat())
    press(page, "Enregistrer le relevé")
    assert "Le relevé de la feuille 1 est enregistré" in words(page)
    # A photocopy does not say where it was filled in.
    follow(page, "Compléter la 2")
    look()
    press(page, "Continuer")
    look()  # no place was chosen
    page.locator("[name=lieu]").select_option(index=1)
    press(page, "Continuer")
    look()
    press(page, "La revoir à la correction")
    look()
    with page.expect_navigation():
        page.locator("form[data-decide] button[value=no]").click()
    page.goto(server.address("sheet_complete", batch, 2))
    page.locator("[name=lieu]").select_option(index=1)
    press(page, "Continuer")
    page.locator("[name=day]").fill(today.isoformat())
    press(page, "Enregistrer le relevé")

    page.goto(server.address("batch", batch))
    look()
    follow(page, "Le relevé de la feuille 1")
    look()
    assert "Refus" in words(page)
    page.goto(server.address("batch", batch))
    with page.expect_navigation():
        page.locator("section[aria-labelledby=close-title] button").click()
    assert "Pile clôturée" in words(page)
    fail_on(faults)
