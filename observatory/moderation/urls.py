"""Addresses of the moderators' pages."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "moderation/"), views.moderation_queue, name="moderation_queue"),
    path(
        pgettext_lazy("address", "moderation/decisions/"),
        views.moderation_decisions,
        name="moderation_decisions",
    ),
    path(
        pgettext_lazy("address", "moderation/<uuid:uuid>/"),
        views.moderation_report,
        name="moderation_report",
    ),
    path(
        pgettext_lazy("address", "moderation/<uuid:uuid>/decider/"),
        views.moderation_decide,
        name="moderation_decide",
    ),
    path(
        pgettext_lazy("address", "moderation/<uuid:uuid>/contact/"),
        views.moderation_contact,
        name="moderation_contact",
    ),
    path(
        pgettext_lazy("address", "moderation/<uuid:uuid>/messages-lus/"),
        views.moderation_messages_read,
        name="moderation_messages_read",
    ),
    path(
        pgettext_lazy("address", "moderation/photos/<int:pk>/"),
        views.moderation_photo,
        name="moderation_photo",
    ),
    path(
        pgettext_lazy("address", "moderation/photos/<int:pk>/<slug:which>.jpg"),
        views.moderation_picture,
        name="moderation_picture",
    ),
]
