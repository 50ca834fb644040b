from django.urls import path
from django.utils.translation import pgettext_lazy

from .views import details, members, onboarding, papers, public, tour

urlpatterns = [
    path(
        pgettext_lazy("address", "associations/"),
        public.helping_associations,
        name="helping_associations",
    ),
    # Associations.
    path(
        pgettext_lazy("address", "equipe/associations/"), details.associations, name="associations"
    ),
    path(
        pgettext_lazy("address", "equipe/associations/ajouter/"),
        details.association_add,
        name="association_add",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/"),
        details.association,
        name="association",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/changer/"),
        details.association_edit,
        name="association_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/terminer/"),
        details.association_end,
        name="association_end",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/reprendre/"),
        details.association_resume,
        name="association_resume",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/contact/"),
        papers.association_contact,
        name="association_contact",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/contact/ecrire/"),
        papers.association_contact_edit,
        name="association_contact_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/contact/confirmer/"),
        papers.association_contact_confirm,
        name="association_contact_confirm",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/accord/"),
        papers.association_agreement,
        name="association_agreement",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/accord/papier/"),
        papers.association_paper,
        name="association_paper",
    ),
    # Members.
    path(
        pgettext_lazy("address", "equipe/associations/<int:pk>/inviter/"),
        members.association_invite,
        name="association_invite",
    ),
    path(
        pgettext_lazy("address", "equipe/associations/invitations/<int:pk>/annuler/"),
        members.association_invitation_revoke,
        name="association_invitation_revoke",
    ),
    path(
        pgettext_lazy("address", "equipe/membres/<int:pk>/terminer/"),
        members.membership_end,
        name="membership_end",
    ),
    path(
        pgettext_lazy("address", "equipe/membres/<int:pk>/responsable/"),
        members.membership_lead,
        name="membership_lead",
    ),
    # The first quarter of an hour of a relay.
    path(pgettext_lazy("address", "equipe/debuter/"), onboarding.onboarding, name="onboarding"),
    path(
        pgettext_lazy("address", "equipe/debuter/guide/"),
        onboarding.relay_guide,
        name="relay_guide",
    ),
    path(
        pgettext_lazy("address", "equipe/debuter/etapes/<slug:step>/"),
        onboarding.onboarding_tick,
        name="onboarding_tick",
    ),
    # The tour.
    path(pgettext_lazy("address", "equipe/tournee/"), tour.tour, name="tour"),
    path(pgettext_lazy("address", "equipe/tournee/ajouter/"), tour.visit_add, name="visit_add"),
    path(pgettext_lazy("address", "equipe/tournee/agenda/"), tour.my_calendar, name="my_calendar"),
    path(pgettext_lazy("address", "equipe/tournee/<int:pk>/"), tour.visit, name="visit"),
    path(
        pgettext_lazy("address", "equipe/tournee/<int:pk>/changer/"),
        tour.visit_edit,
        name="visit_edit",
    ),
    path(
        pgettext_lazy("address", "equipe/tournee/<int:pk>/noter/"),
        tour.visit_record,
        name="visit_record",
    ),
    path(
        pgettext_lazy("address", "equipe/tournee/<int:pk>/suite/"),
        tour.visit_next_done,
        name="visit_next_done",
    ),
    path(
        pgettext_lazy("address", "equipe/tournee/<int:pk>/<slug:transition>/"),
        tour.visit_move,
        name="visit_move",
    ),
    path(
        pgettext_lazy("address", "tournee/agenda/<str:token>.ics"),
        tour.calendar_feed,
        name="calendar_feed",
    ),
]
