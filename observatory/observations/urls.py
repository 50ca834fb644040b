"""Addresses of rounds: what who coordinates does, and what who observes is asked."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import authority, feeds, hearings, observations, openrosa, rounds, slots

# For machines: in no language, at the root of the site.
machines = [
    path("odk/<str:token>/formList", openrosa.collect_forms, name="collect_forms"),
    path("odk/<str:token>/form/<int:number>", openrosa.collect_form, name="collect_form"),
    path(
        "odk/<str:token>/form/<int:number>/manifest",
        openrosa.collect_manifest,
        name="collect_manifest",
    ),
    path(
        "odk/<str:token>/form/<int:number>/<str:name>", openrosa.collect_list, name="collect_list"
    ),
    path("odk/<str:token>/submission", openrosa.collect_submission, name="collect_submission"),
]

urlpatterns = [
    path(pgettext_lazy("address", "equipe/releves/"), rounds.rounds, name="rounds"),
    path(pgettext_lazy("address", "equipe/releves/ouvrir/"), rounds.round_add, name="round_add"),
    path(pgettext_lazy("address", "equipe/releves/<int:pk>/"), rounds.round_page, name="round"),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/changer/"),
        rounds.round_edit,
        name="round_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/prevoir/"),
        rounds.round_plan,
        name="round_plan",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/retards/"),
        rounds.round_late,
        name="round_late",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/prevu/"),
        slots.round_slots,
        name="round_slots",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/agenda.ics"),
        slots.round_calendar,
        name="round_calendar",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/feuilles/"),
        slots.round_sheets,
        name="round_sheets",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/faits/"),
        observations.round_observations,
        name="round_observations",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/etape/<slug:transition>/"),
        rounds.round_move,
        name="round_move",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/autorite/"),
        hearings.round_authority,
        name="round_authority",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/autorite/lien/"),
        hearings.round_authority_link,
        name="round_authority_link",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/autorite/reponse/"),
        hearings.round_authority_reply,
        name="round_authority_reply",
    ),
    path(pgettext_lazy("address", "repondre/"), authority.authority_code, name="authority_code"),
    path(
        pgettext_lazy("address", "repondre/<str:secret>/"),
        authority.authority,
        name="authority",
    ),
    path(pgettext_lazy("address", "equipe/releves/prevu/<int:pk>/"), slots.slot_edit, name="slot"),
    path(
        pgettext_lazy("address", "equipe/releves/prevu/<int:pk>/<slug:transition>/"),
        slots.slot_move,
        name="slot_move",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/fait/<uuid:uuid>/<slug:transition>/"),
        observations.observation_move,
        name="observation_move",
    ),
    path(pgettext_lazy("address", "relais/releves/"), slots.my_slots_page, name="my_observations"),
    path(
        pgettext_lazy("address", "relais/releves/agenda.ics"),
        slots.my_calendar_file,
        name="my_observations_calendar",
    ),
    path(pgettext_lazy("address", "relais/releves/agenda/"), feeds.my_feed, name="my_feed"),
    path(pgettext_lazy("address", "relais/releves/odk/"), feeds.my_collect, name="my_collect"),
    path(
        pgettext_lazy("address", "releves/agenda/<str:token>.ics"),
        feeds.observer_feed,
        name="observer_feed",
    ),
    path(
        pgettext_lazy("address", "relais/releves/feuilles/"),
        slots.my_sheets,
        name="my_observation_sheets",
    ),
    path(
        pgettext_lazy("address", "relais/releves/fait/<uuid:uuid>/"),
        observations.observation,
        name="observation",
    ),
]
