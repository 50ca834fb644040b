"""Which words are urgent, and how many calls they stopped."""

from collections.abc import Mapping
from datetime import date

from observatory.phone.models import UrgentCount, UrgentWord
from observatory.phone.urgency import find_kinds


def urgent_kinds(text: str) -> list[str]:
    """Return the kinds of urgency in what was told, in any language of the list. One query."""
    if not text.strip():
        return []
    return find_kinds(text, UrgentWord.objects.filter(is_active=True))


def urgent_counts(since: date) -> Mapping[date, dict[str, int]]:
    """Return the counts by month and kind from `since` on, newest month first."""
    found: dict[date, dict[str, int]] = {}
    for row in UrgentCount.objects.filter(month__gte=since).order_by("-month", "kind"):
        found.setdefault(row.month, {})[row.kind] = row.count
    return found
