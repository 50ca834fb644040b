"""Everything that the page of a promise shows."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from observatory.places.queries import territories_by_id
from observatory.promises.models import Correction, Promise, Reply, Update
from observatory.promises.wording import (
    PART_WORDS,
    WAY_WORDS,
    due_words,
    language_words,
    own_language,
    part_text,
    state_words,
    status_class,
    status_words,
)
from observatory.ui.dates import partial_date_words
from observatory.vocabularies.models import in_language
from observatory.vocabularies.queries import terms_by_id

from .evidence import Evidence, read_evidence
from .links import answers


def promise_page(promise: Promise, today: date) -> dict[str, Any]:
    """Return what the page shows. Six queries, and those of the evidence."""
    evidence = read_evidence(promise.dataset, promise.said_on) if promise.dataset else None
    updates = list(Update.objects.applied().filter(promise=promise).select_related("source"))
    replies = list(promise.replies.filter(taken_back_at=None).select_related("source"))
    sources = [promise.source, *promise.other_sources.order_by("pk")]
    sources += [one.source for one in (*updates, *replies) if one.source]
    place = territories_by_id()[promise.territory_id]
    return {
        "promise": promise,
        "place": in_language(place.names),
        "place_href": f"{reverse('promises')}?{urlencode({'place': place.nis})}",
        "level": in_language(terms_by_id()[promise.level_id].names),
        "said": partial_date_words(promise.said),
        "due": due_words(promise),
        "language": language_words(promise.quote_language),
        "own_language": own_language(promise.translations),
        "status": status_words(promise, today),
        "status_class": status_class(promise, today),
        "updates": [describe_update(one) for one in updates],
        "evidence": evidence,
        "changes_href": _changes_address(evidence) if evidence and evidence.after else "",
        "sources": list({one.pk: one for one in sources}.values()),
        "replies": [describe_reply(one) for one in replies],
        **answers(promise),
        "corrections": [describe_correction(one) for one in promise.corrections.all()],
    }


def describe_update(update: Update) -> dict[str, Any]:
    return {
        "on": partial_date_words(update.happened),
        "found": state_words(update.state_after) if update.state_after else "",
        "text": update.text,
        "language": own_language(update.texts),
        "source": update.source,
        "paper": update.source_on_paper,
        "by_facts": update.by_facts,
        "from_public": update.from_public,
    }


def describe_reply(reply: Reply) -> dict[str, Any]:
    return {
        "pk": reply.pk,
        "text": reply.text,
        "language": reply.language,
        "signed_by": reply.signed_by,
        "signed_role": reply.signed_role,
        "on": reply.replied_on,
        "way": WAY_WORDS[reply.way],
        "source": reply.source,
        "sha256": reply.original_sha256,
    }


def describe_correction(correction: Correction) -> dict[str, Any]:
    return {
        "on": localdate(correction.corrected_at),
        "part": PART_WORDS[correction.part],
        "before": part_text(correction.part, correction.before),
        "after": part_text(correction.part, correction.after),
        "is_hidden": correction.is_hidden,
        "reason": correction.reason,
    }


def _changes_address(evidence: Evidence) -> str:
    """Return the address of the facts themselves: what changed after the last reading without a closing."""
    assert evidence.after is not None  # noqa: S101 - asked by the caller
    asked = {
        "source": evidence.dataset,
        "from": evidence.kept_until.isoformat(),
        "to": evidence.after.taken_on.isoformat(),
    }
    return f"{reverse('location_changes')}?{urlencode(asked)}"
