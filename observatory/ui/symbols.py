"""The symbols that the sprite draws, and where the sprite is."""

from functools import cache

from django.conf import settings
from django.templatetags.static import static

# The two symbols of the house first, then groups of services, what blocks, what one does.
ICONS = frozenset(
    {
        *("counter", "mouse"),
        *("town-hall", "social", "work", "housing", "transport", "water", "energy", "tax"),
        *("pension", "health", "justice", "post", "bank", "school", "telecom", "other", "unknown"),
        *("phone", "letter", "online", "cost", "help", "language", "building", "treatment"),
        *("search", "print", "lock", "check", "arrow", "photo", "pen", "person"),
        *("calendar", "place", "sound"),
        *("face-good", "face-middling", "face-bad"),
    }
)


@cache
def _address() -> str:
    return static("ui/icons.svg")


def sprite_address() -> str:
    """Return the address of the sprite; worked out once, except in development."""
    return static("ui/icons.svg") if settings.DEBUG else _address()
