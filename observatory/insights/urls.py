"""Addresses of the state of play, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "communes/"), views.municipalities, name="municipalities"),
    path(pgettext_lazy("address", "communes/<str:nis>/"), views.municipality, name="municipality"),
    path(pgettext_lazy("address", "chiffres/<slug:slug>/"), views.snapshot, name="snapshot"),
    path(
        pgettext_lazy("address", "chiffres/<slug:slug>/donnees.json"),
        views.snapshot_data,
        name="snapshot_data",
    ),
    path(
        pgettext_lazy("address", "chiffres/<slug:slug>/tableau.csv"),
        views.snapshot_table,
        name="snapshot_table",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/chiffres/"),
        views.round_figures,
        name="round_figures",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/chiffres/publier/"),
        views.round_publish,
        name="round_publish",
    ),
    path(pgettext_lazy("address", "services/"), views.services, name="services"),
    path(pgettext_lazy("address", "services/<str:code>/"), views.service, name="service"),
    path(pgettext_lazy("address", "recherche/"), views.search, name="search"),
]
