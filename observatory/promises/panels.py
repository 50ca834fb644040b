"""What this package shows on the pages of others: the promises that concern a municipality."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from observatory.places.models import Territory

from .queries import promises_of


def promises_panel(territory: Territory) -> dict[str, Any] | None:
    """Return the few latest promises for the place, its region and its country; None if there is none."""
    shown, is_more = promises_of(territory, today=localdate())
    if not shown:
        return None
    return {
        "promises": shown,
        "promises_href": f"{reverse('promises')}?{urlencode({'place': territory.nis})}"
        if is_more
        else "",
    }
