"""Addresses of the state of play, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "communes/"), views.municipalities, name="municipalities"),
    path(pgettext_lazy("address", "communes/<str:nis>/"), views.municipality, name="municipality"),
    path(pgettext_lazy("address", "services/"), views.services, name="services"),
    path(pgettext_lazy("address", "services/<str:code>/"), views.service, name="service"),
    path(pgettext_lazy("address", "recherche/"), views.search, name="search"),
]
