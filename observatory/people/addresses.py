"""Secret addresses: how a program that cannot sign in reads or sends for one person.

A calendar, ODK Collect. The address is shown once, only a keyed hash of its secret
is stored, and it stops with the account or with the role that it rests on.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.kit.keys import keyed_hash, load_key

from .actions import Conflict
from .models import User

TOKEN_BYTES = 32


@dataclass(frozen=True)
class SecretAddress:
    """One kind of secret address: a person has one at most.

    `model` has a row for each: `user` (one to one), `token_hash`, `opened_at`. `use` keeps the
    hashes of two kinds apart, `named` is its name in the journal, `may_hold` tells for
    whom it works.
    """

    model: Any
    use: str
    named: str
    may_hold: Callable[[User], bool]

    def hash(self, token: str) -> str:
        """Return what is stored of a secret."""
        return keyed_hash(load_key(settings.KEYS_DIR, "feeds"), self.use, token)

    def owner(self, token: str) -> User | None:
        """Return whose address it is, while it works for them. One query, one for the roles."""
        rows = self.model.objects.filter(token_hash=self.hash(token))
        found = rows.select_related("user").first()
        if found is None or not found.user.is_active or not self.may_hold(found.user):
            return None
        owner: User = found.user
        return owner

    def open(self, *, by: User, at: datetime) -> str:
        """Make one's own address and return its secret: show it once.

        An address made before no longer works. Writes the journal. Raises
        `PermissionDenied` for whom it would not work.
        """
        if not self.may_hold(by):
            raise PermissionDenied
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with transaction.atomic():
            self.model.objects.update_or_create(
                user_id=by.pk, defaults={"token_hash": self.hash(token), "opened_at": at}
            )
            self._record("opened", by, at)
        return token

    def close(self, *, by: User, at: datetime) -> None:
        """Make one's address stop working. Writes the journal. Raises `Conflict` ("changed") when there is none."""
        with transaction.atomic():
            closed, _ = self.model.objects.filter(user_id=by.pk).delete()
            if not closed:
                raise Conflict("changed")
            self._record("closed", by, at)

    def purge(self, *, dry_run: bool) -> int:
        """Erase the addresses of closed accounts, which stopped working with them; return how many."""
        over = self.model.objects.filter(user__is_active=False)
        return int(over.count() if dry_run else over.delete()[0])

    def _record(self, what: str, by: User, at: datetime) -> None:
        record_entry(by=by, at=at, action=f"{self.named}.{what}", subject=f"person:{by.pk}")
