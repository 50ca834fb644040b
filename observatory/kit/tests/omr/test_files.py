"""A file becomes pages of grey pixels, or says why it cannot; one page never stops another."""

import io
import struct
import zlib

import numpy as np
import pikepdf
import pillow_heif
import pytest
from PIL import Image, ImageDraw

from observatory.kit.omr import isolated
from observatory.kit.omr.files import (
    FileProblem,
    count_pages,
    isolated_pages_of,
    pages_of,
)


def sheet(number=1, size=(1240, 1754), mode="L"):
    """A page as a scanner sees it: grain, and its number."""
    grain = np.random.default_rng(number).normal(235, 6, size[::-1])
    image = Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))
    ImageDraw.Draw(image).text((200, 200), f"Page {number}", fill=20, font_size=160)
    return image.convert(mode)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def scanned_pdf(pages=1, mode="L", size=(1240, 1754), **options):
    """A PDF as an office scanner makes it: each page one picture."""
    first, *others = [sheet(number, size, mode) for number in range(1, pages + 1)]
    return saved(first, "PDF", save_all=True, append_images=others, resolution=150, **options)


def changed(data, change, **options):
    """The PDF after `change(pdf)`, saved again."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, **options)
    return out.getvalue()


def picture_on(page):
    """The scanner's picture on a page of a PDF."""
    (image,) = page.Resources.XObject.values()
    return image


def locked(data):
    return changed(
        data, lambda pdf: None, encryption=pikepdf.Encryption(user="secret", owner="secret")
    )


def problem_of(data, **options):
    with pytest.raises(FileProblem) as found:
        list(pages_of(data, **options))
    return found.value.reason


def test_the_picture_of_a_scanned_page_comes_out_as_the_scanner_made_it():
    (page,) = pages_of(scanned_pdf())
    assert page.grey.dtype == np.uint8
    assert page.grey.shape == (1754, 1240)
    assert page.dpi == pytest.approx(150, abs=1)
    assert not page.is_bilevel
    assert page.grey[:100].mean() == pytest.approx(235, abs=1)


def test_the_pages_of_a_long_scan_come_one_after_another_and_can_be_resumed():
    data = scanned_pdf(5)
    assert [page.number for page in pages_of(data)] == [1, 2, 3, 4, 5]
    whole = {page.number: page.grey for page in pages_of(data)}
    resumed = list(pages_of(data, start=4))
    assert [page.number for page in resumed] == [4, 5]
    assert np.array_equal(resumed[0].grey, whole[4])
    assert count_pages(data) == 5


def test_a_file_can_be_read_from_disk(tmp_path):
    path = tmp_path / "pile.pdf"
    path.write_bytes(scanned_pdf(2))
    assert len(list(pages_of(path))) == len(list(pages_of(str(path)))) == 2


def test_a_fax_is_told_from_grey():
    (page,) = pages_of(scanned_pdf(mode="1"))
    assert page.is_bilevel
    assert set(np.unique(page.grey)) <= {0, 255}
    assert (page.grey[:100] == 255).mean() > 0.9


def test_a_scan_that_is_black_and_white_is_told_even_when_it_is_kept_as_grey():
    black_and_white = sheet().point(lambda value: 255 * (value > 128))
    (page,) = pages_of(saved(black_and_white, "JPEG", quality=85))
    assert page.is_bilevel


def test_a_stencil_comes_out_dark_on_white():
    def make_stencil(pdf):
        image = picture_on(pdf.pages[0])
        image.ImageMask = True
        del image.ColorSpace

    (page,) = pages_of(changed(scanned_pdf(mode="1"), make_stencil))
    assert page.is_bilevel
    assert page.grey.shape[0] == 1754


def test_text_that_a_scanner_hid_on_its_page_does_not_blur_it():
    def hide_text(pdf):
        page = pdf.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources.Font = pikepdf.Dictionary(F1=pdf.make_indirect(font))
        page.contents_add(pdf.make_stream(b"BT 3 Tr /F1 12 Tf 72 700 Td (Page) Tj ET"))

    plain = scanned_pdf()
    (bare,), (hidden,) = pages_of(plain), pages_of(changed(plain, hide_text))
    assert np.array_equal(bare.grey, hidden.grey)


def test_a_page_that_is_more_than_a_picture_is_rendered():
    def draw_over(pdf):
        pdf.pages[0].contents_add(pdf.make_stream(b"q 0 0 0 rg 100 100 200 200 re f Q"))

    (page,) = pages_of(changed(scanned_pdf(), draw_over))
    height, width = page.grey.shape
    assert page.dpi == pytest.approx(200, abs=1)
    assert page.grey[round(height * (1 - 200 / 842)), round(width * 200 / 595)] < 10


def test_a_picture_inverted_for_the_press_is_rendered():
    (page,) = pages_of(scanned_pdf(mode="CMYK"))
    assert np.median(page.grey) > 200


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_one_page(kind):
    (page,) = pages_of(saved(sheet(mode="RGB"), kind, dpi=(200, 200)))
    assert (page.number, page.grey.shape) == (1, (1754, 1240))
    assert page.dpi == pytest.approx(200, abs=1)


