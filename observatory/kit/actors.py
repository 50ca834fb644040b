"""What a write needs to know of the one who does it."""

from typing import Any, Protocol


class Actor(Protocol):
    """A person or a machine that acts: the accounts of `people` are actors."""

    pk: Any

    def holds(self, role: str, territory_id: int | None = None) -> bool:
        """Tell whether the actor has `role`, everywhere or in that territory."""
        ...
