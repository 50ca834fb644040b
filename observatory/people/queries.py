"""Finding who acts."""

from functools import lru_cache

from .models import User


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
