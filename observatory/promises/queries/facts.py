"""Sourced facts, in our own words."""

from typing import Any

from django.db.models import F
from django.utils.translation import get_language

from observatory.people.models import User
from observatory.places.queries import territories, territories_by_id
from observatory.promises.models import SourcedFact
from observatory.promises.permissions import may_edit
from observatory.promises.wording import KIND_WORDS, own_language
from observatory.ui.dates import partial_date_words
from observatory.vocabularies.models import in_language

from .page import describe_correction

ON_A_PAGE = 20
MOST_EDITED = 200


def list_facts(page: int) -> tuple[list[dict[str, Any]], bool]:
    """Return a page (from 1) of facts, the latest first and those without a date last, and whether there is another.

    Three queries.
    """
    rows = SourcedFact.objects.select_related("source").prefetch_related(
        "other_sources", "corrections"
    )
    start = (page - 1) * ON_A_PAGE
    found = list(
        rows.order_by(F("happened_on").desc(nulls_last=True), "-pk")[start : start + ON_A_PAGE + 1]
    )
    return [_describe(one) for one in found[:ON_A_PAGE]], len(found) > ON_A_PAGE


def edited_facts(by: User) -> list[dict[str, Any]]:
    """Return the facts that this editor may correct, latest first. Three queries."""
    mine = [one.pk for one in territories() if may_edit(by, one.pk)]
    rows = SourcedFact.objects.filter(territory_id__in=mine)
    rows = rows.select_related("source").prefetch_related("other_sources", "corrections")
    ordered = rows.order_by(F("happened_on").desc(nulls_last=True), "-pk")[:MOST_EDITED]
    return [_describe(one) for one in ordered]


def _describe(fact: SourcedFact) -> dict[str, Any]:
    words = fact.translations.get((get_language() or "fr").split("-")[0], {})
    return {
        "kind": KIND_WORDS[fact.kind],
        "who": words.get("who") or fact.who,
        "happened": partial_date_words(fact.happened),
        "text": words.get("text") or fact.text,
        "language": own_language(fact.translations),
        "place": in_language(territories_by_id()[fact.territory_id].names),
        "pk": fact.pk,
        "corrections": [describe_correction(one) for one in fact.corrections.all()],
        "sources": [fact.source, *fact.other_sources.all()],
    }
