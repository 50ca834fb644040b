"""A PDF that may be published: what is written on its pages, and nothing of who made it or what it does.

The file is opened by a process of its own (`apart.py`) with little memory and time,
and written anew. Scripts, actions, attachments, forms to fill, media and everything
that says who wrote it, with what and when are left out; text, its order for who cannot
see, its language, its title and links to web pages stay. What cannot be opened is refused (fail
closed).
"""

import sys
from typing import Any

from .apart import Apart, limit_resources
from .pdf_pages import PdfRefused

MAX_PAGES = 400
# What the process may use: bytes of memory, seconds, and bytes it may hand back.
MEMORY = 1024 * 1024 * 1024
SECONDS = 30
ANSWER = 64 * 1024 * 1024
# How the process ends.
_LOCKED, _BROKEN, _TOO_LARGE = 4, 5, 6
# Of the document and of each page: what acts, what is attached, who made it.
_OF_DOCUMENT = (
    "/OpenAction", "/AA", "/AcroForm", "/Metadata", "/PieceInfo", "/Collection", "/Threads",
    "/URI", "/AF", "/DSS", "/Perms", "/Legal", "/Requirements", "/SpiderInfo", "/Extensions",
)  # fmt: skip
_OF_NAMES = ("/JavaScript", "/EmbeddedFiles", "/Renditions", "/AlternatePresentations")
_OF_PAGE = ("/AA", "/Metadata", "/PieceInfo", "/AF", "/Thumb", "/PresSteps", "/B")


def clean_pdf(data: bytes) -> tuple[bytes, int]:
    """Return the file written anew, and how many pages it has.

    Starts a process and waits for it, 30 seconds at most. Raises `PdfRefused`
    "locked" (it wants a password), "too_large" (more than 400 pages, or too much
    work) or "broken".
    """
    process = Apart(__name__, data=data)
    try:
        answer = process.read(ANSWER + 1, seconds=SECONDS)
        if process.was_late or len(answer) > ANSWER:
            raise PdfRefused("too_large")
        code = process.code(seconds=SECONDS)
    finally:
        process.end()
    if code or len(answer) < 4:
        raise PdfRefused({_LOCKED: "locked", _TOO_LARGE: "too_large"}.get(code, "broken"))
    return answer[4:], int.from_bytes(answer[:4], "big")


def _clean() -> int:
    """In the process of its own: read a PDF, write its number of pages and the clean file."""
    import io

    import pikepdf

    data = sys.stdin.buffer.read()
    limit_resources(memory=MEMORY, seconds=SECONDS)
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                return _LOCKED
            pages = len(document.pages)
            if not pages:
                return _BROKEN
            if pages > MAX_PAGES:
                return _TOO_LARGE
            _strip(document)
            written = io.BytesIO()
            document.save(written, linearize=True, deterministic_id=True)
    except pikepdf.PasswordError:
        return _LOCKED
    except MemoryError:
        return _TOO_LARGE
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        return _BROKEN
    out = sys.stdout.buffer
    out.write(pages.to_bytes(4, "big"))
    out.write(written.getvalue())
    out.flush()
    return 0


def _strip(document: Any) -> None:
    """Leave out of a document all that is not on its pages."""
    import pikepdf

    root = document.Root
    title = document.docinfo.get("/Title")
    said = pikepdf.Dictionary({"/Title": title} if title is not None else {})
    document.trailer["/Info"] = document.make_indirect(said)
    for name in _OF_DOCUMENT:
        if name in root:
            del root[name]
    if "/Names" in root:
        for name in _OF_NAMES:
            if name in root.Names:
                del root.Names[name]
    for page in document.pages:
        for name in _OF_PAGE:
            if name in page.obj:
                del page.obj[name]
        kept = [one for one in page.obj.get("/Annots", []) if _is_plain_link(one)]
        if kept:
            page.obj.Annots = document.make_indirect(pikepdf.Array(kept))
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]
    # The metadata of pictures says where and with what they were taken.
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and "/Metadata" in one:
            del one["/Metadata"]


def _is_plain_link(annotation: Any) -> bool:
    """Tell whether a note on a page is a link to a place in the file or to a web page."""
    if annotation.get("/Subtype") != "/Link" or "/AA" in annotation:
        return False
    action = annotation.get("/A")
    if action is None:
        return "/Dest" in annotation
    if "/Next" in action:
        return False
    if action.get("/S") == "/GoTo":
        return True
    return action.get("/S") == "/URI" and str(action.get("/URI", "")).startswith(
        ("https://", "http://", "mailto:")
    )


if __name__ == "__main__":
    sys.exit(_clean())
