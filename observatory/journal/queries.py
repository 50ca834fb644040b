"""Reading the edition number."""

from .models import Edition


def edition_number() -> int:
    """Return the number of the public edition, 1 when nothing was published yet."""
    return Edition.objects.filter(pk=Edition.ONLY).values_list("number", flat=True).first() or 1
