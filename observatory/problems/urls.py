"""Addresses of problems, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import public, team

urlpatterns = [
    path(pgettext_lazy("address", "problemes/"), public.problems, name="problems"),
    path(pgettext_lazy("address", "problemes/<int:pk>/"), public.problem, name="problem"),
    path(pgettext_lazy("address", "problemes/<int:pk>/moi-aussi/"), public.me_too, name="me_too"),
    path(
        pgettext_lazy("address", "problemes/<int:pk>/merci/"),
        public.me_too_done,
        name="me_too_done",
    ),
    path(
        pgettext_lazy("address", "equipe/problemes/"),
        team.followed,
        name="problems_followed",
    ),
    path(
        pgettext_lazy("address", "equipe/problemes/<int:pk>/"),
        team.follow,
        name="problem_follow",
    ),
    path(
        pgettext_lazy("address", "equipe/problemes/<int:pk>/annuler/"),
        team.undo,
        name="problem_undo",
    ),
]
