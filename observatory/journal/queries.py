"""Reading the edition number."""

from observatory.kit.prepared import Rows

from .models import Edition

_number = Rows(lambda: Edition.objects.filter(pk=Edition.ONLY).values_list("number"))


def edition_number() -> int:
    """Return the number of the public edition, 1 when nothing was published yet."""
    rows = _number()
    return rows[0][0] if rows else 1
