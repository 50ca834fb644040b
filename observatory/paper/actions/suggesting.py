"""What a machine reads of handwriting in printed letters: a suggestion that a person looks at."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from observatory.paper.models import Doubt
from observatory.paper.scanning.sealed import seal_suggestion
from observatory.people.models import User


def keep_suggestion(*, doubt: Doubt, text: str, by: User, at: datetime) -> None:
    """Keep what a machine read of what a person is asked to type; "" when it could not tell.

    Side effects: the text, sealed, until a person answers; that it was looked at, so
    that it is not again. Not journalled: nothing is decided by it. Raises
    `PermissionDenied` for anyone but a machine.
    """
    if by.kind != User.Kind.SYSTEM:
        raise PermissionDenied
    Doubt.objects.filter(pk=doubt.pk, answered_at=None).update(
        sealed_suggestion=seal_suggestion(doubt, text) if text else b"", suggested_at=at
    )
