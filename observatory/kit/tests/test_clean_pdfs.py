"""A PDF is published without what it does and who made it."""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from observatory.kit import clean_pdfs
from observatory.kit.clean_pdfs import clean_pdf
from observatory.kit.pdf_pages import PdfRefused

SECRETS = [b"Fatima", b"app.alert", b"secret.txt", b"Launch", b"evil.exe", b"2026:01:02"]


def a_letter(pages=1, **encryption):
    """Return a PDF with words on it, and with everything that must not be published."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        words = b"BT /F1 24 Tf 72 700 Td (Une lettre au college) Tj ET"
        page.obj.Contents = document.make_stream(words)
        page.obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
        page.obj.Annots = Array(
            [
                link(Dictionary(S=Name.URI, URI=String("https://example.org/loi"))),
                link(Dictionary(S=Name.Launch, F=String("evil.exe"))),
                link(Dictionary(S=Name.URI, URI=String("javascript:app.alert(2)"))),
                Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=String("Fatima a dit")),
            ]
        )
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(3)"))
    document.attachments["secret.txt"] = b"un fichier de Fatima"
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["Fatima"]
    document.docinfo["/Author"] = "Fatima"
    document.docinfo["/Title"] = "Une lettre"
    document.docinfo["/Subject"] = "2026:01:02"
    file = io.BytesIO()
    document.save(file, compress_streams=False, **encryption)
    return file.getvalue()


def link(action):
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 10, 10]), A=action)


def everything_in(data):
    """Return all that a PDF says, its streams unpacked."""
    with pikepdf.open(io.BytesIO(data)) as document:
        file = io.BytesIO()
        document.save(
            file,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return file.getvalue()


def test_a_letter_keeps_its_words_and_its_links_and_nothing_of_who_made_it():
    before = everything_in(a_letter())
    assert all(secret in before for secret in SECRETS)
    clean, pages = clean_pdf(a_letter())
    after = everything_in(clean)
    assert pages == 1
    assert [secret for secret in SECRETS if secret in after] == []
    assert b"https://example.org/loi" in after
    assert (
        "Une lettre au college" in pypdfium2.PdfDocument(clean)[0].get_textpage().get_text_range()
    )
    with pikepdf.open(io.BytesIO(clean)) as document:
        assert str(document.docinfo["/Title"]) == "Une lettre"


def test_the_same_file_gives_the_same_bytes():
    assert clean_pdf(a_letter()) == clean_pdf(a_letter())


def test_a_letter_that_wants_a_password_is_refused():
    with pytest.raises(PdfRefused) as refused:
        clean_pdf(a_letter(encryption=pikepdf.Encryption(owner="a", user="b")))
    assert refused.value.reason == "locked"


def test_a_letter_that_forbids_to_change_it_is_refused_too():
    with pytest.raises(PdfRefused) as refused:
        clean_pdf(a_letter(encryption=pikepdf.Encryption(owner="a", user="")))
    assert refused.value.reason == "locked"


def test_a_book_is_too_large(monkeypatch):
    with pytest.raises(PdfRefused) as refused:
        clean_pdf(a_letter(clean_pdfs.MAX_PAGES + 1))
    assert refused.value.reason == "too_large"


@pytest.mark.parametrize("data", [b"%PDF-1.7 and nothing", b"%PDF-" + bytes(50_000)])
def test_what_is_no_pdf_is_broken(data):
    with pytest.raises(PdfRefused) as refused:
        clean_pdf(data)
    assert refused.value.reason == "broken"
