"""Addresses of campaigns, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import public

urlpatterns = [
    path(pgettext_lazy("address", "luttes/"), public.campaigns, name="campaigns"),
    path(pgettext_lazy("address", "luttes/<int:pk>/"), public.campaign, name="campaign"),
]
