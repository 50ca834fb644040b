"""What this package shows on the team's home."""

from typing import Any

from django.utils import timezone

from .models import User
from .permissions import may_manage_people
from .queries import open_invitations


def waiting_invitations(user: User) -> dict[str, Any] | None:
    """Return the invitations without an answer, or None when there is none to show."""
    if not may_manage_people(user):
        return None
    shown = list(open_invitations(user, timezone.now())[:6])
    if not shown:
        return None
    return {"invitations": shown[:5], "more": len(shown) > 5}
