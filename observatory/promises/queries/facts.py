"""Sourced facts, in our own words."""

from typing import Any

from django.db.models import F
from django.utils.translation import get_language

from observatory.places.queries import territories_by_id
from observatory.promises.models import SourcedFact
from observatory.promises.wording import KIND_WORDS, own_language
from observatory.ui.dates import partial_date_words
from observatory.vocabularies.models import in_language

ON_A_PAGE = 20


def list_facts(page: int) -> tuple[list[dict[str, Any]], bool]:
    """Return a page (from 1) of facts, the latest first and those without a date last, and whether there is another.

    Two queries.
    """
    rows = SourcedFact.objects.select_related("source").prefetch_related("other_sources")
    start = (page - 1) * ON_A_PAGE
    found = list(
        rows.order_by(F("happened_on").desc(nulls_last=True), "-pk")[start : start + ON_A_PAGE + 1]
    )
    return [_describe(one) for one in found[:ON_A_PAGE]], len(found) > ON_A_PAGE


def _describe(fact: SourcedFact) -> dict[str, Any]:
    words = fact.translations.get((get_language() or "fr").split("-")[0], {})
    return {
        "kind": KIND_WORDS[fact.kind],
        "who": words.get("who") or fact.who,
        "happened": partial_date_words(fact.happened),
        "text": words.get("text") or fact.text,
        "language": own_language(fact.translations),
        "place": in_language(territories_by_id()[fact.territory_id].names),
        "sources": [fact.source, *fact.other_sources.all()],
    }
