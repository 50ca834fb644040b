"""Filled forms as tests need them: printed, crossed, scanned, sent and read for real."""

import io
from dataclasses import replace
from uuid import uuid4

import cv2
import pikepdf
from django.utils import timezone
from PIL import Image

from observatory.kit.omr.layout import Box, PageLayout, Zone, corner_marks
from observatory.kit.tests.omr.drawing import Paper, jpeg, scanned
from observatory.paper import actions
from observatory.paper.jobs import read_waiting_scans
from observatory.paper.models import Doubt, Scan, Sheet, Upload
from observatory.paper.page_codes import PageCode, draw_serial, write_code
from observatory.paper.scanning.identify import code_key

from .factories import AT, print_form

DPI = 150
FORM, VERSION, CARD_FORM = "R1", "01", "C1"
# What the test form asks, by page: (question, options, may several be crossed).
FIRST = (
    ("where", ("21012", "21015", "unknown"), False),
    ("service", ("S01", "S02", "S03"), False),
    ("obstacles", ("P01", "P02", "P03", "P05"), True),
    ("consent_health", ("yes", "no"), False),
    ("health_profile", ("H1", "H2"), True),
    ("age", ("A1", "A2", "A5"), False),
    ("told_service", ("yes", "no", "unknown"), False),
    ("told_how", ("counter", "phone"), True),
)
SECOND = (
    ("consent_count", ("yes", "no"), False),
    ("consent_publish", ("yes", "no"), False),
    ("consent_contact", ("yes", "no"), False),
)
# Enough for a report: what a person crosses unless a test says otherwise.
CROSSED = {
    "where": ["21012"],
    "service": ["S02"],
    "obstacles": ["P01", "P05"],
    "age": ["A5"],
    "consent_count": ["yes"],
}


def _page(number, questions, *, form=FORM, zones=()):
    boxes = tuple(
        Box(question, option, 25.0 + 40 * column, 60.0 + 16 * row, 5.0, 5.0)
        for row, (question, options, _several) in enumerate(questions)
        for column, option in enumerate(options)
    )
    return PageLayout(
        form=form,
        version=VERSION,
        page=number,
        serial=None,
        width_mm=210.0,
        height_mm=297.0,
        boxes=boxes,
        zones=zones,
        marks=corner_marks(210.0, 297.0),
        codes=(Zone("", 30.0, 25.0, 18.0, 18.0), Zone("", 160.0, 252.0, 18.0, 18.0)),
        multiple=frozenset(question for question, _options, several in questions if several),
    )


def report_layouts():
    """Return a report form of two pages: boxes, then the story and the consents."""
    story = Zone("story", 20.0, 150.0, 140.0, 60.0)
    return [_page(1, FIRST), _page(2, SECOND, zones=(story,))]


def card_layouts():
    """Return a card of an urn with one question that takes one answer and one that takes several."""
    questions = (("age", ("A1", "A2", "A5"), False), ("obstacles", ("P01", "P02"), True))
    return [_page(1, questions, form=CARD_FORM)]


def print_report_form():
    """Print the report form of two pages here; return its layouts."""
    layouts = report_layouts()
    print_form(kind="R", form=FORM, version=VERSION, layouts=layouts)
    return layouts


def print_card_form():
    layouts = card_layouts()
    print_form(kind="C", form=CARD_FORM, version=VERSION, layouts=layouts)
    return layouts


