import io
import time

import pytest
from PIL import Image

from observatory.letters.attachments import FILES, PAGES, PAGES_OF_A_PDF, make_safe
from observatory.letters.reading import File

from .mails import gzip_bomb, photo, photo_with_place, scan, zip_bomb


def file(data, name="", media_type="application/octet-stream", **options):
    return File(name, media_type, data, **options)


def reasons(safe):
    return [(note["why"], note["kind"]) for note in safe.left_out]


def test_a_photo_is_redrawn_without_its_metadata():
    safe = make_safe([file(photo_with_place(), "lettre.jpg")])
    (page,) = safe.pages
    assert b"Fatima" not in page.picture.data
    assert (page.picture.media_type, safe.names) == ("image/jpeg", ["lettre.jpg"])


def test_a_scanned_pdf_becomes_pictures_of_its_pages():
    safe = make_safe([file(scan("un", "deux", "trois"), "scan.pdf")])
    assert [page.file for page in safe.pages] == [0, 0, 0]
    assert all(page.picture.data.startswith(b"\xff\xd8") for page in safe.pages)


@pytest.mark.parametrize("bomb", [zip_bomb(), gzip_bomb()])
@pytest.mark.parametrize("media_type", ["application/zip", "image/jpeg", "application/pdf"])
def test_an_archive_is_never_unpacked_whatever_it_says_it_is(bomb, media_type):
    began = time.process_time()
    safe = make_safe([file(bomb, "photo.jpg", media_type)])
    assert time.process_time() - began < 1
    assert (safe.pages, reasons(safe)) == ([], [("kind", "archive")])


@pytest.mark.parametrize(
    ("data", "media_type", "kind"),
    [
        (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.word", "document"),
        (b"MZ\x90", "image/png", "program"),
        (b"#!/bin/sh", "text/plain", "program"),
        (b"<html><script>", "text/html", "text"),
        (b"<svg onload=alert(1)>", "image/svg+xml", "other"),
        (b"GIF89a", "image/gif", "picture"),
        (b"\xff\xd8\xff broken", "image/jpeg", "picture"),
        (b"%PDF-1.7 broken", "application/pdf", "pdf"),
        (b"hello", "application/x-thing", "other"),
    ],
)
def test_everything_else_is_refused_and_named(data, media_type, kind):
    safe = make_safe([file(data, "x", media_type)])
    assert safe.pages == []
    assert [note["kind"] for note in safe.left_out] == [kind]


def test_a_picture_of_billions_of_pixels_is_refused():
    image = Image.new("1", (30_000, 30_000))
    image.save(out := io.BytesIO(), "PNG")
    assert reasons(make_safe([file(out.getvalue())])) == [("too_large", "picture")]


def test_logos_and_pixels_that_spy_are_left_without_a_word():
    safe = make_safe([file(photo(size=(1, 1))), file(photo(size=(120, 40)), is_inline=True)])
    assert (safe.pages, safe.left_out) == ([], [])


def test_there_are_limits_to_the_number_of_files_and_pages():
    small = photo(size=(100, 100))
    safe = make_safe([file(small)] * (FILES + 2))
    assert len(safe.pages) == FILES
    assert reasons(safe) == [("too_many_files", "picture")] * 2
    long = scan(*["x"] * (PAGES_OF_A_PDF + 2))
    safe = make_safe([file(long), file(long), file(small)])
    assert len(safe.pages) == PAGES
    assert ("pages_left", "pdf") in reasons(safe)
    assert reasons(safe)[-1] == ("too_many_pages", "picture")


def test_a_good_file_beside_a_bad_one_is_kept():
    safe = make_safe([file(zip_bomb()), file(photo(), "bonne.jpg")])
    assert [page.file for page in safe.pages] == [0]
    assert safe.names == ["bonne.jpg"]
