"""Who works for which association."""

from typing import Any

from .models import Association


def associations_of(user: Any) -> list[Association]:
    """Return the active associations that the person works for, by name. One query."""
    return list(
        Association.objects.active()
        .filter(memberships__user_id=user.pk, memberships__ended_at=None)
        .order_by("name", "pk")
    )
