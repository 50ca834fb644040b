"""Pages in fewer bytes, for a phone on a slow line.

Two kinds of pages are compressed. Public pages hold nothing but what everyone
may read. The screens of the report flow hold a token against forged requests,
which is masked anew in each answer, and what the person answered, but nothing
that someone else could have put there: a length says nothing to who cannot
choose a part of the text (the attack called BREACH needs both). The pages
with a return code, the follow-up of a report and the team's pages show both
secrets and words of others, and are sent as they are.
"""

import re
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

# Level 1 takes a third of the time of the usual 6 and leaves a tenth more bytes.
# What is kept and sent again is worth the usual one.
FAST, KEPT = 1, 6
_REFUSED = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")

View = Callable[..., HttpResponse]


def takes_gzip(request: HttpRequest) -> bool:
    """Tell whether the browser says that it reads gzip."""
    said = request.META.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in said and not _REFUSED.search(said)


def compress(data: bytes, level: int) -> bytes:
    """Return the data as a gzip file without name or date: the same data give the same bytes."""
    packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(data) + packer.flush()


def say_varies(response: HttpResponse) -> None:
    """Tell caches that the bytes depend on what the browser reads."""
    held = response.headers.get("Vary")
    response.headers["Vary"] = f"{held}, Accept-Encoding" if held else "Accept-Encoding"


def put_compressed(response: HttpResponse, data: bytes) -> None:
    """Make the compressed bytes the body of the response."""
    response.content = data
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(data))


def compressed(view: View) -> View:
    """Send the page compressed to who reads it so. Not for pages with secrets beside others' words."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.content and not response.has_header("Content-Encoding"):
            say_varies(response)
            if takes_gzip(request):
                put_compressed(response, compress(response.content, FAST))
        return response

    return wrapped
