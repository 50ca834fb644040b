"""Saying that what the public sees of promises changed."""

from django.db import transaction

from observatory.journal.actions import advance_edition
from observatory.kit.remembered import memory


def publish() -> None:
    """Advance the edition, and forget what was remembered of promises once this is on disk.

    Call it in the transaction that changes them.
    """
    advance_edition()
    transaction.on_commit(memory.forget_all)
