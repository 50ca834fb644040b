"""How many people live where."""

from datetime import date

from django.db.models import QuerySet

from observatory.places.models import Population, Territory


def population_of(territory: Territory, on: date) -> Population | None:
    """Return the newest figure that was counted up to that day; None when nobody entered one. One query."""
    return (
        Population.objects.filter(territory=territory, counted_on__lte=on)
        .order_by("-counted_on")
        .first()
    )


def populations_of(territory: Territory) -> QuerySet[Population]:
    """Return every figure of a territory, the newest first."""
    return Population.objects.filter(territory=territory).order_by("-counted_on")
