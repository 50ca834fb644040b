"""Public pages are made once per edition: an unmodified one is answered before anything else runs."""

import hashlib
import hmac
import threading
import time
from collections.abc import Callable
from functools import cache

import django
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import has_vary_header

from observatory.kit.remembered import memory
from observatory.ui.compression import FAST, KEPT, compress, put_compressed, say_varies, takes_gzip

# Browsers ask every time: the answer "unmodified" costs about as much as an
# empty view. A shared cache in front may hold a page for one minute, and never
# shows it once stale: what a person withdraws is gone from every cache a minute
# after it is gone from here.
CACHE_CONTROL = "public, max-age=0, s-maxage=60, must-revalidate"

# On PostgreSQL the edition number is remembered for this long by each process,
# because a round trip costs more than the rest of the answer. On SQLite the
# read takes some 15 microseconds and is made every time.
MEMO_SECONDS = 1.0

_EDITION = "SELECT number FROM journal_edition WHERE id = 1"
_LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)
# What pages say and no edition counts: a change of these starts other processes.
_SPOKEN_SETTINGS = ("PHONE_LINE", "PHONE_HOURS", "POSTAL_ADDRESS", "CONTROLLER", "PUBLIC_URL")
# The edition and the day (its ordinal) that pages are made for.
Moment = tuple[int, int]
_CODE = {".py", ".html", ".css", ".js", ".svg", ".json", ".mo", ".txt"}


class PublicCacheMiddleware:
    """Answer 304 to who already holds the page; give public pages their ETag; keep them whole.

    The tag is a keyed hash (HMAC with SECRET_KEY) of the build, the edition,
    the day, the scheme, the host and the address with its query. Nobody can
    make one up and only public pages are given one, so a tag that matches
    proves by itself that the address is a public page and that the visitor
    holds its present version. For the same reason a page found on the shelf
    under its tag is the page that would be made again.

    The edition is read before the page is made: a page made while the edition
    advances carries the older number, and is simply asked for again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._memo: tuple[float, int] = (0.0, 0)
        self._shelf = Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            response = self.get_response(request)
            self._memo = (0.0, 0)
            return response
        # Every public page lies under its language: "/fr/...".
        path = request.path_info
        if settings.DEBUG or path[3:4] != "/" or path[1:3] not in _LANGUAGES:
            return self.get_response(request)
        try:
            now = (self._edition(), timezone.localdate().toordinal())
        except DatabaseError:
            # What answers below says so, with the headers that every answer has.
            return self.get_response(request)
        tag = _tag(request, *now)
        if tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            return _stamp(HttpResponseNotModified(), tag)
        gzip = takes_gzip(request)
        kept = self._shelf.find(now, tag, gzip=gzip)
        if kept is not None:
            return kept
        response = self.get_response(request)
        if getattr(response, "public_page", False) and _make_public(response, tag):
            self._finish(request, now, tag, response, gzip=gzip)
        return response

    def _finish(
        self, request: HttpRequest, now: Moment, tag: str, response: HttpResponse, *, gzip: bool
    ) -> None:
        """Keep the page, and compress it for who reads it so."""
        packed = None
        # Addresses with a query are without number; they are made each time.
        if request.method == "GET" and not request.META.get("QUERY_STRING"):
            packed = self._shelf.keep(now, tag, response)
        if gzip and request.method == "GET" and response.content and _is_text(response):
            put_compressed(response, packed or compress(response.content, FAST))

    def _edition(self) -> int:
        if connection.vendor == "sqlite" or connection.in_atomic_block:
            return read_edition()
        read_at, number = self._memo
        now = time.monotonic()
        if not number or now - read_at > MEMO_SECONDS:
            number = read_edition()
            self._memo = (now, number)
        return number


class Shelf:
    """The pages of the present edition and day, whole, in the memory of the process.

    All of them go when the edition or the day changes, so that what a person
    withdraws is not held here either. At most `settings.PUBLIC_PAGES_KEPT_BYTES`;
    the oldest go first; 0 keeps nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: Moment = (0, 0)
        # The page, the page compressed (empty: not worth it), the headers of the page.
        self._pages: dict[str, tuple[bytes, bytes, list[tuple[str, str]]]] = {}
        self._bytes = 0

    def find(self, now: Moment, tag: str, *, gzip: bool = False) -> HttpResponse | None:
        """Return the page kept under the tag, as a new response."""
        if now != self._now:
            # What other processes loaded with this edition is read afresh too.
            memory.look_again()
            with self._lock:
                self._now, self._bytes = now, 0
                self._pages.clear()
            return None
        page = self._pages.get(tag)
        if page is None:
            return None
        plain, packed, headers = page
        response = HttpResponse(plain)
        for name, value in headers:
            response.headers[name] = value
        if gzip and packed:
            put_compressed(response, packed)
        return response

    def keep(self, now: Moment, tag: str, response: HttpResponse) -> bytes | None:
        """Put a finished page on the shelf and return it compressed; None when it is left out.

        A page made for another edition is, and one too large for the shelf.
        """
        most = settings.PUBLIC_PAGES_KEPT_BYTES
        if response.streaming or len(response.content) > most // 8:
            return None
        packed = compress(response.content, KEPT) if _is_text(response) else b""
        with self._lock:
            if now != self._now:
                return None
            if tag not in self._pages:
                self._pages[tag] = (response.content, packed, list(response.headers.items()))
                self._bytes += len(response.content) + len(packed)
            while self._bytes > most:
                plain, other, _ = self._pages.pop(next(iter(self._pages)))
                self._bytes -= len(plain) + len(other)
        return packed


