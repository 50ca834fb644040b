"""What the tests of offline entries start from: what a device sends."""

import json
from uuid import uuid4

from django.urls import reverse

from observatory.questionnaires.queries import current_version


def answers_of(**changes):
    """Answers of a short report that agree to be counted."""
    return {
        "where": "21012",
        "service": "S05",
        "obstacles": ["P05"],
        "consent_count": "yes",
    } | changes


def entry_of(**changes):
    """One entry as a device sends it."""
    return {
        "uuid": str(uuid4()),
        "version": current_version("report").number,
        "language": "fr",
        "answers": answers_of(),
        "association": None,
        "session": None,
        "code": "",
        "made_at": "2026-11-23T10:00:00+01:00",
    } | changes


def deliver(client, entry):
    """Send an entry, a dict or bytes as they are; return the response."""
    body = entry if isinstance(entry, bytes) else json.dumps(entry).encode()
    return client.post(reverse("offline_deliver"), body, content_type="application/json")
