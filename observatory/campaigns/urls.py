"""Addresses of campaigns, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import documents, parts, public, team

urlpatterns = [
    path(pgettext_lazy("address", "luttes/"), public.campaigns, name="campaigns"),
    path(pgettext_lazy("address", "luttes/<int:pk>/"), public.campaign, name="campaign"),
    path(pgettext_lazy("address", "equipe/luttes/"), team.written, name="campaigns_written"),
    path(pgettext_lazy("address", "equipe/luttes/nouvelle/"), team.new, name="campaign_new"),
    path(pgettext_lazy("address", "equipe/luttes/<int:pk>/"), team.desk, name="campaign_desk"),
    path(
        pgettext_lazy("address", "equipe/luttes/<int:pk>/corriger/"),
        team.edit,
        name="campaign_edit",
    ),
    path(pgettext_lazy("address", "equipe/luttes/<int:pk>/etat/"), team.move, name="campaign_move"),
    path(
        pgettext_lazy("address", "equipe/luttes/<int:pk>/annuler/"), team.undo, name="campaign_undo"
    ),
    path(
        pgettext_lazy("address", "equipe/luttes/<int:pk>/documents/"),
        documents.document_new,
        name="campaign_document_new",
    ),
    path(
        pgettext_lazy("address", "equipe/luttes/<int:pk>/documents/<uuid:document>/"),
        documents.document_read,
        name="campaign_document",
    ),
    path(
        pgettext_lazy("address", "equipe/luttes/<int:pk>/documents/<uuid:document>/etat/"),
        documents.document_move,
        name="campaign_document_move",
    ),
    path(
        pgettext_lazy("address", "equipe/luttes/<int:pk>/revendications/"),
        parts.demand_new,
        name="campaign_demand_new",
    ),
    path(
        pgettext_lazy("address", "equipe/luttes/<int:pk>/etapes/"),
        parts.step_new,
        name="campaign_step_new",
    ),
    path(
        pgettext_lazy("address", "equipe/revendications/<int:pk>/"),
        parts.demand_edit,
        name="campaign_demand_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/revendications/<int:pk>/retirer/"),
        parts.demand_take_back,
        name="campaign_demand_take_back",
    ),
    path(
        pgettext_lazy("address", "equipe/revendications/<int:pk>/resultat/"),
        parts.outcome,
        name="campaign_outcome",
    ),
    path(
        pgettext_lazy("address", "equipe/revendications/<int:pk>/resultat/annuler/"),
        parts.outcome_undo,
        name="campaign_outcome_undo",
    ),
    path(
        pgettext_lazy("address", "equipe/etapes/<int:pk>/"),
        parts.step_edit,
        name="campaign_step_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/etapes/<int:pk>/retirer/"),
        parts.step_take_back,
        name="campaign_step_take_back",
    ),
]
