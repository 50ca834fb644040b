"""How the mailbox answers, written down for the people who wait for letters."""

from datetime import datetime

from observatory.letters.models import IncomingItem, Mailbox


def note_answer(*, at: datetime) -> None:
    """Write that the mailbox answered. Not journalled: nobody acts."""
    _box()
    Mailbox.objects.filter(pk=Mailbox.ONLY).update(answered_at=at, failing_since_at=None, error="")


def note_failure(*, error: str, at: datetime) -> None:
    """Write that the mailbox did not answer, with a code; the first failure gives the date."""
    _box()
    Mailbox.objects.filter(pk=Mailbox.ONLY, failing_since_at=None).update(failing_since_at=at)
    Mailbox.objects.filter(pk=Mailbox.ONLY).update(error=error[:40])


def note_erased_there(*, item: IncomingItem) -> None:
    """Write that an item that was erased here is gone from the mailbox as well."""
    IncomingItem.objects.filter(pk=item.pk).update(sealed_id=b"")


def _box() -> None:
    Mailbox.objects.get_or_create(pk=Mailbox.ONLY)
