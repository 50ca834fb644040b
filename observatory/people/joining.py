"""What packages above add to joining and leaving: who else may offer a role, and what follows.

`associations` lets the people who lead an association invite relays to it, and
makes whoever accepts a member; this package never knows of it. Each registers
from its `AppConfig.ready()`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from observatory.places.models import Territory

from .models import Invitation, User

Offer = Callable[[User, str, Territory | None], bool]


class Joined(Protocol):
    """What follows when someone accepts, in the same transaction: an error undoes it all."""

    def __call__(self, *, invitation: Invitation, user: User, at: datetime) -> None: ...


class Closed(Protocol):
    """What follows when an account is closed, in the same transaction."""

    def __call__(self, *, user: User, by: User, at: datetime) -> None: ...


_offers: dict[str, Offer] = {}
_joined: dict[str, Joined] = {}
_closed: dict[str, Closed] = {}


def register_offer(name: str, offer: Offer) -> None:
    """Say who else may give a role in a territory, and never end one; the same name replaces the former.

    It is asked when someone is invited and again when the invitation is
    accepted: an invitation dies with the right of who made it.
    """
    _offers[name] = offer


def register_joined(name: str, follow: Joined) -> None:
    """Add what follows an accepted invitation; the same name replaces the former."""
    _joined[name] = follow


def register_closed(name: str, follow: Closed) -> None:
    """Add what follows the closing of an account; the same name replaces the former."""
    _closed[name] = follow


def is_offered(by: User, role: str, territory: Territory | None) -> bool:
    """Tell whether a package above lets `by` give the role there."""
    return any(offer(by, role, territory) for offer in _offers.values())


def tell_joined(*, invitation: Invitation, user: User, at: datetime) -> None:
    """Do what follows an accepted invitation."""
    for follow in _joined.values():
        follow(invitation=invitation, user=user, at=at)


def tell_closed(*, user: User, by: User, at: datetime) -> None:
    """Do what follows the closing of an account."""
    for follow in _closed.values():
        follow(user=user, by=by, at=at)
