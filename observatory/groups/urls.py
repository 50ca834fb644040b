"""Addresses of groups, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import calls, documents, meetings, members, public, tasks, team

urlpatterns = [
    path(pgettext_lazy("address", "groupes/"), public.groups, name="groups"),
    path(pgettext_lazy("address", "groupes/<int:pk>/"), public.group, name="group"),
    path(pgettext_lazy("address", "equipe/groupes/"), team.my_groups_page, name="team_groups"),
    path(pgettext_lazy("address", "equipe/groupes/nouveau/"), team.new, name="team_group_new"),
    path(pgettext_lazy("address", "equipe/groupes/<int:pk>/"), team.desk, name="team_group"),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/corriger/"),
        team.edit,
        name="team_group_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/annuler/"),
        team.undo,
        name="team_group_undo",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/etat/"),
        team.move,
        name="team_group_move",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/membres/"),
        members.add,
        name="team_member_add",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/membres/<int:pk>/"),
        members.move,
        name="team_member_move",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/taches/"),
        tasks.new,
        name="team_task_new",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/taches/<int:pk>/"),
        tasks.edit,
        name="team_task_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/taches/<int:pk>/etat/"),
        tasks.move,
        name="team_task_move",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/documents/"),
        documents.document_new,
        name="team_group_document_new",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/documents/<uuid:document>/"),
        documents.document_read,
        name="team_group_document",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/documents/<uuid:document>/etat/"),
        documents.document_move,
        name="team_group_document_move",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/reunions/"),
        meetings.new,
        name="team_meeting_new",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/reunions/<int:pk>/"),
        meetings.edit,
        name="team_meeting_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/reunions/<int:pk>/annuler/"),
        meetings.undo,
        name="team_meeting_undo",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/reunions/<int:pk>/retirer/"),
        meetings.take_back,
        name="team_meeting_take_back",
    ),
    path(
        pgettext_lazy("address", "equipe/groupes/<int:pk>/appels/"),
        calls.new,
        name="help_call_new",
    ),
    path(pgettext_lazy("address", "equipe/appels-a-l-aide/"), calls.all_calls, name="help_calls"),
    path(
        pgettext_lazy("address", "equipe/appels-a-l-aide/<int:pk>/"),
        calls.one_call,
        name="help_call",
    ),
    path(
        pgettext_lazy("address", "equipe/appels-a-l-aide/<int:pk>/corriger/"),
        calls.edit,
        name="help_call_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/appels-a-l-aide/<int:pk>/etat/"),
        calls.move,
        name="help_call_move",
    ),
    path(
        pgettext_lazy("address", "equipe/appels-a-l-aide/offres/<int:pk>/retirer/"),
        calls.take_back,
        name="help_offer_take_back",
    ),
]
