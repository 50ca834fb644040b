"""Addresses of events, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import documents, joining, paper, public, registrations, team

urlpatterns = [
    path(pgettext_lazy("address", "agenda/"), public.events, name="events"),
    path(pgettext_lazy("address", "agenda/passe/"), public.past, name="events_past"),
    path(pgettext_lazy("address", "agenda/tout.ics"), public.feed, name="events_feed"),
    path(
        pgettext_lazy("address", "agenda/lieu/<str:nis>.ics"),
        public.feed_of_place,
        name="events_of_place_feed",
    ),
    path(
        pgettext_lazy("address", "agenda/lutte/<int:pk>.ics"),
        public.feed_of_campaign,
        name="events_of_campaign_feed",
    ),
    path(
        pgettext_lazy("address", "agenda/programme.pdf"), paper.programme, name="events_programme"
    ),
    path(
        pgettext_lazy("address", "agenda/programme/<str:nis>.pdf"),
        paper.programme_of,
        name="events_programme_of",
    ),
    path(pgettext_lazy("address", "agenda/ne-plus-venir/"), joining.give_up, name="event_give_up"),
    path(pgettext_lazy("address", "agenda/<int:pk>/"), public.event, name="event"),
    path(pgettext_lazy("address", "agenda/<int:pk>/venir/"), joining.join, name="event_join"),
    path(
        pgettext_lazy("address", "agenda/<int:pk>/rendez-vous.ics"),
        public.calendar_of_one,
        name="event_calendar",
    ),
    path(
        pgettext_lazy("address", "agenda/<int:pk>/affiche.pdf"), paper.poster, name="event_poster"
    ),
    path(pgettext_lazy("address", "equipe/agenda/"), team.written, name="events_written"),
    path(pgettext_lazy("address", "equipe/agenda/nouveau/"), team.new, name="event_new"),
    path(
        pgettext_lazy("address", "equipe/agenda/inscrire/"), joining.choose, name="events_register"
    ),
    path(pgettext_lazy("address", "equipe/agenda/<int:pk>/"), team.desk, name="event_desk"),
    path(
        pgettext_lazy("address", "equipe/agenda/<int:pk>/corriger/"), team.edit, name="event_edit"
    ),
    path(pgettext_lazy("address", "equipe/agenda/<int:pk>/etat/"), team.move, name="event_move"),
    path(
        pgettext_lazy("address", "equipe/agenda/<int:pk>/compte-rendu/"),
        team.close,
        name="event_close",
    ),
    path(
        pgettext_lazy("address", "equipe/agenda/<int:pk>/documents/"),
        documents.document_new,
        name="event_document_new",
    ),
    path(
        pgettext_lazy("address", "equipe/agenda/<int:pk>/documents/<uuid:document>/"),
        documents.document_read,
        name="event_document",
    ),
    path(
        pgettext_lazy("address", "equipe/agenda/<int:pk>/documents/<uuid:document>/etat/"),
        documents.document_move,
        name="event_document_move",
    ),
    path(
        pgettext_lazy("address", "equipe/agenda/<int:pk>/inscrits/"),
        registrations.registrations,
        name="event_registrations",
    ),
    path(
        pgettext_lazy("address", "equipe/agenda/<int:pk>/inscrire/"),
        joining.register_someone,
        name="event_register_someone",
    ),
    path(
        pgettext_lazy("address", "equipe/agenda/inscriptions/<int:pk>/"),
        registrations.move_registration,
        name="event_registration_move",
    ),
]