def _tag(request: HttpRequest, edition: int, day: int) -> str:
    meta = request.META
    seen = "\0".join(
        (
            build_id(),
            f"{edition} {day} {request.scheme}",
            meta.get("HTTP_HOST", ""),
            request.path,
            meta.get("QUERY_STRING", ""),
        )
    )
    digest = hmac.digest(_key(), seen.encode(), "sha256")
    return f'"{digest[:16].hex()}"'


@cache
def _key() -> bytes:
    return settings.SECRET_KEY.encode()


def read_edition() -> int:
    """Return the number of the public edition by one plain query, 1 before anything was published."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITION)
        row = cursor.fetchone()
    return row[0] if row else 1


@cache
def build_id() -> str:
    """Return a hash of the code, templates, translations and assets this process runs with.

    Read once per process: two processes of the same installation agree.
    """
    digest = hashlib.sha256(django.__version__.encode())
    for name in _SPOKEN_SETTINGS:
        digest.update(f"{name}={getattr(settings, name)}\0".encode())
    home = settings.BASE_DIR / "observatory"
    for file in sorted(home.rglob("*")):
        if file.suffix in _CODE and "tests" not in file.parts and file.is_file():
            digest.update(str(file.relative_to(home)).encode())
            digest.update(file.read_bytes())
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.is_file():
        digest.update(manifest.read_bytes())
    return digest.hexdigest()[:16]


def _make_public(response: HttpResponse, tag: str) -> bool:
    """Stamp a public page; one that looked at a cookie is a mistake and is kept out of every cache."""
    if response.cookies or has_vary_header(response, "Cookie"):
        response.headers["Cache-Control"] = "no-store"
        return False
    _stamp(response, tag)
    return True


def _is_text(response: HttpResponse) -> bool:
    """Tell whether compressing makes it smaller: a photo is compressed already."""
    return response.headers.get("Content-Type", "").startswith("text/")


def _stamp(response: HttpResponse, tag: str) -> HttpResponse:
    say_varies(response)
    # Weak: the page has the same tag compressed and not, and a proxy may compress it too.
    response.headers["ETag"] = f"W/{tag}"
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
