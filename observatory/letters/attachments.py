"""Making what comes with a mail safe: pictures and PDFs are drawn anew, all else is refused.

Only pixels are kept. Nothing is unpacked, ever: an archive, whatever is in it,
is named and left. A file is judged by its content, never by its name or by the
type it says it has (fail closed).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from observatory.kit.pdf_pages import PdfRefused, draw_pages, is_pdf
from observatory.kit.pictures import CleanPicture, PictureRefused, clean_picture

from .reading import File

FILES = 12
PAGES = 30
PAGES_OF_A_PDF = 20
# What the files may weigh together, as they came, in bytes.
TOGETHER = 40 * 1024 * 1024
# How long the files of one mail may take; a PDF alone may take half of it.
SECONDS = 60.0
# Pixels on the longer side: handwriting stays readable.
LONGEST = 2200
# A picture this small is a logo, a smiley or a way to know who reads.
TINY = 64
LOGO = 160

_STARTS = (
    ("archive", b"PK\x03\x04"),
    ("archive", b"PK\x05\x06"),
    ("archive", b"\x1f\x8b"),
    ("archive", b"BZh"),
    ("archive", b"\xfd7zXZ\x00"),
    ("archive", b"7z\xbc\xaf\x27\x1c"),
    ("archive", b"Rar!\x1a\x07"),
    ("archive", b"\x28\xb5\x2f\xfd"),
    ("document", b"\xd0\xcf\x11\xe0"),
    ("document", b"{\\rtf"),
    ("program", b"MZ"),
    ("program", b"\x7fELF"),
    ("program", b"#!"),
)
_OFFICE = ("word", "office", "opendocument", "excel", "powerpoint", "rtf")


@dataclass(frozen=True)
class SafePage:
    """One picture to keep; `file` is the place of its file in the list of names."""

    picture: CleanPicture = field(repr=False)
    file: int


@dataclass
class SafeFiles:
    """What can be kept, and what was left out: [{"why", "kind", "size"}]."""

    pages: list[SafePage] = field(default_factory=list)
    names: list[str] = field(default_factory=list, repr=False)
    left_out: list[dict[str, object]] = field(default_factory=list)

    def leave_out(self, why: str, kind: str, size: int) -> None:
        self.left_out.append({"why": why, "kind": kind, "size": size})


def make_safe(files: Sequence[File]) -> SafeFiles:
    """Return the pages of the files, redrawn; no exception for anything that they hold."""
    safe = SafeFiles()
    together = 0
    end = time.monotonic() + SECONDS
    for file in files:
        size = len(file.data)
        together += size
        if len(safe.names) >= FILES or together > TOGETHER or time.monotonic() > end:
            safe.leave_out("too_many_files", kind_of(file), size)
        elif len(safe.pages) >= PAGES:
            safe.leave_out("too_many_pages", kind_of(file), size)
        else:
            _add(safe, file)
    return safe


def _add(safe: SafeFiles, file: File) -> None:
    kind, size = kind_of(file), len(file.data)
    if kind == "pdf":
        pictures = _pages_of(safe, file)
    elif kind == "picture":
        pictures = _picture_of(safe, file)
    else:
        safe.leave_out("kind", kind, size)
        return
    if pictures:
        place = len(safe.names)
        safe.names.append(file.name)
        safe.pages += [SafePage(picture, place) for picture in pictures]


def _pages_of(safe: SafeFiles, file: File) -> list[CleanPicture]:
    room = min(PAGES_OF_A_PDF, PAGES - len(safe.pages))
    try:
        drawn = draw_pages(file.data, most=room)
    except PdfRefused as refused:
        safe.leave_out(refused.reason, "pdf", len(file.data))
        return []
    if drawn.total > len(drawn.pictures):
        safe.leave_out("pages_left", "pdf", drawn.total - len(drawn.pictures))
    return drawn.pictures


def _picture_of(safe: SafeFiles, file: File) -> list[CleanPicture]:
    try:
        picture = clean_picture(file.data, longest=LONGEST)
    except PictureRefused as refused:
        safe.leave_out(refused.reason, "picture", len(file.data))
        return []
    longest = max(picture.width, picture.height)
    if longest <= (LOGO if file.is_inline else TINY):
        return []
    return [picture]


def kind_of(file: File) -> str:
    """Return "picture", "pdf", "archive", "document", "program", "text" or "other", by content."""
    data = file.data
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n" or data[:4] == b"RIFF":
        return "picture"
    if data[4:8] == b"ftyp" or data[:4] in {b"GIF8", b"II*\0", b"MM\0*"} or data[:2] == b"BM":
        return "picture"
    if is_pdf(data):
        return "pdf"
    for kind, start in _STARTS:
        if data.startswith(start):
            # Word's files are archives too: the name only serves to say which it was.
            is_office = any(word in file.media_type.lower() for word in _OFFICE)
            return "document" if kind == "archive" and is_office else kind
    if file.media_type.startswith("text/"):
        return "text"
    return "other"
