"""Addresses of the state of play, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import council, public, rounds

urlpatterns = [
    path(pgettext_lazy("address", "communes/"), public.municipalities, name="municipalities"),
    path(pgettext_lazy("address", "communes/<str:nis>/"), public.municipality, name="municipality"),
    path(pgettext_lazy("address", "chiffres/<slug:slug>/"), public.snapshot, name="snapshot"),
    path(
        pgettext_lazy("address", "chiffres/<slug:slug>/donnees.json"),
        public.snapshot_data,
        name="snapshot_data",
    ),
    path(
        pgettext_lazy("address", "chiffres/<slug:slug>/tableau.csv"),
        public.snapshot_table,
        name="snapshot_table",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/chiffres/"),
        rounds.round_figures,
        name="round_figures",
    ),
    path(
        pgettext_lazy("address", "equipe/releves/<int:pk>/chiffres/publier/"),
        rounds.round_publish,
        name="round_publish",
    ),
    path(
        pgettext_lazy("address", "equipe/page-du-conseil/<str:kind>/<slug:code>/"),
        council.council_page,
        name="council_page",
    ),
    path(
        pgettext_lazy(
            "address", "equipe/page-du-conseil/<str:kind>/<slug:code>/<str:language>.pdf"
        ),
        council.council_pdf,
        name="council_pdf",
    ),
    path(
        pgettext_lazy("address", "equipe/interpellation/<str:nis>/"),
        council.interpellation,
        name="interpellation",
    ),
    path(pgettext_lazy("address", "services/"), public.services, name="services"),
    path(pgettext_lazy("address", "services/<str:code>/"), public.service, name="service"),
    path(pgettext_lazy("address", "recherche/"), public.search, name="search"),
]
