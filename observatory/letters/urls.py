"""Addresses of the pages of letters; mail is posted to an address without language (observatory/urls.py)."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "equipe/courrier/"), views.letters_inbox, name="letters_inbox"),
    path(
        pgettext_lazy("address", "equipe/courrier/photo/"),
        views.letters_photo,
        name="letters_photo",
    ),
    path(
        pgettext_lazy("address", "equipe/courrier/pages/<int:pk>.jpg"),
        views.letters_picture,
        name="letters_picture",
    ),
    path(
        pgettext_lazy("address", "equipe/courrier/<uuid:uuid>/"),
        views.letters_item,
        name="letters_item",
    ),
    path(
        pgettext_lazy("address", "equipe/courrier/<uuid:uuid>/decider/"),
        views.letters_decide,
        name="letters_decide",
    ),
    path(
        pgettext_lazy("address", "equipe/courrier/<uuid:uuid>/pages/"),
        views.letters_pages,
        name="letters_pages",
    ),
    path(
        pgettext_lazy("address", "equipe/courrier/<uuid:uuid>/signalement/"),
        views.letters_report,
        name="letters_report",
    ),
    path(
        pgettext_lazy("address", "equipe/courrier/<uuid:uuid>/repondre/"),
        views.letters_answer,
        name="letters_answer",
    ),
    path(
        pgettext_lazy("address", "equipe/courrier/<uuid:uuid>/rappel/"),
        views.letters_call_back,
        name="letters_call_back",
    ),
    path(
        pgettext_lazy("address", "equipe/courrier/<uuid:uuid>/reprendre/<slug:what>/"),
        views.letters_again,
        name="letters_again",
    ),
]
