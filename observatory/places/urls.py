from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import desk, public

urlpatterns = [
    path(
        pgettext_lazy("address", "lieux/changements/"),
        public.location_changes,
        name="location_changes",
    ),
    path(pgettext_lazy("address", "lieux/<slug:code>/"), public.location, name="location"),
    path(pgettext_lazy("address", "equipe/lieux/"), desk.location_desk, name="location_desk"),
    path(pgettext_lazy("address", "equipe/lieux/ajouter/"), desk.location_add, name="location_add"),
    path(
        pgettext_lazy("address", "equipe/lieux/<slug:code>/commune/"),
        desk.location_place,
        name="location_place",
    ),
    path(
        pgettext_lazy("address", "equipe/lieux/<slug:code>/heures/"),
        desk.location_record,
        name="location_record",
    ),
    path(
        pgettext_lazy("address", "equipe/communes/<str:nis>/habitants/"),
        desk.population,
        name="population",
    ),
    path(
        pgettext_lazy("address", "equipe/communes/<str:nis>/habitants/<int:pk>/retirer/"),
        desk.population_take_back,
        name="population_take_back",
    ),
    path(
        pgettext_lazy("address", "equipe/heures/<int:pk>/retirer/"),
        desk.fact_take_back,
        name="fact_take_back",
    ),
]
