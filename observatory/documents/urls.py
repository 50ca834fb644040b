"""Addresses of documents."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns = [
    path(pgettext_lazy("address", "documents/<uuid:pk>/"), views.document, name="document"),
]
