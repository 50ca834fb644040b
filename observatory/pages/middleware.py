"""Public pages are made once per edition: an unmodified one is answered before anything else runs."""

import hashlib
import hmac
import time
from collections.abc import Callable
from functools import cache

import django
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import has_vary_header

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
_CODE = {".py", ".html", ".css", ".js", ".svg", ".json", ".mo", ".txt"}


class PublicCacheMiddleware:
    """Answer 304 to who already holds the page; give public pages their ETag.

    The tag is a keyed hash (HMAC with SECRET_KEY) of the build, the edition,
    the day, the host and the address with its query. Nobody can make one up and
    only public pages are given one, so a tag that matches proves by itself that
    the address is a public page and that the visitor holds its present version.

    The edition is read before the page is made: a page made while the edition
    advances carries the older number, and is simply asked for again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._memo: tuple[float, int] = (0.0, 0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            response = self.get_response(request)
            self._memo = (0.0, 0)
            return response
        # Every public page lies under its language: "/fr/...".
        path = request.path_info
        if path[3:4] != "/" or path[1:3] not in _LANGUAGES:
            return self.get_response(request)
        tag = self._tag(request)
        if not settings.DEBUG and tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            return _stamp(HttpResponseNotModified(), tag)
        response = self.get_response(request)
        if getattr(response, "public_page", False):
            return _make_public(response, tag)
        return response

    def _tag(self, request: HttpRequest) -> str:
        meta = request.META
        seen = "\0".join(
            (
                build_id(),
                str(self._edition()),
                timezone.localdate().isoformat(),
                meta.get("HTTP_HOST", ""),
                request.path,
                meta.get("QUERY_STRING", ""),
            )
        )
        digest = hmac.digest(settings.SECRET_KEY.encode(), seen.encode(), "sha256")
        return f'"{digest[:16].hex()}"'

    def _edition(self) -> int:
        if connection.vendor == "sqlite" or connection.in_atomic_block:
            return read_edition()
        read_at, number = self._memo
        now = time.monotonic()
        if not number or now - read_at > MEMO_SECONDS:
            number = read_edition()
            self._memo = (now, number)
        return number


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


def _make_public(response: HttpResponse, tag: str) -> HttpResponse:
    """Stamp a public page; one that looked at a cookie is a mistake and is kept out of every cache."""
    if response.cookies or has_vary_header(response, "Cookie"):
        response.headers["Cache-Control"] = "no-store"
        return response
    return _stamp(response, tag)


def _stamp(response: HttpResponse, tag: str) -> HttpResponse:
    # Weak: a proxy that compresses the page keeps the tag.
    response.headers["ETag"] = f"W/{tag}"
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
