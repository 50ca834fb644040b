"""Addresses of the pages about one's own report."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import done, follow_up, kiosk, public, wizard

urlpatterns = [
    path(pgettext_lazy("address", "borne/"), kiosk.kiosk, name="kiosk"),
    path(pgettext_lazy("address", "borne/fin/"), kiosk.kiosk_end, name="kiosk_end"),
    path(pgettext_lazy("address", "borne/encore/"), kiosk.kiosk_touch, name="kiosk_touch"),
    path(pgettext_lazy("address", "signaler/"), wizard.report_start, name="report_start"),
    path(pgettext_lazy("address", "signaler/merci/"), done.report_done, name="report_done"),
    path(
        pgettext_lazy("address", "signaler/merci/fermer/"), done.report_close, name="report_close"
    ),
    path(pgettext_lazy("address", "signaler/effacer/"), wizard.report_erase, name="report_erase"),
    path(
        pgettext_lazy("address", "signaler/<slug:screen>/"),
        wizard.report_screen,
        name="report_screen",
    ),
    path(pgettext_lazy("address", "suivi/"), follow_up.follow_up, name="follow_up"),
    path(
        pgettext_lazy("address", "suivi/mon-signalement/"),
        follow_up.follow_report,
        name="follow_report",
    ),
    path(pgettext_lazy("address", "suivi/ajouter/"), follow_up.follow_add, name="follow_add"),
    path(
        pgettext_lazy("address", "suivi/accord/"), follow_up.follow_consent, name="follow_consent"
    ),
    path(
        pgettext_lazy("address", "suivi/retirer/"),
        follow_up.follow_withdraw,
        name="follow_withdraw",
    ),
    path(
        pgettext_lazy("address", "problemes/<int:pk>/textes/"),
        public.problem_texts,
        name="problem_texts",
    ),
    path(
        pgettext_lazy("address", "problemes/photos/<int:pk>.jpg"),
        public.report_photo,
        name="report_photo",
    ),
    path(pgettext_lazy("address", "suivi/fermer/"), follow_up.follow_leave, name="follow_leave"),
]
