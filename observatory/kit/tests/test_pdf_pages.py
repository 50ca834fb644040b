import io

import pytest
from PIL import Image, ImageDraw

from observatory.kit import pdf_pages
from observatory.kit.pdf_pages import PdfRefused, draw_pages, is_pdf


def make_pdf(pages=1, size=(595, 842)):
    """Return a PDF as a scanner makes it: each page a picture with its number."""
    images = []
    for number in range(1, pages + 1):
        image = Image.new("RGB", size, "white")
        ImageDraw.Draw(image).text((40, 40), f"Page {number}", fill="black", font_size=60)
        images.append(image)
    file = io.BytesIO()
    images[0].save(file, "PDF", save_all=True, append_images=images[1:], author="Fatima")
    return file.getvalue()


def with_script(data):
    """Return the PDF with a script that a reader would run when it opens it."""
    return data.replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (x) >>"
    )


def test_a_scanned_letter_becomes_pictures_with_nothing_else():
    drawn = draw_pages(with_script(make_pdf(3)))
    assert (len(drawn.pictures), drawn.total) == (3, 3)
    for picture in drawn.pictures:
        assert picture.media_type == "image/jpeg"
        assert max(picture.width, picture.height) == pdf_pages.LONGEST
        assert b"Fatima" not in picture.data
        assert b"JavaScript" not in picture.data


def test_only_the_first_pages_of_a_long_pdf_are_drawn_and_the_number_is_told():
    drawn = draw_pages(make_pdf(7), most=2)
    assert (len(drawn.pictures), drawn.total) == (2, 7)


def test_a_page_of_kilometres_is_drawn_small():
    (picture,) = draw_pages(make_pdf(size=(14400, 20))).pictures
    assert picture.width <= pdf_pages.LONGEST


def with_password(data):
    """Return the PDF as its readers see one whose password they do not know."""
    lock = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + b"11" * 32
        + b"> /U <" + b"22" * 32 + b"> >> /ID [<00> <00>] "
    )  # fmt: skip
    return data.replace(b"trailer\n<<", b"trailer\n<< " + lock)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 and nothing more", make_pdf()[:300], b"%PDF-" + bytes(100_000)]
)
def test_a_damaged_pdf_is_refused(data):
    with pytest.raises(PdfRefused) as refused:
        draw_pages(data)
    assert refused.value.reason == "broken"


def test_a_pdf_that_wants_a_password_is_refused():
    with pytest.raises(PdfRefused) as refused:
        draw_pages(with_password(make_pdf()))
    assert refused.value.reason == "locked"


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf_pages, "SECONDS", 0.05)
    with pytest.raises(PdfRefused) as refused:
        draw_pages(make_pdf(20))
    assert refused.value.reason == "too_large"


def test_a_pdf_is_told_by_its_first_bytes():
    assert is_pdf(make_pdf())
    assert not is_pdf(b"PK\x03\x04")
