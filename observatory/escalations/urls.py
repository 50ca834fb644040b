"""Addresses of bodies and dossiers, under the language."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import bodies, consent, desk, dossier, public, routing

urlpatterns = [
    path(pgettext_lazy("address", "saisines/"), public.escalations, name="escalations"),
    path(pgettext_lazy("address", "saisines/<int:pk>/"), public.escalation, name="escalation"),
    path(
        pgettext_lazy("address", "suivi/accord-instance/"),
        consent.escalation_consent,
        name="escalation_consent",
    ),
    path(pgettext_lazy("address", "equipe/instances/"), bodies.bodies, name="bodies"),
    path(
        pgettext_lazy("address", "equipe/instances/<slug:code>/verifiee/"),
        bodies.body_check,
        name="body_check",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/"), desk.escalations_desk, name="escalations_desk"
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/chercher/"),
        routing.escalation_route,
        name="escalation_route",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/premiere-lettre/"),
        routing.escalation_first_letter,
        name="escalation_first_letter",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/nouveau/"),
        desk.escalation_new,
        name="escalation_new",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/"),
        desk.escalation_desk,
        name="escalation_desk",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/corriger/"),
        desk.escalation_edit,
        name="escalation_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/contenu/"),
        dossier.escalation_items,
        name="escalation_items",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/proposer/"),
        dossier.escalation_propose,
        name="escalation_propose",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/etape/<slug:transition>/"),
        dossier.escalation_step,
        name="escalation_step",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/annuler/"),
        dossier.escalation_undo,
        name="escalation_undo",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/dossier.pdf"),
        dossier.escalation_pdf,
        name="escalation_pdf",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/dossier.json"),
        dossier.escalation_export,
        name="escalation_export",
    ),
    path(
        pgettext_lazy("address", "equipe/saisines/<int:pk>/fichiers/<int:file>/"),
        dossier.escalation_file,
        name="escalation_file",
    ),
]
