"""Addresses of the desk: entering and following, group sessions, entering without network."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import entry, follow, groups, observing, offline, reports, slip

# Entering for a person, an association's own reports, following with a code.
DESK = [
    path(pgettext_lazy("address", "relais/saisie/"), entry.desk_entry, name="desk_entry"),
    path(
        pgettext_lazy("address", "relais/saisie/reprendre/"),
        entry.desk_entry_again,
        name="desk_entry_again",
    ),
    path(
        pgettext_lazy("address", "relais/saisie/papier/essai/"),
        slip.desk_slip_trial,
        name="desk_slip_trial",
    ),
    path(
        pgettext_lazy("address", "relais/saisie/papier/<uuid:uuid>/"),
        slip.desk_slip,
        name="desk_slip",
    ),
    path(
        pgettext_lazy("address", "relais/signalements/"), reports.desk_reports, name="desk_reports"
    ),
    path(
        pgettext_lazy("address", "relais/signalements/<uuid:uuid>/"),
        reports.desk_report,
        name="desk_report",
    ),
    path(pgettext_lazy("address", "relais/suivi/"), follow.desk_follow, name="desk_follow"),
    path(
        pgettext_lazy("address", "relais/suivi/signalement/"),
        follow.desk_follow_report,
        name="desk_follow_report",
    ),
    path(
        pgettext_lazy("address", "relais/suivi/ajouter/"),
        follow.desk_follow_add,
        name="desk_follow_add",
    ),
    path(
        pgettext_lazy("address", "relais/suivi/accord/"),
        follow.desk_follow_consent,
        name="desk_follow_consent",
    ),
    path(
        pgettext_lazy("address", "relais/suivi/retirer/"),
        follow.desk_follow_withdraw,
        name="desk_follow_withdraw",
    ),
    path(
        pgettext_lazy("address", "relais/suivi/fermer/"),
        follow.desk_follow_leave,
        name="desk_follow_leave",
    ),
]

urlpatterns = [
    *DESK,
    path(
        pgettext_lazy("address", "relais/releves/saisir/"),
        observing.observation_entry,
        name="observation_entry",
    ),
    path(
        pgettext_lazy("address", "relais/releves/saisir/reprendre/"),
        observing.observation_entry_again,
        name="observation_entry_again",
    ),
    path(pgettext_lazy("address", "relais/groupes/"), groups.group_sessions, name="group_sessions"),
    path(pgettext_lazy("address", "relais/groupes/ouvrir/"), groups.group_open, name="group_open"),
    path(
        pgettext_lazy("address", "relais/groupes/<int:pk>/"),
        groups.group_session,
        name="group_session",
    ),
    path(
        pgettext_lazy("address", "relais/groupes/<int:pk>/saisir/"),
        groups.group_enter,
        name="group_enter",
    ),
    path(
        pgettext_lazy("address", "relais/groupes/<int:pk>/corriger/"),
        groups.group_change,
        name="group_change",
    ),
    path(
        pgettext_lazy("address", "relais/groupes/<int:pk>/feuille/"),
        groups.group_sheet,
        name="group_sheet",
    ),
    path(
        pgettext_lazy("address", "relais/groupes/<int:pk>/papiers/"),
        groups.group_slips,
        name="group_slips",
    ),
    path(
        pgettext_lazy("address", "relais/groupes/<int:pk>/fermer/"),
        groups.group_close,
        name="group_close",
    ),
    path(
        pgettext_lazy("address", "relais/groupes/<int:pk>/rouvrir/"),
        groups.group_reopen,
        name="group_reopen",
    ),
    path(pgettext_lazy("address", "relais/appli/"), offline.offline_app, name="offline_app"),
    path(
        pgettext_lazy("address", "relais/appli.webmanifest"),
        offline.offline_manifest,
        name="offline_manifest",
    ),
    path(
        pgettext_lazy("address", "relais/appli.js"), offline.offline_worker, name="offline_worker"
    ),
    path(pgettext_lazy("address", "relais/etat/"), offline.offline_state, name="offline_state"),
    path(pgettext_lazy("address", "relais/codes/"), offline.offline_codes, name="offline_codes"),
    path(
        pgettext_lazy("address", "relais/envois/"), offline.offline_deliver, name="offline_deliver"
    ),
    path(
        pgettext_lazy("address", "relais/envois/releve/"),
        offline.offline_observe,
        name="offline_observe",
    ),
]
