"""Addresses of promises, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import public, team

urlpatterns = [
    path(pgettext_lazy("address", "promesses/"), public.promises, name="promises"),
    path(pgettext_lazy("address", "promesses/<slug:code>/"), public.promise, name="promise"),
    path(
        pgettext_lazy("address", "faits-avec-source/"), public.sourced_facts, name="sourced_facts"
    ),
    path(pgettext_lazy("address", "equipe/promesses/"), team.promise_desk, name="promise_desk"),
    path(
        pgettext_lazy("address", "equipe/promesses/noter/"),
        team.promise_write,
        name="promise_write",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/"),
        team.promise_edit,
        name="promise_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/corriger/"),
        team.promise_correct,
        name="promise_correct",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/discutee/"),
        team.promise_contest,
        name="promise_contest",
    ),
    path(
        pgettext_lazy("address", "equipe/promesse/<slug:code>/constats/<int:pk>/"),
        team.promise_settle,
        name="promise_settle",
    ),
]
