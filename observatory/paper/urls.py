"""Addresses of the piles of paper forms."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "relais/piles/"), views.batches, name="batches"),
    path(pgettext_lazy("address", "relais/piles/nouvelle/"), views.batch_open, name="batch_open"),
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
]
