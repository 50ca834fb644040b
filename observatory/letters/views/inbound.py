"""Mail that a mail service posts to us, under a shared secret."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from observatory.letters.actions import receive_mail, receive_too_large
from observatory.letters.models import Channel
from observatory.people.queries import system_actor
from observatory.ui.access import open_to_all

TIMESTAMP, SIGNATURE = "X-Observatory-Timestamp", "X-Observatory-Signature"
# A request that was signed longer ago, or later, is not taken: it may be played again.
VALID_FOR = timedelta(minutes=5)
PIECE = 64 * 1024
# Beyond this many times the limit, nothing more is read.
TOO_MUCH = 4


@csrf_exempt
@open_to_all
@require_POST
def letters_inbound(request: HttpRequest) -> HttpResponse:
    """Take a mail as it is (RFC 5322); answers 200 once it is on disk, twice for the same mail too.

    404 without the setting, 403 for a signature that is wrong or too old, 413
    for what is far too large. A mail over the limit is kept as an item that
    says so. The answer is one word: nobody reads it.
    """
    if not settings.INBOUND_SECRET:
        raise Http404
    now = timezone.now()
    stamp = request.headers.get(TIMESTAMP, "")
    if not _is_recent(stamp, now):
        return _answer("expired", 403)
    seal = hmac.new(settings.INBOUND_SECRET.encode(), f"{stamp}.".encode(), hashlib.sha256)
    head, size = _read(request, seal)
    if size > TOO_MUCH * settings.MAIL_MAX_BYTES:
        return _answer("too large", 413)
    given = request.headers.get(SIGNATURE, "").removeprefix("sha256=").strip().lower()
    if not hmac.compare_digest(seal.hexdigest().encode(), given.encode()):
        return _answer("forbidden", 403)
    by = system_actor("worker")
    if size > settings.MAIL_MAX_BYTES:
        receive_too_large(head=head[:PIECE], size=size, channel=Channel.WEBHOOK, by=by, at=now)
    else:
        receive_mail(raw=head, channel=Channel.WEBHOOK, by=by, at=now)
    return _answer("taken", 200)


def _is_recent(stamp: str, now: datetime) -> bool:
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
        return False
    return abs(now - datetime.fromtimestamp(int(stamp), UTC)) <= VALID_FOR


def _read(request: HttpRequest, seal: "hmac.HMAC") -> tuple[bytes, int]:
    """Read the body piece by piece into the signature; return what may be kept, and how long it is."""
    kept, size = bytearray(), 0
    while piece := request.read(PIECE):
        size += len(piece)
        if size > TOO_MUCH * settings.MAIL_MAX_BYTES:
            break
        seal.update(piece)
        if size <= settings.MAIL_MAX_BYTES or len(kept) < PIECE:
            kept += piece
    return bytes(kept), size


def _answer(word: str, status: int) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain; charset=utf-8")
