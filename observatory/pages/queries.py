"""What the plain pages show."""

from typing import Any

from django.conf import settings


def ways_in() -> dict[str, Any]:
    """Return how the observatory can be reached without a screen; empty text: not yet."""
    return {
        "phone": settings.PHONE_LINE,
        "phone_hours": settings.PHONE_HOURS,
        "address": settings.POSTAL_ADDRESS,
        "controller": settings.CONTROLLER,
    }


def home() -> dict[str, Any]:
    return {}


def paper_form() -> dict[str, Any]:
    return {}


def help_contacts() -> dict[str, Any]:
    return {}


def site_map() -> dict[str, Any]:
    return {}
