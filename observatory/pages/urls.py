"""Addresses of the plain pages."""

from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path(pgettext_lazy("address", "papier/"), views.paper_form, name="paper_form"),
    path(pgettext_lazy("address", "aide/"), views.help_today, name="help"),
    path(pgettext_lazy("address", "methode/"), views.method, name="method"),
    path(pgettext_lazy("address", "vie-privee/"), views.privacy, name="privacy"),
    path(pgettext_lazy("address", "accessibilite/"), views.accessibility, name="accessibility"),
    path(pgettext_lazy("address", "mentions/"), views.legal, name="legal"),
    path(pgettext_lazy("address", "plan-du-site/"), views.site_map, name="sitemap"),
]
