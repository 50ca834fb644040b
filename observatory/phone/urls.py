"""Addresses of the phone line."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "ligne-telephonique/"), views.phone_line, name="phone_line"),
    path(pgettext_lazy("address", "ligne/"), views.phone_home, name="phone_home"),
    path(pgettext_lazy("address", "ligne/appel/commencer/"), views.phone_start, name="phone_start"),
    path(pgettext_lazy("address", "ligne/appel/"), views.phone_call, name="phone_call"),
    path(
        pgettext_lazy("address", "ligne/appel/raccrocher/"),
        views.phone_hang_up,
        name="phone_hang_up",
    ),
    path(
        pgettext_lazy("address", "ligne/ouvrir/"), views.phone_shift_open, name="phone_shift_open"
    ),
    path(
        pgettext_lazy("address", "ligne/fermer/"), views.phone_shift_close, name="phone_shift_close"
    ),
    path(pgettext_lazy("address", "ligne/compter/"), views.phone_count, name="phone_count"),
    path(
        pgettext_lazy("address", "ligne/rappels/"), views.phone_call_backs, name="phone_call_backs"
    ),
    path(pgettext_lazy("address", "ligne/message/"), views.phone_message, name="phone_message"),
    path(
        pgettext_lazy("address", "ligne/rappels/<uuid:uuid>/"),
        views.phone_call_back,
        name="phone_call_back",
    ),
    path(
        pgettext_lazy("address", "ligne/rappels/<uuid:uuid>/fait/"),
        views.phone_call_back_done,
        name="phone_call_back_done",
    ),
    path(
        pgettext_lazy("address", "ligne/rappels/<uuid:uuid>/sans-reponse/"),
        views.phone_call_back_attempt,
        name="phone_call_back_attempt",
    ),
    path(
        pgettext_lazy("address", "ligne/rappels/<uuid:uuid>/arreter/"),
        views.phone_call_back_give_up,
        name="phone_call_back_give_up",
    ),
    path(pgettext_lazy("address", "ligne/journal/"), views.phone_log, name="phone_log"),
    path(
        pgettext_lazy("address", "ligne/journal/ajouter/"),
        views.phone_shift_new,
        name="phone_shift_new",
    ),
    path(
        pgettext_lazy("address", "ligne/journal/<int:pk>/"), views.phone_shift, name="phone_shift"
    ),
    path(
        pgettext_lazy("address", "ligne/mots-urgents/"),
        views.phone_urgent_words,
        name="phone_urgent_words",
    ),
    path(
        pgettext_lazy("address", "ligne/mots-urgents/<int:pk>/"),
        views.phone_urgent_word,
        name="phone_urgent_word",
    ),
]
