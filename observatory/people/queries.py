"""Finding who acts, who is on the team and who is invited."""

import hashlib
import re
from datetime import datetime
from functools import lru_cache

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext

from .models import Invitation, Mandate, User
from .permissions import territories_to_give

PEOPLE_ON_A_PAGE = 50


@lru_cache(maxsize=16)
def _system_actor_id(name: str) -> int:
    actor, _ = User.objects.get_or_create(
        email=f"{name}@system.invalid",
        defaults={"name": name, "kind": User.Kind.SYSTEM, "is_active": False, "password": "!"},
    )
    return actor.pk


def system_actor(name: str) -> User:
    """Return the machine account of that name ("public", "worker", "importer", "demo"), made if missing.

    Costs no query once the process knows it.
    """
    return User(
        pk=_system_actor_id(name),
        email=f"{name}@system.invalid",
        name=name,
        kind=User.Kind.SYSTEM,
        is_active=False,
    )


def hash_token(token: str) -> str:
    """Return what is stored of an invitation's token, however it was typed.

    A plain SHA-256: the token holds 99 random bits, nothing can be guessed.
    """
    signs = re.sub(r"[^a-z0-9]", "", token.lower())
    return hashlib.sha256(f"invitation:{signs}".encode()).hexdigest()


def open_invitation(token: str, at: datetime) -> Invitation | None:
    """Return the invitation of the token while it can be accepted."""
    found = Invitation.objects.filter(token_hash=hash_token(token)).first()
    return found if found and found.is_open(at) else None


def open_invitations_to(email: str, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations to an e-mail address that can still be accepted."""
    return Invitation.objects.filter(
        email=email, accepted_at=None, revoked_at=None, expires_at__gt=at
    )


def open_invitations(by: User, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations that wait for an answer: all for administrators, else one's own."""
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)
    if not by.holds("administrator"):
        waiting = waiting.filter(invited_by_id=by.pk)
    return waiting.order_by("expires_at", "pk")


def people_for(by: User) -> QuerySet[User]:
    """Return the accounts that `by` may see, with their mandates; machines left out.

    Administrators see all; coordinators those who act in their territories or
    everywhere.
    """
    people = User.objects.filter(kind=User.Kind.PERSON)
    if not by.holds("administrator"):
        held = Mandate.objects.filter(ended_at=None)
        where = territories_to_give(by)
        if where is not None:
            held = held.filter(Q(territory_id__in=where) | Q(territory=None))
        people = people.filter(pk__in=held.values("user_id"))
    current = Mandate.objects.filter(ended_at=None).select_related("territory").order_by("pk")
    return people.prefetch_related(
        Prefetch("mandates", queryset=current, to_attr="current_mandates")
    ).order_by("-is_active", "name", "pk")


def mandate_words(mandate: Mandate) -> str:
    """Return a mandate in words: "Modération, Schaerbeek"."""
    if mandate.territory is None:
        return gettext("%(role)s, partout") % {"role": mandate.get_role_display()}
    return gettext("%(role)s, %(place)s") % {
        "role": mandate.get_role_display(),
        "place": mandate.territory.name,
    }
