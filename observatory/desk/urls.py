"""Addresses of the desk: entering and following."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import entry, follow, reports, slip

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
]
