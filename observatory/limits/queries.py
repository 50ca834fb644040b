"""Telling clients apart for a day, without knowing who they are."""

import hashlib
import hmac
import ipaddress
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate

from observatory.kit.keys import keyed_hash, load_key


def who_is(request: HttpRequest) -> str:
    """Return a keyed hash of the client's address (64 characters); the key changes every day.

    The address itself goes nowhere. Tomorrow the same client has another hash,
    and the two cannot be linked. Of an IPv6 address the first 64 bits count,
    since one household holds all that follow.
    """
    return keyed_hash(_key_of_day(localdate()), _client_network(request))


def _key_of_day(day: date) -> bytes:
    key = load_key(settings.KEYS_DIR, "limits")
    return hmac.new(key, day.isoformat().encode(), hashlib.sha256).digest()


def _client_network(request: HttpRequest) -> str:
    """Return the address of the client: with a trusted proxy, the last one it wrote down."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        address = forwarded.rpartition(",")[2].strip() or address
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
