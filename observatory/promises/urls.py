"""Addresses of promises, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import public

urlpatterns = [
    path(pgettext_lazy("address", "promesses/"), public.promises, name="promises"),
    path(pgettext_lazy("address", "promesses/<slug:code>/"), public.promise, name="promise"),
    path(
        pgettext_lazy("address", "faits-avec-source/"), public.sourced_facts, name="sourced_facts"
    ),
]
