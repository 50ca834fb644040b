"""Addresses of the return sheets and of the question six weeks later."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import public, sheets, team

urlpatterns = [
    path(pgettext_lazy("address", "relais/retour/"), sheets.return_sheets, name="return_sheets"),
    path(
        pgettext_lazy("address", "relais/retour/<int:pk>/"),
        sheets.return_months,
        name="return_months",
    ),
    path(
        pgettext_lazy("address", "relais/retour/<int:pk>/e-mail/"),
        sheets.return_mail,
        name="return_mail",
    ),
    path(
        pgettext_lazy("address", "relais/retour/question/<int:pk>/"),
        sheets.return_answer,
        name="return_answer",
    ),
    path(
        pgettext_lazy("address", "relais/retour/question/<int:pk>/personne/"),
        sheets.return_person,
        name="return_person",
    ),
    path(
        pgettext_lazy("address", "relais/retour/<int:pk>/<slug:written>/"),
        sheets.return_sheet,
        name="return_sheet",
    ),
    path(
        pgettext_lazy("address", "six-semaines/<str:token>/"),
        public.six_weeks,
        name="six_weeks",
    ),
    path(
        pgettext_lazy("address", "equipe/six-semaines/"), team.six_weeks_team, name="six_weeks_team"
    ),
    path(
        pgettext_lazy("address", "equipe/six-semaines/talon/"),
        team.six_weeks_stub,
        name="six_weeks_stub",
    ),
    path(
        pgettext_lazy("address", "equipe/six-semaines/<int:pk>/"),
        team.six_weeks_call,
        name="six_weeks_call",
    ),
    path(
        pgettext_lazy("address", "equipe/six-semaines/<int:pk>/lettre/"),
        team.six_weeks_letter,
        name="six_weeks_letter",
    ),
    path(
        pgettext_lazy("address", "equipe/six-semaines/<int:pk>/postee/"),
        team.six_weeks_posted,
        name="six_weeks_posted",
    ),
]
