"""Reference data: what a fresh installation needs before anyone can use it.

Each package registers its loader from `AppConfig.ready()`; the command
`load_reference_data` runs them in order and never knows who they are.
"""

from datetime import datetime
from typing import NamedTuple, Protocol

from .actors import Actor


class Loader(Protocol):
    """Writes what differs from the data files; returns how many rows it touched (0: nothing changed)."""

    __module__: str
    __qualname__: str

    def __call__(self, *, by: Actor, at: datetime) -> int: ...


class Registered(NamedTuple):
    order: int
    name: str
    load: Loader


_loaders: dict[str, Registered] = {}


def register_loader(order: int, load: Loader) -> None:
    """Add a loader, called as `load(by=..., at=...)`; lower orders run first.

    Vocabularies take 10, places 20 to 29, questionnaires 30, bodies 40, groups 45,
    campaigns and promises 50. A loader registered twice (same module and name) runs once.
    """
    name = f"{load.__module__}.{load.__qualname__}"
    _loaders[name] = Registered(order, name, load)


def loaders() -> list[Registered]:
    """Return the registered loaders in the order in which they run."""
    return sorted(_loaders.values(), key=lambda one: (one.order, one.name))
