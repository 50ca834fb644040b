"""Pages of the moderators: the queue, one report, its photos."""

from .contacts import moderation_contact, moderation_messages_read
from .deciding import moderation_decide
from .photos import moderation_photo, moderation_picture
from .reading import moderation_decisions, moderation_queue, moderation_report

__all__ = [
    "moderation_contact",
    "moderation_decide",
    "moderation_decisions",
    "moderation_messages_read",
    "moderation_photo",
    "moderation_picture",
    "moderation_queue",
    "moderation_report",
]
