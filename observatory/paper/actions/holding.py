"""Writing to a pile that others write to: one after another, while it is open."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from observatory.paper.models import Batch
from observatory.paper.permissions import may_work_on
from observatory.paper.states import State
from observatory.people.models import User


class BatchClosed(Exception):
    """The pile was closed meanwhile."""


def require_work(by: User, batch: Batch) -> None:
    """Raise `PermissionDenied` unless the person works on the pile."""
    if not may_work_on(by, batch):
        raise PermissionDenied


@contextmanager
def hold_open(batch: Batch) -> Iterator[None]:
    """One transaction that holds the open pile, so that those who work on it come one after another.

    The revision goes up: nobody closes the pile on a sum that was read before.
    Raises `BatchClosed`.
    """
    with transaction.atomic():
        held = Batch.objects.filter(pk=batch.pk, state=State.OPEN)
        if not held.update(revision=F("revision") + 1):
            raise BatchClosed
        yield
