"""Addresses of the recordings that read a questionnaire aloud."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "equipe/enregistrements/"), views.recordings, name="recordings"),
    path(
        pgettext_lazy("address", "enregistrements/<slug:sha256>/"),
        views.recording_file,
        name="recording_file",
    ),
]
