"""The body of a submission: an instance (`xml_submission_file`) and, beside it, files."""

import io
from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.http import parse_header_parameters

from .instances import Unreadable

# No form of ours asks for a file, and an observation is a few kilobytes.
MOST_BYTES = 1024 * 1024
PIECE = 64 * 1024
INSTANCE = "xml_submission_file"


@dataclass(frozen=True)
class Parcel:
    """What was sent: the instance as it came, and the names of the other files."""

    instance: bytes
    others: tuple[str, ...]


def read_parcel(request: HttpRequest) -> Parcel | None:
    """Return the whole of what was sent, None when it is too large.

    Raises `Unreadable` for a body that is cut: one that is shorter than it
    says, or whose last boundary is missing. Reading goes on at most to the limit.
    """
    announced = _length(request)
    if announced > MOST_BYTES:
        return None
    body = _read(request)
    if len(body) > MOST_BYTES:
        return None
    kind, options = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    boundary = options.get("boundary", "")
    ends = body.rstrip(b"\r\n \t").endswith(f"--{boundary}--".encode())
    if kind != "multipart/form-data" or not boundary or not ends or len(body) < announced:
        raise Unreadable("unreadable")
    # The length was looked at: the parser is given what is there.
    meta = {**request.META, "CONTENT_LENGTH": str(len(body))}
    try:
        _fields, files = MultiPartParser(
            meta, io.BytesIO(body), [_InMemory(request)], request.encoding or "utf-8"
        ).parse()
    except (MultiPartParserError, SuspiciousOperation, BadRequest, ValueError):
        raise Unreadable("unreadable") from None
    instances = files.getlist(INSTANCE)
    if len(instances) != 1:
        raise Unreadable("unreadable")
    others = tuple(name for name in files if name != INSTANCE)
    return Parcel(instances[0].read(), others)


class _InMemory(MemoryFileUploadHandler):
    """Keeps every file in memory: the whole body is within the limit."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        self.activated = True


def _length(request: HttpRequest) -> int:
    try:
        return max(int(request.META.get("CONTENT_LENGTH") or 0), 0)
    except ValueError:
        return 0


def _read(request: HttpRequest) -> bytes:
    body = bytearray()
    # Django reads nothing of a body that comes in chunks, without a length; OpenRosa
    # asks for both. The server ends the stream where the last chunk ends.
    is_in_chunks = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    source = request.META["wsgi.input"] if is_in_chunks and not _length(request) else request
    try:
        while len(body) <= MOST_BYTES and (piece := source.read(PIECE)):
            body += piece
    except (OSError, RawPostDataException):
        raise Unreadable("unreadable") from None
    return bytes(body)