def test_a_phones_heic_is_read():
    pillow_heif.register_heif_opener()
    (page,) = pages_of(saved(Image.new("RGB", (620, 877), (230, 230, 230)), "HEIF"))
    assert page.grey.shape == (877, 620)
    assert np.median(page.grey) > 200


def test_a_fax_of_several_pages_is_read():
    first, second = sheet(1, mode="1"), sheet(2, mode="1")
    data = saved(first, "TIFF", save_all=True, append_images=[second], compression="group4")
    assert count_pages(data) == 2
    assert [(page.number, page.is_bilevel) for page in pages_of(data)] == [(1, True), (2, True)]


def test_what_is_transparent_in_a_picture_is_paper():
    picture = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (100, 100, 200, 200))
    file = io.BytesIO()
    picture.save(file, "PNG")
    (page,) = pages_of(file.getvalue())
    assert page.grey[50, 50] == 255
    assert page.grey[150, 150] == 0


def test_sixteen_bits_of_grey_are_read_as_eight():
    deep = Image.fromarray(np.full((400, 300), 200 * 257, np.uint16))
    (page,) = pages_of(saved(deep, "TIFF"))
    assert page.grey[0, 0] == 200


def test_a_broken_page_does_not_stop_the_others():
    def break_second(pdf):
        image = picture_on(pdf.pages[1])
        image.write(b"\xff\xd8\xff no picture", filter=pikepdf.Name.DCTDecode)

    pages = list(pages_of(changed(scanned_pdf(3), break_second)))
    assert [page.problem for page in pages] == ["", "broken", ""]
    assert pages[1].grey.size == 0


def test_an_empty_file_says_so():
    assert problem_of(b"") == "empty"


def test_a_pdf_without_pages_says_so():
    assert problem_of(changed(scanned_pdf(), lambda pdf: pdf.pages.__delitem__(0))) == "empty"


def test_a_locked_pdf_says_so():
    assert problem_of(locked(scanned_pdf())) == "locked"


def test_two_thousand_pages_are_refused_before_one_is_read():
    pdf = pikepdf.new()
    for _ in range(2000):
        pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)
    assert problem_of(out.getvalue()) == "too_many_pages"
    assert count_pages(out.getvalue()) == 2000


def test_a_web_page_with_the_name_of_a_picture_says_so(tmp_path):
    path = tmp_path / "scan.jpg"
    path.write_bytes(b"<!DOCTYPE html><html><body>Not found</body></html>")
    assert problem_of(path) == "not_a_picture"


@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8\xff\xe0 no more", b"%PDF-1.7 no more", b"II*\0 no more", b"\x89PNG\r\n\x1a\n"],
)
def test_a_damaged_file_says_so(data):
    assert problem_of(data) == "broken"


def bomb(side=60_000):
    """A PNG of a few hundred bytes that says it is 3.6 thousand million pixels."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0"))


def test_a_decompression_bomb_is_refused_unopened():
    assert problem_of(bomb()) == "too_large"
    assert problem_of(bomb(9_200)) == "too_large"


def test_a_bomb_in_a_pdf_costs_its_page_only():
    def inflate(pdf):
        image = picture_on(pdf.pages[0])
        image.Width = image.Height = 60_000

    pages = list(pages_of(changed(scanned_pdf(2), inflate)))
    assert [page.problem for page in pages] == ["too_large", ""]


def test_a_page_in_colour_at_600_dots_per_inch_is_decoded_reduced():
    image = Image.new("RGB", (4960, 7016), (250, 250, 250))
    for data in (saved(image, "JPEG", dpi=(600, 600)), saved(image, "PDF", resolution=600)):
        (page,) = pages_of(data)
        assert page.grey.shape == (3508, 2480)
        assert page.dpi == pytest.approx(300, abs=1)


def test_the_other_process_gives_the_same_pixels():
    data = scanned_pdf(3)
    told = []
    there_pages = isolated_pages_of(data, opened=told.append)
    for here, there in zip(pages_of(data), there_pages, strict=True):
        assert (here.number, here.dpi, here.is_bilevel) == (
            there.number,
            pytest.approx(there.dpi),
            there.is_bilevel,
        )
        assert np.array_equal(here.grey, there.grey)
    assert told == [3]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"<html>", "not_a_picture"), (bomb(), "too_large")],
    ids=["empty", "html", "bomb"],
)
def test_the_other_process_says_why_it_cannot(data, reason):
    with pytest.raises(FileProblem) as found:
        list(isolated_pages_of(data))
    assert found.value.reason == reason


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(isolated, "SECONDS_A_PAGE", 0.001)
    with pytest.raises(FileProblem) as found:
        list(isolated_pages_of(scanned_pdf(3)))
    assert found.value.reason == "too_large"


def test_a_process_without_memory_gives_the_file_up(monkeypatch):
    monkeypatch.setattr(isolated, "MEMORY", 64 * 1024 * 1024)
    with pytest.raises(FileProblem) as found:
        list(isolated_pages_of(saved(Image.new("L", (6000, 8000), 255), "PNG")))
    assert found.value.reason == "broken"