class Form:
    """One form on paper: crosses go on its pages, then it is scanned.

    `serial`: None for a photocopy. `key`: that of another observatory, say.
    """

    def __init__(self, *, serial="", kind="R", layouts=None, key=None, crossed=None, story=""):
        self.serial = draw_serial() if serial == "" else serial
        layouts = layouts or (report_layouts() if kind == "R" else card_layouts())
        self.papers = []
        for layout in layouts:
            page = PageCode(kind, layout.form, layout.version, layout.page, self.serial)
            code = write_code(key or code_key(), page)
            self.papers.append(Paper(replace(layout, serial=self.serial), code))
        self.cross(**(CROSSED if crossed is None else crossed))
        if story:
            self.write("story", story)

    def paper_of(self, question):
        return next(
            paper
            for paper in self.papers
            if any(one.question == question for one in (*paper.layout.boxes, *paper.layout.zones))
        )

    def cross(self, **answers):
        for question, options in answers.items():
            for option in options:
                self.paper_of(question).cross(question, option)
        return self

    def faintly(self, question, option):
        """Leave a mark that nobody can tell from dirt."""
        box = self.paper_of(question).box(question, option)
        x, y = box.x_mm + 1.6, box.y_mm + 1.6
        self.paper_of(question).stroke([(x, y), (x + 1.3, y + 1.3)], 0.5)
        return self

    def fill(self, question, option):
        self.paper_of(question).fill(question, option)
        return self

    def write(self, question, text):
        self.paper_of(question).write(question, text)
        return self

    def pages(self, *, seed=1, dpi=DPI):
        """Return its pages as a scanner gives them."""
        return [scanned(paper.grey, dpi=dpi, seed=seed + n) for n, paper in enumerate(self.papers)]


def foreign_page():
    """Return a page that is none of ours."""
    page = cv2.cvtColor(scanned(Form().papers[0].grey * 0 + 245, dpi=DPI), cv2.COLOR_GRAY2BGR)
    cv2.putText(page, "Facture 2026", (150, 400), cv2.FONT_HERSHEY_SIMPLEX, 3, (30, 30, 30), 8)
    return cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)


def pdf_of(pages):
    """Return a PDF with one picture a page, as office scanners make it."""
    file = io.BytesIO()
    images = [Image.open(io.BytesIO(jpeg(page, 85))) for page in pages]
    images[0].save(file, "PDF", save_all=True, append_images=images[1:], resolution=DPI)
    return file.getvalue()


def locked(pdf):
    """Return the PDF under a password."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(file, encryption=pikepdf.Encryption(owner="a", user="b"))
    return file.getvalue()


def send_file(batch, data, by, *, name="pile.pdf"):
    """Send a file as the page does, whole."""
    file = actions.SentFile(len(data), name)
    upload = actions.begin_upload(batch=batch, file=file, by=by, at=AT)
    for start in range(0, len(data), 2 * 1024 * 1024):
        piece = data[start : start + 2 * 1024 * 1024]
        actions.append_piece(upload=upload, start=start, data=piece, by=by, at=AT)
    upload.batch = batch
    return actions.finish_upload(upload=upload, by=by, at=AT)


def scan_pages(batch, pages, by):
    """Send pages as one PDF and read them; return the file."""
    upload = send_file(batch, pdf_of(pages), by)
    read_waiting_scans(timezone.now())
    return Upload.objects.get(pk=upload.pk)


def scan_forms(batch, by, *forms):
    """Send whole forms as one PDF and read them."""
    pages = [page for n, form in enumerate(forms) for page in form.pages(seed=1 + 10 * n)]
    return scan_pages(batch, pages, by)


def states(batch):
    """Return the states of the pages, in the order they were sent."""
    return list(
        Scan.objects.filter(batch=batch)
        .order_by("upload__number", "number", "part")
        .values_list("state", flat=True)
    )


def asked(batch):
    """Return what is asked, in the order of the desk."""
    rows = Doubt.objects.filter(scan__batch=batch, answered_at=None).order_by(
        "scan__sheet__number", "scan__page", "place"
    )
    return [(one.kind, one.question, one.option, one.reason) for one in rows]


def answer(batch, value, by, **which):
    """Answer the only open doubt that fits."""
    doubt = Doubt.objects.select_related("scan__batch", "scan__sheet").get(
        scan__batch=batch, answered_at=None, **which
    )
    actions.answer_doubt(doubt=doubt, value=value, by=by, at=timezone.now())
    return doubt


def scanned_number(batch, number):
    sheet = Sheet.objects.get(batch=batch, number=number)
    sheet.batch = batch
    return sheet


def accept(batch, number, by):
    return actions.accept_sheet(sheet=scanned_number(batch, number), by=by, at=timezone.now()).what


def new_entry():
    return uuid4()
