"""Addresses of the piles of paper forms."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "relais/piles/"), views.batches, name="batches"),
    path(pgettext_lazy("address", "relais/piles/nouvelle/"), views.batch_open, name="batch_open"),
    path(
        pgettext_lazy("address", "relais/papier/imprimer/"), views.forms_print, name="forms_print"
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/feuilles/imprimer/"),
        views.round_print,
        name="round_print",
    ),
    path(pgettext_lazy("address", "relais/piles/<uuid:uuid>/"), views.batch, name="batch"),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/corriger/"),
        views.batch_change,
        name="batch_change",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/saisir/"),
        views.batch_key,
        name="batch_key",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/reprendre/"),
        views.batch_resume,
        name="batch_resume",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/couverture/"),
        views.batch_cover,
        name="batch_cover",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/cloturer/"),
        views.batch_close,
        name="batch_close",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/rouvrir/"),
        views.batch_reopen,
        name="batch_reopen",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/feuilles/<int:number>/"),
        views.sheet_kept,
        name="sheet_kept",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/feuilles/<int:number>/remettre/"),
        views.sheet_return,
        name="sheet_return",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/feuilles/<int:number>/deuxieme-saisie/"),
        views.sheet_again,
        name="sheet_again",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/feuilles/<int:number>/reprendre/"),
        views.sheet_resume,
        name="sheet_resume",
    ),
    path(
        pgettext_lazy("address", "relais/piles/<uuid:uuid>/feuilles/<int:number>/regler/"),
        views.sheet_settle,
        name="sheet_settle",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/scans/"),
        views.scans,
        name="scans",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/scans/avancement/"),
        views.scans_progress,
        name="scans_progress",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/scans/envoi/"),
        views.scans_tus,
        name="scans_tus",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/scans/envoi/<uuid:file>/"),
        views.scans_tus_file,
        name="scans_tus_file",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/scans/envoi/<uuid:file>/oublier/"),
        views.scans_drop,
        name="scans_drop",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/pages/"),
        views.scan_pages,
        name="scan_pages",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/pages/<uuid:scan>/"),
        views.scan,
        name="scan",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/pages/<uuid:scan>/image/"),
        views.scan_picture,
        name="scan_picture",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/pages/<uuid:scan>/deplacer/"),
        views.scan_move,
        name="scan_move",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/correction/"),
        views.correction,
        name="correction",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/correction/annuler/"),
        views.correction_undo,
        name="correction_undo",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/correction/passer/"),
        views.correction_pass,
        name="correction_pass",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/garder/"),
        views.acceptance,
        name="acceptance",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/garder/<int:number>/sans/"),
        views.sheet_without,
        name="sheet_without",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/garder/<int:number>/releve/"),
        views.sheet_complete,
        name="sheet_complete",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/garder/<int:number>/revoir/"),
        views.sheet_ask,
        name="sheet_ask",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/contacts/"),
        views.tear_offs,
        name="tear_offs",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/comptage/"),
        views.card_count,
        name="card_count",
    ),
    path(
        pgettext_lazy("address", "relais/papier/<uuid:uuid>/cartes/<int:number>/nulle/"),
        views.card_void,
        name="card_void",
    ),
]
